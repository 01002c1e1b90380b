"""What published counts say by themselves."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis.equity.given_need_contrasts import CANNOT_TELL, LOWER, TOO_FEW
from mtss_analysis.equity.given_need_released import WITHHELD, gaps

RULES = {
    "confidence": "0.95",
    "false_findings": "0.05",
    "fewest_students": "20",
    "public_design": "1.5",
    "served_days": "70",
}


def _served(cells):
    """Rows of the table served from {(suggested, group): (n, flagged)}; All is their sum."""
    rows = []
    for need in dict.fromkeys(need for need, _ in cells):
        parts = {group: pair for (each, group), pair in cells.items() if each == need}
        total = tuple(np.nansum([pair[place] for pair in parts.values()]) for place in (0, 1))
        rows += [(need, "All", "All", *total), *((need, "learner", group, *pair) for group, pair in parts.items())]
    frame = pd.DataFrame(rows, columns=["suggested", "by", "group", "n", "flagged"])
    return frame.assign(domain="reading", session="yes", **RULES)


def test_needs_are_compared_apart_and_put_together():
    found = gaps(_served({("Tier 2", "yes"): (40, 100), ("Tier 2", "no"): (320, 400),
                          ("Tier 3", "yes"): (20, 50), ("Tier 3", "no"): (80, 100)})).iloc[0]  # fmt: skip
    assert (found["group"], found["said"], found["needs"]) == ("yes", LOWER, "Tier 2 and Tier 3")
    assert found["ratio"] == pytest.approx(0.5)
    assert found["value"] == pytest.approx(40.0)


def test_a_need_with_withheld_counts_is_left_out():
    cells = {("Tier 2", "yes"): (40, 100), ("Tier 2", "no"): (320, 400), ("Tier 3", "yes"): (np.nan, 50),
             ("Tier 3", "no"): (np.nan, 100)}  # fmt: skip
    found = gaps(_served(cells)).iloc[0]
    assert (found["needs"], found["compared"]) == ("Tier 2", 100)


def test_where_all_is_withheld_nothing_is_said():
    found = gaps(_served({("Tier 2", "yes"): (np.nan, 50), ("Tier 2", "no"): (np.nan, 100)})).iloc[0]
    assert found["said"] == WITHHELD
    assert np.isnan(found["ratio"])


def test_few_students_are_too_few_to_say():
    found = gaps(_served({("Tier 2", "yes"): (10, 12), ("Tier 2", "no"): (300, 400)})).iloc[0]
    assert found["said"] == TOO_FEW


def test_alike_shares_are_no_gap():
    found = gaps(_served({("Tier 2", "yes"): (50, 100), ("Tier 2", "no"): (200, 400)})).iloc[0]
    assert found["said"] == CANNOT_TELL
    assert found["ratio_low"] < 1 < found["ratio_high"]


def test_no_counts_are_no_gaps():
    assert gaps(_served({("Tier 2", "yes"): (1, 2)}).iloc[:0]).empty
