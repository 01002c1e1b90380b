"""Reports beside observations of the same deliveries."""

import numpy as np
import pandas as pd

from mtss_analysis import params
from mtss_analysis.fidelity import FidelityParams
from mtss_analysis.fidelity.self_report import INFLATED, LITTLE, NO_SIGN, TOO_FEW, agreements, pairs

PARAMS = params.layers().load(FidelityParams)


def checks(bias, plans=30, school="A", seed=1):
    rng = np.random.default_rng(seed)
    observed = rng.choice([0.25, 0.5, 0.75], plans)
    reported = np.clip(observed + bias, 0, 1)
    frames = [
        pd.DataFrame({
            "plan_id": [f"{school}{n}" for n in range(plans)], "date": pd.Timestamp("2025-01-10"), "source": source,
            "dimension": "adherence", "item": "1", "score": score, "school_id": school,
        })
        for source, score in (("observation", observed), ("self_report", reported))
    ]  # fmt: skip
    return pd.concat(frames, ignore_index=True)


def told(*parts):
    return agreements(pd.concat(parts), PARAMS, 0.95).set_index("school_id")


def test_a_school_that_reports_more_than_is_seen_is_told():
    found = told(checks(0.25), checks(0.0, school="B"))
    assert found["said"].to_dict() == {"All": INFLATED, "A": INFLATED, "B": NO_SIGN}
    assert found.loc["B", ["bias", "same", "kappa"]].tolist() == [0, 100, 1]
    assert np.isclose(found.loc["A", "bias"], 25)


def test_a_small_difference_is_told_as_small_however_sure():
    assert told(checks(0.05, plans=200))["said"].tolist() == [LITTLE, LITTLE]


def test_below_the_fewest_pairs_nothing_is_said():
    found = told(checks(0.25, plans=PARAMS.fewest_pairs - 1))
    assert found["said"].tolist() == [TOO_FEW, TOO_FEW]
    assert found["bias"].isna().all()


def test_deliveries_that_only_one_saw_are_no_pairs():
    one = checks(0.0)
    assert len(pairs(one[one["source"] == "observation"])) == 0
    missing = one.assign(score=one["score"].mask(one["source"] == "observation"))
    assert len(pairs(missing)) == 0
