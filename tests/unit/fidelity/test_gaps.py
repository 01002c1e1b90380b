"""Team and staff on the items of both, corrected for how many are compared."""

import pandas as pd
import pytest

from mtss_analysis.fidelity.gaps import NOT_TOLD, TEAM_HIGHER, UNKNOWN, gaps
from mtss_analysis.vocabulary import TOTAL
from tests.unit.fidelity.ratings import SETTINGS, full, known, rating, read

SCHOOLS = pd.Series(["A", "B"])


def staff(*scores, **columns):
    return [rating({"1": a, "3": b}, f"T{n}", "teacher", **columns) for n, (a, b) in enumerate(scores)]


def compared(*forms, **changed):
    found = gaps(read(*forms).rows, known(), SCHOOLS, SETTINGS.model_copy(update=changed))
    return found.set_index(["school_id", "kind", "part"])


def test_only_items_of_both_forms_are_compared():
    found = compared(*(rating(full(3, 0, 2, 0), f"R{n}") for n in range(4)), *staff(*[(1, 2)] * 6))
    assert set(found.index) >= {("A", "item", "1"), ("A", "item", "3"), ("A", "subscale", "x"), ("A", "total", "total")}
    assert ("A", "item", "2") not in found.index
    assert found.loc[("A", "subscale", "x"), ["team", "staff"]].tolist() == pytest.approx([100, 100 / 3])
    assert found.loc[("A", "item", "1"), "said"] == TEAM_HIGHER
    assert found.loc[("A", "item", "3"), ["gap", "said"]].tolist() == [0, NOT_TOLD]
    assert (found["adjusted"] >= found["p"] - 1e-12).all() or found["p"].isna().any()


def test_a_team_of_one_form_is_taken_as_it_is():
    found = compared(rating(full(3, 0, 2, 0), None), *staff(*[(1, 2)] * 6))
    assert found.loc[("A", "item", "1"), ["team_n", "said"]].tolist() == [1, TEAM_HIGHER]


def test_the_district_averages_schools():
    forms = [*(rating(full(3, 0, 2, 0), f"R{n}") for n in range(3)), *staff(*[(1, 2)] * 3)]
    forms += [rating(full(2, 0, 2, 0), f"S{n}", school="B") for n in range(3)]
    forms += staff(*[(1, 2)] * 3, school="B")
    found = compared(*forms)
    assert found.loc[(TOTAL, "item", "1"), ["gap", "team_n", "staff_n"]].tolist() == [1.5, 6, 6]
    assert compared(*forms[:6]).loc[(TOTAL, "item", "1"), "said"] == UNKNOWN


def test_ratings_far_apart_in_time_are_not_compared():
    forms = [rating(full(3, 0, 2, 0)), *staff(*[(1, 2)] * 3, day="2024-12-01")]
    assert compared(*forms).empty
    assert len(compared(*forms, together_days=90))


def test_without_staff_nothing_is_compared():
    assert compared(rating(full(3, 0, 2, 0))).empty
