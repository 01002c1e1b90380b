"""Groups against others: what is said, what is too few to say, and one correction for all of a question."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.equity.given_need_check import with_model
from mtss_analysis.equity.given_need_contrasts import ALIKE, CANNOT_TELL, HIGHER, LOWER, TOO_FEW, Question, contrasts
from mtss_analysis.equity.given_need_questions import SESSION
from mtss_analysis.equity.given_need_settings import ServiceEquityParams
from mtss_analysis.vocabulary import NO_DATA

RULES = params.layers().load(ServiceEquityParams)


def _rows(n=1200, seed=1, schools=10, share=0.3):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {"student_id": [f"A{i}" for i in range(n)], "domain": "reading", "need": rng.integers(0, 8, n).astype(str),
         "school_id": rng.integers(0, schools, n).astype(str), "learner": np.where(rng.random(n) < share, "yes", "no"),
         "race": rng.choice(["a", "b", "c"], n), "below": rng.random(n), "measure": "m", "season": "fall", "grade": "2",
         "measures": "one measure"}
    )  # fmt: skip


def _asked(rows, value, kind="share", unit="percent"):
    asked = [Question(SESSION, rows.assign(value=value), unit, kind)]
    return contrasts(asked, ["learner"], RULES).iloc[0]


def _share(rows, low, high, seed=2):
    chance = np.where(rows["learner"] == "yes", low, high)
    return (np.random.default_rng(seed).random(len(rows)) < chance).astype(float)


@pytest.mark.parametrize(
    ("low", "high", "n", "said"),
    [(0.4, 0.8, 1200, LOWER), (0.8, 0.4, 1200, HIGHER), (0.7, 0.7, 6000, ALIKE), (0.3, 0.3, 200, CANNOT_TELL)],
)
def test_words_of_shares(low, high, n, said):
    rows = _rows(n)
    assert _asked(rows, _share(rows, low, high))["said"] == said


@pytest.mark.parametrize(("gap", "said"), [(-12.0, LOWER), (12.0, HIGHER), (0.0, ALIKE), (2.0, ALIKE)])
def test_words_of_means_ask_whether_it_matters(gap, said):
    rows = _rows(3000)
    value = np.random.default_rng(3).normal(70, 8, len(rows)) + gap * (rows["learner"] == "yes")
    assert _asked(rows, value, "mean", "percent of sessions")["said"] == said


def test_few_students_or_few_answers_are_too_few_to_say():
    rows = _rows(60, share=0.1)
    few = _asked(rows, _share(rows, 0.5, 0.5))
    assert few["said"] == TOO_FEW
    assert few[["value", "ratio", "p", "p_holm"]].isna().all()
    rows = _rows()
    assert _asked(rows, np.ones(len(rows)))["said"] == TOO_FEW


def test_of_two_groups_one_is_compared_and_who_is_not_recorded_is_left_out():
    rows = _rows().assign(value=1.0)
    rows["value"] = _share(rows, 0.5, 0.6)
    rows.loc[rows.index[:300], "learner"] = NO_DATA
    found = contrasts([Question("q", rows, "percent", "share")], ["learner", "race"], RULES)
    assert found.groupby("by")["group"].apply(list).to_dict() == {"learner": ["yes"], "race": ["a", "b", "c"]}
    assert (found.query("by == 'learner'")[["compared", "others"]].sum(axis=1) <= 900).all()


def test_a_column_with_one_group_is_not_asked_about():
    rows = _rows().assign(learner="no", value=1.0)
    assert contrasts([Question("q", rows, "percent", "share")], ["learner"], RULES).empty


def test_against_one_group_each_is_compared_with_it_alone():
    rows = _rows().assign(value=np.arange(1200.0))
    found = contrasts([Question("q", rows, "days", "mean", "b")], ["race"], RULES)
    assert found["group"].tolist() == ["a", "c"]
    assert (found["others"] <= (rows["race"] == "b").sum()).all()


def test_correction_runs_over_all_comparisons_of_a_question_and_not_over_others():
    rows = _rows()
    value = _share(rows, 0.55, 0.65)
    alone = contrasts([Question("q", rows.assign(value=value), "percent", "share")], ["learner"], RULES)
    both = contrasts(
        [Question(name, rows.assign(value=value), "percent", "share") for name in ("q", "r")], ["learner"], RULES
    )
    more = contrasts([Question("q", rows.assign(value=value), "percent", "share")], ["learner", "race"], RULES)
    first = alone["p_holm"].iloc[0]
    assert both["p_holm"].tolist() == pytest.approx([first, first])
    assert more.query("by == 'learner'")["p_holm"].iloc[0] >= first


def test_a_gap_between_schools_is_gone_within_them_and_luck_of_schools_is_not_a_gap():
    rng = np.random.default_rng(7)
    rows = _rows(3000)
    some = rows["school_id"].isin(["0", "1"])
    rows["learner"] = np.where(rng.random(3000) < np.where(some, 0.8, 0.05), "yes", "no")
    value = (rng.random(3000) < np.where(some, 0.3, 0.8)).astype(float)
    found = _asked(rows, value)
    assert found["ratio"] < 0.7
    assert found["school_ratio_low"] < 1 < found["school_ratio_high"]


def test_with_few_schools_only_students_of_one_school_are_compared():
    rng = np.random.default_rng(8)
    rows = _rows(2000, schools=3)
    rows["learner"] = np.where(rng.random(2000) < np.where(rows["school_id"] == "0", 0.8, 0.1), "yes", "no")
    value = (rng.random(2000) < np.where(rows["school_id"] == "0", 0.3, 0.8)).astype(float)
    found = _asked(rows, value)
    assert found["ratio_low"] < 1 < found["ratio_high"]


def test_the_model_tells_overlapping_groups_apart():
    rng = np.random.default_rng(9)
    rows = _rows(4000)
    rows["race"] = np.where((rows["learner"] == "yes") & (rng.random(4000) < 0.8), "a", rng.choice(["b", "c"], 4000))
    rows["value"] = _share(rows, 0.45, 0.75)
    asked = [Question(SESSION, rows, "percent", "share")]
    groups = ["learner", "race"]
    found = with_model(contrasts(asked, groups, RULES), asked, groups, RULES).set_index("group")
    assert found.loc["a", "ratio_high"] < 1
    assert found.loc["a", "model_low"] < 1 < found.loc["a", "model_high"]
    assert found.loc["yes", "model_high"] < 0.8
