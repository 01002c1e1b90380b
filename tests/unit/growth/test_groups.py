"""Means of groups, levels, gaps, and the words for them."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import growth
from mtss_analysis.growth import GrowthResult
from mtss_analysis.vocabulary import TOTAL

RISING = [20, 22, 23, 26, 27, 31, 32]
FLAT = [30, 31, 29, 30, 31, 29, 30]


@pytest.fixture
def result(district, estimate, make):
    plan, probes = make
    scores = {"a": RISING, "b": FLAT, "c": RISING, "d": FLAT[:3]}
    plans = [plan(f"P{student}", student, tier=3 if student == "c" else 2) for student in scores]
    screening = pd.concat(
        probes(s, [value], purpose="screening", season="fall")
        for s, value in zip("abcd", (10, 20, 40, 50), strict=True)
    )
    return estimate(district(plans, [screening, *(probes(student, values) for student, values in scores.items())]))


def test_only_series_with_enough_points_enter_the_means(result):
    groups = result.tables["groups"].frame
    total = groups[(groups["by"] == TOTAL) & (groups["school_id"] == TOTAL)].iloc[0]
    series = result.tables["series"].frame
    rates = series.loc[series["enough"], "roi"]
    assert total["n"] == 3
    assert total["mean_roi"] == pytest.approx(rates.mean())
    assert total["sd_roi"] == pytest.approx(rates.std())
    assert total["meeting"] == pytest.approx(200 / 3)


def test_groups_of_each_kind_sum_to_the_total(result):
    groups = result.tables["groups"].frame
    district = groups[groups["school_id"] == TOTAL]
    assert set(district["by"]) == {TOTAL, "grade", "tier", "sex"}
    assert (district.groupby("by")["n"].sum() == 3).all()
    assert district[district["by"] == "tier"].set_index("group")["n"].to_dict() == {"2": 2, "3": 1}
    assert groups[groups["school_id"] == "A"]["by"].tolist() == [TOTAL]


def test_a_group_of_one_has_a_mean_and_no_interval(result):
    groups = result.tables["groups"].frame
    one = groups[(groups["by"] == "tier") & (groups["group"] == "3")].iloc[0]
    assert np.isfinite(one["mean_roi"])
    assert one[["sd_roi", "se", "low", "high"]].isna().all()


def test_a_student_with_two_plans_counts_once(district, estimate, make):
    plan, probes = make
    plans = [plan("P", "a", end="2024-11-24"), plan("Q", "a", start="2024-11-25")]
    result = estimate(district(plans, [probes("a", RISING), probes("a", FLAT, start="2024-11-25")]))
    groups = result.tables["groups"].frame
    total = groups[(groups["by"] == TOTAL) & (groups["school_id"] == TOTAL)].iloc[0]
    assert result.tables["series"].frame["enough"].sum() == 2
    assert total["n"] == 1
    assert total["mean_roi"] == pytest.approx(0.0, abs=0.2)


def test_gaps_compare_a_group_with_everyone_else(result):
    levels = result.tables["levels"].frame
    gaps = growth.gaps(levels, "sex").set_index("group")
    boys, girls = [20, 50], [10, 40]  # b and d, a and c
    spread = np.sqrt((np.var(boys, ddof=1) + np.var(girls, ddof=1)) / 2)
    assert gaps.loc["M", "others_mean"] == pytest.approx(25.0)
    assert gaps.loc["M", "gap"] == pytest.approx(10 / spread)
    assert gaps.loc["F", "gap"] == pytest.approx(-10 / spread)
    assert gaps.loc["M", "low"] < gaps.loc["M", "gap"] < gaps.loc["M", "high"]


def test_gaps_to_a_reference_group_leave_it_out(result):
    gaps = growth.gaps(result.tables["levels"].frame, "sex", reference="F")
    assert gaps["group"].tolist() == ["M"]
    assert gaps["others_mean"].tolist() == [25.0]


def test_gaps_of_released_levels_keep_withheld_numbers_missing(result):
    levels = result.tables["levels"].frame.copy()
    hidden = (levels["by"] == "sex") & (levels["group"] == "F")
    levels[["n"]] = levels[["n"]].astype("float64")
    levels.loc[hidden, ["n", "mean", "sd", "se", "low", "high"]] = np.nan
    gaps = growth.gaps(levels, "sex").set_index("group")
    assert gaps.loc["F", ["gap", "low", "high"]].isna().all()
    assert np.isfinite(gaps.loc["M", "gap"])


def test_gaps_by_an_unknown_column_are_no_rows(result):
    assert growth.gaps(result.tables["levels"].frame, "home_language").empty


def test_words_for_exact_and_released_means(result):
    assert "students with enough scores (3 of the 4 with any score) changed by" in result.summary().headline
    tables = dict(result.tables)
    frame = tables["groups"].frame.astype({"n": "float64"}).assign(shown="fewer than 10")
    frame[["n", "mean_roi", "meeting"]] = np.nan
    object.__setattr__(tables["groups"], "frame", frame)
    released = GrowthResult.summarize(tables)
    assert "the mean rate of improvement is not shown (fewer than 10)" in released.headline
    assert "nan" not in released.headline
