"""A small run, as `mtss run` leaves it, and the sites built from it once for all tests."""

import base64
import functools
import json
import os
import shutil
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from mtss_analysis import samples
from mtss_analysis.workflow import site
from mtss_analysis.workflow.site import serving

ALT = "Bar chart: in fall most of the students tested scored above the cut score in both schools."
WIDE = "".join(f"<th scope='col'>Column {number} of a wide table</th>" for number in range(12))
TABLE = (
    '<div class="mtss-table" tabindex="0" role="region" aria-label="Tiers by school"><table>'
    f"<caption>Tiers by school</caption><thead><tr>{WIDE}</tr></thead><tbody><tr><th scope='row'>All</th>"
    + "<td class='number'>withheld</td>" * 11
    + "</tr></tbody></table></div>"
)


def picture() -> str:
    """Return a small white PNG, as base64."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"".join(b"\0" + b"\xff" * 320 for _ in range(180)))
    head = struct.pack(">IIBBBBB", 320, 180, 8, 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return base64.b64encode(png).decode()


def figure() -> str:
    """Return a figure as the program writes it: words, picture, numbers."""
    return (
        '<figure class="mtss-figure"><figcaption>Support suggested, by school</figcaption>'
        f'<img src="data:image/png;base64,{picture()}" alt="{ALT}"></figure>'
    )


def prose(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code(source: str, *outputs: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "metadata": metadata,
        "source": source,
        "execution_count": 1,
        "outputs": [{"metadata": {}, **output} for output in outputs],
    }


def shown(**data: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {kind.replace("_", "/"): value for kind, value in data.items()}}


def notebook(*cells: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return {"cells": list(cells), "metadata": {**kernel, **metadata}, "nbformat": 4, "nbformat_minor": 5}


def screening(advice: str = "Look closer.") -> dict[str, Any]:
    return notebook(
        prose("# Who may need more support?\n\nThe principal decides whether core instruction changes."),
        code('school: str = ""  # one school', tags=["parameters"]),
        code("from mtss_analysis import screening, reporting"),
        prose("## What the screening shows"),
        code("reporting.present(result)", shown(text_html=TABLE, text_plain="<table>")),
        code("page.figure('tiers')", shown(text_html=figure(), text_plain="<figure>")),
        code(
            "reporting.draw(result)", shown(image_png=picture(), text_plain="<Figure>"), mystnb={"image": {"alt": ALT}}
        ),
        prose(f"## What next?\n\n{advice}"),
    )


def write_run(out: Path, *, schools: dict[str, str]) -> Path:
    """Write what a run leaves: executed notebooks, tables and the manifest."""
    for audience in ("public", "team"):
        for scope in ("district", *schools):
            folder = out / audience / "notebooks" / scope
            folder.mkdir(parents=True)
            (folder / "02_screening.ipynb").write_text(json.dumps(screening()), encoding="utf-8")
            advice = "Advice of the rule: **collect more data**."
            (folder / "04_decisions.ipynb").write_text(json.dumps(screening(advice)), encoding="utf-8")
        (out / "tables" / audience).mkdir(parents=True)
    released = pd.DataFrame({"school": ["All", "North"], "n": [120, None], "shown": ["120", "fewer than 10"]})
    released.to_parquet(out / "tables" / "public" / "district__02_screening__tiers.parquet")
    pd.DataFrame({"student_id": ["K-2207719"]}).to_parquet(out / "tables" / "team" / "district__x__students.parquet")
    manifest = {"data": "0123abcd", "params": "89ef4567", "version": "0.1.0", "finished": "2026-03-02T10:00:00"}
    (out / "manifest.json").write_text(json.dumps({**manifest, "schools": schools}), encoding="utf-8")
    return out


@pytest.fixture
def fresh_run(tmp_path: Path) -> Path:
    """A run nobody built yet."""
    return write_run(tmp_path / "out", schools={"N01": "North Elementary"})


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with its public site and team pages built."""
    out = write_run(tmp_path_factory.mktemp("run") / "out", schools={"N01": "North Elementary", "S02": "South Middle"})
    site.build(out, data_name="Sample district")
    site.build_team(out, data_name="Sample district")
    return out


@pytest.fixture(scope="session")
def real_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One school of a small invented district, made by the command that users give."""
    home = tmp_path_factory.mktemp("real")
    data = samples.write(home / "small", samples.generate(schools=3, students=90, years=1, seed=7))
    command = [sys.executable, "-m", "mtss_analysis", "run", str(data), "--school", "S01", "--out", str(home / "out")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr
    return home / "out"


@pytest.fixture(scope="session")
def pages(run: Path) -> Path:
    """Folder of the built public site."""
    return run / "site"


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Give a function that serves a folder on this machine and returns its address."""
    servers = []

    def start(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(serving.Quiet, directory=str(folder)))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def chromium() -> str | None:
    """Return the browser of this machine, or None."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium; without one, skip on a user's machine and fail in CI."""
    path = chromium()
    if path is None:
        sentence = "NO BROWSER: Chromium is not on the PATH, so no page was opened. Install it to run these tests."
        pytest.fail(sentence) if os.environ.get("CI") == "true" else pytest.skip(sentence)
    from playwright.sync_api import sync_playwright

    flags = ["no-sandbox", "disable-gpu", "disable-background-networking", "disable-component-update"]
    flags += ["disable-sync", "no-first-run", "disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=[f"--{flag}" for flag in flags])
        yield opened
        opened.close()
