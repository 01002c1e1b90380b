"""Percents of raters become those of schools, and those of schools the district's."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis.fidelity.profiles import REACHED, UNSETTLED, percents, profile
from mtss_analysis.fidelity.rater_noise import BEYOND, UNKNOWN, WITHIN, changed
from mtss_analysis.vocabulary import TOTAL
from tests.unit.fidelity.ratings import SPRING, full, instrument, known, rating, read

SCHOOLS = pd.Series(["A", "B"])


def rolled(*forms, instruments=None):
    kinds = instruments or known()
    scored = percents(read(*forms, instruments=kinds).rows, kinds, 0.34)
    return changed(profile(scored, kinds, SCHOOLS, 0.95), scored, 0.95).set_index(
        ["school_id", "round", "version", "part"]
    )


def test_a_school_averages_its_raters_and_the_district_its_schools():
    found = rolled(rating(full(3, 3, 3, 3)), rating(full(0, 0, 3, 3), "R2"), rating(full(0, 0, 0, 0), "R3", school="B"))
    told = found["percent"].xs("1", level="version").xs("2024-25 fall", level="round")
    assert told["A"].to_dict() == {"x": 50, "y": 100, "a": 75, "total": 75}
    assert told[TOTAL, "total"] == 37.5
    assert found.loc[(TOTAL, "2024-25 fall", "1", "total"), ["n", "schools"]].tolist() == [3, 2]
    assert np.isnan(found.loc[("B", "2024-25 fall", "1", "total"), "low"])


def test_what_else_rated_is_not_averaged_into_the_district():
    found = rolled(rating(full(3, 3, 3, 3)), rating(full(0, 0, 0, 0), "R2", school="D"))
    assert found.loc[(TOTAL, "2024-25 fall", "1", "total"), "percent"] == 100
    assert found.loc[("D", "2024-25 fall", "1", "total"), "percent"] == 0


def test_criterion_and_stage_are_told_of_forms_with_all_items_only():
    forms = [rating({"1": 3, "3": 3}, f"T{n}", "teacher") for n in range(3)]
    found = rolled(rating(full(3, 3, 3, 3)), *forms)
    of_school = found.loc["A"].reset_index()
    team, staff = (of_school[of_school["group"] == group].set_index("part") for group in ("team", "staff"))
    assert team.loc["a", "met"] == REACHED
    assert team.loc["total", "stage"] == "There"
    assert staff.loc["a", "met"] == ""
    assert staff.loc["total", "stage"] == ""


def test_raters_who_differ_too_much_do_not_settle_a_criterion():
    found = rolled(rating(full(3, 3, 3, 3)), rating(full(2, 1, 2, 1), "R2"))
    assert found.loc[("A", "2024-25 fall", "1", "a"), "met"] == REACHED + UNSETTLED


def test_without_a_shared_rater_noise_is_not_known():
    found = rolled(rating(full(1, 1, 1, 1)), rating(full(2, 2, 2, 2), day=SPRING))
    row = found.loc["A", "2024-25 spring", "1", "total"]
    assert row["change"] == pytest.approx(100 / 3)
    assert row["beyond"] == UNKNOWN


def test_a_change_is_held_against_the_raters_own_noise():
    before = [rating(full(1, 1, r % 2, 1), f"R{r}") for r in range(6)]
    after = [rating(full(2, 2, 1 + r % 2, 2), f"R{r}", day=SPRING) for r in range(6)]
    same = [rating(full(1, 1, (r + 1) % 2, 1), f"R{r}", day=SPRING) for r in range(6)]
    assert rolled(*before, *after).loc["A", "2024-25 spring", "1", "total"]["beyond"] == BEYOND
    assert rolled(*before, *same).loc["A", "2024-25 spring", "1", "total"]["beyond"] == WITHIN


def test_versions_without_a_conversion_stay_apart_and_with_one_stand_in_a_trend():
    new = instrument(version="2")
    forms = [rating(full(3, 3, 3, 3)), rating(full(3, 3, 0, 0), day=SPRING, version="2")]
    apart = rolled(*forms, instruments=known(instrument(), new))
    assert apart["change"].isna().all()
    assert apart["beyond"].eq("").all()
    turned = {"from_version": "1", "sections": {"a": [0.5, 10.0]}, "source": "a test"}
    trend = rolled(*forms, instruments=known(instrument(), instrument(version="2", conversions=[turned])))
    assert trend.loc[("A", "2024-25 fall", "2", "a"), "percent"] == 60
    assert trend.loc[("A", "2024-25 spring", "2", "a"), "change"] == -10
    assert ("A", "2024-25 fall", "2", "total") not in trend.index


def test_the_order_of_raters_changes_nothing():
    forms = [rating(full(r % 4, (r + 1) % 4, 2, None), f"R{r}") for r in range(5)]
    one, other = rolled(*forms), rolled(*forms[::-1])
    pd.testing.assert_frame_equal(one, other)


def test_nothing_rated_makes_no_rows():
    assert percents(read(rating(full(None, None, None, None))).rows, known(), 0.34)["percent"].isna().all()
