"""Who was where and when."""

import pandas as pd
import pytest

from mtss_analysis import intake, params
from mtss_analysis.vocabulary import NO_DATA


@pytest.fixture
def district():
    return params.layers().load(params.DistrictParams).model_copy(update={"group_columns": ("sex",)})


def dataset(students=(), stays=(), scores=()):
    frames = {
        "students": pd.DataFrame(students, columns=["student_id", "school_year", "grade", "sex"], dtype="str"),
        "enrollments": pd.DataFrame(
            stays, columns=["student_id", "school_id", "enrolled_from", "enrolled_to"], dtype="str"
        ),
        "scores": pd.DataFrame(scores, columns=["student_id", "date"], dtype="str"),
    }
    return intake.from_frames(frames)


@pytest.mark.parametrize(
    ("day", "starts", "year"),
    [
        ("2024-07-31", "08-01", "2023-24"),
        ("2024-08-01", "08-01", "2024-25"),
        ("2025-06-30", "07-01", "2024-25"),
        ("1999-12-31", "08-01", "1999-00"),
        ("2024-08-14", "08-15", "2023-24"),
    ],
)
def test_a_day_belongs_to_the_year_that_began_last(day, starts, year):
    assert intake.school_year(pd.Series(pd.to_datetime([day])), starts).tolist() == [year]


def test_no_day_no_year():
    assert intake.school_year(pd.Series([pd.NaT], dtype="datetime64[us]"), "08-01").isna().all()


@pytest.mark.parametrize(
    ("stays", "school"),
    [
        ([("A", "001", "2024-08-15", "")], "001"),
        ([("A", "001", "2020-08-15", "")], "001"),
        ([("A", "001", "2024-08-15", "2024-10-31"), ("A", "002", "2024-11-01", "2025-06-01")], "002"),
        ([("A", "001", "2023-08-15", "2024-10-31"), ("A", "002", "2024-11-01", "2024-12-01")], "001"),
        ([("A", "001", "2024-09-01", "2024-09-10"), ("A", "002", "2024-10-01", "2024-10-10")], "002"),
        ([("A", "001", "2024-08-15", "2024-10-31"), ("A", "002", "2024-11-01", "2024-12-10"),
          ("A", "001", "2024-12-11", "2025-01-20")], "001"),
        ([("A", "001", "2023-08-15", "2024-06-01")], NO_DATA),
        ([], NO_DATA),
    ],
)  # fmt: skip
def test_the_roster_names_the_school_with_most_days(district, stays, school):
    rows = intake.roster(dataset([("A", "2024-25", "1", "F")], stays), district)
    assert rows.to_dict("records") == [
        {"student_id": "A", "school_year": "2024-25", "grade": "1", "school_id": school, "sex": "F"}
    ]


def test_a_student_twice_in_a_year_stands_once_in_the_roster(district):
    rows = intake.roster(dataset([("A", "2024-25", "1", "F"), ("A", "2024-25", "2", "F")]), district)
    assert rows["grade"].tolist() == ["1"]


def test_a_missing_group_is_a_group_of_its_own(district):
    rows = intake.roster(dataset([("A", "2024-25", "", "")]), district)
    assert rows[["grade", "sex"]].to_numpy().tolist() == [[NO_DATA, NO_DATA]]


@pytest.mark.parametrize(
    ("day", "school", "grade"),
    [
        ("2024-08-15", "001", "1"),
        ("2024-11-30", "001", "1"),
        ("2024-12-05", "002", "1"),
        ("2025-01-10", "001", "1"),
        ("2025-07-01", NO_DATA, "1"),
        ("2025-09-01", NO_DATA, NO_DATA),
        ("", NO_DATA, NO_DATA),
    ],
)
def test_attach_finds_the_stay_that_covers_the_day(district, day, school, grade):
    stays = [("A", "001", "2024-08-15", "2025-06-01"), ("A", "002", "2024-12-01", "2024-12-31")]
    data = dataset([("A", "2024-25", "1", "F")], stays, [("A", day)])
    row = intake.attach(data.table("scores"), data, district).iloc[0]
    assert (row["school_id"], row["grade"]) == (school, grade)


def test_attach_keeps_rows_order_index_and_what_is_there(district):
    data = dataset([("A", "2024-25", "1", "F")], [("A", "001", "2024-08-15", "")])
    frame = pd.DataFrame(
        {"student_id": ["Z", "A", None], "date": pd.to_datetime(["2024-09-01"] * 3), "school_id": ["x", "y", "z"]},
        index=[7, 3, 5],
    )
    rows = intake.attach(frame, data, district)
    assert rows.index.tolist() == [7, 3, 5]
    assert rows["school_id"].tolist() == ["x", "y", "z"]
    assert rows["sex"].tolist() == [NO_DATA, "F", NO_DATA]


def test_nothing_gives_nothing_with_the_right_columns(district):
    data = intake.from_frames({})
    assert list(intake.roster(data, district)) == ["student_id", "school_year", "grade", "school_id", "sex"]
    assert len(intake.attach(data.table("scores"), data, district)) == 0
