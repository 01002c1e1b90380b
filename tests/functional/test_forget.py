"""mtss forget and mtss code, from the command line."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from mtss_analysis import intake, params
from mtss_analysis.cli import main
from mtss_analysis.errors import ParamsError
from mtss_analysis.params import HOME

STUDENT = "SYN-000488"


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(HOME / "data_samples" / "district", tmp_path_factory.mktemp("forget") / "north"))


def test_without_yes_it_only_says_what_it_would_do(
    district: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (district / "students.csv").read_bytes()
    assert main(["forget", STUDENT, str(district), "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "This would be taken out" in said
    assert "students.csv: 2 rows" in said
    assert (district / "students.csv").read_bytes() == before


def test_a_student_is_forgotten_in_data_and_pages(
    district: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, out = Path(shutil.copytree(district, tmp_path / "north")), tmp_path / "out"
    assert main(["student", str(data), STUDENT, "--out", str(out)]) == 0
    assert main(["student", str(data), "SYN-000489", "--out", str(out)]) == 0
    plans = pd.read_csv(data / "interventions.csv", dtype=str).query("student_id == @STUDENT")["plan_id"]
    tables = out / "tables" / "team"
    tables.mkdir(parents=True)
    (out / "manifest.json").write_text('{"format": 1, "jobs": {}}')
    pd.DataFrame({"student_id": [STUDENT]}).to_parquet(tables / "district__02_screening__students.parquet")
    capsys.readouterr()
    assert main(["forget", STUDENT, str(data), "--out", str(out), "--yes"]) == 0
    said = capsys.readouterr().out
    assert "1 files in" in said
    assert "mtss run" in said
    kept = [path.name for path in (out / "team" / "students").iterdir()]
    assert [name for name in kept if STUDENT in name] == []
    assert len(kept) == 1
    everything = "\n".join(path.read_text() for path in data.glob("*.csv"))
    assert STUDENT not in everything
    assert len(plans)
    assert not any(f"{plan}," in everything for plan in plans)


def test_an_unknown_student_is_answered_with_the_nearest(
    district: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["forget", "SYN-00488", str(district), "--out", str(tmp_path / "out")]) == 11
    assert "No row of" in capsys.readouterr().err


def test_the_code_of_a_student_leads_to_page_and_data(
    district: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    data = Path(shutil.copytree(district, tmp_path / "north"))
    (data / "params" / "identity.yml").write_text("student_codes: keyed\n")
    assert main(["code", STUDENT, str(data)]) == 0
    code = capsys.readouterr().out.strip()
    assert code.startswith("P-")
    assert main(["student", str(data), STUDENT, "--out", str(tmp_path / "out")]) == 0
    page = next((tmp_path / "out" / "team" / "students").iterdir())
    assert code in page.name
    assert STUDENT not in page.read_text(encoding="utf-8")
    assert main(["forget", code, str(data), "--out", str(tmp_path / "out")]) == 0
    assert "students.csv: 2 rows" in capsys.readouterr().out


@pytest.mark.parametrize("student", ["", " "])
def test_nobody_is_not_forgotten(student: str, district: Path, tmp_path: Path) -> None:
    before = (district / "interventions.csv").read_bytes()
    assert main(["forget", student, str(district), "--out", str(tmp_path / "out"), "--yes"]) == 11
    assert (district / "interventions.csv").read_bytes() == before


def test_a_code_is_told_of_known_students_with_a_key_only(
    district: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert main(["code", STUDENT, str(district)]) == 0
    assert "stands for itself" in capsys.readouterr().out
    assert main(["code", "SYN-9", str(district)]) == 11
    data = Path(shutil.copytree(district, tmp_path / "north"))
    (data / "params" / "identity.yml").write_text("student_codes: keyed\n")
    assert main(["code", STUDENT, str(data)]) == 0
    (tmp_path / "config" / "mtss-analysis" / "codes.key").unlink()
    with pytest.raises(ParamsError, match="no key of codes"):
        intake.code(data, STUDENT)


def test_identity_is_read_from_the_data_alone(district: Path, tmp_path: Path) -> None:
    extra = tmp_path / "extra"
    extra.mkdir()
    (extra / "identity.yml").write_text("student_codes: keyed\n")
    with pytest.raises(ParamsError, match="Put the file into DATA/params"):
        params.layers(district, extra)
    (extra / "identity.yml").rename(extra / "growth.yaml")
    with pytest.raises(ParamsError, match="Rename it"):
        params.layers(district, extra)
