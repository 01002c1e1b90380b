"""Letters and the page of a student in a real browser: anyone can read them, and a letter prints on one page."""

from pathlib import Path
from typing import Any

import pytest

from mtss_analysis import samples
from mtss_analysis.workflow import letters, student_page

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
DAY = "2025-01-20"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """Letters of a small invented district in two languages, the list of them, and one student's page."""
    folder = tmp_path_factory.mktemp("private")
    data = samples.write(folder / "small", samples.generate(3, 150, 1, 7))
    due = letters.write(data, folder / "out", None, letters.Asked(DAY))
    spanish = letters.write(data, folder / "es", None, letters.Asked(DAY, language="es"))
    assert due.listed is not None
    page = student_page.write(data, folder / "out", None, student="SYN-000005", day=DAY)
    return {"letters": [*due.letters[:3], *spanish.letters[:3]], "list": [due.listed], "student": [page]}


@pytest.fixture
def tab(browser: Any) -> Any:
    """An empty page of the browser."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("kind", ["letters", "list", "student"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_page_is_accessible_and_no_wider_than_the_screen(
    tab: Any, pages: dict[str, list[Path]], kind: str, width: int
) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto(pages[kind][-1].as_uri())
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    found = tab.evaluate("o => axe.run(o)", {"runOnly": STANDARD, "resultTypes": ["violations"]})["violations"]
    assert [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]] == []
    assert tab.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_a_letter_prints_on_one_page(tab: Any, pages: dict[str, list[Path]], paper: str) -> None:
    for path in pages["letters"]:
        tab.goto(path.as_uri())
        assert tab.pdf(format=paper).count(b"/Type /Page\n") == 1, path.name
