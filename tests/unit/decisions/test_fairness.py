"""Whether the rule in force errs as often in every group."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis.decisions.back_test import MET, MISSED
from mtss_analysis.decisions.fairness import CANNOT_TELL, FALSE_CALL, LESS, MISS, MORE, TOO_FEW, fairness


def _calls(n=1500, called_met=(0.2, 0.2), called_missed=(0.7, 0.7), seed=1, schools=10):
    """Plans of learners and others; chances that each is called, for (yes, no)."""
    rng = np.random.default_rng(seed)
    learner = rng.random(n) < 0.35
    outcome = np.where(rng.random(n) < 0.5, MET, MISSED)
    chance = np.where(outcome == MET, np.where(learner, *called_met), np.where(learner, *called_missed))
    return pd.DataFrame(
        {"student_id": [f"A{i}" for i in range(n)], "school_id": rng.integers(0, schools, n).astype(str),
         "domain": "reading", "measure": rng.choice(["m1", "m2"], n), "learner": np.where(learner, "yes", "no"),
         "outcome": outcome, "rule": "ours", "called": rng.random(n) < chance}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("met", "missed", "said"),
    [((0.2, 0.2), (0.7, 0.7), (CANNOT_TELL, CANNOT_TELL)), ((0.5, 0.2), (0.7, 0.7), (MORE, CANNOT_TELL)),
     ((0.05, 0.3), (0.4, 0.8), (LESS, MORE))],
)  # fmt: skip
def test_both_errors_are_asked_apart(met, missed, said):
    found = fairness(_calls(called_met=met, called_missed=missed), "ours", ["learner"]).set_index("error")
    assert found["group"].tolist() == ["yes", "yes"]
    assert (found.loc[FALSE_CALL, "said"], found.loc[MISS, "said"]) == said
    wanted = 100 * (met[0] - met[1])
    assert found.loc[FALSE_CALL, "difference_low"] < wanted < found.loc[FALSE_CALL, "difference_high"]


def test_other_rules_and_plans_without_an_outcome_are_left_out():
    rows = _calls()
    more = pd.concat([rows, rows.assign(rule="theirs"), rows.assign(outcome=None)], ignore_index=True)
    assert fairness(more, "ours", ["learner"]).equals(fairness(rows, "ours", ["learner"]))


def test_few_plans_are_too_few_to_say():
    found = fairness(_calls(40), "ours", ["learner"])
    assert set(found["said"]) == {TOO_FEW}
    assert found[["percent", "difference", "p_holm"]].isna().all(axis=None)


def test_nothing_to_compare_is_an_empty_table():
    assert fairness(_calls().assign(learner="no"), "ours", ["learner"]).empty
    assert fairness(_calls().iloc[:0], "ours", ["learner"]).empty
