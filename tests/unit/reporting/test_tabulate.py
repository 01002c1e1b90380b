"""Tables say "withheld" and "no data" in words, and are readable by a screen reader."""

from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from mtss_analysis.reporting import tabulate


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (12345, "12,345"),
        (0.123, "0.12"),
        (1.25, "1.2"),
        (np.float64(3.0), "3"),
        (np.nan, "no data"),
        (pd.NA, "no data"),
        (pd.NaT, "no data"),
        (None, "no data"),
        (pd.Timestamp("2025-10-06"), "2025-10-06"),
        (False, "no"),
        (np.True_, "yes"),
        ("Cedar", "Cedar"),
    ],
)
def test_one_value(value: object, text: str) -> None:
    assert tabulate.number(value) == text


def test_a_protected_number_reads_withheld_and_an_absent_one_no_data() -> None:
    frame = pd.DataFrame(
        {"Students": ["A", "B"], "Number": [np.nan, np.nan], "suppressed": [True, False], "shown": ["withheld", ""]}
    )
    text = tabulate.cells(frame)
    assert list(text.columns) == ["Students", "Number"]
    assert list(text["Number"]) == ["withheld", "no data"]


class _Counts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_table_has_a_caption_and_headers_and_escapes_what_people_typed() -> None:
    html = tabulate.table(pd.DataFrame({"School": ["<b>Cedar</b>"], "n": [3]}), 'Who "we" are')
    parsed = _Counts()
    parsed.feed(html)
    assert [tag for tag, _ in parsed.tags].count("caption") == 1
    assert [attrs["scope"] for tag, attrs in parsed.tags if tag == "th"] == ["col", "col", "row"]
    assert "<b>" not in html
    region = next(attrs for tag, attrs in parsed.tags if tag == "div")
    assert region["tabindex"] == "0"
    assert region["aria-label"] == 'Who "we" are'
