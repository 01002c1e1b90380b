"""Ratings find their form, group and round; what cannot be used is told."""

import pandas as pd
import pytest

from mtss_analysis.fidelity.answers import SHELL, SHOWN, TOO_FEW, rounds
from tests.unit.fidelity.ratings import FALL, full, instrument, known, rating, read


def test_each_rating_finds_its_form_and_group():
    found = read(rating(full(1, 2, 3, 0)), *(rating({"1": 1, "3": 2}, f"T{n}", "teacher") for n in range(3)))
    assert found.rows.groupby("group")["form"].unique().str[0].to_dict() == {"team": "full", "staff": "staff"}
    assert set(found.rows["round"]) == {"2024-25 fall"}
    assert found.unread == ()


def test_staff_are_shown_from_the_instruments_smallest_number_on():
    two = [rating({"1": 1, "3": 2}, f"T{n}", "teacher") for n in range(2)]
    assert read(*two).sittings["said"].tolist() == [TOO_FEW]
    assert read(*two).rows.empty
    three = [*two, rating({"1": 1, "3": 2}, "T9", "teacher")]
    assert read(*three).sittings["said"].tolist() == [SHOWN]


def test_a_rater_to_whom_nothing_applies_does_not_count():
    forms = [rating({"1": 1, "3": 2}, f"T{n}", "teacher") for n in range(2)]
    found = read(*forms, rating({"1": None, "3": None}, "T9", "teacher"))
    assert found.sittings[["raters", "left_out"]].to_numpy().tolist() == [[2, 2]]
    assert found.rows.empty


def test_the_response_rate_is_no_data_unless_somebody_says_who_was_asked():
    form = rating(full(1, 2, 3, 0))
    assert read(form).sittings["response"].isna().all()
    assert read(form, expected_raters={"team": 4}).sittings["response"].tolist() == [25]


def test_of_two_sittings_in_a_round_the_later_counts():
    found = read(rating(full(0, 0, 0, 0)), rating(full(3, 3, 3, 3), day="2024-11-01"))
    assert found.rows["score"].tolist() == [3, 3, 3, 3]
    assert len(found.sittings) == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"item": "9"}, "1 ratings have an item"), ({"score": 7.0}, "1 ratings"),
     ({"respondent_role": "mayor"}, "4 ratings"), ({"version": "7"}, 'version "7", which has no file')],
)  # fmt: skip
def test_what_cannot_be_used_is_told_and_left_out(changes, said):
    form = rating(full(1, 2, 3, 0))
    column, value = next(iter(changes.items()))
    rows = [0] if column in {"item", "score"} else list(range(4))
    form[column] = form[column].astype(object)
    form.loc[rows, column] = value
    found = read(form)
    assert len(found.rows) == 4 - len(rows)
    assert said in " ".join(found.unread)


def test_a_shell_is_never_scored():
    found = read(rating(full(1, 2, 3, 0)), instruments=known(instrument(shell="Add the items.")))
    assert found.sittings["said"].tolist() == [SHELL]
    assert found.rows.empty


def test_a_form_without_a_rater_is_one_agreed_form():
    found = read(rating(full(1, 2, 3, 0), rater=None))
    assert found.rows["rater"].unique().tolist() == ["one form, coach"]


def test_one_group_alone_needs_no_role():
    alone = instrument(forms={"full": {"label": "Team", "group": "team"}})
    assert set(read(rating(full(1, 2, 3, 0), role=None), instruments=known(alone)).rows["group"]) == {"team"}


def test_the_last_day_leaves_out_what_came_later():
    found = read(rating(full(1, 2, 3, 0)), rating(full(3, 3, 3, 3), day="2025-04-01"), as_of="2025-01-01")
    assert found.rows["round"].unique().tolist() == ["2024-25 fall"]


def test_rounds_follow_the_start_of_the_school_year():
    days = pd.Series(pd.to_datetime([FALL, "2024-12-31", "2025-01-01", "2025-07-31"]))
    assert rounds(days, "08-01", 5).tolist() == ["2024-25 fall"] * 2 + ["2024-25 spring"] * 2
