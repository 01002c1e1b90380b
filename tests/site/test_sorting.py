"""Tables are put into another order by mouse and keyboard, and a third press gives the first order back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PAGE = "reference/data-dictionary.html"
TABLE = """<table class="mtss-table"><thead><tr><th>School</th><th>Percent</th></tr></thead><tbody>
<tr><td>B</td><td>9 %</td></tr><tr><td>A</td><td>withheld</td></tr><tr><td>C</td><td>1,200</td></tr>
<tr><td>D</td><td>-3.5 (-6 to -1)</td></tr><tr><td>E</td><td>70 %</td></tr></tbody></table>"""
pytestmark = pytest.mark.browser


@pytest.fixture
def tab(browser: Any, pages: Path, serve: Callable[[Path], str]) -> Any:
    made = browser.new_page()
    made.address = serve(pages)
    return made


def first_column(tab: Any) -> list[str]:
    return list(tab.locator("table:has(.mtss-sort) >> nth=0").locator("tbody tr td:first-child").all_inner_texts())


def test_three_presses_by_keyboard(tab: Any) -> None:
    tab.goto(tab.address + PAGE)
    before = first_column(tab)
    head = tab.locator("table:has(.mtss-sort) >> nth=0").locator("th").first
    head.locator("button").focus()
    tab.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    assert first_column(tab) == sorted(before, key=str.casefold)
    tab.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert first_column(tab) == sorted(before, key=str.casefold, reverse=True)
    tab.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") is None
    assert first_column(tab) == before


def test_numbers_are_numbers_and_what_is_withheld_comes_last_both_ways(tab: Any, pages: Path) -> None:
    script = (Path(__file__).parents[2] / "book" / "_assets" / "site" / "sort.js").read_text(encoding="utf-8")
    tab.set_content(f"<article>{TABLE}</article>")
    tab.evaluate(script)
    head = tab.locator("th").nth(1)
    head.locator("button").click()
    assert first_column(tab) == ["D", "B", "E", "C", "A"]
    head.locator("button").click()
    assert first_column(tab) == ["C", "E", "B", "D", "A"]
