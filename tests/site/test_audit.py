"""The audit of a real site finds nothing; without suppression, and with half of it, the same attack succeeds."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from mtss_analysis.cli import main
from mtss_analysis.privacy.attack import SMALL, SUBTRACTED
from mtss_analysis.workflow import audit


@pytest.fixture
def copy(real_run: Path, tmp_path: Path) -> Path:
    """The run with its site, to be spoiled."""
    out = tmp_path / "out"
    for name in ("site", "tables"):
        shutil.copytree(real_run / name, out / name)
    for name in ("manifest.json", "settings.json"):
        shutil.copy(real_run / name, out / name)
    return out


def spoil(out: Path, hide: bool) -> int:
    """Put exact numbers into the files of the site; with `hide`, all but those below the minimum."""
    known = audit.known_of_run(out)
    changed = 0
    for path in (out / "site").rglob("*.csv"):
        exact = out / "tables" / "team" / f"{path.stem}.parquet"
        said = audit.edition.read(out / "site")["tables"].get("/".join(path.stem.split("__")[1:]))
        if said is None or not exact.is_file():
            continue
        frame = pd.read_parquet(exact)
        if hide:
            columns = [name for name in (said["count"], *said["percents"], *said["statistics"]) if name in frame]
            small = frame[said["count"]] < known.policy.minimum_n
            frame = frame.assign(**{name: frame[name].mask(small) for name in columns})
        frame.to_csv(path, index=False)
        changed += 1
    return changed


def kinds(out: Path) -> set[str]:
    report = audit.audit(out / "site", audit.known_of_run(out))
    return {leak.attack for leak in report.leaks}


def test_nothing_is_found_and_the_report_is_beside_the_site(real_run: Path) -> None:
    text = (real_run / "audit" / "audit.md").read_text(encoding="utf-8")
    assert "Nothing was found that a public site must not tell." in text
    told = json.loads((real_run / "audit" / "audit.json").read_text(encoding="utf-8"))
    assert told["tried"]["withheld numbers attacked"] > 100
    assert not list((real_run / "site").rglob("audit*"))


def test_the_site_is_held_against_itself_from_the_command_line(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = str(copy / "site")
    assert main(["audit", site, "--previous", site]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Without the district's data")
    assert "Nothing was found" in said
    report = copy / "audit" / "audit_again.md"
    assert f"The report: {report}" in said
    assert report.is_file()


def test_a_site_without_its_run_has_its_report_beside_it(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = Path(shutil.move(copy / "site", tmp_path / "alone"))
    assert main(["audit", str(alone)]) == 0
    report = tmp_path / "alone-audit" / "audit.md"
    assert f"The report: {report}" in capsys.readouterr().out
    assert report.is_file()


def test_with_suppression_switched_off_small_numbers_are_read_off(copy: Path) -> None:
    assert spoil(copy, hide=False) > 3
    assert SMALL in kinds(copy)


def test_with_primary_suppression_alone_they_are_worked_out(copy: Path) -> None:
    assert spoil(copy, hide=True) > 3
    found = kinds(copy)
    assert SUBTRACTED in found
    assert main(["audit", str(copy / "site")]) == 12


def test_a_folder_of_somebody_else_is_refused(copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(tmp_path / "none")]) == 11
    (tmp_path / "other").mkdir()
    assert main(["audit", str(copy / "site"), "--previous", str(tmp_path / "other")]) == 12
    assert "no public site that this program built" in capsys.readouterr().err
