"""The explorers as an app: a coach chooses a school and a student, records a decision, and finds it in the file."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from mtss_analysis import samples

START = 90.0
"""How long the app may take to say its address [seconds]."""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explored") / "small"
    return Path(samples.write(folder, samples.generate(schools=3, students=150, years=1, seed=7)))


@pytest.fixture(scope="module")
def address(data: Path) -> Iterator[str]:
    """Address of the app, opened with the command that a coach would use."""
    words = [sys.executable, "-u", "-m", "mtss_analysis", "explore", str(data), "--no-browser", "--date", "2024-12-02"]
    app = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert app.stdout
    try:
        said, until = "", time.monotonic() + START
        while time.monotonic() < until and app.poll() is None and "http" not in said:
            said += app.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\S+token=\S+", said)
        assert found, said
        yield found[0]
    finally:
        app.terminate()
        assert app.wait(30) == 0
        app.stdout.close()


@pytest.fixture
def tab(browser: Any, address: str) -> Iterator[Any]:
    page = browser.new_page(viewport={"width": 1280, "height": 1200})
    page.outside = []
    page.on("request", lambda sent: page.outside.append(sent.url) if sent.url.startswith("http") else None)
    page.goto(address)
    page.get_by_text("open plans").first.wait_for(timeout=120_000)
    yield page
    page.close()


def choose(tab: Any, label: str, option: str) -> None:
    tab.get_by_label(label, exact=True).select_option(label=option)


def test_nobody_without_the_token_gets_in(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address.partition("?")[0])
    assert "open plans" not in page.inner_text("body")
    page.close()


def test_no_code_is_in_sight_and_nothing_is_loaded_from_elsewhere(tab: Any) -> None:
    said = tab.inner_text("body")
    assert "import" not in said
    assert "Who needs what next?" in said
    assert {url.split("/")[2].split(":")[0] for url in tab.outside} == {"127.0.0.1"}


def test_another_student_is_drawn_at_once(tab: Any, record_property: Any) -> None:
    plans = tab.get_by_label("Plan", exact=True)
    times = []
    for place in range(1, 6):
        student = plans.locator("option").nth(place).inner_text().split(",")[0]
        begun = time.monotonic()
        plans.select_option(index=place)
        tab.locator(f"svg.mtss-picture title:has-text('{student}')").first.wait_for(state="attached", timeout=20_000)
        times.append(round(1000 * (time.monotonic() - begun)))
    record_property("milliseconds from choice to drawing", times)
    assert tab.locator("svg.mtss-picture desc").first.text_content()


def test_a_decision_is_recorded_and_stands_in_the_file(tab: Any, data: Path) -> None:
    before = (data / "decisions.csv").read_bytes()
    tab.get_by_role("button", name="Record the decision").click()
    tab.get_by_text("the reason is empty").wait_for(timeout=20_000)
    assert (data / "decisions.csv").read_bytes() == before
    tab.get_by_label("Why", exact=True).fill("Delivered, and flat for eight weeks")
    tab.get_by_label("Why", exact=True).press("Tab")
    tab.get_by_role("button", name="Record the decision").click()
    tab.get_by_text("Recorded in").wait_for(timeout=20_000)
    assert (data / "decisions.csv").read_bytes().startswith(before)
    found = pd.read_csv(data / "decisions.csv", dtype="str").iloc[-1]
    assert (found["reason"], found["date"]) == ("Delivered, and flat for eight weeks", "2024-12-02")


def test_a_school_without_a_match_is_said_and_the_rest_lives_on(tab: Any) -> None:
    choose(tab, "What is due", "Decision open")
    choose(tab, "Domain", "All domains")
    tab.get_by_role("button", name="Groups and delivery").click()
    tab.get_by_text("What groups received").first.wait_for(timeout=60_000)
    tab.get_by_role("button", name="Caseload").click()
    tab.get_by_text("Who needs what next?").first.wait_for(timeout=20_000)
    assert "Traceback" not in tab.inner_text("body")


def test_a_broken_table_is_words_and_no_traceback(browser: Any, data: Path, tmp_path: Path) -> None:
    from mtss_analysis.widgets import explore

    broken = tmp_path / "broken"
    shutil.copytree(data, broken)
    for path in broken.glob("scores.*"):
        path.unlink()
    for path in broken.glob("sessions.*"):
        path.unlink()
    board = explore(broken, "S02")
    assert "No score of this plan is on record" in board.explorer.words.value or board.explorer.message.value
    assert "Traceback" not in board.explorer.message.value
