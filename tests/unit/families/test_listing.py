"""The coordinator's list: what was written, what was not and why, and what is overdue."""

import re
from html import unescape

import pandas as pd

from mtss_analysis import families
from mtss_analysis.reporting.labels import Labels

DAY = pd.Timestamp("2025-01-20")
ROWS = [("0001", "entry", "Spanish", "2024-10-10", None), ("0001", "progress", "Spanish", "2024-12-09", "2024-12-09")]


def page(records, **differs):
    found = records(letters=ROWS)
    html = families.listing(
        families.due(found), DAY, Labels(found.district, found.measures, {"S1": "First"}), "North", **differs
    )
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_lateness_stands_by_school_and_language(records):
    said = page(records)
    assert "2 letters were due by this day; 50 % were sent in time (interval 9 to 91)." in said
    assert "First Spanish 2 1 50 % (9 to 91) half or more are not sent 1" in said
    assert "0001 First entry Spanish 2024-10-10 102" in said
    assert "Letters written" not in said


def test_nothing_to_write_is_said(records):
    assert "No letter was due and not sent, so none was written." in page(records, written=[])


def test_languages_without_a_template_are_counted(records):
    link = ("a.html", "0001", "entry: Reading", "English", "Somali")
    said = page(records, written=[link, link], left=[families.NotWritten("0002", "exit", DAY, "no plan")])
    assert "Letters without a template in the family's language Language Letters Somali 2" in said
    assert "0002 exit 2025-01-20 no plan" in said
