"""Cells become typed values; what cannot be read is missing, named and never zero."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtss_analysis import intake
from mtss_analysis.intake import dates, labels
from mtss_analysis.intake.values import NO_VALUE, typed
from mtss_analysis.tables import TABLES, Column
from mtss_analysis.tables.roster import GRADES

NUMBER = Column("score", "number", "a score")


def read(column, cells):
    values, unread = typed(column, pd.Series(cells, dtype="str"))
    return values.tolist(), {some.code: some.values for some in unread}


@pytest.mark.parametrize("kind", ["id", "text", "number", "integer", "date", "flag"])
@pytest.mark.parametrize("cell", sorted(NO_VALUE))
def test_no_value_is_missing_in_every_kind_and_not_reported(kind, cell):
    values, unread = typed(Column("x", kind, ""), pd.Series([cell, cell.upper(), f" {cell} "], dtype="str"))
    assert values.isna().all()
    assert unread == []


@pytest.mark.parametrize("cell", ["absent", "12,5", "1,234", "85%", "1_000", "inf", "0x1A", "12 34", "½"])
def test_what_is_not_plainly_a_number_is_missing_and_quoted(cell):
    values, unread = read(NUMBER, ["41", cell])
    assert values[0] == 41.0
    assert pd.isna(values[1])
    assert unread == {"wrong_type": [cell]}


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_come_back_exactly(number):
    assert read(NUMBER, [repr(number)]) == ([number], {})


@pytest.mark.parametrize(
    ("cell", "grade"),
    [("K", "K"), ("KG", "K"), ("kindergarten", "K"), ("04", "4"), ("2", "2"), ("Two", "2"), ("Eleven", "11"),
     ("Grade 3", "3"), ("3rd Grade", "3"), ("2.0", "2"), ("Pre-K", "PK"), ("-1", "PK"), ("12", "12"), ("0", "K")],
)  # fmt: skip
def test_grades_are_read_as_districts_write_them(cell, grade):
    assert labels.grade(cell) == grade


@pytest.mark.parametrize("cell", ["13", "Ungraded", "UG", "2-3", "third and fourth"])
def test_an_unknown_grade_is_missing_and_quoted(cell):
    values, unread = read(TABLES["students"].column("grade"), [cell])
    assert pd.isna(values[0])
    assert unread == {"unknown_grade": [cell]}


@pytest.mark.parametrize("grade", GRADES)
def test_canonical_grades_are_left_alone(grade):
    assert labels.grade(grade) == grade


@pytest.mark.parametrize("cell", ["Yes", "Y", "TRUE", "t", "1"])
def test_yes_in_its_spellings(cell):
    assert read(Column("held", "flag", ""), [cell]) == ([True], {})


@pytest.mark.parametrize("cell", ["No", "N", "FALSE", "f", "0"])
def test_no_in_its_spellings(cell):
    assert read(Column("held", "flag", ""), [cell]) == ([False], {})


def test_a_flag_that_is_neither_is_named():
    assert read(Column("held", "flag", ""), ["maybe"])[1] == {"wrong_type": ["maybe"]}


def test_half_a_tier_is_refused():
    values, unread = read(TABLES["interventions"].column("tier"), ["2", "2.0", "2.5", "II"])
    assert values[:2] == [2, 2]
    assert unread == {"wrong_type": ["2.5", "II"]}


def test_an_identifier_a_spreadsheet_shortened_is_refused():
    assert read(Column("student_id", "id", ""), ["1.23457E+11", "E+11", "12"])[1] == {
        "damaged_identifier": ["1.23457E+11"]
    }


def test_coded_values_are_read_in_any_spelling_and_unknown_ones_kept_for_the_checks():
    assert read(TABLES["scores"].column("domain"), ["Reading", "Social-Emotional", "SOCIAL EMOTIONAL", "art"]) == (
        ["reading", "social_emotional", "social_emotional", "art"],
        {},
    )


def test_words_in_text_are_values_but_none_as_a_date_is_missing():
    assert read(Column("action", "text", ""), ["none"]) == (["none"], {})
    assert read(Column("enrolled_to", "date", ""), ["none"])[1] == {}


@pytest.mark.parametrize(
    "cell",
    [
        "2022-09-22",
        "9/22/2022",
        "09/22/2022",
        "09-22-2022",
        "2022-09-22T13:28",
        "2022-09-22 00:00:00",
        "9/22/2022 2:05 PM",
    ],
)
def test_dates_in_their_spellings(cell):
    assert read(Column("date", "date", ""), [cell]) == ([pd.Timestamp("2022-09-22")], {})


@pytest.mark.parametrize("cell", ["2022-02-30", "9/22/22", "13/13/2022", "Sept 3", "45538", "20220922", "2022-13-01"])
def test_what_is_not_plainly_a_date_is_missing_and_quoted(cell):
    values, unread = read(Column("date", "date", ""), [cell])
    assert pd.isna(values[0])
    assert unread == {"wrong_type": [cell]}


def test_one_day_first_date_makes_the_others_of_the_column_ambiguous():
    values, unread = read(Column("date", "date", ""), ["03/04/2021", "22/09/2021", "09/16/2021", "2021-01-02"])
    assert [str(value)[:10] for value in values] == ["NaT", "NaT", "2021-09-16", "2021-01-02"]
    assert unread == {"ambiguous_date": ["03/04/2021", "22/09/2021"]}


def test_a_time_in_utc_is_read_and_said():
    values, unread = read(Column("date", "date", ""), ["2023-08-21T13:28:05.852Z", "2023-08-21T23:00:00-05:00"])
    assert values == [pd.Timestamp("2023-08-21")] * 2
    assert list(unread) == ["utc_datetime"]


def test_a_zoned_time_in_parquet_is_read_and_said():
    cells = pd.Series(pd.to_datetime(["2023-08-21T02:00:00Z", None]))
    values, unread = typed(Column("date", "date", ""), cells)
    assert values.tolist()[0] == pd.Timestamp("2023-08-21")
    assert unread[0].code == "utc_datetime"


@given(st.dates())
def test_every_day_comes_back_from_both_spellings(day):
    read_back, ambiguous, _ = dates.read([day.isoformat(), f"{day.month}/{day.day}/{day.year:04d}"])
    assert [value.date() for value in read_back] == [day, day]
    assert ambiguous == set()


@given(st.integers(min_value=1000, max_value=9998))
def test_school_years_are_read_only_if_they_follow_on_each_other(first):
    assert labels.school_year(f"{first}-{first + 1}") == f"{first}-{(first + 1) % 100:02d}"
    assert labels.school_year(f"{first}-{first + 2}") is None


def test_one_finding_says_all_cells_of_a_column_with_rows_and_next_move():
    frame = pd.DataFrame(
        {"school_id": "1", "student_id": "7", "enrolled_from": ["soon"] * 5 + ["later"], "enrolled_to": ""}
    )
    (finding,) = intake.from_frames({"enrollments": frame}).problems
    assert finding.sentence == (
        'the table enrollments, rows 1, 2, 3 and 3 more: enrolled_from is "soon", "later"; expected a date such as '
        "2024-09-03 or 9/3/2024. The cell counts as missing until it is corrected or left empty."
    )
    assert finding.rows == (0, 1, 2, 3, 4, 5)
    assert not finding.blocking
