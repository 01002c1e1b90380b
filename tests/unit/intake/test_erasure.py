"""One student is taken out of every kind of file; every other byte stays."""

from pathlib import Path

import pandas as pd
import pytest
from filelock import FileLock
from openpyxl import Workbook, load_workbook

from mtss_analysis.errors import DataError
from mtss_analysis.intake.erasure import erase, trace

STUDENTS = 'student_id,school_year,grade,note\r\n0001,2024-25,1,"two\r\nlines, and a comma"\r\n0002,2024-25,2,\r\n\r\n'
PLANS = "\ufeffplan_id;student_id;start\nP1;0001;2024-09-09\nP2;0002;2024-09-09\nP3;;2024-09-09\n"
SESSIONS = "plan_id,date,status\nP1,2024-09-10,delivered\nP2,2024-09-10,delivered\nP3,2024-09-10,delivered\n"


@pytest.fixture
def district(tmp_path: Path) -> Path:
    (tmp_path / "students.csv").write_bytes(STUDENTS.encode())
    (tmp_path / "interventions.csv").write_bytes(PLANS.encode())
    (tmp_path / "sessions.csv").write_bytes(SESSIONS.encode())
    frame = pd.DataFrame({"student_id": ["0001", "0002", "0001"], "score": [1.0, 2.0, 3.0]})
    frame.to_parquet(tmp_path / "scores.parquet")
    book = Workbook()
    for row in (["Student ID", "date"], ["0001", "2024-10-01"], ["0003", "2024-10-01"]):
        book.active.append(row)
    book.save(tmp_path / "incidents.xlsx")
    (tmp_path / "old copy.csv").write_text("student_id,remark\n0001,seen\n00010,other\n")
    return tmp_path


def test_every_row_about_the_student_is_found_and_nothing_changes(district: Path) -> None:
    before = {path.name: path.read_bytes() for path in district.iterdir()}
    found = trace(district, "0001")
    assert found.rows == {
        "incidents.xlsx": 1, "interventions.csv": 1, "old copy.csv": 1, "scores.parquet": 2, "sessions.csv": 1,
        "students.csv": 1,
    }  # fmt: skip
    assert found.plans == {"P1"}
    assert before == {path.name: path.read_bytes() for path in district.iterdir()}


def test_the_rows_go_and_every_other_byte_of_a_text_file_stays(district: Path) -> None:
    erase(district, "0001")
    assert (district / "students.csv").read_bytes() == b"student_id,school_year,grade,note\r\n0002,2024-25,2,\r\n\r\n"
    plans = "\ufeffplan_id;student_id;start\nP2;0002;2024-09-09\nP3;;2024-09-09\n"
    assert (district / "interventions.csv").read_bytes() == plans.encode()
    assert "P1" not in (district / "sessions.csv").read_text()
    assert (district / "old copy.csv").read_text() == "student_id,remark\n00010,other\n"
    assert pd.read_parquet(district / "scores.parquet")["student_id"].tolist() == ["0002"]
    sheet = load_workbook(district / "incidents.xlsx").active
    assert [row[0] for row in sheet.iter_rows(values_only=True)] == ["Student ID", "0003"]
    assert not [path for path in district.iterdir() if path.name.startswith(".")]


def test_a_student_nobody_knows_leaves_no_trace(district: Path) -> None:
    assert trace(district, "000").rows == {}


def test_other_encodings_come_back_as_they_were(tmp_path: Path) -> None:
    for encoding in ("cp1252", "utf-16"):
        text = "student_id,name\n1,Zoë\n2,José\n"
        (tmp_path / "students.csv").write_bytes(text.encode(encoding))
        erase(tmp_path, "1")
        assert (tmp_path / "students.csv").read_bytes().decode(encoding) == "student_id,name\n2,José\n"


def test_nothing_changes_while_somebody_else_holds_the_data(district: Path) -> None:
    before = (district / "students.csv").read_bytes()
    with FileLock(district / ".lock"), pytest.raises(DataError, match="Somebody else"):
        erase(district, "0001")
    assert (district / "students.csv").read_bytes() == before


def test_if_one_file_cannot_be_written_none_is_changed(district: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path.name: path.read_bytes() for path in district.iterdir()}
    write = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if "students" in path.name:
            raise OSError(28, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DataError, match=r"students.csv cannot be written \(no space left on device\)"):
        erase(district, "0001")
    assert before == {path.name: path.read_bytes() for path in district.iterdir()}
