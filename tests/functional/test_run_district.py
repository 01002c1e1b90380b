"""The main job on a small invented district, through the command line: what lies where, and what a second run does."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from mtss_analysis import samples
from mtss_analysis.workflow.catalogue import CATALOGUE

SCOPES = ("district", "S01", "S02", "S03")


def mtss(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mtss_analysis", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    small = samples.generate(schools=3, students=90, years=1, seed=7)
    return samples.write(tmp_path_factory.mktemp("data") / "small", small)


@pytest.fixture(scope="module")
def ran(data, tmp_path_factory):
    out = tmp_path_factory.mktemp("run") / "out"
    return out, mtss("run", data, "--out", out)


def pages(audience: str) -> set[str]:
    """Pages of one audience, each analysis where it is run and for whom."""
    return {
        f"{scope}/{analysis.id}.ipynb"
        for analysis in CATALOGUE
        for scope in SCOPES
        if audience in analysis.audiences and ("district" if scope == "district" else "school") in analysis.scopes
    }


def times(out: Path) -> dict[str, int]:
    return {str(path.relative_to(out)): path.stat().st_mtime_ns for path in out.rglob("*.ipynb")}


def test_it_ends_well_and_says_where_everything_is(ran):
    out, done = ran
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{len(pages('team')) + len(pages('public'))} pages made" in done.stdout
    assert str(out / "site" / "index.html") in done.stdout
    assert "mtss site serve" in done.stdout


def test_every_page_is_there_for_both_audiences(ran):
    out, _ = ran
    for audience in ("team", "public"):
        home = out / audience / "notebooks"
        assert {path.relative_to(home).as_posix() for path in home.rglob("*.ipynb")} == pages(audience)


def test_both_sites_are_built(ran):
    out, _ = ran
    for page in ("site/index.html", "team/index.html"):
        assert "<html" in (out / page).read_text()


def test_public_pages_and_tables_name_no_student(ran, data):
    out, _ = ran
    students = set(pd.read_csv(data / "students.csv", dtype=str)["student_id"])
    for path in (out / "public").rglob("*.ipynb"):
        text = path.read_text()
        assert not [student for student in students if student in text], path
        assert str(out) not in text
        assert str(data) not in text
        assert "papermill" not in text
    for path in (out / "tables" / "public").glob("*.parquet"):
        assert "student_id" not in pd.read_parquet(path).columns


def test_tables_are_named_for_place_and_analysis(ran):
    out, _ = ran
    ids = {analysis.id for analysis in CATALOGUE}
    for audience in ("team", "public"):
        names = [path.stem.split("__") for path in (out / "tables" / audience).iterdir()]
        assert {name[0] for name in names} == set(SCOPES)
        assert {name[1] for name in names} <= ids


def test_student_level_folders_are_private(ran):
    out, _ = ran
    for name in ("team", "tables/team"):
        assert stat.S_IMODE((out / name).stat().st_mode) == 0o700


def test_the_manifest_tells_the_run(ran):
    out, _ = ran
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["finished"]
    assert manifest["site"]
    assert {job["status"] for job in manifest["jobs"].values()} == {"done"}
    assert not (out / ".work").exists()
    assert not (out / "failed").exists()


def test_a_second_run_makes_nothing_again(ran, data):
    out, _ = ran
    before, site = times(out), (out / "site" / "index.html").stat().st_mtime_ns
    done = mtss("run", data, "--out", out)
    assert done.returncode == 0
    assert "0 pages made and" in done.stdout
    assert times(out) == before
    assert (out / "site" / "index.html").stat().st_mtime_ns == site


def test_a_part_from_other_settings_leaves_the_full_site(ran, data, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(ran[0], out)
    site = (out / "site" / "index.html").read_bytes()
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "growth.yml").write_text("minimum_points: 9\n")
    done = mtss("run", data, "--out", out, "--only", "growth", "--school", "S01", "--params", tmp_path / "ours")
    assert done.returncode == 0
    assert "2 pages made" in done.stdout
    assert "The site was left as it was" in done.stdout
    assert (out / "site" / "index.html").read_bytes() == site
    assert mtss("site", "build", out).returncode == 14


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_a_stopped_run_is_taken_up(data, tmp_path, number, code):
    out = tmp_path / "out"
    words = [sys.executable, "-m", "mtss_analysis", "run", str(data), "--out", str(out)]
    words += ["--audience", "team", "--only", "check_data", "--jobs", "1"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as running:
        deadline = time.monotonic() + 300
        while not (out / "manifest.json").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        running.send_signal(number)
        said = running.communicate(timeout=120)[1]
    assert running.returncode == code
    if number == signal.SIGINT:
        assert said == "\nStopped. Finished pages are kept: the same command goes on from there.\n"
    kept = len(json.loads((out / "manifest.json").read_text())["jobs"])
    assert 1 <= kept < len(SCOPES)
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{len(SCOPES) - kept} pages made and {kept} kept" in done.stdout
    assert not (out / "site").exists()
