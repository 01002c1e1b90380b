"""A small district published twice, with one corrected score between: what the change log of the site says."""

import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

from mtss_analysis import samples

MEASURE, SEASON = "oral_reading_fluency", "spring"


def mtss(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mtss_analysis", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)


def publish(data: Path, out: Path, *more: object) -> None:
    done = mtss("run", data, "--out", out, "--only", "screening", *more)
    assert done.returncode == 0, done.stderr


def page(out: Path, audience: str) -> str:
    html = (out / audience / "reference" / "editions.html").read_text(encoding="utf-8")
    body = html.split("<article")[1].split("</article>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def correct_one_score(data: Path) -> None:
    """Move one student of the latest spring from above the cut to far below it."""
    path = data / "scores.csv"
    scores = pd.read_csv(path, dtype=str, keep_default_na=False)
    kinds = scores["measure"] + scores["season"] + scores["purpose"]
    points = pd.to_numeric(scores["score"], errors="coerce")[kinds == f"{MEASURE}{SEASON}screening"]
    scores.loc[points.idxmax(), "score"] = "1"
    scores.to_csv(path, index=False)


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    home = tmp_path_factory.mktemp("editions")
    data = samples.write(home / "small", samples.generate(schools=3, students=150, years=1, seed=7))
    publish(data, home / "out")
    first = {who: page(home / "out", who) for who in ("site", "team")}
    correct_one_score(data)
    publish(data, home / "out")
    return data, home / "out", first


def test_the_first_edition_says_so(editions):
    _, _, first = editions
    assert all("This is the first edition." in said for said in first.values())


def test_the_public_learns_that_and_why_but_no_number(editions):
    _, out, _ = editions
    said = page(out, "site")
    assert "The data changed." in said
    assert "2024-25, spring, reading, oral reading fluency restated not told see the page" in said
    log = said.split("What was restated")[1].split("How to read it")[0]
    assert not re.search(r"\d", log.replace("2024-25", ""))
    assert not re.search(r"grade|girls|boys|S0\d|Tier [123]", log, re.I)


def test_the_team_sees_every_cell(editions):
    _, out, _ = editions
    cells = pd.read_csv(out / "editions" / "kept" / "changes.csv", dtype=str, keep_default_na=False)
    moved = cells[(cells["column"] == "n") & cells["row"].str.contains(f"{SEASON}, reading, {MEASURE}, All, All, All")]
    assert set(moved["what"]) <= {"restated", "withheld now", "shown now"}
    assert len(cells) >= 1
    assert f"{len(cells):,} cells changed" in page(out, "team")


def test_the_same_data_again_are_no_new_edition(editions):
    data, out, _ = editions
    before = (out / "editions" / "kept" / "edition.json").stat().st_mtime_ns
    publish(data, out)
    assert (out / "editions" / "kept" / "edition.json").stat().st_mtime_ns == before


def test_another_edition_can_be_named_and_settings_are_a_reason(editions, tmp_path):
    data, out, _ = editions
    params = tmp_path / "params"
    params.mkdir()
    (params / "screening.yml").write_text("confidence: 0.8\n", encoding="utf-8")
    publish(data, tmp_path / "new", "--previous", out / "site", "--params", params)
    log = json.loads((tmp_path / "new" / "editions" / "kept" / "log.json").read_text(encoding="utf-8"))
    assert not log["first"]
    assert "restated" in page(tmp_path / "new", "site")
    publish(data, tmp_path / "other", "--previous", out, "--params", params)
    assert "screening.confidence from 0.95 to 0.8" in page(tmp_path / "other", "site")


def test_a_folder_without_an_edition_is_refused_before_anything_is_written(editions, tmp_path):
    data, _, _ = editions
    done = mtss("run", data, "--out", tmp_path / "new", "--previous", tmp_path)
    assert done.returncode == 10
    assert "holds no earlier edition" in done.stderr
    assert not (tmp_path / "new").exists()
