"""Items in order of their means, with what noise may have ordered."""

import numpy as np
import pandas as pd

from mtss_analysis.fidelity.item_means import described, items
from mtss_analysis.vocabulary import TOTAL
from tests.unit.fidelity.ratings import SETTINGS, full, instrument, known, rating, read

SCHOOLS = pd.Series(["A", "B"])


def ordered(*forms, **changed):
    return items(read(*forms).rows, known(), SCHOOLS, SETTINGS.model_copy(update=changed)).set_index(
        ["school_id", "item"]
    )


def test_means_spread_and_what_does_not_apply():
    found = ordered(rating(full(1, 3, 2, None)), rating(full(2, 3, 2, 0), "R2"))
    assert found.loc[("A", "1"), ["n", "mean"]].tolist() == [2, 1.5]
    assert found.loc[("A", "4"), ["n", "left_out", "mean"]].tolist() == [1, 1, 0]
    assert np.isnan(found.loc[("A", "4"), "low"])
    assert found.loc["A"]["high"].max() <= 3


def test_items_whose_intervals_overlap_share_a_place():
    forms = [rating(full(0, 3, 1 + r % 2, 3), f"R{r}") for r in range(8)]
    found = ordered(*forms).loc["A"]
    assert found["place"].to_dict() == {"1": 1, "2": 3, "3": 2, "4": 3}
    assert found["tied"].to_dict() == {"1": False, "2": True, "3": False, "4": False}
    near = ordered(*(rating(full(0, 3, r % 2, 3), f"R{r}") for r in range(8))).loc["A"]
    assert near["place"].to_dict() == {"1": 1, "2": 3, "3": 1, "4": 3}
    assert near.loc["1", "tied"]


def test_equal_ratings_are_not_certain():
    found = ordered(*(rating(full(1, 1, 1, 1), f"R{r}") for r in range(4))).loc[("A", "1")]
    assert found["sd"] == 0
    assert found["high"] - found["low"] > 0.8


def test_items_that_are_weak_in_many_schools_are_the_districts():
    found = ordered(rating(full(0, 3, 1, 2)), rating(full(1, 3, 3, 2), "R2", school="B"))
    assert found.loc[TOTAL]["weak"].to_dict() == {"1": True, "2": False, "3": True, "4": False}
    assert found.loc[(TOTAL, "3"), ["schools", "weak_schools", "weak_percent", "mean"]].tolist() == [2, 1, 50, 2]
    strict = ordered(rating(full(0, 3, 1, 2)), rating(full(1, 3, 3, 2), "R2", school="B"), many_schools=0.6)
    assert not strict.loc[(TOTAL, "3"), "weak"]


def test_words_of_the_form_of_the_team_or_the_number():
    assert described(instrument(), "staff", "1") == ("X", "I one.", "l")
    assert described(instrument(), "full", "1")[1] == "One."
    assert described(instrument(), "full", "3")[1] == "Item 3"
    assert described(instrument(), "full", "9") == ("", "Item 9", "")
