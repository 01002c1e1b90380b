"""A folder becomes a dataset: names, headers, memory, schools."""

import os
import pickle

import pandas as pd
import pytest

from mtss_analysis import intake
from mtss_analysis.errors import DataError

TABLES = {
    "schools": "school_id,name\n001,First\n002,Second\n",
    "students": "student_id,school_year,grade,sex\nA,2024-25,1,F\nB,2024-25,2,M\nC,2024-25,3,F\n",
    "enrollments": "student_id,school_id,enrolled_from,enrolled_to\n"
    "A,001,2024-08-15,2024-12-01\nA,002,2024-12-02,\nB,001,2024-08-15,\nC,002,2024-08-15,\n",
    "scores": "student_id,domain,measure,purpose,date,season,score\n"
    "A,reading,orf,screening,2024-09-01,fall,40\nC,reading,orf,screening,2024-09-01,fall,50\n",
    "interventions": "plan_id,student_id,org_id,domain,tier,intervention,start,end,measure,goal,goal_date\n"
    "P1,A,,reading,2,x,2024-09-01,,orf,80,2025-05-01\nP2,C,,reading,2,x,2024-09-01,,orf,80,2025-05-01\n"
    "P3,,001,reading,1,core,2024-09-01,,,,\n",
    "sessions": "plan_id,date,status,minutes\nP1,2024-09-09,delivered,30\nP2,2024-09-09,delivered,30\n",
    "meetings": "team,org_id,date,kind,held\nT,001,2024-09-09,review,yes\nT,002,2024-09-09,review,no\n",
}


@pytest.fixture
def folder(tmp_path):
    for name, content in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(content)
    return tmp_path


def test_the_dataset_knows_its_name_tables_and_types(folder):
    dataset = intake.read(folder)
    assert dataset.name == folder.name
    assert list(dataset.tables) == list(TABLES)
    assert dataset.problems == ()
    assert dataset.table("scores")["sem"].dtype == "float64"
    assert dataset.table("interventions")["tier"].dtype == "Int64"
    assert list(dataset.table("students")) == ["student_id", "school_year", "grade", "sex"]


def test_an_absent_table_has_its_columns_and_no_rows(folder):
    dataset = intake.read(folder)
    assert not dataset.has("letters")
    assert list(dataset.table("letters")) == ["student_id", "kind", "language", "due", "sent"]
    with pytest.raises(KeyError, match='Did you mean "letters"'):
        dataset.table("leters")


def test_a_changed_copy_does_not_touch_the_dataset(folder):
    frame = intake.read(folder).table("scores")
    frame.loc[0, "score"] = -1.0
    frame["new"] = 1
    again = intake.read(folder).table("scores")
    assert again["score"].tolist() == [40.0, 50.0]
    assert "new" not in again


def test_it_is_read_once_until_a_file_changes(folder):
    first = intake.read(folder)
    assert intake.read(str(folder)) is first
    path = folder / "schools.csv"
    path.write_text(TABLES["schools"] + "003,Third\n")
    os.utime(path, ns=(1, 1))
    second = intake.read(folder)
    assert len(second.table("schools")) == 3
    assert second.fingerprint != first.fingerprint


def test_the_fingerprint_depends_on_content_and_not_on_place(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("copy")
    for name, content in TABLES.items():
        (other / f"{name}.csv").write_text(content)
    assert intake.read(other).fingerprint == intake.read(folder).fingerprint


def test_a_dataset_travels_to_another_process(folder):
    dataset = pickle.loads(pickle.dumps(intake.read(folder)))
    assert dataset.locate("scores", 1) == "scores.csv, row 3"


def test_a_school_keeps_its_students_with_all_their_rows(folder):
    school = intake.read(folder, school="001")
    assert school.scope == "001"
    assert school.table("schools")["name"].tolist() == ["First"]
    assert school.table("students")["student_id"].tolist() == ["A", "B"]
    assert school.table("enrollments")["school_id"].tolist() == ["001", "002", "001"]
    assert school.table("scores")["student_id"].tolist() == ["A"]
    assert school.table("interventions")["plan_id"].tolist() == ["P1", "P3"]
    assert school.table("sessions")["plan_id"].tolist() == ["P1"]
    assert school.table("meetings")["org_id"].tolist() == ["001"]


def test_rows_of_a_school_still_lead_back_to_their_file(folder):
    school = intake.read(folder, school="002")
    assert [school.locate("scores", i) for i in school.table("scores").index] == [
        "scores.csv, row 2",
        "scores.csv, row 3",
    ]


def test_an_unknown_school_is_refused_with_the_known_ones(folder):
    with pytest.raises(DataError, match=r'has no school "01"\. Did you mean "001"') as caught:
        intake.read(folder, school="01")
    assert caught.value.exit_code == 11
    assert 'Schools: "001" and "002".' in caught.value.message


def test_a_table_twice_is_refused_naming_both(folder):
    pd.DataFrame({"school_id": ["1"], "name": ["x"]}).to_parquet(folder / "schools.parquet")
    with pytest.raises(
        DataError, match=r"The table schools is there more than once: schools\.csv and schools\.parquet"
    ):
        intake.read(folder)


def test_a_table_as_file_and_folder_is_refused(folder):
    (folder / "schools").mkdir()
    (folder / "schools" / "more.csv").write_text(TABLES["schools"])
    with pytest.raises(DataError, match=r"more than once: schools/ and schools\.csv"):
        intake.read(folder)


def test_a_misspelt_file_is_said_and_other_kinds_are_nobodys_business(folder):
    (folder / "sesions.csv").write_text("a\n1\n")
    (folder / "README.md").write_text("x")
    (folder / "truths.json").write_text("{}")
    (folder / "~$scores.xlsx").write_text("lock")
    (folder / ".hidden.csv").write_text("x")
    (folder / "params").mkdir()
    (folder / "params" / "table.csv").write_text("x")
    (problem,) = intake.read(folder).problems
    assert (problem.code, problem.place, problem.blocking) == ("unknown_file", "sesions.csv", False)
    assert 'Did you mean "sessions"?' in problem.sentence


@pytest.mark.parametrize(
    ("header", "code", "column", "blocking", "says"),
    [
        ("school_id,title", "missing_column", "name", True, 'the column "name" is missing'),
        ("school_id,nme", "missing_column", "name", True, 'Rename "nme", if it is meant'),
        ("school_id,name,level,level", "duplicate_column", "level", True, "They differ"),
        ("school_id,name,mark,mark", "duplicate_column", "", False, "Take the others away"),
        ("school_id,name,,", "unnamed_column", "", False, "2 columns have no name"),
        ("school_id,name,Unnamed: 15", "unnamed_column", "", False, "column 3 has values but no name"),
        ("school_id,name,levle", "unknown_column", "", False, 'Did you mean "level"?'),
        ("001,First", "no_header", "", True, "Put the column names in row 1"),
    ],
)
def test_what_is_wrong_with_a_header_is_said(tmp_path, header, code, column, blocking, says):
    width = header.count(",") + 1
    (tmp_path / "schools.csv").write_text(f"{header}\n{','.join(['7', 'Seventh', 'a', 'b'][:width])}\n")
    found = {problem.code: problem for problem in intake.read(tmp_path).problems}
    assert (found[code].column, found[code].blocking) == (column, blocking)
    assert says in found[code].sentence
    assert found[code].sentence.startswith("schools.csv: ")


def test_a_column_twice_with_the_same_values_does_not_block(tmp_path):
    (tmp_path / "schools.csv").write_text("school_id,name,level,level\n1,A,x,x\n")
    (problem,) = intake.read(tmp_path).problems
    assert (problem.code, problem.blocking) == ("duplicate_column", False)


def test_an_empty_column_without_a_name_is_nothing_to_report(tmp_path):
    (tmp_path / "schools.csv").write_text("school_id,name,\n1,A,\n")
    assert intake.read(tmp_path).problems == ()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: path / "distrct", r'There is no folder ".*distrct"\. Did you mean "district"\? Give the folder'),
        (lambda path: path / "district" / "empty", "holds no CSV, XLSX or Parquet file. Put in one file per table"),
        (lambda path: path / "district" / "other", "holds no table of a district. Name files or sheets"),
        (lambda path: path / "district" / "other" / "notes.csv", "is one file; a district is a folder"),
    ],
)
def test_a_path_that_is_no_district_gets_one_sentence(tmp_path, make, says):
    (tmp_path / "district" / "empty").mkdir(parents=True)
    (tmp_path / "district" / "other").mkdir()
    (tmp_path / "district" / "other" / "notes.csv").write_text("a\n1\n")
    with pytest.raises(DataError, match=says):
        intake.read(make(tmp_path))
