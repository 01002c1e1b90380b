"""Where the latest scores lie: one word, and none before the rule in force may speak."""

import pandas as pd
import pytest

from mtss_analysis.decisions import DecisionParams
from mtss_analysis.decisions.standing import Place, standing
from mtss_analysis.params import layers

RULE = layers().load(DecisionParams)
START = pd.Timestamp("2024-09-30")
PLAN = {"start": START, "baseline": 40.0, "goal": 70.0, "goal_date": pd.Timestamp("2025-05-30")}


def probes(*scores):
    days = pd.date_range(START, periods=len(scores), freq="7D") if scores else pd.DatetimeIndex([])
    return pd.DataFrame({"date": days, "score": scores})


@pytest.mark.parametrize(
    ("scores", "place"),
    [
        ((40, 40, 40, 40, 40, 40, 40, 40), Place.BELOW),
        ((40, 45, 45, 50, 55, 55, 55, 55), Place.ABOVE),
        ((40, 45, 45, 50, 55, 40, 55, 40), Place.AROUND),
        ((40, 45, 45, 50, 55, 70, 71, 70), Place.REACHED),
        ((40, 45, 45, 50, 55, 70, 71, 69), Place.ABOVE),
        ((40, 40, 40, 40, 40), Place.TOO_FEW),
        ((), Place.NO_SCORES),
    ],
)
def test_the_place_of_the_latest_scores(scores, place):
    assert standing(PLAN, probes(*scores), RULE, higher_is_better=True).place == place


def test_where_lower_is_better_the_sides_turn_around():
    plan = PLAN | {"baseline": 70.0, "goal": 40.0}
    high, low = probes(*[70] * 8), probes(*[60] * 8)
    assert standing(plan, high, RULE, higher_is_better=False).place == Place.BELOW
    assert standing(plan, low, RULE, higher_is_better=False).place == Place.ABOVE
    assert standing(plan, probes(*[40] * 8), RULE, higher_is_better=False).place == Place.REACHED


@pytest.mark.parametrize("part", ["baseline", "goal", "goal_date"])
def test_without_an_aimline_nothing_can_be_told(part):
    assert standing(PLAN | {part: None}, probes(*[40] * 8), RULE, higher_is_better=True).place == Place.NO_GOAL


def test_a_goal_that_is_not_later_than_the_start_is_no_goal():
    assert standing(PLAN | {"goal_date": START}, probes(*[40] * 8), RULE, higher_is_better=True).place == Place.NO_GOAL


def test_scores_of_the_baseline_do_not_count():
    found = standing(PLAN, probes(*[40] * 8), RULE, higher_is_better=True, skip=3)
    assert (found.place, found.n, found.counted) == (Place.TOO_FEW, 8, 5)


def test_the_time_since_the_start_counts_too():
    found = standing(PLAN, probes(*[40] * 6), RULE, higher_is_better=True)
    assert (found.place, found.weeks, found.needed, found.needed_weeks) == (Place.TOO_FEW, 5, 6, 6)
