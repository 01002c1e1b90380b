"""Bad input gets one clear sentence: the file, the value, the next move; and nothing is half read."""

import shutil

import pandas as pd
import pytest

from mtss_analysis import checks, intake, params
from mtss_analysis.errors import DataError, ParamsError

TABLES = {
    "schools": "school_id,name\n001,First\n",
    "students": "student_id,school_year,grade\n0001,2024-25,2\n0002,2024-25,2\n",
    "enrollments": "student_id,school_id,enrolled_from,enrolled_to\n0001,001,2024-08-19,\n0002,001,2024-08-19,\n",
    "scores": "student_id,domain,measure,purpose,date,season,score\n"
    "0001,reading,oral_reading_fluency,screening,2024-09-10,fall,40\n"
    "0002,reading,oral_reading_fluency,screening,2024-09-10,fall,50\n",
}


@pytest.fixture
def district(tmp_path):
    folder = tmp_path / "north"
    folder.mkdir()
    for name, content in TABLES.items():
        (folder / f"{name}.csv").write_text(content)
    return folder


def examine(folder, extra=None):
    settings = params.layers(folder, extra)
    needed = [settings.load(kind) for kind in (checks.ChecksParams, params.MeasuresParams, params.DistrictParams)]
    return checks.run(intake.read(folder), *needed)


def missing_folder(folder):
    shutil.rmtree(folder)


def empty_folder(folder):
    shutil.rmtree(folder)
    folder.mkdir()


def no_table(folder):
    empty_folder(folder)
    (folder / "grades.csv").write_text("a\n1\n")


def broken_workbook(folder):
    (folder / "sessions.xlsx").write_bytes(b"PK\x03\x04 not really")


def broken_parquet(folder):
    (folder / "sessions.parquet").write_bytes(b"PAR1 not really")


def a_table_twice(folder):
    pd.read_csv(folder / "scores.csv", dtype="str").to_parquet(folder / "scores.parquet")


def a_picture(folder):
    (folder / "sessions.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x81\x8d\x8f")


@pytest.mark.parametrize(
    ("spoil", "says", "move"),
    [
        (missing_folder, "There is no folder", "Give the folder"),
        (empty_folder, "holds no CSV, XLSX or Parquet file", "Put in one file per table"),
        (no_table, "holds no table of a district", "Name files or sheets for the tables"),
        (a_table_twice, "scores is there more than once: scores.csv and scores.parquet", "Keep one"),
    ],
)
def test_data_that_cannot_be_read_are_refused_in_one_sentence(district, spoil, says, move):
    spoil(district)
    with pytest.raises(DataError) as caught:
        examine(district)
    assert caught.value.exit_code == 11
    assert says in caught.value.message
    assert move in caught.value.message
    assert "Traceback" not in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("spoil", "says", "move"),
    [
        (broken_workbook, "sessions.xlsx: it cannot be read as an Excel workbook", "save it again"),
        (broken_parquet, "sessions.parquet: it cannot be read as Parquet", "Export the table again"),
        (a_picture, "sessions.csv: it is not a text file", "Export the table again"),
    ],
)
def test_a_damaged_file_stops_the_run_and_is_told_together_with_the_rest(district, spoil, says, move):
    (district / "scores.csv").write_text(TABLES["scores"].replace(",40", ",forty"))
    spoil(district)
    report = examine(district)
    first = report.findings[0]
    assert report.blocking
    assert (first.code, first.table, first.blocking) == ("unreadable_file", "sessions", True)
    assert first.sentence.startswith(says)
    assert move in first.sentence
    assert "wrong_type" in {finding.code for finding in report.findings}


def test_a_damaged_file_alone_is_refused(district):
    empty_folder(district)
    broken_parquet(district)
    with pytest.raises(DataError, match=r"sessions\.parquet cannot be read as Parquet"):
        examine(district)


@pytest.mark.parametrize("table", ["students", "enrollments"])
def test_nothing_is_made_up_from_a_file_that_cannot_be_read(district, table):
    (district / f"{table}.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x81\x8d\x8f")
    assert [(finding.code, finding.table) for finding in examine(district).findings] == [("unreadable_file", table)]


@pytest.mark.parametrize(
    ("table", "before", "after", "place", "value", "expected"),
    [
        ("scores", "score\n", "scor\n", "scores.csv", '"score" is missing', 'Rename "scor"'),
        ("scores", ",40\n", ",forty\n", "scores.csv, row 2", '"forty"', "a number"),
        ("scores", ",40\n", ",400\n", "scores.csv, row 2", '"400"', "0 to 300"),
        ("scores", "2024-09-10,fall,50", "10.9.2024,fall,50", "scores.csv, row 3", '"10.9.2024"', "a date such as"),
        ("scores", "\n0002,", "\n0003,", "scores.csv, row 3", '"0003"', "students.csv"),
        ("students", "0002,2024-25,2", "0002,2024-25,ninety", "students.csv, row 3", '"ninety"', "a grade: PK, K, 1"),
        ("students", "\n0002,", "\n0001,", "students.csv, rows 2 and 3", '"0001"', "one row for each student"),
        ("enrollments", "0002,001,2024-08-19,", "0002,001,2024-08-19,2024-08-01", "enrollments.csv, row 3",
         "2024-08-01", "on or after"),
    ],
)  # fmt: skip
def test_a_finding_names_file_row_value_expectation_and_next_move(
    district, table, before, after, place, value, expected
):
    path = district / f"{table}.csv"
    content = path.read_text()
    assert before in content
    path.write_text(content.replace(before, after))
    sentences = [finding.sentence for finding in examine(district).findings]
    told = [sentence for sentence in sentences if sentence.startswith(place)]
    assert any(value in sentence and expected in sentence for sentence in told), sentences
    assert all(sentence.endswith((".", "?")) for sentence in sentences)


def test_all_findings_come_together(district):
    (district / "scores.csv").write_text(TABLES["scores"].replace(",40", ",forty").replace(",50", ",-5"))
    (district / "students.csv").write_text(TABLES["students"].replace("2\n0002", "99\n0002"))
    (district / "sesions.csv").write_text("plan_id\nP1\n")
    (district / "letters.csv").write_text("")
    codes = {finding.code for finding in examine(district).findings}
    assert codes >= {"wrong_type", "score_out_of_range", "unknown_grade", "unknown_file", "empty_file"}


def test_an_unknown_school_is_refused_with_the_known_ones(district):
    with pytest.raises(DataError, match=r'no school "1"\..*Schools: "001"\.') as caught:
        intake.read(district, school="1")
    assert caught.value.exit_code == 11


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("coverage_treshold: 90\n", 'unknown setting "coverage_treshold". Did you mean "coverage_threshold"?'),
        ("coverage_threshold: 190\n", '"coverage_threshold" is 190'),
        ("earliest_date: yesterday\n", '"earliest_date" is'),
    ],
)
def test_a_wrong_setting_is_refused_with_its_file(district, content, says):
    (district / "params").mkdir()
    (district / "params" / "checks.yml").write_text(content)
    with pytest.raises(ParamsError) as caught:
        examine(district)
    assert caught.value.exit_code == 10
    assert says in caught.value.message
    assert "checks.yml" in caught.value.message


def test_reading_changes_no_file(district):
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in district.iterdir()}
    examine(district)
    broken_workbook(district)
    assert examine(district).blocking
    (district / "sessions.xlsx").unlink()
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in district.iterdir()} == before
