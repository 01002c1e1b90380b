"""Lines of groups at known variances: equal to the growth model's own fit, and honest about what is left out."""

import numpy as np
import pytest

from mtss_analysis.estimators import multilevel
from mtss_analysis.estimators.group_lines import group_lines, students


@pytest.fixture(scope="module")
def simulated():
    rng = np.random.default_rng(3)
    count, schools = 200, 8
    group, school, n = np.arange(count) % 3, rng.integers(0, schools, count), rng.integers(5, 15, count)
    who = np.repeat(np.arange(count), n)
    time = np.concatenate([np.sort(rng.uniform(0, 30, each)) for each in n])
    own = rng.multivariate_normal([0, 0], [[40, 0.5], [0.5, 0.15]], count)
    level = 50 + rng.normal(0, 3, schools)[school] + own[:, 0]
    slope = 1 + 0.3 * group + own[:, 1]
    score = level[who] + slope[who] * time + rng.normal(0, 5, len(time))
    return time, score, who, school, np.eye(3)[group]


@pytest.fixture(scope="module")
def fitted(simulated):
    time, score, who, school, groups = simulated
    design = np.hstack([groups[who], groups[who] * time[:, None]])
    return multilevel.fit(score, design, time, who, school[who])


def known(simulated, found):
    time, score, who, school, _ = simulated
    return students(time, score, who, found.student_cov, found.residual_var, school, found.school_cov[0, 0])


def test_at_the_models_own_variances_it_gives_the_models_own_effects(simulated, fitted):
    groups = simulated[4]
    found = group_lines(known(simulated, fitted), groups, groups).slopes(np.eye(3))
    assert found.value == pytest.approx(fitted.fixed[3:], abs=1e-8)
    assert found.se == pytest.approx(fitted.fixed_se[3:], rel=1e-6)
    assert found.df == pytest.approx(fitted.fixed_df[3:], rel=0.03)


def test_levels_that_depend_on_one_another_change_no_slope(simulated, fitted):
    groups, sums = simulated[4], known(simulated, fitted)
    plain = group_lines(sums, groups, groups).slopes(np.eye(3))
    doubled = group_lines(sums, np.hstack([groups, np.ones((len(groups), 1))]), groups).slopes(np.eye(3))
    assert doubled.value == pytest.approx(plain.value, abs=1e-9)
    assert doubled.se == pytest.approx(plain.se, rel=1e-9)


def test_students_of_no_group_take_no_part(simulated, fitted):
    time, score, who, school, groups = simulated
    left = np.where((np.arange(len(groups)) < 60)[:, None], 0.0, groups)
    rows = who >= 60
    fewer = students(
        time[rows], score[rows], who[rows] - 60, fitted.student_cov, fitted.residual_var, school[60:],
        fitted.school_cov[0, 0],
    )  # fmt: skip
    found = group_lines(known(simulated, fitted), left, left).slopes(np.eye(3))
    expected = group_lines(fewer, groups[60:], groups[60:]).slopes(np.eye(3))
    assert found.value == pytest.approx(expected.value, abs=1e-9)
    assert found.se == pytest.approx(expected.se, rel=1e-9)


def test_degrees_of_freedom_of_balanced_data_are_those_of_a_t_test():
    # with equal times the two means of own slopes are compared with n − 2 degrees of freedom
    rng = np.random.default_rng(5)
    time, who = np.tile(np.arange(8.0), 20), np.repeat(np.arange(20), 8)
    own = rng.normal(1.0, 0.6, 20)
    score = 30 + own[who] * time + rng.normal(0, 0.5, 160)
    groups = np.eye(2)[np.arange(20) % 2]
    found = group_lines(students(time, score, who, np.diag([0.2, 0.36]), 0.25), groups, groups)
    assert found.slopes([[1.0, -1.0]]).df == pytest.approx(18, rel=0.05)


@pytest.mark.parametrize("schools", [3, 4, 12])
def test_degrees_of_freedom_of_levels_are_those_of_the_model_where_schools_differ_much(schools):
    rng = np.random.default_rng(schools)
    count = 40 * schools
    school, who = np.repeat(np.arange(schools), 40), np.repeat(np.arange(count), 8)
    time, level = np.tile(np.arange(8.0), count), (15 * np.linspace(-1, 1, schools))[school] + rng.normal(0, 6, count)
    score = 50 + level[who] + (1 + rng.normal(0, 0.4, count))[who] * time + rng.normal(0, 5, len(who))
    one = np.ones((count, 1))
    fitted = multilevel.fit(score, np.column_stack([np.ones(len(time)), time]), time, who, school[who])
    found = group_lines(known((time, score, who, school, one), fitted), one, one).estimate(np.eye(2))
    assert found.df == pytest.approx(fitted.fixed_df, rel=0.05)
    assert found.df[0] == pytest.approx(schools - 1, rel=0.05)


def test_one_score_of_a_student_says_something_about_the_level_only():
    time, who = np.array([0.0, 1.0, 2.0, 3.0, 0.0]), np.array([0, 0, 0, 0, 1])
    score = np.array([10.0, 12.0, 14.0, 16.0, 90.0])
    both = np.array([[1.0, 0.0], [0.0, 1.0]])
    found = group_lines(students(time, score, who, np.diag([4.0, 0.1]), 1.0), both, np.array([[1.0], [0.0]]))
    assert found.slopes([[1.0]]).value == pytest.approx([2.0])


def test_with_alike_errors_it_gives_the_models_own_effects_too(simulated):
    time, score, who, _, groups = simulated
    design = np.hstack([groups[who], groups[who] * time[:, None]])
    fitted = multilevel.fit(score, design, time, who, ar1=0.6)
    sums = students(time, score, who, fitted.student_cov, fitted.residual_var, correlation=0.6)
    found = group_lines(sums, groups, groups).slopes(np.eye(3))
    assert found.value == pytest.approx(fitted.fixed[3:], abs=1e-8)
    assert found.se == pytest.approx(fitted.fixed_se[3:], rel=1e-6)
