"""Packets in a real browser: they open without trouble, anyone can read them, and they print without a cut."""

from pathlib import Path
from typing import Any

import pytest

from mtss_analysis import intake, meetings, params, samples
from mtss_analysis.workflow import site

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
PAPER = 703
"""Width of a letter page within the margins of the sheet [CSS pixels]."""

MEETINGS = {
    "review": ("problem-solving team", "S01", ""),
    "screening": ("grade-level team", "S01", ""),
    "placement": ("grade-level team", "S01", "placement"),
    "leadership": ("school leadership team", "S01", ""),
    "district": ("district leadership team", "", ""),
}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def packets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with one packet of each kind, of a small invented district."""
    folder = tmp_path_factory.mktemp("packets")
    district = intake.read(samples.write(folder / "small", samples.generate(3, 150, 1, 7)))
    settings = params.layers(district.path)
    described = settings.load(params.TeamsParams), settings.load(params.DistrictParams)
    for name, (team, school, kind) in MEETINGS.items():
        asked = meetings.request(district, *described, team=team, school=school, day="2025-03-18", kind=kind)
        (folder / f"{name}.html").write_text(meetings.packet(asked, district, settings).html, encoding="utf-8")
    return folder


@pytest.fixture(params=MEETINGS)
def tab(request: pytest.FixtureRequest, packets: Path, browser: Any) -> Any:
    """One packet, opened wide; what went wrong is in ``tab.troubles``."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened, opened_troubles = context.new_page(), []
    opened.on("console", lambda message: opened_troubles.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: opened_troubles.append(str(error)))
    opened.on("request", lambda asked: opened_troubles.append(asked.url) if asked.url.startswith("http") else None)
    opened.troubles = opened_troubles
    opened.goto((packets / f"{request.param}.html").as_uri())
    yield opened
    context.close()


def test_a_packet_opens_with_one_heading_and_asks_for_nothing(tab: Any) -> None:
    assert tab.locator("h1").count() == 1
    assert tab.troubles == []


@pytest.mark.parametrize("width", [1280, 390])
def test_a_packet_is_accessible_and_no_wider_than_the_screen(tab: Any, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    found = tab.evaluate("o => axe.run(o)", {"runOnly": STANDARD, "resultTypes": ["violations"]})["violations"]
    assert [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]] == []
    assert tab.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_on_paper_no_table_is_cut_off(tab: Any) -> None:
    tab.emulate_media(media="print")
    tab.set_viewport_size({"width": PAPER, "height": 950})
    cut = """() => [...document.querySelectorAll('table, img')]
        .filter(part => part.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .map(part => part.innerText?.slice(0, 60) || part.alt)"""
    assert tab.evaluate(cut) == []
    rows = "() => Math.max(...[...document.querySelectorAll('tr')].map(row => row.getBoundingClientRect().height))"
    assert tab.evaluate(rows) < 300  # a row higher than that has a column too narrow to read


def test_a_packet_prints_on_a_few_pages(tab: Any) -> None:
    printed = tab.pdf(format="Letter")
    assert printed.startswith(b"%PDF")
    assert 3 <= printed.count(b"/Type /Page\n") <= 16


def test_a_run_leaves_packets_as_they_are(fresh_run: Path) -> None:
    page = fresh_run / "team" / "packets" / "S01__problem-solving-team__2025-03-18.html"
    page.parent.mkdir(parents=True)
    page.write_text("kept", encoding="utf-8")
    site.build_team(fresh_run, data_name="Sample district")
    assert page.read_text(encoding="utf-8") == "kept"
    assert (fresh_run / "team" / "index.html").is_file()
