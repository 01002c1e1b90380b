"""Sheets stand alone, escape what they are given, and end with the right to an evaluation."""

from mtss_analysis.reporting.sheet import Part, facts, lines, sheet, steps
from mtss_analysis.vocabulary import RIGHT_TO_EVALUATION


def test_a_sheet_stands_alone_and_says_the_right_to_an_evaluation() -> None:
    page = sheet("Placement meeting", "Cedar <School>", [Part("Agenda", steps(["Look at <b>data</b>"]), new_page=True)])
    assert "Cedar &lt;School&gt;" in page
    assert "&lt;b&gt;data" in page
    assert RIGHT_TO_EVALUATION.split(".")[0] in page
    assert "http" not in page
    assert "<script" not in page
    assert 'class="mtss-sheet-break"' in page


def test_facts_boxes_and_lines() -> None:
    assert facts({"Need": "a & b"}) == "<dl><dt>Need</dt><dd>a &amp; b</dd></dl>"
    assert steps(["one"], boxes=True).startswith("<ul><li><span")
    assert 'class="mtss-lines"' in lines("Notes")
