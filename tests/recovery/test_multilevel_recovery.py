"""Simulated panels whose truth is known: are the intervals as wide as they say?"""

import numpy as np
import pytest
from scipy import stats

from mtss_analysis.estimators import multilevel
from mtss_analysis.estimators.multilevel import columns

PANELS = 100
Z = 1.959964
STUDENTS, SCHOOLS, PACE, GAIN = 480, 24, 1.2, 0.4


def panel(rng, students=STUDENTS, noise=5.0, places=False):
    """Weekly scores with a fifth missing, schools that differ, and half of the students growing faster."""
    student = np.repeat(np.arange(students), 10)
    school = student * SCHOOLS // students
    week = np.tile(np.arange(10.0), students) + rng.uniform(0, 0.6, 10 * students)
    served = (student % 2).astype(float)
    effects = rng.multivariate_normal([0, 0], [[120, 1.5], [1.5, 0.3]], students)
    place = rng.normal(0, 4, SCHOOLS)
    score = 50 + place[school] + (PACE + GAIN * served) * week + effects[student, 0] + effects[student, 1] * week
    kept = rng.random(len(week)) > 0.2
    score = (score + rng.normal(0, noise, len(week)))[kept]
    X = np.column_stack([np.ones(len(week)), week, served, served * week])[kept]
    found = score, X, week[kept], student[kept], school[kept], effects
    return (*found, place) if places else found


def test_intervals_of_effects_and_predictions_cover_the_truth():
    rng = np.random.default_rng(20)
    covered, predicted = np.zeros(2), 0.0
    for _ in range(PANELS):
        score, X, week, student, school, effects = panel(rng)
        found = multilevel.fit(score, X, week, student, school)
        half = stats.t.ppf(0.975, found.fixed_df) * found.fixed_se
        covered += np.abs(found.fixed[[1, 3]] - [PACE, GAIN]) < half[[1, 3]]
        away = np.abs(found.student_effects[:, 1] - effects[found.students, 1])
        predicted += np.mean(away < 1.96 * found.student_effects_sd[:, 1])
    low, high = stats.binom.ppf([0.001, 0.999], PANELS, 0.95)
    assert np.all((covered >= low) & (covered <= high)), covered
    assert 0.93 < predicted / PANELS < 0.97


def test_the_known_measurement_error_is_told_from_the_rest():
    rng = np.random.default_rng(5)
    student, week = np.repeat(np.arange(600), 9), np.tile(np.arange(9.0), 600)
    sem = rng.uniform(3, 9, len(week))
    lines = rng.multivariate_normal([50, 1.2], [[100, 0], [0, 0.5]], 600)[student]
    score = lines[:, 0] + lines[:, 1] * week + rng.normal(0, sem) + rng.normal(0, 2, len(week))
    found = multilevel.fit(score, None, week, student, sem=sem)
    assert abs(found.fixed[1] - 1.2) < 4 * found.fixed_se[1]
    assert 2 < found.residual_var < 6.5
    assert abs(found.student_cov[1, 1] - 0.5) < 0.2


def test_autocorrelation_is_recovered():
    rng = np.random.default_rng(6)
    count, points, link = 500, 9, 0.5
    noise = np.zeros((count, points))
    noise[:, 0] = rng.normal(0, 5, count)
    for j in range(1, points):
        noise[:, j] = link * noise[:, j - 1] + rng.normal(0, 5 * np.sqrt(1 - link**2), count)
    student, week = np.repeat(np.arange(count), points), np.tile(np.arange(float(points)), count)
    score = rng.normal(50, 10, count)[student] + rng.normal(1.2, 0.8, count)[student] * week + noise.ravel()
    found = multilevel.fit(score, None, week, student, ar1=True)
    plain = multilevel.fit(score, None, week, student)
    assert abs(found.autocorrelation - link) < 0.12
    assert found.loglik > plain.loglik + 20


@pytest.mark.parametrize(("students", "noise"), [(160, 9.0), (160, 5.0), (480, 9.0), (480, 5.0)])
def test_intervals_of_predictions_stay_honest_where_students_are_few_and_noisy(students, noise):
    """Intervals that take the variances as known are too short here, most of all at their boundary."""
    rng = np.random.default_rng([students, int(noise)])
    known, honest = [], []
    for _ in range(60):
        score, X, week, student, school, effects = panel(rng, students, noise)
        found = multilevel.fit(score, X, week, student, school)
        away = np.abs(found.student_effects - effects[found.students])
        known.append((away <= Z * found.student_effects_sd).mean(axis=0))
        honest.append((away <= Z * found.student_effects_rmse).mean(axis=0))
    known, honest = np.mean(known, axis=0), np.mean(honest, axis=0)
    assert known.min() < 0.945
    assert np.all((honest > 0.93) & (honest < 0.97))


def test_intervals_of_whole_lines_cover_the_students_own_level_and_rate():
    rng = np.random.default_rng(12)
    covered = []
    for _ in range(60):
        score, X, week, student, school, effects, place = panel(rng, 160, 9.0, places=True)
        found = multilevel.fit(score, X, week, student, school)
        truth = effects[found.students] + np.array([50.0, PACE])
        truth[:, 0] += place[found.students * SCHOOLS // 160]
        served = found.students % 2
        truth[:, 1] += GAIN * served
        line = found.student_lines + found.fixed[:2] + np.outer(served, found.fixed[2:])
        covered.append((np.abs(line - truth) <= Z * np.sqrt(found.student_lines_mse[:, [0, 2]])).mean(axis=0))
    assert np.all((np.mean(covered, axis=0) > 0.93) & (np.mean(covered, axis=0) < 0.97))


def uneven(rng, schools=30, students=360):
    """Schools whose growth and gain from support differ, which the model does not know; half the students have it."""
    student = np.repeat(np.arange(students), 8)
    school, week = student * schools // students, np.tile(np.arange(8.0), students)
    served = (student % 2).astype(float)
    gain = rng.normal(0.4, 0.3, schools)[school] * served + rng.normal(0, 0.3, schools)[school]
    pace = rng.normal(1.2, 0.4, students)[student] + gain
    score = 50 + rng.normal(0, 3, schools)[school] + rng.normal(0, 9, students)[student] + pace * week
    score = score + rng.normal(0, 5, len(week))
    X = np.column_stack([np.ones(len(week)), week, served, served * week])
    return score, X, week, student, school


def test_the_bootstrap_of_schools_covers_a_difference_in_growth_that_the_model_has_too_narrow():
    rng = np.random.default_rng(31)
    drawn, taken = [], []
    for _ in range(150):
        given = uneven(rng)
        found = multilevel.cluster_bootstrap(*given, contrast=[0, 0, 0, 1], replicates=400, seed=3)
        drawn.append(found.low <= 0.4 <= found.high)
        model = multilevel.fit(*given, small_sample=False)
        taken.append(abs(model.fixed[3] - 0.4) <= Z * model.fixed_se[3])
        assert found.estimate == pytest.approx(model.fixed[3], abs=1e-9)
    assert 0.9 < np.mean(drawn) < 0.985
    assert np.mean(taken) < np.mean(drawn) - 0.02


@pytest.mark.parametrize("schools", [False, True])
def test_one_step_of_each_draw_stands_for_its_whole_fit(schools):
    given = list(uneven(np.random.default_rng(32)))
    given[4] = given[4] if schools else None
    options = {"contrast": [0, 0, 0, 1], "replicates": 150, "seed": 4}
    step, whole = (multilevel.cluster_bootstrap(*given, **options, refit=refit) for refit in (False, True))
    assert step.clusters == (30 if schools else 360)
    assert whole.se == pytest.approx(step.se, rel=0.25)
    assert whole.estimate == step.estimate
    assert abs(np.mean(whole.draws) - np.mean(step.draws)) < 4 * step.se / np.sqrt(75)


def scored(rng, mean, week, student, noise=5.0):
    """Put students who differ in level and growth around a mean line."""
    count = student.max() + 1
    return (
        mean
        + rng.normal(0, 9, count)[student]
        + rng.normal(0, 0.4, count)[student] * week
        + rng.normal(0, noise, len(week))
    )


def near(found, truth):
    return np.all(np.abs(found.fixed - truth) < 4 * found.fixed_se)


def test_the_planted_bend_at_the_start_of_support_is_found():
    rng = np.random.default_rng(41)
    student, week = np.repeat(np.arange(400), 12), np.tile(np.arange(12.0), 400)
    start = np.where(np.arange(400) % 2, rng.integers(3, 9, 400), np.nan)[student]
    supported = week >= np.nan_to_num(start, nan=np.inf)
    after = np.where(supported, week - np.nan_to_num(start), 0.0)
    score = scored(rng, 50 + 0.8 * (week - after) + 1.9 * after + 4 * supported, week, student)
    X = columns.design(columns.bend(week, start), columns.jump(week, start))
    found = multilevel.fit(score, X.values, week, student, names=X.names)
    assert X.names == ["all", "growth before", "growth after", "jump"]
    assert near(found, [50, 0.8, 1.9, 4])
    assert np.all(found.fixed_se[1:] < [0.1, 0.1, 0.5])
    straight = multilevel.fit(score, None, week, student, reml=False)
    bent = multilevel.fit(score, X.values, week, student, reml=False)
    assert multilevel.likelihood_ratio(straight, bent).p < 1e-6


def test_the_planted_summer_is_told_from_growth_at_school():
    rng = np.random.default_rng(42)
    student = np.repeat(np.arange(300), 6)
    week = np.tile([0.0, 18, 35, 48, 66, 83], 300) + rng.uniform(0, 1, 1800)
    found = columns.summers(week, [(36.5, 47.5)])
    score = scored(rng, 60 + found.values @ [0.7, -6.0], week, student)
    X = columns.design(found)
    fitted = multilevel.fit(score, X.values, week, student, names=X.names)
    assert near(fitted, [60, 0.7, -6])
    calendar = multilevel.fit(score, None, week, student)
    assert calendar.fixed[1] < 0.6


def test_the_planted_square_is_found_by_group():
    rng = np.random.default_rng(43)
    student, week = np.repeat(np.arange(400), 10), np.tile(np.arange(10.0), 400)
    served = (student % 2).astype(float)
    X = columns.design(columns.square(week, 4.5), by=("Tier 2", served))
    score = scored(rng, X.values @ [50, 1.5, -0.08, -5, 0.4, 0.05], week, student)
    assert near(multilevel.fit(score, X.values, week, student, names=X.names), [50, 1.5, -0.08, -5, 0.4, 0.05])
