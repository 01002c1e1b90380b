import numpy as np
import pandas as pd
import pytest

from mtss_analysis.estimators import multilevel
from mtss_analysis.growth.pooled import CHANCES, LINES, PRIOR, Scored, _correlation, pooled
from mtss_analysis.growth.settings import GrowthParams
from mtss_analysis.params import MeasuresParams, layers

SETTINGS = layers(None, None)
STUDENTS, WEEKS = 120, 10
BEGIN = pd.Timestamp("2025-09-01")


@pytest.fixture(scope="module")
def params():
    return SETTINGS.load(GrowthParams)


@pytest.fixture(scope="module")
def measures():
    return SETTINGS.load(MeasuresParams)


def district(students=STUDENTS, seed=2, noise=5.0):
    """Weekly scores of one measure in eight schools, with the true lines."""
    rng = np.random.default_rng(seed)
    level, pace = rng.normal(50, 10, students), rng.normal(1.5, 0.5, students)
    series = pd.DataFrame(
        {"school_year": "2025-26", "domain": "reading", "measure": "words", "grade": "3"}, range(students)
    )
    series["school_id"] = [f"S{number % 8}" for number in range(students)]
    series["tier"] = np.where(np.arange(students) % 2, "2", "3")
    series["n"], series["enough"], series["origin"] = WEEKS, True, BEGIN
    series["last"], series["goal_date"] = BEGIN + pd.Timedelta(weeks=WEEKS - 1), BEGIN + pd.Timedelta(weeks=20)
    series["goal"] = 80.0
    points = pd.DataFrame(
        {"series": np.repeat(series.index, WEEKS), "time": np.tile(np.arange(float(WEEKS)), students)}
    )
    points["score"] = (
        level[points["series"]] + pace[points["series"]] * points["time"] + rng.normal(0, noise, len(points))
    )
    return series, points, level, pace


def test_pooled_rates_are_nearer_the_truth_than_lines_of_their_own(params, measures):
    series, points, level, pace = district(noise=9.0)
    found = pooled(series, points, params, measures)
    own = points.groupby("series")[["time", "score"]].apply(lambda one: np.polyfit(one["time"], one["score"], 1)[0])
    assert np.mean((found.lines["eb_roi"] - pace) ** 2) < 0.7 * np.mean((own - pace) ** 2)
    covered = (
        np.abs(found.lines["goal_expected"] - level - 20 * pace)
        < found.lines["goal_high"] - found.lines["goal_expected"]
    )
    assert covered.mean() > 0.85


def test_the_chance_follows_the_expected_score_and_a_probe_is_less_sure(params, measures):
    series, points, _, _ = district()
    lines = pooled(series, points, params, measures).lines
    above = lines["goal_expected"] > 80
    assert (lines.loc[above, "goal_chance"] > 0.5).all()
    assert (lines.loc[~above, "goal_chance"] < 0.5).all()
    assert (np.abs(lines["goal_chance_observed"] - 0.5) <= np.abs(lines["goal_chance"] - 0.5)).all()


def test_where_lower_is_better_the_chance_turns(params, measures):
    series, points, _, _ = district()
    low = measures.model_copy(
        update={
            "measures": {"words": next(iter(measures.measures.values())).model_copy(update={"higher_is_better": False})}
        }
    )
    one, other = (pooled(series, points, params, each).lines["goal_chance"] for each in (measures, low))
    np.testing.assert_allclose(one + other, 1)


def test_too_few_series_get_no_model(params, measures):
    series, points, _, _ = district(students=20)
    found = pooled(series, points, params, measures)
    assert found.lines.isna().all().all()
    assert list(found.lines.columns) == [*LINES, *CHANCES, *PRIOR]
    assert found.cautions == {"too_few_to_pool": ["words"]}
    assert found.models.empty


def test_series_without_a_goal_or_scores_have_no_chance(params, measures):
    series, points, _, _ = district()
    series.loc[0, "goal"], series.loc[1, "n"] = np.nan, 0
    points = points[points["series"] != 1]
    lines = pooled(series, points, params, measures).lines
    assert np.isnan(lines.loc[0, "goal_chance"])
    assert lines.loc[0, "eb_roi"] > 0
    assert lines.loc[1].isna().all()


def test_models_tell_terms_with_intervals_and_what_differs(params, measures):
    series, points, _, _ = district()
    models = pooled(series, points, params, measures).models
    effects = models[models["part"] == "fixed effect"].set_index("term")
    assert list(effects.index) == ["all", "tier 2", "all, growth", "tier 2, growth"]
    assert effects.loc["all, growth", "low"] < 1.5 < effects.loc["all, growth", "high"]
    assert set(models.loc[models["part"] != "fixed effect", "term"]) >= {
        "students' growth",
        "schools' levels",
        "one score",
    }
    assert (models["series"] == STUDENTS).all()


def test_scores_that_tell_no_noise_are_said(params, measures):
    series, points, _, _ = district()
    points = points[points["time"] < 1]
    assert pooled(series, points, params, measures).cautions == {"not_pooled": ["words"]}


def test_errors_that_are_alike_are_part_of_the_model():
    rng = np.random.default_rng(4)
    place, time = np.repeat(np.arange(150), 14), np.tile(np.arange(14.0), 150)
    noise = rng.normal(size=(150, 14))
    for week in range(1, 14):
        noise[:, week] = 0.4 * noise[:, week - 1] + np.sqrt(1 - 0.4**2) * noise[:, week]
    level, slope = rng.normal(40, 8, 150), rng.normal(1.2, 0.3, 150)
    alike = level[place] + slope[place] * time + 5 * noise.ravel()
    apart = level[place] + slope[place] * time + 5 * rng.normal(size=len(place))
    found = [_correlation(Scored(place, time, score, None)) for score in (alike, apart)]
    assert found[0] == pytest.approx(0.4, abs=0.08)
    assert found[1] < 0.08


def test_a_correlation_that_is_given_is_held():
    rng = np.random.default_rng(5)
    place, time = np.repeat(np.arange(60), 8), np.tile(np.arange(8.0), 60)
    score = rng.normal(40, 8, 60)[place] + 1.2 * time + rng.normal(0, 4, 480)
    free = multilevel.fit(score, None, time, place, ar1=True)
    held = multilevel.fit(score, None, time, place, ar1=free.autocorrelation)
    assert held.autocorrelation == pytest.approx(free.autocorrelation)
    assert held.loglik == pytest.approx(free.loglik, abs=1e-8)
    with pytest.raises(ValueError, match="ar1 is"):
        multilevel.fit(score, None, time, place, ar1=1.5)
