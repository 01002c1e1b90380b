"""The report to the board on paper: two sheets of either size, nothing else on them, and fit for every reader."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from mtss_analysis.board_report import BoardReportParams, Sign, memo
from mtss_analysis.board_report.answers import Answer, Material
from mtss_analysis.params import DistrictParams, MeasuresParams, layers
from mtss_analysis.reporting import tabulate
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.screening import ScreeningParams
from mtss_analysis.vocabulary import Audience
from mtss_analysis.workflow import site

pytestmark = pytest.mark.browser
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PAGE = "20_district_report"
LONG = (
    "In spring of 2025-26, 82 % (80 to 83) of them did in reading and 83 % (82 to 85) in math, as far as it is known. "
)


def _sheets() -> str:
    """Write sheets at least as long as those of the sample district, with as many questions as are printed."""
    settings = layers()
    labels = Labels(settings.load(DistrictParams), settings.load(MeasuresParams))
    bars, cuts = settings.load(BoardReportParams), settings.load(ScreeningParams)
    answer = Answer(
        "Who gets extra help, and who may still wait for it?", LONG * 2, LONG, LONG + LONG[:40], LONG[:78], LONG[:78],
        ("02_screening", "06_fidelity"), signs=frozenset(Sign),
    )  # fmt: skip
    first = replace(answer, cannot=(LONG * 2, LONG * 2))
    return memo.written(
        [first, *[answer] * 7], Material({}, labels, bars, cuts, False, ("2025-26", "spring")), Audience.PUBLIC
    )


def _prose(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def _code(html: str) -> dict[str, Any]:
    output = {"output_type": "display_data", "metadata": {}, "data": {"text/html": html, "text/plain": "<part>"}}
    return {"cell_type": "code", "metadata": {}, "source": "page", "execution_count": 1, "outputs": [output]}


def _notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": list(cells), "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, serve: Any) -> str:
    """A site whose only report is the one for the board."""
    out = tmp_path_factory.mktemp("board") / "out"
    folder = out / "public" / "notebooks" / "district"
    folder.mkdir(parents=True)
    table = tabulate.table(pd.DataFrame({"Number": ["Tested"], "Value": ["97 %"]}), "Every number of the report")
    appendix = f'<div class="mtss-board-appendix">{table}</div>'
    made = _notebook(
        _prose("# What should the board know this year?\n\nThe board decides what it asks."),
        _prose("## The two sheets\n\nProse that stays on the screen."),
        _code(_sheets()),
        _prose("## The numbers in the sheets\n\nMore prose."),
        _code(appendix),
        _prose("## Three questions for the team\n\n1. Which?"),
    )
    (folder / f"{PAGE}.ipynb").write_text(json.dumps(made), encoding="utf-8")
    (out / "manifest.json").write_text("{}", encoding="utf-8")
    site.build(out, data_name="Sample district")
    return str(serve(out / "site")) + f"reports/district/{PAGE}.html"


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("margin", ["10mm", "15mm"])
def test_the_sheets_are_two_and_the_numbers_begin_the_third(
    browser: Any, address: str, paper: str, margin: str
) -> None:
    tab = browser.new_page()
    tab.goto(address)
    pdf = tab.pdf(format=paper, margin=dict.fromkeys(("top", "right", "bottom", "left"), margin))
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 3
    tab.close()


def test_only_the_sheets_and_their_numbers_are_printed(browser: Any, address: str) -> None:
    tab = browser.new_page()
    tab.goto(address)
    tab.emulate_media(media="print")
    assert tab.locator(".mtss-board").is_visible()
    assert tab.locator(".mtss-board-appendix").is_visible()
    for words in ("Prose that stays", "More prose", "Three questions", "The board decides"):
        assert not tab.get_by_text(words).first.is_visible(), words
    assert tab.locator("h1:visible").count() == 0
    tab.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_accessible_and_no_wider_than_the_screen(browser: Any, address: str, width: int) -> None:
    tab = browser.new_page(viewport={"width": width, "height": 900})
    tab.goto(address)
    tab.add_script_tag(path=str(AXE))
    found = tab.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})")
    assert [each["id"] for each in found["violations"]] == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.close()
