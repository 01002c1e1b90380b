import numpy as np
import pandas as pd
import pytest

from mtss_analysis.effects import equal_starts, second_look
from mtss_analysis.effects.arms import Arms
from mtss_analysis.estimators import contrasts

PLACE = {"domain": "reading", "measure": "maze", "intervention": "Group"}
SCALE = pd.Series({"maze": 2.0})


def sample(n=600, effect=0.5, tilt=1.0, seed=4):
    """Students of whom those who start low are served more often, and grow less anyway."""
    rng = np.random.default_rng(seed)
    start = rng.normal(50, 10, n)
    served = rng.random(n) < 1 / (1 + np.exp(tilt * (start - 50) / 10))
    rows = pd.DataFrame({
        "student_id": [f"S{k}" for k in range(n)], "school_id": [f"H{k % 6}" for k in range(n)], "plan_id": "P",
        "school_year": "2025-26", "grade": np.where(rng.random(n) < 0.5, "3", "4"), "tier": 2 + (rng.random(n) < 0.3),
        "measure": "maze", "baseline": start, "enough": True, "served": served, "analyzed": True,
        "roi": 1.0 + 0.05 * (start - 50) + effect * served + rng.normal(0, 0.5, n),
    })  # fmt: skip
    students = rows[["student_id", "school_year"]].assign(sex=np.where(rng.random(n) < 0.5, "F", "M"), rare="no")
    students.loc[:2, "rare"] = "yes"
    way = pd.Series(1.0, index=rows.index)
    return Arms(PLACE, "other support", rows), equal_starts.known(rows, students, ("sex", "rare"), way)


def looks(pair, facts, fewest=20):
    balance, told = second_look.second_looks([pair], facts, SCALE, fewest, 0.95)
    return balance.set_index("by"), told.iloc[0]


def test_weights_make_the_comparison_look_like_the_served():
    balance, told = looks(*sample())
    assert balance.loc["start", "before_says"] == "too_far"
    assert abs(balance.loc["start", "after"]) < 0.2 * abs(balance.loc["start", "before"])
    assert balance.loc["start", "after_says"] != "too_far"
    assert told["like_served"] == told["served"]
    assert told["like_comparison"] < told["comparison"]


def test_the_second_look_finds_the_effect_that_unequal_starts_hide():
    pair, facts = sample()
    _, told = looks(pair, facts)
    grown = SCALE["maze"] * pair.rows["roi"]
    naive = grown[pair.rows["served"]].mean() - grown[~pair.rows["served"]].mean()
    assert told["low"] < 2 * 0.5 < told["high"]
    assert naive < told["low"]


def test_with_equal_weights_the_index_is_that_of_the_handbook():
    _, facts = sample()
    found = contrasts.baseline_equivalence(facts.columns, facts.served, tuple(map(str, facts.names)))
    ones = [equal_starts.index(column, facts.served, np.ones(len(column))) for column in facts.columns.T]
    assert np.array(ones)[:4] == pytest.approx(found.estimate[:4])


def test_a_rare_kind_of_student_is_named_and_not_judged():
    balance, _ = looks(*sample())
    assert balance.loc["rare", "before_says"] == "too_few"
    assert np.isnan(balance.loc["rare", "before"])


@pytest.mark.parametrize(
    ("given", "fewest", "said"),
    [
        ({"tilt": 200.0}, 20, second_look.REFUSED["separated"]),
        ({"n": 60}, 40, second_look.TOO_FEW),
        ({"n": 200, "tilt": 3.0}, 60, second_look.FEW_LEFT),
    ],
)
def test_where_weighting_fails_the_reason_is_said_and_nothing_estimated(given, fewest, said):
    balance, told = looks(*sample(**given), fewest=fewest)
    assert told["said"] == said
    assert np.isnan(told["weighted"])
    assert balance["after"].isna().all()
    assert balance["before"].notna().any()


def test_columns_that_others_add_up_to_are_left_out():
    block = np.array(["a", "a", "b", "b"], object)
    one = np.array([1.0, 2.0, 3.0, 5.0])
    school = np.array([1.0, 1.0, 0.0, 0.0])
    assert len(list(second_look.independent([one, school, 2 * one + school], block))) == 1
