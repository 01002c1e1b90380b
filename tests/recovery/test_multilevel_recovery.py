"""Simulated panels whose truth is known: are the intervals as wide as they say?"""

import numpy as np
from scipy import stats

from mtss_analysis.estimators import multilevel

PANELS = 100
STUDENTS, SCHOOLS, PACE, GAIN = 480, 24, 1.2, 0.4


def panel(rng):
    """Weekly scores with a fifth missing, schools that differ, and half of the students growing faster."""
    student = np.repeat(np.arange(STUDENTS), 10)
    school = student * SCHOOLS // STUDENTS
    week = np.tile(np.arange(10.0), STUDENTS) + rng.uniform(0, 0.6, 10 * STUDENTS)
    served = (student % 2).astype(float)
    effects = rng.multivariate_normal([0, 0], [[120, 1.5], [1.5, 0.3]], STUDENTS)
    place = rng.normal(0, 4, SCHOOLS)[school]
    score = 50 + place + (PACE + GAIN * served) * week + effects[student, 0] + effects[student, 1] * week
    kept = rng.random(len(week)) > 0.2
    score = (score + rng.normal(0, 5, len(week)))[kept]
    X = np.column_stack([np.ones(len(week)), week, served, served * week])[kept]
    return score, X, week[kept], student[kept], school[kept], effects


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
