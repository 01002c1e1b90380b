"""A decision is one row more, and nothing that was there changes."""

from dataclasses import replace
from datetime import date
from importlib import import_module

import pandas as pd
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mtss_analysis import intake
from mtss_analysis.errors import DataError
from mtss_analysis.samples import generate
from mtss_analysis.tables import TABLES
from mtss_analysis.widgets.caseload.record import Decision, record

module = import_module("mtss_analysis.widgets.caseload.record")
DECISION = Decision(
    "SYN-000001", "PLN-00001", "reading", date(2025, 12, 1), "problem-solving team", "change",
    'Flat, "delivered"; see notes', date(2026, 1, 12), "change", "four_point", 0.12,
)  # fmt: skip


@pytest.fixture(scope="module")
def rows():
    return generate(schools=3, students=90, years=1, seed=7).tables["decisions"].head(20)


def last(data):
    return intake.read(data).table("decisions").iloc[-1]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_csv_file_keeps_every_byte_and_gets_one_line(tmp_path, rows, end, separator, mark):
    path = tmp_path / "decisions.csv"
    before = mark + rows.to_csv(index=False, sep=separator, lineterminator=end).encode()
    path.write_bytes(before)
    assert record(DECISION, tmp_path) == path
    after = path.read_bytes()
    assert after.startswith(before)
    assert after[len(before) :].count(end.encode()) == 1
    found = pd.read_csv(path, sep=separator, dtype="str", encoding="utf-8-sig").iloc[-1]
    assert found["reason"] == DECISION.reason
    assert found["review_by"] == "2026-01-12"


def test_a_file_without_a_last_line_end_is_not_run_together(tmp_path):
    (tmp_path / "decisions.csv").write_text(
        "student_id,plan_id,domain,date,decided_by_role,decided\nA,P,math,2025-01-01,team,exit"
    )
    record(DECISION, tmp_path)
    assert len((tmp_path / "decisions.csv").read_text().splitlines()) == 3


def test_a_parquet_file_keeps_its_rows_and_kinds(tmp_path, rows):
    path = tmp_path / "decisions.parquet"
    rows.to_parquet(path, index=False)
    before = pd.read_parquet(path)
    record(DECISION, tmp_path)
    after = pd.read_parquet(path)
    pd.testing.assert_frame_equal(after.iloc[:-1], before)
    assert after.dtypes.to_dict() == before.dtypes.to_dict()
    assert last(tmp_path)["reason"] == DECISION.reason


def test_a_folder_of_files_gets_a_file_more(tmp_path, rows):
    (tmp_path / "decisions").mkdir()
    rows.to_csv(tmp_path / "decisions" / "fall.csv", index=False)
    path = record(DECISION, tmp_path)
    assert path.parent == tmp_path / "decisions"
    assert len(intake.read(tmp_path).table("decisions")) == len(rows) + 1
    with pytest.raises(DataError, match="stands in"):
        record(DECISION, tmp_path)


def test_a_district_without_decisions_gets_its_first(tmp_path):
    path = record(DECISION, tmp_path)
    assert path.read_text().splitlines()[0] == ",".join(TABLES["decisions"].names)
    assert last(tmp_path)["decided"] == "change"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reason": "  "}, "reason is empty"),
        ({"decided_by_role": ""}, "Write a role"),
        ({"decided": "wait"}, "no decision the table knows"),
        ({"review_by": date(2025, 12, 1)}, "not after the decision"),
    ],
)
def test_what_is_not_filled_in_is_said_and_nothing_is_written(tmp_path, change, said):
    with pytest.raises(DataError, match=said):
        record(replace(DECISION, **change), tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_second_decision_of_the_day_is_refused(tmp_path):
    record(DECISION, tmp_path)
    before = (tmp_path / "decisions.csv").read_bytes()
    with pytest.raises(DataError, match=r"stands in .decisions\.csv. already"):
        record(replace(DECISION, decided="exit"), tmp_path)
    assert (tmp_path / "decisions.csv").read_bytes() == before
    record(replace(DECISION, day=date(2025, 12, 8)), tmp_path)


def test_a_table_that_stands_twice_is_refused(tmp_path, rows):
    rows.to_csv(tmp_path / "decisions.csv", index=False)
    rows.to_parquet(tmp_path / "decisions.parquet", index=False)
    with pytest.raises(DataError, match="stands twice"):
        record(DECISION, tmp_path)


def test_a_workbook_is_refused_with_the_way_out(tmp_path):
    book = tmp_path / "district.xlsx"
    book.write_bytes(b"")
    with pytest.raises(DataError, match=r"decisions\.csv"):
        record(DECISION, book)


def test_another_writer_is_waited_for_and_then_said(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    with FileLock(tmp_path / ".decisions.lock"), pytest.raises(DataError, match="somebody else is writing"):
        record(DECISION, tmp_path)


@pytest.mark.parametrize(
    ("content", "said"), [(b"student_id,reason\n", "no column plan_id"), (b"student_id\n\xff\xfe\xfa", "UTF-8")]
)
def test_a_file_that_cannot_be_read_is_left_alone(tmp_path, content, said):
    (tmp_path / "decisions.csv").write_bytes(content)
    with pytest.raises(DataError, match=said):
        record(DECISION, tmp_path)
    assert (tmp_path / "decisions.csv").read_bytes() == content


def test_a_write_that_fails_leaves_the_file_as_it_was(tmp_path, rows, monkeypatch):
    path = tmp_path / "decisions.csv"
    rows.to_csv(path, index=False)
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.Path, "replace", full)
    with pytest.raises(DataError, match="No space left"):
        record(DECISION, tmp_path)
    assert path.read_bytes() == before
    assert {each.name for each in tmp_path.iterdir()} <= {"decisions.csv", ".decisions.lock"}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    reasons=st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1).filter(str.strip),
        min_size=1,
        max_size=4,
    )
)
def test_earlier_rows_never_change_whatever_is_typed(tmp_path, reasons):
    path = tmp_path / "decisions.csv"
    path.unlink(missing_ok=True)
    for place, reason in enumerate(reasons):
        before = path.read_bytes() if path.is_file() else b""
        record(replace(DECISION, day=date(2025, 12, 1 + place), review_by=None, reason=reason), tmp_path)
        assert path.read_bytes().startswith(before)
    found = pd.read_csv(path, dtype="str", keep_default_na=False)
    assert found["reason"].tolist() == [reason.strip() for reason in reasons]
