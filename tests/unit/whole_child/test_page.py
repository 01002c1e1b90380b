"""The page: every part is there, what is missing is said, and an empty record says why."""

import re
from html import unescape

import pytest

from mtss_analysis.vocabulary import RIGHT_TO_EVALUATION
from mtss_analysis.whole_child import page
from mtss_analysis.whole_child.missing import missing

EMPTY = dict.fromkeys(["scores", "interventions", "sessions", "attendance", "incidents", "marks", "observations"])


def text(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html.partition("<body>")[2])).split())


def test_all_parts_stand_on_the_page(record):
    html = page(record())
    said = text(html)
    for part in ("Where sources agree and disagree", "All domains over the years", "Screening against the cuts",
                 "Support received", "Attendance and referrals by month", "Notes", "What is missing"):  # fmt: skip
        assert f"<h2>{part}</h2>" in html
    assert "Reads in phrases. coach whole class" in said
    assert "Oral reading fluency 20, cut 36, Tier 3" in said
    assert "Repeated reading 2024-09-30 open 100 %" in said
    assert RIGHT_TO_EVALUATION in said
    assert 'alt="0001: all domains until 2025-01-20' in html
    assert "<script" not in html


def test_without_any_record_the_page_says_so(record):
    said = text(page(record(**EMPTY)))
    for sentence in (
        "Nothing with a day is on record of this student", "No screening score of this student is on record.",
        "No plan of support of this student is on record.", "No attendance of this student is on record.",
        "The data have no table of referrals.", "No note about this student is on record.",
    ):  # fmt: skip
        assert sentence in said
    assert "No source can tell whether there is a need in reading." in said


def test_a_month_to_come_is_no_month_without_referrals(record):
    rows = [("0001", "S1", "2023-10-10", "defiance"), ("0001", "S1", "2024-03-10", "defiance"),
            ("0001", "S1", "2024-11-10", "defiance")]  # fmt: skip
    said = text(page(record(incidents=rows)))
    assert "School year Oct Nov Mar Year 2023-24 1 no data 1 2 2024-25 0 1 to come 1" in said


@pytest.mark.parametrize(
    ("differs", "sentence"),
    [
        ({"marks": None}, "The data have no table of course marks."),
        ({"scores": []}, "No screening score of the last year can be held against a cut in reading, math, behavior"),
        ({"scores": [("0001", "reading", "maze", "screening", "2024-09-10", "fall", None, None, "absent")]},
         "Not tested in 1 window of a measure in the last year: absent."),
        ({"interventions": [("P1", "0001", "reading", 2, "X", "2024-09-30", None, None, None, None, None, None)]},
         "The open plan in reading lacks a measure, a goal, a day of the goal, a day to look again."),
        ({"sessions": [("P1", "2024-10-01", "not_logged")]}, "Of 1 planned sessions nobody wrote down what happened."),
        ({"students": [("0001", "2024-25", "2", "yes", "Spanish")]}, "was tested in English: a low score may speak of"),
        ({"observations": []}, "Nobody has written a note about this student."),
        ({"students": [("0001", "2023-24", "1", "no", "English")]}, "No grade is recorded for 2024-25."),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(record, differs, sentence):
    assert any(sentence in said for said in missing(record(**differs)))


def test_language_is_shown_for_multilingual_learners_only(record):
    learner = [("0001", "2024-25", "2", "yes", "Spanish")]
    assert "home: Spanish; tested in: English (1 scores)" in text(page(record(students=learner)))
    assert "Oral reading fluency 20, cut 36, Tier 3, close to a cut, in English" in text(page(record(students=learner)))
    assert "tested in" not in text(page(record()))
