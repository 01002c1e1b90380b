"""CSV, Excel and Parquet give the same table, and what is odd about a file is said."""

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mtss_analysis import intake
from mtss_analysis.errors import DataError

SCHOOLS = "school_id,name\n001,First\n002,Second\n"


def codes(dataset):
    return [finding.code for finding in dataset.problems]


def written(folder, content, name="schools.csv"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return intake.read(folder)


@pytest.mark.parametrize(
    "content",
    [
        SCHOOLS,
        "\ufeff" + SCHOOLS,
        SCHOOLS.replace(",", ";"),
        SCHOOLS.replace(",", "\t"),
        SCHOOLS.replace("\n", "\r\n"),
        SCHOOLS.encode("utf-16"),
        SCHOOLS.rstrip("\n"),
        SCHOOLS + ",\n,\n",
        " School ID , NAME\n001,First\n 002 ,Second\n",
        'school_id,name\n"001","First"\n"002","Second"\n',
    ],
)
def test_every_way_to_write_a_csv_gives_the_same_table(tmp_path, content):
    dataset = written(tmp_path, content)
    assert dataset.table("schools")["school_id"].tolist() == ["001", "002"]
    assert dataset.table("schools")["name"].tolist() == ["First", "Second"]
    assert codes(dataset) == []


def test_windows_letters_are_read_and_said(tmp_path):
    dataset = written(tmp_path, "school_id,name\n001,First\n002,Peña\n".encode("cp1252"))
    assert dataset.table("schools")["name"].tolist() == ["First", "Peña"]
    assert codes(dataset) == ["not_utf8"]
    assert dataset.problems[0].place == "schools.csv, row 3"


def test_a_blank_line_does_not_shift_the_row_numbers(tmp_path):
    dataset = written(tmp_path, "school_id,name\n001,First\n\n002,Second\n")
    rows = dataset.table("schools")
    assert [dataset.locate("schools", index) for index in rows.index] == ["schools.csv, row 2", "schools.csv, row 4"]


def test_a_line_break_inside_quotes_counts_as_one_row(tmp_path):
    dataset = written(tmp_path, 'school_id,name\n001,"First\nof all"\n002,Second\n')
    assert dataset.table("schools")["name"].tolist() == ["First\nof all", "Second"]
    assert dataset.locate("schools", 1) == "schools.csv, row 3"


def test_rows_of_another_length_are_named(tmp_path):
    dataset = written(tmp_path, "school_id,name\n001\n002,Second,surplus\n003,Third\n")
    assert [(f.code, f.place) for f in dataset.problems] == [
        ("ragged_row", "schools.csv, row 2"),
        ("ragged_row", "schools.csv, row 3"),
    ]
    assert dataset.table("schools")["school_id"].tolist() == ["001", "002", "003"]


def test_an_unclosed_quote_blocks_because_rows_may_be_lost(tmp_path):
    dataset = written(tmp_path, 'school_id,name\n001,First\n002,"Second\n003,Third\n')
    assert [(f.code, f.place, f.blocking) for f in dataset.problems] == [("unclosed_quote", "schools.csv, row 3", True)]


def test_a_mark_for_inches_is_no_quotation(tmp_path):
    dataset = written(tmp_path, 'school_id,name\n001,The 5" School\n002,Second\n')
    assert dataset.table("schools")["name"].tolist() == ['The 5" School', "Second"]
    assert codes(dataset) == []


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_named_and_its_table_did_not_come_in(tmp_path, content):
    (tmp_path / "scores.csv").write_bytes(content)
    dataset = written(tmp_path, SCHOOLS)
    assert not dataset.has("scores")
    assert [(f.code, f.table, f.place, f.blocking) for f in dataset.problems] == [
        ("empty_file", "scores", "scores.csv", False)
    ]


def test_a_file_without_rows_came_in(tmp_path):
    dataset = written(tmp_path, "school_id,name\n")
    assert dataset.has("schools")
    assert len(dataset.table("schools")) == 0
    assert codes(dataset) == []


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("schools.csv", b"PK\x03\x04rest", "is an Excel workbook under another name"),
        ("schools.csv", b"\x81\x8d\xff", "is not a text file"),
        ("schools.xlsx", b"", "cannot be read as an Excel workbook"),
        ("schools.xlsx", b"PK\x03\x04 truncated", "cannot be read as an Excel workbook"),
        ("schools.parquet", b"", "cannot be read as Parquet"),
        ("schools.parquet", b"PAR1 damaged PAR1", "cannot be read as Parquet"),
    ],
)
def test_a_damaged_file_is_named_with_the_next_move(tmp_path, name, content, says):
    with pytest.raises(DataError, match=rf"{name}.*{says}.*(Export|Open|Rename)"):
        written(tmp_path, content, name)


def test_a_file_that_may_not_be_read_is_named(tmp_path, monkeypatch):
    def refuse(self):
        raise PermissionError(13, "Permission denied")

    (tmp_path / "schools.csv").write_text(SCHOOLS)
    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    with pytest.raises(DataError, match=r"schools\.csv may not be read \(permission denied\)"):
        intake.read(tmp_path)


def workbook(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return intake.read(path)


def test_a_workbook_holds_a_table_a_sheet(tmp_path):
    day = pd.Timestamp("2024-08-15").to_pydatetime()
    dataset = workbook(
        tmp_path / "district.xlsx",
        {
            "Schools": [["School ID", "name"], ["001", "First"]],
            "enrollments": [
                ["student_id", "school_id", "enrolled_from", "enrolled_to"],
                ["0007", "001", day, None],
                ["0008", "001", "9/22/2024", "2025-06-01"],
            ],
        },
    )
    assert dataset.name == "district"
    assert dataset.table("enrollments")["student_id"].tolist() == ["0007", "0008"]
    assert dataset.table("enrollments")["enrolled_from"].dt.strftime("%F").tolist() == ["2024-08-15", "2024-09-22"]
    assert dataset.table("enrollments")["enrolled_to"].isna().tolist() == [True, False]
    assert dataset.locate("enrollments", 1) == 'district.xlsx, sheet "enrollments", row 3'
    assert codes(dataset) == []


def test_a_sheet_of_no_table_is_said_with_the_nearest_name(tmp_path):
    dataset = workbook(tmp_path / "d.xlsx", {"schools": [["school_id", "name"], ["1", "A"]], "score": [["a"], [1]]})
    assert codes(dataset) == ["unknown_sheet"]
    assert 'Did you mean "scores"?' in dataset.problems[0].sentence


def test_identifiers_stored_as_numbers_stay_whole_and_the_loss_is_said(tmp_path):
    dataset = workbook(tmp_path / "d.xlsx", {"schools": [["school_id", "name"], [12.0, "A"], [7, "B"], ["007", "C"]]})
    assert dataset.table("schools")["school_id"].tolist() == ["12", "7", "007"]
    assert codes(dataset) == ["identifier_stored_as_number"]
    assert "Leading zeros may be lost" in dataset.problems[0].sentence


def test_numbers_of_one_length_are_no_reason_to_worry(tmp_path):
    dataset = workbook(tmp_path / "d.xlsx", {"schools": [["school_id", "name"], [12, "A"], [17, "B"]]})
    assert codes(dataset) == []


def test_parquet_keeps_types_and_counts_rows_from_one(tmp_path):
    frame = pd.DataFrame(
        {
            "student_id": pd.Categorical(["01", "02"]),
            "school_id": ["1", "1"],
            "period_start": pd.to_datetime(["2024-09-01", "2024-09-01"]).date,
            "period_end": pd.to_datetime(["2024-09-30", "2024-09-30"]),
            "days_enrolled": [20, 20],
            "days_absent": [1.5, None],
        },
        index=[5, 6],
    )
    frame.to_parquet(tmp_path / "attendance.parquet")
    dataset = intake.read(tmp_path)
    read = dataset.table("attendance")
    assert read.dtypes.astype(str).tolist() == ["str", "str", "datetime64[us]", "datetime64[us]", "float64", "float64"]
    assert read["student_id"].tolist() == ["01", "02"]
    assert read["days_absent"].isna().tolist() == [False, True]
    assert dataset.locate("attendance", 1) == "attendance.parquet, row 2"
    assert codes(dataset) == []


def test_a_folder_of_files_is_one_table_and_rows_lead_back_to_their_file(tmp_path):
    (tmp_path / "schools").mkdir()
    (tmp_path / "schools" / "east.csv").write_text(SCHOOLS)
    (tmp_path / "schools" / "west.csv").write_text("name,school_id\nThird,003\n")
    dataset = intake.read(tmp_path)
    assert dataset.table("schools")["school_id"].tolist() == ["001", "002", "003"]
    assert [dataset.locate("schools", i) for i in (1, 2)] == ["schools/east.csv, row 3", "schools/west.csv, row 2"]


identifiers = st.text(alphabet="0123456789", min_size=1, max_size=9)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ids=st.lists(identifiers, min_size=1, max_size=8))
def test_leading_zeros_come_back_from_every_format(tmp_path, ending, ids):
    frame = pd.DataFrame({"school_id": ids, "name": "A"})
    path = tmp_path / f"schools.{ending}"
    path.unlink(missing_ok=True)
    {"csv": frame.to_csv, "xlsx": frame.to_excel, "parquet": frame.to_parquet}[ending](path, index=False)
    intake.reading._REMEMBERED.clear()
    assert intake.read(tmp_path).table("schools")["school_id"].tolist() == ids
