"""Significant disproportionality: strict thresholds, composition, years in a row, and the State."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis.equity import EquityParams
from mtss_analysis.equity.settings import StateCount
from mtss_analysis.equity.significant import (
    ABOVE,
    CANNOT_TELL,
    NO_RISK,
    NOT_ABOVE,
    NOT_CALCULATED,
    ratios,
)
from mtss_analysis.params import layers

RULES = layers().load(EquityParams)


def counted(*rows, year="2024-25", category="autism"):
    frame = pd.DataFrame(rows, columns=["group", "n", "of"])
    return frame.assign(school_year=year, category=category, kind="identification", counts="children")


def compared(*frames, rules=RULES):
    return ratios(pd.concat(frames, ignore_index=True), rules, {"autism": 3.0})


def test_exceeds_is_strict():
    # 30 of 100 against 30 of 300: exactly 3.
    found = compared(counted(("White", 30, 100), ("Asian", 30, 300))).set_index("group")
    assert found.loc["White", "ratio"] == pytest.approx(3.0)
    assert found.loc["White", "answer"] == NOT_ABOVE
    more = compared(counted(("White", 31, 100), ("Asian", 30, 300))).set_index("group")
    assert more.loc["White", "answer"] == ABOVE


def test_nobody_in_the_comparison_is_undefined():
    rules = RULES.model_copy(update={"minimum_cell": 0})
    found = compared(counted(("White", 30, 100), ("Asian", 0, 300)), rules=rules).set_index("group")
    assert found.loc["White", "why"] == NO_RISK
    assert found.loc["White", "answer"] == CANNOT_TELL
    assert np.isnan(found.loc["White", "ratio"])


def test_difference_and_composition():
    found = compared(counted(("White", 40, 200), ("Asian", 100, 1000))).set_index("group").loc["White"]
    assert (found["risk"], found["comparison"], found["difference"]) == pytest.approx((20.0, 10.0, 10.0))
    assert found["composition"] == pytest.approx(100 * 40 / 140)
    assert found["relative"] == pytest.approx((40 / 140) / (200 / 1200))


def years(*cases):
    return [counted(("White", n, 100), ("Asian", 30, 300), year=f"20{20 + at}-{21 + at}") for at, n in enumerate(cases)]


def test_a_district_is_identified_after_years_in_a_row():
    found = compared(*years(40, 20, 40, 40, 40)).query("group == 'White'")
    assert found["above"].tolist() == [1, 0, 1, 2, 3]
    assert found["identified"].tolist() == [False, False, False, False, True]


def test_reasonable_progress_in_both_years_before_spares_it():
    rules = RULES.model_copy(update={"progress": 0.25})
    falling = compared(*years(50, 45, 40), rules=rules).query("group == 'White'")
    assert falling["above"].tolist()[-1] == 3
    assert not falling["identified"].any()
    halting = compared(*years(50, 49, 40), rules=rules).query("group == 'White'")
    assert halting["identified"].tolist()[-1]


@pytest.mark.parametrize("mark", ["-", "*", "x", ""])
def test_a_states_marks_are_missing_and_never_zero(mark):
    told = StateCount(school_year="2024-25", category="autism", group="White", children=mark, of=100)
    assert told.children is None


def test_the_states_counts_take_the_place_of_a_small_comparison():
    state = tuple(
        StateCount(school_year="2024-25", category="autism", group=group, children=n, of=of)
        for group, n, of in (("White", 900, 9000), ("Asian", 200, 4000), ("Black or African American", 300, 6000))
    )
    rules = RULES.model_copy(update={"state": state})
    found = compared(counted(("White", 12, 60), ("Asian", 3, 40)), rules=rules).set_index("group")
    assert found.loc["White", "method"] == "alternate risk ratio"
    assert found.loc["White", "ratio"] == pytest.approx((12 / 60) / (500 / 10000))
    silent = tuple(each.model_copy(update={"children": None}) if each.group == "Asian" else each for each in state)
    missing = compared(
        counted(("White", 12, 60), ("Asian", 3, 40)), rules=RULES.model_copy(update={"state": silent})
    ).set_index("group")
    assert missing.loc["White", "method"] == NOT_CALCULATED


def test_names_of_groups_change_nothing_but_the_names():
    rows = [("White", 40, 200), ("Asian", 60, 500), ("Hispanic or Latino", 30, 400)]
    other = {"White": "Asian", "Asian": "Hispanic or Latino", "Hispanic or Latino": "White"}
    one = compared(counted(*rows)).set_index("group")["ratio"]
    renamed = compared(counted(*[(other[name], *counts) for name, *counts in rows])).set_index("group")["ratio"]
    assert renamed.rename({new: old for old, new in other.items()}).sort_index().to_list() == pytest.approx(
        one.sort_index().to_list()
    )


def test_a_school_year_without_records_breaks_the_row():
    frames = [counted(("White", 40, 100), ("Asian", 30, 300), year=year) for year in ("2019-20", "2021-22", "2022-23")]
    found = compared(*frames).query("group == 'White'")
    assert found["above"].tolist() == [1, 1, 2]
    assert not found["identified"].any()


def removals(*rows):
    return counted(*rows).assign(counts="removals")


def test_removals_may_be_more_than_the_children_they_befell():
    found = compared(removals(("White", 90, 40), ("Asian", 150, 100))).set_index("group")
    assert found.loc["White", ["risk", "comparison", "ratio", "difference"]].tolist() == pytest.approx(
        [225, 150, 1.5, 75]
    )
    assert found["low"].isna().all()


def test_removals_are_held_against_the_state_as_removals():
    state = tuple(
        StateCount(school_year="2024-25", category="autism", group=group, children=n, of=of)
        for group, n, of in (("White", 900, 9000), ("Asian", 500, 1000))
    )
    rules = RULES.model_copy(update={"state": state})
    found = compared(removals(("White", 90, 40), ("Asian", 3, 40)), rules=rules).set_index("group")
    assert found.loc["White", "method"] == "alternate risk ratio"
    assert found.loc["White", "ratio"] == pytest.approx((90 / 40) / (500 / 1000))
