"""The rules of IDEA on significant disproportionality as tables: which ratio, and when a district is identified."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from mtss_analysis.equity import EquityParams, significant
from mtss_analysis.estimators.risk_ratios import risk_ratios
from mtss_analysis.params import layers

FOLDER = Path(__file__).parent / "equity"
RULES = layers().load(EquityParams).model_copy(update={"minimum_cell": 10, "minimum_n": 30, "years": 3})


def cases(name: str) -> list[Any]:
    return [pytest.param(case, id=case["what"]) for case in yaml.safe_load((FOLDER / f"{name}.yml").read_text("utf-8"))]


@pytest.mark.parametrize("case", cases("significant"))
def test_which_ratio_is_calculated(case: dict[str, Any]) -> None:
    numbers = (case[name] for name in ("cases", "of", "other_cases", "other_of"))
    found = significant.compare_group(*numbers, case["state"], RULES.minimum_cell, RULES.minimum_n)
    assert found.method == case["method"]
    assert found.why == (getattr(significant, case["why"]) if case["why"] else "")
    if case["ratio"] is not None:
        told = risk_ratios(found.cases, found.of, found.other_cases, found.other_of)
        assert told.ratio == pytest.approx(case["ratio"])


@pytest.mark.parametrize("case", cases("years"))
def test_when_a_district_is_identified(case: dict[str, Any]) -> None:
    rows = pd.DataFrame({
        "school_year": [f"{year}-{(year + 1) % 100:02d}" for year in case["ratios"]], "category": "autism",
        "group": "White", "ratio": list(case["ratios"].values()), "threshold": 3.0,
    })  # fmt: skip
    rules = RULES.model_copy(update={"progress": case["progress"]})
    last = significant.identified(rows, rules).iloc[-1]
    assert (last["above"], last["identified"]) == (case["above"], case["identified"])


def test_a_category_may_have_a_threshold_of_its_own() -> None:
    rules = RULES.model_copy(update={"category_thresholds": {"autism": 2.0}})
    assert significant.threshold(rules, "autism", "identification") == 2.0
    assert significant.threshold(rules, "emotional disturbance", "identification") == rules.thresholds["identification"]
