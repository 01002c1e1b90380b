"""What each source says of a need; silence is neither for nor against."""

import pytest

from mtss_analysis.vocabulary import Domain
from mtss_analysis.whole_child.sources import SOURCES, Says, words

ORF = "oral_reading_fluency"


def score(value, day="2024-09-10", season="fall"):
    return ("0001", "reading", ORF, "screening", day, season, value, "English", None)


def probes(*values):
    return [("0001", "reading", ORF, "progress", f"2024-{10 + n // 4}-{1 + 7 * (n % 4):02}", None, value, None, None)
            for n, value in enumerate(values)]  # fmt: skip


def absent(days, enrolled=40):
    return [("0001", "S1", "2024-10-01", "2024-11-30", enrolled, days)]


def referred(count):
    return [("0001", "S1", f"2024-10-{day + 1:02}", "defiance") for day in range(count)]


@pytest.mark.parametrize(
    ("source", "domain", "differs", "says"),
    [
        ("screening", "reading", {"scores": [score(20)]}, Says.FOR),
        ("screening", "reading", {"scores": [score(90)]}, Says.AGAINST),
        ("screening", "reading", {"scores": [score(34)]}, Says.UNCLEAR),  # the cut is 36, the SEM 9
        ("screening", "reading", {"scores": [score(None)]}, Says.SILENT),
        ("screening", "reading", {"scores": [score(20, "2023-12-10", "winter")]}, Says.SILENT),  # too old
        ("screening", "reading", {"scores": [score(90), score(20, "2025-01-15", "winter")]}, Says.FOR),
        ("screening", "math", {}, Says.SILENT),
        ("progress", "reading", {"scores": probes(*[20] * 8)}, Says.FOR),
        ("progress", "reading", {"scores": probes(20, 30, 35, 40, 45, 50, 52, 54)}, Says.AGAINST),
        ("progress", "reading", {"scores": probes(20, 30, 20, 40, 20, 50, 20, 54)}, Says.UNCLEAR),
        ("progress", "reading", {"scores": probes(20, 20)}, Says.SILENT),
        ("progress", "math", {}, Says.SILENT),
        ("attendance", "attendance", {"attendance": absent(4)}, Says.FOR),  # exactly a tenth
        ("attendance", "attendance", {"attendance": absent(3.5)}, Says.AGAINST),
        ("attendance", "attendance", {"attendance": absent(9, 9)}, Says.SILENT),  # too few days to tell
        ("attendance", "attendance", {"attendance": None}, Says.SILENT),
        ("attendance", "reading", {}, Says.APART),
        ("referrals", "behavior", {"incidents": referred(2)}, Says.FOR),
        ("referrals", "behavior", {"incidents": referred(1)}, Says.AGAINST),
        ("referrals", "behavior", {}, Says.AGAINST),
        ("referrals", "behavior", {"incidents": None}, Says.SILENT),
        ("marks", "reading", {}, Says.AGAINST),
        ("marks", "reading", {"marks": [("0001", "2023-24 T2", "English", "F", False)]}, Says.FOR),
        ("marks", "reading", {"marks": [("0001", "2024-25 T1", "English", "F", False)]}, Says.SILENT),  # not known yet
        ("marks", "behavior", {}, Says.APART),
        ("observations", "reading", {}, Says.LISTED),
        ("observations", "math", {}, Says.SILENT),
    ],
)  # fmt: skip
def test_a_source_says(record, source, domain, differs, says):
    assert words(record(**differs), domain)[source].says == says


def test_every_domain_hears_every_source_once(record):
    assert all(tuple(words(record(), domain)) == SOURCES for domain in Domain)


def test_attendance_is_not_counted_twice(record):
    rate = ("0001", "attendance", "attendance_rate", "screening", "2024-09-30", "fall", 50, None, None)
    assert words(record(scores=[rate]), "attendance")["screening"].says == Says.APART


def test_low_delivery_is_said_beside_progress(record):
    missed = [("P1", f"2024-10-{day:02}", "not_held") for day in range(1, 11)]
    why = words(record(sessions=missed, scores=probes(*[20] * 8)), "reading")["progress"].why
    assert why.endswith("0 % of planned sessions received: check delivery first")


def test_nothing_of_another_student_is_known(record):
    found = record()
    assert set(found.dataset.table("scores")["student_id"]) == {"0001"}
    assert found.referrals.empty


def test_nothing_later_than_the_day_is_known(record):
    early = record("2024-10-05")
    assert (len(early.plans), len(early.observations), len(early.attendance)) == (1, 0, 0)
    assert len(record("2024-09-01").screenings) == 0
