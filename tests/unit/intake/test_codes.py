"""Codes in place of identifiers, their key, and columns that are never read."""

import os
import stat
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtss_analysis import intake
from mtss_analysis.errors import ParamsError
from mtss_analysis.intake.codes import code
from mtss_analysis.params import HOME

KEY = b"a key of thirty-two bytes or more"


@pytest.fixture
def district(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    data = tmp_path / "north"
    (data / "params").mkdir(parents=True)
    (data / "schools.csv").write_text("school_id,name\n001,First\n")
    (data / "students.csv").write_text(
        "student_id,school_year,grade,Last Name,date of birth,sex\n"
        "0001,2024-25,1,Doe,2018-01-01,F\n0002,2024-25,2,,,M\n"
    )
    (data / "interventions.csv").write_text(
        "plan_id,student_id,domain,tier,intervention,provider_id,start\nP1,0001,reading,2,phonics,T9,2024-09-09\n"
    )
    return data


def keyed(data: Path, more: str = "") -> None:
    (data / "params" / "identity.yml").write_text(f"student_codes: keyed\n{more}")


def test_direct_identifiers_are_not_read_and_a_finding_says_so(district: Path) -> None:
    data = intake.read(district)
    assert {"last_name", "date_of_birth"}.isdisjoint(data.table("students").columns)
    assert data.table("students")["sex"].tolist() == ["F", "M"]
    found = [problem for problem in data.problems if problem.code == "direct_identifier"]
    assert [problem.value for problem in found] == ["last_name, date_of_birth"]
    assert "Doe" not in found[0].sentence


def test_the_name_of_a_school_is_no_direct_identifier(district: Path) -> None:
    assert intake.read(district).table("schools")["name"].tolist() == ["First"]


def test_a_district_may_name_its_own_columns(district: Path) -> None:
    (district / "params" / "identity.yml").write_text("direct_identifiers: [sex]\n")
    students = intake.read(district).table("students")
    assert "sex" not in students
    assert students["last_name"].tolist()[0] == "Doe"


def test_codes_stand_in_every_table_and_agree(district: Path) -> None:
    given_ids = intake.read(district)
    keyed(district)
    data = intake.read(district)
    first = data.table("students")["student_id"].iloc[0]
    assert first.startswith("P-")
    assert data.table("interventions")["student_id"].tolist() == [first]
    assert data.table("interventions")["provider_id"].tolist() == ["T9"]
    assert intake.code(district, "0001") == first
    assert data.fingerprint != given_ids.fingerprint


def test_staff_have_codes_of_their_own_kind(district: Path) -> None:
    keyed(district, "staff_codes: keyed\n")
    assert intake.read(district).table("interventions")["provider_id"].iloc[0].startswith("A-")


def test_without_a_wish_an_identifier_is_its_own_code(district: Path, tmp_path: Path) -> None:
    assert intake.code(district, "0001") == "0001"
    assert not (tmp_path / "config").exists()


@pytest.mark.skipif(os.name != "posix", reason="rights of files are kept otherwise here")
def test_the_key_is_made_once_for_its_owner_alone(district: Path, tmp_path: Path) -> None:
    keyed(district)
    intake.read(district)
    key = tmp_path / "config" / "mtss-analysis" / "codes.key"
    made = key.read_bytes()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    assert intake.code(district, "0001") == code("0001", "P", made)
    key.chmod(0o644)
    with pytest.raises(ParamsError, match="can be read by other users"):
        intake.code(district, "0001")


@pytest.mark.parametrize(
    ("place", "whose"), [("{data}/key", "the folder of the data"), ("{home}/params/key", "the folder of this program")]
)
def test_a_key_is_refused_where_the_data_or_the_program_are(district: Path, place: str, whose: str) -> None:
    keyed(district, f"key_file: '{place.format(data=district, home=HOME)}'\n")
    with pytest.raises(ParamsError, match=whose):
        intake.read(district)


def test_a_short_key_is_refused(district: Path, tmp_path: Path) -> None:
    short = tmp_path / "short.key"
    short.write_text("abc")
    short.chmod(0o600)
    keyed(district, f"key_file: '{short}'\n")
    with pytest.raises(ParamsError, match="has 3 bytes"):
        intake.read(district)


def test_a_place_that_cannot_be_written_is_said(district: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    keyed(district, f"key_file: '{tmp_path / 'file' / 'key'}'\n")
    with pytest.raises(ParamsError, match="cannot be read or made"):
        intake.read(district)


@given(st.lists(st.text(min_size=1), min_size=2, max_size=20, unique=True))
def test_different_persons_have_different_codes_and_no_code_shows_its_person(ids: list[str]) -> None:
    codes = [code(each, "P", KEY) for each in ids]
    assert len(set(codes)) == len(ids)
    assert codes == [code(each, "P", KEY) for each in ids]
    assert set(codes).isdisjoint(code(each, "P", b"another key of thirty-two bytes!!") for each in ids)


def test_frames_in_memory_keep_their_identifiers() -> None:
    data = intake.from_frames({"schools": pd.DataFrame({"school_id": ["001"], "name": ["First"]})})
    assert data.table("schools")["school_id"].tolist() == ["001"]
