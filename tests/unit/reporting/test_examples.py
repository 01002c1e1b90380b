"""Worked cases: computed from invented students only, with no code of a student, the same every time."""

import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from mtss_analysis import checks, growth, intake, params, samples
from mtss_analysis.reporting.examples import FIRST, LEAST, Example, growth_case


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> growth.GrowthResult:
    folder = tmp_path_factory.mktemp("lesson") / "small"
    samples.write(Path(folder), samples.generate(schools=3, students=300, years=1))
    settings = params.layers(folder)
    measures, district = settings.load(params.MeasuresParams), settings.load(params.DistrictParams)
    data = checks.usable(intake.read(folder), measures)
    return growth.estimate(data, settings.load(growth.GrowthParams), measures, district)


def _text(example: Example) -> str:
    return " ".join((example.title, example.table.to_csv(), *example.steps))


def test_the_case_shows_no_code_and_says_that_it_is_invented(result: growth.GrowthResult) -> None:
    example = growth_case(result)
    assert "SYN-" not in _text(example)
    assert "invented" in example.title
    assert len(example.table) >= LEAST
    assert example.digest == growth_case(result).digest


def test_its_numbers_are_those_of_the_student_it_was_made_from(result: growth.GrowthResult) -> None:
    example = growth_case(result)
    points = result.tables["points"].frame
    same = [
        place for place, own in points.groupby("series") if own["score"].tolist() == example.table["Score"].tolist()
    ]
    row = result.tables["series"].frame.loc[same[0]]
    assert f"After all {row['n']:.0f} probes it is {row['roi']:.1f} (" in example.steps[1]
    early = points[points["series"] == same[0]].head(FIRST)
    slope = pd.Series(early["score"]).cov(early["time"]) / early["time"].var()
    assert f"the rate is {slope:.1f} (" in example.steps[0]
    assert slope > row["roi"]


def test_other_students_than_invented_ones_are_refused(result: growth.GrowthResult) -> None:
    table = result.tables["series"]
    real = table.with_frame(table.frame.assign(student_id="A-1"))
    with pytest.raises(ValueError, match="SYN-"):
        growth_case(dataclasses.replace(result, tables=dict(result.tables) | {"series": real}))
