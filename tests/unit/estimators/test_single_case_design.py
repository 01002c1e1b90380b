"""The design screen: thresholds of the profile, and a reason for everything that falls short."""

from dataclasses import replace
from datetime import date

import pytest

from mtss_analysis.estimators.single_case_design import WWC_PILOT, screen


@pytest.mark.parametrize(
    ("design", "points", "starts", "verdict", "reasons"),
    [
        ("reversal", [[5, 5, 5, 5]], None, "meets", 0),
        ("reversal", [[5, 5, 4, 5]], None, "meets with reservations", 1),
        ("reversal", [[5, 5, 2, 5]], None, "does not meet", 1),
        ("reversal", [[9, 9, 9]], None, "does not meet", 2),
        ("reversal", [[9, 9]], None, "does not meet", 2),
        ("reversal", [[9, 2]], None, "does not meet", 3),
        ("reversal", [[5, 5, 5, 5], [5, 5]], None, "does not meet", 2),
        ("multiple_baseline", [[5, 9], [7, 7], [9, 5]], [6, 8, 10], "meets", 0),
        ("multiple_baseline", [[5, 9], [7, 7], [9, 3]], [6, 8, 10], "meets with reservations", 1),
        ("multiple_baseline", [[5, 9], [7, 7], [9, 5]], [6, 8, 8], "does not meet", 1),
        ("multiple_baseline", [[5, 9], [7, 7]], [6, 8], "does not meet", 2),
    ],
)
def test_verdicts(design, points, starts, verdict, reasons):
    found = screen(design, points, starts)
    assert found.verdict == verdict
    assert len(found.reasons) == reasons
    assert found.profile is WWC_PILOT


def test_the_profile_decides_and_is_named():
    strict = replace(WWC_PILOT, name="ours", dated=date(2024, 8, 1), points=8)
    assert screen("reversal", [[5, 5, 5, 5]], profile=strict).verdict == "meets with reservations"
    assert screen("reversal", [[5, 5, 5, 5]], profile=strict).reasons[0].startswith("A phase has 5 scores; 8")
    assert "pilot" in WWC_PILOT.name


def test_counts_and_what_scores_cannot_show():
    found = screen("reversal", [[1, 8]])
    assert (found.attempts, found.phases, found.fewest_points) == (1, 2, 1)
    assert found.reasons[0].startswith("The design gives treatment 1 occasion to show")
    assert found.reasons[2].startswith("A phase has 1 score;")
    assert len(found.not_checked) == 2


@pytest.mark.parametrize(
    ("design", "points", "starts", "words"),
    [
        ("alternating", [[5, 5]], None, 'design: got "alternating"'),
        ("reversal", [], None, "points: got"),
        ("reversal", [[5]], None, "expected scores in two or more phases"),
        ("reversal", [[5, -1]], None, "points: got"),
        ("multiple_baseline", [[5, 5]], None, "starts: expected"),
        ("multiple_baseline", [[5, 5]], [1, 2], "starts: expected"),
    ],
)
def test_what_is_no_design_is_refused(design, points, starts, words):
    with pytest.raises(ValueError, match=words):
        screen(design, points, starts)
