"""Smallest passing totals and stages of the instruments we ship, against a table written by hand."""

from pathlib import Path

import pytest
import yaml

from mtss_analysis import params
from mtss_analysis.fidelity.scoring import passes, smallest_passing, stage

TABLE = yaml.safe_load((Path(__file__).parent / "self_assessment/scoring.yml").read_text(encoding="utf-8"))
SHIPPED = params.instruments(params.layers())


def named(case):
    return f"{case['instrument']} {case['version']} {case['section']}"


@pytest.mark.parametrize("case", TABLE["smallest_passing"], ids=named)
def test_smallest_passing_totals(case):
    instrument = SHIPPED[case["instrument"], case["version"]]
    points, of = case["points"], case["of"]
    assert smallest_passing(instrument, case["section"]) == points
    criterion = instrument.sections[case["section"]].criterion
    assert passes(100 * points / of, criterion)
    assert not passes(100 * (points - 1) / of, criterion)


@pytest.mark.parametrize("case", TABLE["stages"], ids=lambda case: f"{case['total']} percent")
def test_stages(case):
    ours = SHIPPED["mtss_implementation_self_assessment", "1.0"]
    assert stage(ours, case["total"], dict(zip(ours.sections, case["sections"], strict=True))) == case["stage"]
