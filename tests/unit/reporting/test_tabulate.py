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


def test_a_column_has_the_same_decimals_in_every_row() -> None:
    frame = pd.DataFrame({"Percent": [45.7, 0.44, np.nan], "Weeks": [32.0, 31.0, 4.0], "Chance": [0.5, 0.25, 0.0]})
    text = tabulate.cells(frame)
    assert list(text["Percent"]) == ["45.7", "0.4", "no data"]
    assert list(text["Weeks"]) == ["32", "31", "4"]
    assert list(text["Chance"]) == ["0.50", "0.25", "0.00"]
    assert list(tabulate.cells(frame, {"Weeks": 1})["Weeks"]) == ["32.0", "31.0", "4.0"]


def test_a_link_leads_to_the_book_and_is_escaped():
    frame = pd.DataFrame({"Item": ["1"], "Lesson": pd.Series([tabulate.Link("A & B", "learn/a.html")], dtype=object)})
    html = tabulate.table(frame, "Plan")
    assert '<td><a href="../../learn/a.html">A &amp; B</a></td>' in html


def _released(shown: int, held: int) -> pd.DataFrame:
    """Rows that tell a number, and rows in which all but the base is withheld."""
    rows = [("told", 40.0, 100.0, 40.0, False)] * shown + [("silent", None, 30.0, None, True)] * held
    return pd.DataFrame(rows, columns=["Who", "Students", "Of", "Percent", "suppressed"])


def test_many_rows_that_tell_nothing_are_folded_into_one_sentence() -> None:
    html = tabulate.table(_released(2, 7), "Students by place")
    assert html.count("<tr>") == 1 + 2
    assert "7 more rows are left out" in html
    assert "silent" not in html


def test_a_few_withheld_rows_stay_in_view() -> None:
    html = tabulate.table(_released(2, 6), "Students by place")
    assert html.count("withheld") == 12
    assert "left out" not in html


def test_a_table_that_tells_nothing_is_one_sentence() -> None:
    html = tabulate.table(_released(0, 9), "Students by place")
    assert "<table" not in html
    assert "Students by place: the numbers are small and are withheld." in html


def test_rows_without_data_are_never_folded() -> None:
    frame = pd.DataFrame({"Who": ["a"] * 9, "Students": [None] * 9})
    assert tabulate.table(frame, "Students").count("no data") == 9
