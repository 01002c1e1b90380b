"""Growth of groups on the sample district: the planted slopes lie in the intervals, also where own rates mislead."""

import json
from pathlib import Path

import pandas as pd
import pytest

from mtss_analysis import growth, intake, params
from mtss_analysis.vocabulary import TOTAL

HOME = Path(__file__).parents[2] / "data_samples" / "district"
STRATA = ["school_year", "measure"]


@pytest.fixture(scope="module")
def tables():
    settings = params.layers(HOME)
    found = growth.estimate(
        intake.read(HOME),
        settings.load(growth.GrowthParams),
        settings.load(params.MeasuresParams),
        settings.load(params.DistrictParams),
    )
    return {name: table.frame for name, table in found.tables.items()}


@pytest.fixture(scope="module")
def compared(tables):
    """Rows of the table group_growth of the district, with the mean of the slopes planted in the same students."""
    planted = pd.DataFrame(json.loads((HOME / "truths.json").read_text(encoding="utf-8"))["plans"])
    slopes = planted.set_index("plan_id")["true_slope"]
    series = tables["series"].assign(
        true=lambda rows: rows["plan_id"].map(slopes), tier=tables["series"]["tier"].astype("str")
    )
    series = series[series["n"] > 0]
    truth = [
        series.groupby([*STRATA, by])["true"].mean().rename_axis([*STRATA, "group"]).reset_index().assign(by=by)
        for by in ("tier", "grade")
    ]
    truth.append(series.groupby(STRATA)["true"].mean().reset_index().assign(by=TOTAL, group=TOTAL))
    rows = tables["group_growth"].assign(mean_roi=tables["groups"]["mean_roi"], mean_se=tables["groups"]["se"])
    found = rows[rows["school_id"] == TOTAL].merge(pd.concat(truth), on=[*STRATA, "by", "group"])
    return found[found["slope"].notna()]


def test_the_planted_growth_of_tiers_and_grades_lies_in_the_intervals(compared):
    inside = (compared["low"] <= compared["true"]) & (compared["true"] <= compared["high"])
    assert len(compared) > 100
    assert inside.mean() > 0.9


def test_differences_between_tiers_in_reading_are_found_as_planted(compared):
    reading = compared[(compared["measure"] == "oral_reading_fluency") & (compared["by"] == "tier")]
    for _, year in reading.groupby("school_year"):
        two, three = year.set_index("group").loc["2"], year.set_index("group").loc["3"]
        assert two["difference_low"] <= two["true"] - three["true"] <= two["difference_high"]
        assert two["difference_low"] > 0


def test_own_rates_mislead_where_plans_end_on_a_lucky_high_and_the_model_does_not(compared):
    whole = compared[compared["by"] == TOTAL].set_index(["measure", "school_year"])
    for measure in ("daily_behavior_report", "attendance_rate", "self_management_rating"):
        rows = whole.loc[measure]
        own, model = (rows["mean_roi"] - rows["true"]).abs(), (rows["slope"] - rows["true"]).abs()
        assert (own > 3 * rows["mean_se"]).all()
        assert (model < own / 2).all()
