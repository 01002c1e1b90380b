"""Rules of screening as tables: what is said against the planning figure, and when accuracy may be told."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from mtss_analysis import params
from mtss_analysis.screening import ScreeningParams, accuracy, classified, planning_figure
from mtss_analysis.screening.result import STRATA
from mtss_analysis.screening.support import TIERS
from mtss_analysis.vocabulary import TOTAL

SPEC = Path(__file__).parent / "screening"
PLANNED, REASONS = (
    yaml.safe_load((SPEC / f"{name}.yml").read_text("utf-8")) for name in ("planning_figure", "reasons")
)


@pytest.mark.parametrize("case", PLANNED, ids=lambda case: "-".join(map(str, case["counts"])))
def test_shares_against_the_planning_figure(case):
    place = dict.fromkeys(STRATA, "x") | {"school_id": "A", "by": TOTAL, "group": TOTAL}
    tiers = pd.DataFrame([place | {"support": tier, "n": n} for tier, n in zip(TIERS, case["counts"], strict=True)])
    found = planning_figure.planned(tiers, params.layers().load(ScreeningParams)).iloc[0]
    assert found["said"] == case["said"]
    assert np.isnan(found["chi2"]) == (sum(case["counts"]) * 0.05 < 5)


@pytest.mark.parametrize("case", REASONS, ids=lambda case: f"{case['n']}-{case['needed']}-{case['flagged']}")
def test_when_accuracy_may_be_told(case):
    n = case["n"]
    rows = pd.DataFrame({"risk": np.where(np.arange(n) < case["flagged"], 1.0, -1.0),
                         "needed": (np.arange(n) < case["needed"]).astype(float)})  # fmt: skip
    unknown = pd.DataFrame({"risk": [1.0], "needed": [np.nan]})
    settings = params.layers().load(accuracy.AccuracyParams)
    assert classified.reason(pd.concat([rows, unknown]), settings) == case["why"]
