"""Growth against students with the same start: what it says where every true line is known.

Scores are those of plans: a start, a pace, and noise as large as that of reading probes.
"""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from mtss_analysis.growth.conditional import against_same_start
from mtss_analysis.growth.pooled import pooled
from mtss_analysis.growth.series import Assembled
from mtss_analysis.growth.settings import GrowthParams
from mtss_analysis.growth.trends import estimates
from mtss_analysis.params import MeasuresParams, layers

STUDENTS, NOISE, PACE_SD = 3000, 9.0, 0.6
BEGIN = pd.Timestamp("2025-09-01")


def simulate(tie=0.0, seed=6):
    """True start, true percentile of the pace given the start, and what the pages would say of each student."""
    rng = np.random.default_rng(seed)
    start, own = rng.normal(50, 15, STUDENTS), rng.normal(0, 1, STUDENTS)
    pace = 1.4 + tie * (start - 50) + PACE_SD * own
    weeks = rng.integers(7, 16, STUDENTS)
    points = pd.DataFrame({"series": np.repeat(np.arange(STUDENTS), weeks)})
    points["time"] = points.groupby("series").cumcount().astype(float)
    points["date"] = BEGIN + pd.to_timedelta(7 * points["time"], unit="D")
    true = start[points["series"]] + pace[points["series"]] * points["time"]
    points["score"] = true + rng.normal(0, NOISE, len(points))
    series = pd.DataFrame(
        {
            "student_id": [f"A{number}" for number in range(STUDENTS)], "school_id": "S", "grade": "3",
            "school_year": "2025-26", "domain": "reading", "measure": "words", "plan_id": None, "tier": "2",
            "origin": BEGIN, "baseline": np.nan, "goal": np.nan, "goal_date": pd.NaT,
        }
    ).astype({"goal_date": "datetime64[us]"})  # fmt: skip
    settings = layers()
    params, measures = settings.load(GrowthParams), settings.load(MeasuresParams)
    estimated, points = estimates(Assembled(series, points, 0, 0), params, measures)
    fitted = pooled(estimated, points, params, measures).fitted
    told = against_same_start(estimated, fitted, params, measures)
    first = points.drop_duplicates("series")["score"].to_numpy()
    return start, 100 * stats.norm.cdf(own), told, first, estimated["roi"].to_numpy()


@pytest.fixture(scope="module", params=[0.0, -0.02, 0.03], ids=["no tie", "low starts gain", "high starts gain"])
def simulated(request):
    return simulate(request.param)


def by_start(values, start):
    return np.array([values[part].mean() for part in np.array_split(np.argsort(start), 5)])


def test_the_percentile_does_not_depend_on_where_a_student_truly_started(simulated):
    start, _, told, _, _ = simulated
    for column in ("growth_percentile", "growth_percentile_observed"):
        assert np.abs(by_start(told[column].to_numpy(), start) - 50).max() < 4, column
        assert abs(np.corrcoef(told[column], start)[0, 1]) < 0.06, column


def test_peers_with_the_same_first_score_would_mislead(simulated):
    start, _, told, first, rate = simulated
    nearest = np.argsort(first)
    naive = np.empty(STUDENTS)
    for part in np.array_split(nearest, 30):
        naive[part] = 100 * (stats.rankdata(rate[part]) - 0.5) / len(part)
    ours = np.corrcoef(told["growth_percentile_observed"], start)[0, 1]
    assert np.corrcoef(naive, start)[0, 1] > 0.08 + abs(ours)


def test_observed_percentiles_are_spread_evenly(simulated):
    _, _, told, _, _ = simulated
    counts = np.histogram(told["growth_percentile_observed"], np.linspace(0, 100, 11))[0]
    assert stats.chisquare(counts).pvalue > 1e-3


def test_intervals_cover_the_true_percentile_as_often_as_they_say(simulated):
    _, truth, told, _, _ = simulated
    inside = (told["growth_percentile_low"] <= np.clip(truth, 1, 99)) & (
        np.clip(truth, 1, 99) <= told["growth_percentile_high"]
    )
    assert 0.93 <= inside.mean() <= 0.97


def test_few_noisy_scores_are_said_to_tell_little(simulated):
    _, truth, told, _, _ = simulated
    width = told["growth_percentile_high"] - told["growth_percentile_low"]
    assert width.median() > 30
    assert np.corrcoef(told["growth_percentile"], truth)[0, 1] > 0.45
    error = np.abs(told["growth_percentile"] - truth)
    assert error.mean() < np.abs(told["growth_percentile_observed"] - truth).mean()
