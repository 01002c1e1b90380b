"""The reader who puts all tables side by side: finds nothing in a release, and everything where one was not made."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtss_analysis.params import layers
from mtss_analysis.privacy import PrivacyParams
from mtss_analysis.privacy.attack import BARE, REST, SMALL, SUBTRACTED, WHOLE, attack
from mtss_analysis.privacy.puzzle import Seen
from mtss_analysis.privacy.suppression import decide, protected
from mtss_analysis.results import Cells, ColumnDoc, ResultTable

POLICY = layers().load(PrivacyParams)
TIERS = Cells("n", ("year",), ("school_id", ("by", "group")), "tier", "tested", percents=("percent",))
LEVELS = Cells("n", ("year",), ("school_id", ("by", "group")), statistics=("mean",))


def table(frame: pd.DataFrame, cells: Cells = TIERS, name: str = "tiers") -> ResultTable:
    columns = tuple(ColumnDoc(str(column), "") for column in frame.columns)
    return ResultTable(name, "one row is a tier", frame, columns, "aggregate", cells)


def tiers(counts: np.ndarray) -> pd.DataFrame:
    """Schools by tiers, with the district's totals; shape of counts (schools, 3)."""
    places = {"All": counts.sum(axis=0)} | {f"S{number}": row for number, row in enumerate(counts)}
    rows = [
        ("2024-25", school, "All", "All", f"Tier {tier}", int(n), int(row.sum()), 100 * n / max(row.sum(), 1))
        for school, row in places.items()
        for tier, n in zip((1, 2, 3, "All"), (*row, row.sum()), strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["year", "school_id", "by", "group", "tier", "n", "tested", "percent"])
    return frame.assign(tier=frame["tier"].replace("Tier All", "All")).astype({"n": "Int64", "tested": "Int64"})


def seen(*tables: ResultTable, analysis: str = "02_screening") -> list[Seen]:
    return [Seen(analysis, f"{each.name}.csv", each) for each in tables]


def primary_only(frame: pd.DataFrame) -> pd.DataFrame:
    small = frame["n"] < POLICY.minimum_n
    return frame.assign(n=frame["n"].mask(small), percent=frame["percent"].mask(small))


COUNTS = np.array([[60, 21, 4], [80, 30, 14], [70, 25, 12]])


def test_with_nothing_withheld_the_small_number_is_read_off():
    found = attack(seen(table(tiers(COUNTS))), POLICY)
    assert [leak.what for leak in found.leaks if leak.attack == SMALL] == [
        "table tiers of 02_screening, year 2024-25, school_id S0, by All, group All, tier Tier 3: n 4"
    ]


def test_with_primary_suppression_alone_it_is_worked_out():
    found = attack(seen(table(primary_only(tiers(COUNTS)))), POLICY)
    assert [leak.attack for leak in found.leaks] == [SUBTRACTED]
    assert "school_id S0, tier 3: between 4 and 4" in found.leaks[0].what


def test_a_release_gives_nothing_away():
    exact = {"tiers": table(tiers(COUNTS))}
    decision = decide(exact, POLICY)
    released = protected(exact["tiers"], decision.withheld["tiers"], POLICY)
    found = attack(seen(released), POLICY, seen(exact["tiers"]))
    assert found.leaks == ()
    assert found.withheld > 0


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 6), st.integers(0, 100_000))
def test_no_release_of_any_table_gives_anything_away_and_primary_suppression_alone_often_does(schools, seed):
    random = np.random.default_rng(seed)
    counts = random.poisson([52, 9, 5], (schools, 3))
    exact = {"tiers": table(tiers(counts))}
    released = protected(exact["tiers"], decide(exact, POLICY).withheld["tiers"], POLICY)
    assert attack(seen(released), POLICY, seen(exact["tiers"])).leaks == ()


def test_the_order_of_rows_does_not_matter():
    frame = primary_only(tiers(COUNTS))
    shuffled = frame.sample(frac=1, random_state=3).reset_index(drop=True)
    assert attack(seen(table(frame)), POLICY).leaks == attack(seen(table(shuffled)), POLICY).leaks


def test_what_one_page_withholds_and_another_shows_is_put_together():
    exact = {"tiers": table(tiers(COUNTS))}
    released = protected(exact["tiers"], decide(exact, POLICY).withheld["tiers"], POLICY)
    hidden = released.frame[released.frame["suppressed"] & (released.frame["school_id"] == "S2")].index
    page = released.frame.loc[hidden].assign(n=exact["tiers"].frame.loc[hidden, "n"])
    found = attack([*seen(released), Seen("02_screening", "S2.csv", table(page))], POLICY, seen(exact["tiers"]))
    assert SUBTRACTED in {leak.attack for leak in found.leaks}


def test_a_percent_of_a_shown_base_tells_the_count():
    exact = {"tiers": table(tiers(COUNTS))}
    released = protected(exact["tiers"], decide(exact, POLICY).withheld["tiers"], POLICY)
    told = released.frame.assign(percent=exact["tiers"].frame["percent"].round(0))
    found = attack(seen(table(told)), POLICY, seen(exact["tiers"]))
    assert any("school_id S0, tier 3: between 4 and 4" in leak.what for leak in found.leaks)


def test_all_and_none_of_a_group_are_leaks():
    found = attack(seen(table(tiers(np.array([[40, 0, 0], [60, 30, 20]])))), POLICY)
    assert {leak.attack for leak in found.leaks} == {WHOLE}
    open_policy = POLICY.model_copy(update={"zeros": "publish", "whole_groups": "publish"})
    assert attack(seen(table(tiers(np.array([[40, 0, 0], [60, 30, 20]])))), open_policy).leaks == ()


def test_a_mean_of_a_withheld_count_is_a_leak():
    rows = [("2024-25", "All", "All", "All", 40, 101.0), ("2024-25", "S0", "All", "All", None, 98.0)]
    frame = pd.DataFrame(rows, columns=["year", "school_id", "by", "group", "n", "mean"])
    found = attack(seen(table(frame, LEVELS, "levels")), POLICY)
    assert BARE in {leak.attack for leak in found.leaks}


def test_a_small_rest_is_a_leak_where_sums_leave_one():
    cells = Cells("n", ("year",), (), "answer", "asked")
    rows = [
        ("2024-25", "yes", 40, 68),
        ("2024-25", "no", 25, 68),
        ("2023-24", "yes", 30, 60),
        ("2023-24", "no", 20, 60),
    ]
    frame = pd.DataFrame(rows, columns=["year", "answer", "n", "asked"])
    found = attack(seen(table(frame, cells, "asked")), POLICY)
    assert [leak.attack for leak in found.leaks] == [REST]
    assert "between 3 and 3" in found.leaks[0].what


def test_with_the_truth_at_hand_a_reader_who_is_mistaken_finds_nothing():
    frame = primary_only(tiers(COUNTS))
    other = tiers(COUNTS + np.array([[0, 0, 1], [0, 0, 0], [0, 0, 0]]))
    found = attack(seen(table(frame)), POLICY, seen(table(other)))
    assert (found.leaks, found.mistaken) == ((), 1)


@pytest.mark.parametrize("column", ["n", "tested"])
def test_numbers_read_as_text_are_numbers(column):
    frame = tiers(COUNTS)
    text = frame.assign(**{column: frame[column].astype("str")})
    assert attack(seen(table(text)), POLICY).leaks == attack(seen(table(frame)), POLICY).leaks
