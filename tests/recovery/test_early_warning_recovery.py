"""Signs of the sample district are those it was drawn with, and intervals of rates cover the truth."""

import json
from pathlib import Path

import numpy as np
import pytest

from mtss_analysis import early_warning, intake, params
from mtss_analysis.estimators.event_rates import event_rates

HOME = Path(__file__).resolve().parents[2] / "data_samples" / "district"
TRUTHS = json.loads((HOME / "truths.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def data():
    return intake.read(HOME)


@pytest.fixture(scope="module")
def watched(data):
    settings = params.layers(HOME)
    known = (early_warning.EarlyWarningParams, params.MeasuresParams, params.DistrictParams)
    return early_warning.watch(data, *map(settings.load, known))


def test_chronic_absence_is_that_of_the_written_days(data, watched):
    days = data.table("attendance")
    year = intake.school_year(days["period_start"], "08-01").rename("school_year")
    sums = days.groupby([year, "student_id"])[["days_enrolled", "days_absent"]].sum()
    sums = sums[sums["days_enrolled"] >= 10]
    wanted = (10 * sums["days_absent"].astype(int) >= sums["days_enrolled"].astype(int)).groupby("school_year").sum()
    found = watched.tables["indicators"].frame.query(
        "indicator == 'absence' and answer == 'yes' and school_id == 'All' and by == 'All'"
    )
    assert found.set_index("school_year")["n"].to_dict() == wanted.to_dict()


def test_bands_are_those_of_the_written_referrals(data, watched):
    rows = data.table("incidents")
    sizes = rows.groupby([intake.school_year(rows["date"], "08-01").rename("school_year"), "student_id"]).size()
    wanted = (sizes >= 6).groupby("school_year").sum()
    found = watched.tables["indicators"].frame.query(
        "indicator == 'referrals' and answer == '6 or more' and school_id == 'All' and by == 'All'"
    )
    assert found.set_index("school_year")["n"].to_dict() == wanted.to_dict()


def test_the_planted_inequity_of_referrals_is_seen_and_not_made_smaller(watched):
    planted = TRUTHS["equity"]["referred"]
    rates = watched.tables["rates"].frame.query("by == 'disability' and school_id == 'All'").set_index("group")
    for _, part in rates.groupby("school_year"):
        assert part.loc["yes", "low"] > part.loc["no", "high"]
        # the planted ratio is at the same behavior; students with a disability also show somewhat more of it
        assert part.loc["yes", "rate"] / part.loc["no", "rate"] > planted["rate_ratio_at_same_behavior"]


def test_early_absence_tells_later_absence_far_above_the_base_rate(watched):
    found = watched.tables["predictive"].frame.query(
        "grade_band == 'All' and indicator == 'absence' and when == 'the same year' and cutoff == 'end of October' "
        "and outcome == 'chronic absence'"
    ).set_index("statistic")  # fmt: skip
    assert (found.loc["positive predictive value", "low"].to_numpy() > found.loc["base rate", "high"].to_numpy()).all()


def test_intervals_cover_the_rate_of_unequal_students():
    rng, truth, worlds, students = np.random.default_rng(4), 0.005, 400, 400
    days = rng.integers(60, 181, (worlds, students)).astype(float)
    events = rng.poisson(truth * days * rng.gamma(0.7, 1 / 0.7, (worlds, students)))
    code = np.repeat(np.arange(worlds), students)
    found = event_rates(events.ravel(), days.ravel(), code, worlds)
    covered = np.mean((found.low <= truth) & (truth <= found.high))
    assert 0.92 <= covered <= 0.98
    poisson = np.abs(found.rate - truth) <= 1.96 * np.sqrt(found.rate / found.exposure)
    assert poisson.mean() < 0.90  # without the dispersion they would be too short
