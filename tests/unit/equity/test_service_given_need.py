"""The whole comparison on a small district, and every way in which it does not apply."""

import numpy as np
import pytest

from mtss_analysis import params, privacy
from mtss_analysis.equity.given_need_contrasts import TOO_FEW
from mtss_analysis.equity.given_need_questions import LETTER_DAYS, QUESTIONS, SESSION
from mtss_analysis.equity.given_need_result import DOES_NOT_APPLY
from mtss_analysis.privacy import PrivacyParams
from mtss_analysis.vocabulary import NO_DATA


@pytest.fixture(scope="module")
def result(compare):
    return compare(fewest_students=10)


def _why(result):
    said = [caution.sentence for caution in result.cautions if caution.code == DOES_NOT_APPLY]
    assert len(said) == 1
    assert all(table.frame.empty for table in result.tables.values())
    assert result.summary().headline in said[0]
    return said[0]


def test_every_student_counts_once_in_a_domain(result):
    frame = result.tables["students"].frame
    assert len(frame)
    assert not frame.duplicated(["student_id", "domain"]).any()


def test_counts_are_those_of_the_students(result):
    students = result.tables["students"].frame
    known = students[students["session"] != "too early to tell"]
    served = result.tables["served"].frame.query("by == 'All' and session == 'yes'")
    wanted = known.groupby(["domain", "suggested"])["session"].agg(["size", lambda part: (part == "yes").sum()])
    found = served.set_index(["domain", "suggested"])[["flagged", "n"]]
    assert found.sort_index().to_numpy().tolist() == wanted.sort_index().to_numpy().tolist()


def test_every_comparison_says_a_word_and_numbers_or_neither(result):
    frame = result.tables["comparisons"].frame
    assert set(frame["question"]) <= set(QUESTIONS)
    few = frame["said"] == TOO_FEW
    assert (frame["value"].isna() == few).all()
    assert frame.loc[few, ["ratio", "difference", "p"]].isna().all(axis=None)
    assert len(frame[(frame["question"] == SESSION) & ~few])


def test_everyone_waits_at_least_nothing_and_who_never_began_is_counted(result):
    frame = result.tables["waits"].frame
    assert (frame["begun"] <= frame["n"]).all()
    assert (frame["begun"] < frame["n"]).any()
    assert (frame["median"].dropna() >= 0).all()


def test_the_public_sees_counts_only_and_no_small_one(result):
    released = privacy.release(result, params.layers().load(PrivacyParams))
    assert set(released.tables) == {"served"}
    frame = released.tables["served"].frame
    assert (frame["n"].dropna() >= 10).all()
    assert frame["n"].isna().any()
    assert released.summary().headline


def test_without_plans_it_is_no_data(compare, small):
    none = small[1].table("interventions").iloc[:0]
    assert "nobody can tell who was helped" in _why(compare({"interventions": none}))


def test_without_cut_scores_nobody_can_tell_need(compare, small):
    none = small[1].table("scores").iloc[:0]
    assert "no screening scores with cut scores" in _why(compare({"scores": none}))


def test_without_groups_there_is_nobody_to_compare(compare, small):
    assert "nobody to compare" in _why(compare(district={"group_columns": ()}))
    alike = small[1].table("students").assign(english_learner="no")
    assert "nobody to compare" in _why(compare({"students": alike}, {"group_columns": ("english_learner",)}))


def test_a_group_column_that_is_missing_is_left_out(compare, small):
    bare = small[1].table("students").drop(columns="english_learner")
    found = compare({"students": bare})
    assert "english_learner" not in set(found.tables["comparisons"].frame["by"])
    assert found.summary().headline


def test_nobody_served_is_said_and_makes_no_ratio(compare, small):
    never = small[1].table("sessions").assign(status="not_held")
    plans = small[1].table("interventions")
    plans = plans[plans["plan_id"].isin(never["plan_id"].unique())]
    found = compare({"interventions": plans, "sessions": never}, fewest_students=10)
    asked = found.tables["comparisons"].frame.query("question == @SESSION")
    assert asked["ratio"].isna().all()
    assert set(asked["said"]) == {TOO_FEW}
    assert "in any group" in found.summary().headline


def test_without_a_disability_column_that_part_is_left_out(compare):
    found = compare(disability_column="")
    assert not found.tables["comparisons"].frame["question"].str.startswith("has a disability").any()


def test_disability_is_compared_by_other_columns_only(result):
    frame = result.tables["comparisons"].frame
    asked = frame[frame["question"].str.startswith("has a disability")]
    assert len(asked)
    assert "disability" not in set(asked["by"])


def test_without_languages_letters_are_left_out(compare, small):
    bare = small[1].table("students").drop(columns="home_language")
    for found in (compare({"students": bare}), compare({"letters": small[1].table("letters").iloc[:0]})):
        assert LETTER_DAYS not in set(found.tables["comparisons"].frame["question"])


def test_an_unrecorded_group_is_in_no_comparison_but_is_counted(compare, small):
    students = small[1].table("students")
    gaps = students["sex"].mask(np.arange(len(students)) % 4 == 0)
    found = compare({"students": students.assign(sex=gaps)})
    assert NO_DATA not in set(found.tables["comparisons"].frame["group"])
    assert NO_DATA in set(found.tables["served"].frame.query("by == 'sex'")["group"])
