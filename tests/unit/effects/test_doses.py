import numpy as np
import pandas as pd
import pytest

from mtss_analysis.effects import doses, equal_starts

SCALE = pd.Series({"maze": 2.0})


def sample(slope=0.4, n=300, unlogged=0.0, seed=5, share=None):
    rng = np.random.default_rng(seed)
    share = rng.choice([0.4, 0.6, 0.8, 1.0], n) if share is None else np.full(n, share)
    rows = pd.DataFrame({
        "student_id": [f"S{k}" for k in range(n)], "school_id": [f"H{k % 5}" for k in range(n)], "domain": "reading",
        "plan_id": [f"P{k}" for k in range(n)], "school_year": "2025-26", "grade": np.where(np.arange(n) % 2, "3", "4"),
        "tier": 2, "measure": "maze", "baseline": rng.normal(50, 10, n), "enough": True,
        "roi": 1 + slope * share + rng.normal(0, 0.1, n),
    })  # fmt: skip
    facts = equal_starts.known(rows, pd.DataFrame(), (), pd.Series(1.0, index=rows.index))
    held = np.arange(20)[None, :] < 20 * share[:, None]
    lost = rng.random((n, 20)) < unlogged
    status = np.where(lost, "not_logged", np.where(held, "delivered", "student_absent"))
    log = pd.DataFrame({"plan_id": np.repeat(rows["plan_id"], 20), "status": status.ravel()})
    return facts, pd.Series("Group", index=rows["plan_id"]), log.assign(date=pd.Timestamp("2025-10-01"))


def told(absent=frozenset(), fewest=20, **given):
    facts, names, log = sample(**given)
    return doses.doses(facts, names, log, SCALE, absent, fewest, 0.95).iloc[0]


def test_the_slope_for_a_tenth_of_the_sessions_is_found():
    row = told()
    assert row["low_missed"] < 2.0 * 0.4 / 10 < row["high_missed"]
    assert row["said"] == doses.MORE
    assert row["n"] == 300


def test_unlogged_sessions_make_the_share_a_range_and_the_slope_two():
    row = told(unlogged=0.3)
    assert row["mean_received"] - row["mean_missed"] == pytest.approx(30, abs=2)
    assert row["slope_missed"] != row["slope_received"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"absent": frozenset({"Group"})}, doses.NOT_GIVEN),
        ({"fewest": 400}, doses.TOO_FEW),
        ({"share": 0.6}, doses.ALIKE),
        ({"slope": -0.4}, doses.LESS),
        ({"slope": 0.0, "seed": 8}, doses.UNCLEAR),
    ],
)
def test_where_nothing_can_be_told_the_reason_is_said(given, said):
    row = told(**given)
    assert row["said"] == said
    assert np.isnan(row["slope_missed"]) == (said in {doses.NOT_GIVEN, doses.TOO_FEW, doses.ALIKE})
