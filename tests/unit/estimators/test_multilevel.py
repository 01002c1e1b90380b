import re

import numpy as np
import pytest

from mtss_analysis.estimators import multilevel
from mtss_analysis.estimators.multilevel import (
    assembled,
    bootstrap,
    columns,
    labels,
    moments,
    patterned,
    search,
    unsure,
)


def panel(seed=1, students=150, points=8, pace_sd=0.6, noise=5.0):
    rng = np.random.default_rng(seed)
    student, week = np.repeat(np.arange(students), points), np.tile(np.arange(float(points)), students)
    week = week + rng.uniform(0, 0.5, len(week))
    level, pace = rng.normal(60, 12, students), rng.normal(1.3, pace_sd, students)
    served = (student % 3 == 0).astype(float)
    score = level[student] + (pace[student] + 0.3 * served) * week + rng.normal(0, noise, len(week))
    X = np.column_stack([np.ones_like(week), week, served, served * week])
    return score, X, week, student, student // 15


def same(one, other, rel=1e-6):
    np.testing.assert_allclose(one.fixed, other.fixed, rtol=rel)
    np.testing.assert_allclose(one.fixed_se, other.fixed_se, rtol=rel)
    np.testing.assert_allclose(one.student_cov, other.student_cov, rtol=rel, atol=1e-7)
    np.testing.assert_allclose(one.student_effects, other.student_effects, atol=1e-5)
    assert one.loglik == pytest.approx(other.loglik, abs=1e-6)


@pytest.mark.parametrize("school_slope", [False, True])
@pytest.mark.parametrize("reml", [False, True])
def test_patterns_and_whole_rows_give_the_same_fit(monkeypatch, school_slope, reml):
    score, X, week, student, school = panel()
    quick = multilevel.fit(score, X, week, student, school, school_slope, reml)
    monkeypatch.setattr(assembled, "patterns", lambda *_: None)
    same(quick, multilevel.fit(score, X, week, student, school, school_slope, reml))


def test_the_criterion_is_the_density_written_out():
    score, X, week, student, school = panel(students=30, points=5)
    found = multilevel.fit(score, X, week, student, school)
    Z = np.column_stack([np.ones_like(week), week])
    alike, together = student[:, None] == student, school[:, None] == school
    V = alike * (Z @ found.student_cov @ Z.T) + together * found.school_cov[0, 0]
    V += found.residual_var * np.eye(len(score))
    solved = np.linalg.solve(V, np.column_stack([X, score]))
    C = X.T @ solved[:, :-1]
    beta = np.linalg.solve(C, X.T @ solved[:, -1])
    rest = score - X @ beta
    by_hand = np.linalg.slogdet(V)[1] + np.linalg.slogdet(C)[1] + rest @ np.linalg.solve(V, rest)
    by_hand = -(by_hand + (len(score) - 4) * np.log(2 * np.pi)) / 2
    np.testing.assert_allclose(found.fixed, beta, rtol=1e-8)
    np.testing.assert_allclose(found.fixed_cov, np.linalg.inv(C), rtol=1e-7)
    assert found.loglik == pytest.approx(by_hand, abs=1e-7)
    own = (student == 7)[:, None] * Z
    place = (school == school[student == 7][0]).astype(float)
    line = found.student_cov @ own.T
    line[0] += found.school_cov[0, 0] * place
    spread = found.student_cov + np.diag([found.school_cov[0, 0], 0]) - line @ np.linalg.solve(V, line.T)
    np.testing.assert_allclose(found.student_lines[7], line @ np.linalg.solve(V, rest), rtol=1e-6)
    np.testing.assert_allclose(found.student_lines_cov[7], spread[[0, 0, 1], [0, 1, 1]], rtol=1e-6)


def test_origin_and_units_do_not_matter():
    score, X, week, student, school = panel()
    plain = multilevel.fit(score, X, week, student, school)
    high = multilevel.fit(score + 1e6, X, week, student, school)
    np.testing.assert_allclose(high.fixed[1:], plain.fixed[1:], rtol=1e-6)
    assert high.loglik == pytest.approx(plain.loglik, abs=1e-5)
    small = multilevel.fit(score * 1e-4, X, week, student, school)
    np.testing.assert_allclose(small.fixed * 1e4, plain.fixed, rtol=1e-8)
    year = 2024 + week / 52
    calendar = X.copy()
    calendar[:, 1], calendar[:, 3] = year, year * X[:, 2]
    late = multilevel.fit(score, calendar, year, student, school)
    np.testing.assert_allclose(late.fixed[[1, 3]] / 52, plain.fixed[[1, 3]], rtol=1e-6)
    np.testing.assert_allclose(late.student_cov[1, 1] / 52**2, plain.student_cov[1, 1], rtol=1e-6)
    assert late.converged


def test_the_order_of_rows_and_the_kind_of_labels_do_not_matter():
    score, X, week, student, school = panel()
    plain = multilevel.fit(score, X, week, student, school)
    order = np.random.default_rng(3).permutation(len(score))
    names = np.array([f"N{number:04d}" for number in student])[order]
    mixed = multilevel.fit(score[order], X[order], week[order], names, school[order])
    assert mixed.students[0] == "N0000"
    same(mixed, plain)


def test_equal_growth_is_a_boundary_that_is_told():
    rng = np.random.default_rng(4)
    student, week = np.repeat(np.arange(200), 6), np.tile(np.arange(6.0), 200)
    noise = rng.normal(0, 5, (200, 6))
    centred = week.reshape(200, 6) - 2.5
    noise -= 0.9 * (noise * centred).sum(axis=1, keepdims=True) / (centred**2).sum(axis=1, keepdims=True) * centred
    found = multilevel.fit(rng.normal(50, 10, 200)[student] + 1.2 * week + noise.ravel(), None, week, student)
    assert found.converged
    assert np.isfinite(found.loglik)
    assert {"no_spread_of_slopes_students", "correlation_one_students"} & set(found.cautions)


def test_students_who_change_school_are_counted():
    score, X, week, student, school = panel()
    school = school.copy()
    school[[0, 1]] = 5
    found = multilevel.fit(score, X, week, student, school)
    assert found.cautions["moved"].startswith("1 students")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda s, X, w, i: (s, np.column_stack([X, X[:, 1] - 2 * X[:, 0]]), w, i), "worked out from the others"),
        (lambda s, X, w, i: (s, np.column_stack([X, 0 * X[:, 1]]), w, i), "zero for every score"),
        (lambda s, X, w, i: (np.where(w > 6, np.nan, s), X, w, i), "score is not a finite number"),
        (lambda s, X, w, i: (s, X, np.where(w > 6, np.inf, w), i), "time is not a finite number"),
        (lambda s, X, w, i: (s, X[:-1], w, i), "X has 1,199 rows"),
        (lambda s, X, w, i: (s[:-1], X, w, i), "y has 1,199 rows"),
        (lambda s, X, w, i: (0 * s + 3, X, w, i), "every score is 3"),
        (lambda s, X, w, i: (s, X, 0 * w, i), "every time is 0"),
        (lambda s, X, w, i: (s, X, w, np.arange(len(s))), "0 students have three or more"),
        (lambda s, X, w, i: (["a"] * len(s), X, w, i), "y must hold numbers"),
        (lambda s, X, w, i: (s, X[:, 1], w, i), "X has 1 axes; 2 is needed"),
        (lambda s, X, w, i: (s, np.where(X[5, 1] == X, np.nan, X), w, i), r"X is not .* row 5, column 1 \(nan\)"),
        (lambda s, X, w, i: (np.where(i == 2, 1e300, s), X, w, i), r"in 8 rows, first in row 16 \(1e\+300\)"),
        (lambda s, X, w, i: (np.where(w > 6, np.inf, -np.inf), X, w, i), "score is not a finite number in 1,200"),
        (lambda s, X, w, i: (s, X, w, np.where(i == 3, np.nan, i)), "student has no label in 8 rows, first in row 24"),
        (lambda s, X, w, i: (s, X, w, np.where(i == 3, None, i)), "student has no label in 8 rows, first in row 24"),
        (lambda s, X, w, i: (s, X, w, np.where(i == 3, "N3", i.astype(object))), "mixes labels of kind int and str"),
        (lambda s, X, w, i: (i * 1.0, None, w, i), "exactly on a line"),
        (lambda s, X, w, i: (s, X, i * 1.0, i), "0 students have three or more scores at different times"),
        (lambda s, X, w, i: (s[:5], X[:5], w[:5], i[:5]), "1,|zero for every score|fewer than two"),
    ],
)
def test_what_cannot_be_fitted_is_said(change, said):
    with pytest.raises(ValueError, match=said):
        multilevel.fit(*change(*panel()[:4]))


def test_rows_are_named_as_the_caller_has_them():
    score, X, week, student, _ = panel()
    order = np.random.default_rng(3).permutation(len(score))
    score = score[order]
    score[17] = np.nan
    with pytest.raises(ValueError, match="first in row 17"):
        multilevel.fit(score, X[order], week[order], student[order])


def test_the_column_of_a_group_without_students_is_named():
    score, X, week, student, _ = panel()
    wide = np.column_stack([X, np.zeros((len(score), 2))])
    names = ["all", "growth", "served", "served, growth", "tier 3", "tier 3, growth"]
    with pytest.raises(ValueError, match="tier 3, tier 3, growth are zero for every score"):
        multilevel.fit(score, wide, week, student, names=names)
    with pytest.raises(ValueError, match="names has 2 entries and X has 4 columns"):
        multilevel.fit(score, X, week, student, names=["all", "growth"])


def test_a_school_with_one_student_is_a_school():
    score, X, week, student, school = panel()
    alone = np.where(student == 0, 99, school)
    found = multilevel.fit(score, X, week, student, alone)
    assert found.converged
    assert np.isfinite(found.student_lines).all()
    each = multilevel.fit(score, X, week, student, student)
    assert np.isfinite(each.fixed_se).all()


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (lambda s, X, w, i, k: (s[k], X[k], w[k], i[k]), "one_score", "1 of 150 students"),
        (lambda s, X, w, i, k: (s, X, np.floor(w / 2) * 2, i), "same_time", "150 of 150 students"),
        (lambda s, X, w, i, k: (s, X * [1, 14, 1, 14], w * 14, i), "time_in_days", "Times look like days"),
    ],
)
def test_what_is_odd_about_the_rows_is_told(change, code, said):
    score, X, week, student, _ = panel()
    kept = (student > 0) | (np.arange(len(student)) == 3)
    plain = multilevel.fit(score, X, week, student)
    assert code not in plain.cautions
    found = multilevel.fit(*change(score, X, week, student, kept))
    assert said in found.cautions[code]
    assert found.scores.sum() == (kept.sum() if code == "one_score" else len(score))


def test_times_out_of_order_may_repeat_too():
    score, X, week, student, _ = panel()
    week[[3, 5]] = week[[6, 1]]
    X[:, 1], X[:, 3] = week, week * X[:, 2]
    found = multilevel.fit(score, X, week, student)
    assert found.cautions["same_time"].startswith("1 of 150")


def test_a_search_that_does_not_end_is_replaced_and_told(monkeypatch):
    score, X, week, student, school = panel(students=400)
    best = multilevel.fit(score, X, week, student, school)
    monkeypatch.setattr(search, "MOST_STEPS", 1)
    rough = multilevel.fit(score, X, week, student, school)
    assert (rough.converged, rough.method, best.method) == (False, "moments", "reml")
    assert "moments of the students' own least-squares lines" in rough.cautions["not_converged"]
    assert np.isnan([rough.loglik, *rough.fixed_df]).all()
    assert np.isnan(rough.student_effects_rmse).all()
    np.testing.assert_allclose(rough.fixed, best.fixed, atol=3 * best.fixed_se.max())
    np.testing.assert_allclose(rough.student_cov, best.student_cov, rtol=0.5, atol=1)
    assert np.corrcoef(rough.student_effects[:, 1], best.student_effects[:, 1])[0, 1] > 0.98
    with pytest.raises(ValueError, match="did not converge"):
        multilevel.likelihood_ratio(rough, best)


def test_the_fallback_draws_each_students_own_line_to_the_mean(monkeypatch):
    score, _, week, student, _ = panel(students=400)
    monkeypatch.setattr(search, "MOST_STEPS", 0)
    rough = multilevel.fit(score, None, week, student)
    own = np.array([np.polyfit(week[student == i], score[student == i], 1)[::-1] for i in range(30)])
    Z = [np.column_stack([np.ones(8), week[student == i]]) for i in range(30)]
    noise = [rough.residual_var * np.linalg.inv(part.T @ part) for part in Z]
    drawn = [
        rough.student_cov @ np.linalg.solve(rough.student_cov + e, line - rough.fixed)
        for e, line in zip(noise, own, strict=True)
    ]
    np.testing.assert_allclose(rough.student_effects[:30], drawn, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("seed", range(40))
def test_hardly_any_data_never_warn(seed):
    """Whatever comes, an answer or a sentence: warnings are errors in these tests."""
    rng = np.random.default_rng(seed)
    students = int(rng.integers(2, 7))
    student = np.sort(rng.integers(0, students, rng.integers(6, 25)))
    week = np.round(rng.uniform(0, 6, len(student)), int(rng.integers(0, 2)))
    score = rng.choice([0, 1, 40, 41, 42, 1e6], len(student)) if seed % 2 else np.round(rng.normal(50, 9, len(student)))
    try:
        found = multilevel.fit(score, None, week, student, student % 2, bool(seed % 3), bool(seed % 5))
    except ValueError as refused:
        found, said = None, str(refused)
    if found is None:
        assert re.search("differ|noise|lie exactly|worked out", said), said
    else:
        assert found.converged or "not_converged" in found.cautions
        assert np.isfinite(found.student_effects).all()
        assert np.isfinite(found.fixed).all()


def test_fits_that_are_not_nested_are_refused():
    score, X, week, student, school = panel()
    level = multilevel.fit(score, X, week, student, student_slope=False)
    slope = multilevel.fit(score, X, week, student)
    assert multilevel.likelihood_ratio(level, slope).mixture == (1, 2)
    schools = multilevel.fit(score, X, week, student, school)
    assert multilevel.likelihood_ratio(slope, schools).mixture == (0, 1)
    for smaller, larger, said in [
        (slope, level, "must add one part"),
        (level, schools, "students' covariance \\+2, schools' covariance \\+1"),
        (multilevel.fit(score, None, week, student), slope, "reml=False"),
        (multilevel.fit(score, X, week, student, reml=False), schools, '"ml" and "reml"'),
        (multilevel.fit(score[:-8], X[:-8], week[:-8], student[:-8]), schools, "1,192 scores of 149 students"),
    ]:
        with pytest.raises(ValueError, match=said):
            multilevel.likelihood_ratio(smaller, larger)


def test_two_scores_of_one_day_have_no_autocorrelation():
    score, X, week, student, _ = panel()
    week[1] = week[0]
    with pytest.raises(ValueError, match="one score at a time"):
        multilevel.fit(score, X, week, student, ar1=True)


def test_one_point_students_are_predicted_too():
    score, X, week, student, _ = panel()
    kept = (student > 0) | (np.arange(len(student)) == 3)
    found = multilevel.fit(score[kept], X[kept], week[kept], student[kept])
    assert found.scores[0] == 1
    assert found.student_effects_sd[0, 1] > found.student_effects_sd[1, 1]


@pytest.mark.parametrize("schools", [False, True])
def test_a_draw_of_clusters_is_weighted_least_squares(monkeypatch, schools):
    """Each step equals the generalized least-squares fit to the rows of the clusters drawn, at the variances found."""
    score, X, week, student, school = panel(students=30, points=5)
    school = student // 5 if schools else None
    group = school if schools else student
    order = (
        np.arange(6) if schools else np.argsort(np.arange(30) % 3 == 0, kind="stable")
    )  # students by their covariates
    weights = np.random.default_rng(2).integers(0, 4, (3, len(order))).astype(float)
    monkeypatch.setattr(bootstrap, "_weights", lambda *_: iter([weights]))
    options = {"contrast": [0, 0, 1, 2], "replicates": 3}
    found = multilevel.cluster_bootstrap(score, X, week, student, school, **options)
    fitted = multilevel.fit(score, X, week, student, school)
    Z = np.column_stack([np.ones_like(week), week])
    V = (student[:, None] == student) * (Z @ fitted.student_cov @ Z.T) + fitted.residual_var * np.eye(len(score))
    V += (school[:, None] == school) * fitted.school_cov[0, 0] if schools else 0.0
    for draw, weight in zip(found.draws, weights, strict=True):
        C, c = np.zeros((4, 4)), np.zeros(4)
        for one, times in zip(order, weight, strict=True):
            rows = group == one
            back = np.linalg.solve(V[np.ix_(rows, rows)], X[rows]).T * times
            C, c = C + back @ X[rows], c + back @ score[rows]
        assert draw == pytest.approx(np.linalg.solve(C, c) @ [0, 0, 1, 2], rel=1e-7)


def test_a_bootstrap_that_cannot_be_made_is_refused():
    score, X, week, student, school = panel()
    with pytest.raises(ValueError, match=r"contrast has shape \(3,\); it needs one weight for each of 4 columns"):
        multilevel.cluster_bootstrap(score, X, week, student, contrast=[0, 0, 1])
    square = np.column_stack([X, week**2])
    with pytest.raises(ValueError, match="varies in time otherwise"):
        multilevel.cluster_bootstrap(score, square, week, student, contrast=[0, 0, 0, 0, 1])
    one = (school == 0).astype(float)
    rare = np.column_stack([np.ones_like(week), week, one * (student % 3 == 0)])
    with pytest.raises(ValueError, match="draws of 10 clusters cannot be estimated"):
        multilevel.cluster_bootstrap(score, rare, week, student, school, contrast=[0, 0, 1])


def test_columns_that_do_not_go_together_are_refused():
    with pytest.raises(ValueError, match="overlap or end before they begin"):
        columns.summers([0, 1], [(5, 9), (8, 12)])
    with pytest.raises(ValueError, match="more than one part has a column growth"):
        columns.design(columns.square([0, 1]), columns.summers([0, 1], [(5, 9)]))
    with pytest.raises(ValueError, match=r"parts have \[2, 3\] rows"):
        columns.design(columns.jump([0, 1], 1), columns.jump([0, 1, 2], 1))


@pytest.mark.parametrize("equal", [True, False])
def test_sums_of_many_blocks_are_those_of_each_student_by_hand(monkeypatch, equal):
    monkeypatch.setattr(moments, "BLOCK_ROWS", 64)
    rng = np.random.default_rng(4)
    n = np.full(90, 7) if equal else rng.integers(1, 12, 90)
    time, score = 2020 + rng.uniform(0, 3, n.sum()), rng.normal(80, 20, n.sum())
    starts = np.cumsum(n) - n
    scale = moments.scale_of(time, score, centred=True)
    found = moments.moments(time, score, starts, scale).table
    for student in range(90):
        t, y = (
            values[starts[student] : starts[student] + n[student]] for values in (scale.time(time), scale.score(score))
        )
        spread = n[student] * ((t - t.mean()) ** 2).sum()
        sums = [1, len(t), t.sum(), t @ t, spread, y.sum(), t @ y]
        np.testing.assert_allclose(found[:7, student], sums, rtol=1e-9, atol=1e-9)
        u, v = t.sum() * y.sum() - len(t) * (t @ y), (t @ t) * y.sum() - t.sum() * (t @ y)
        combined = [u, v, y.sum() ** 2, y.sum() * (t @ y), (t @ y) ** 2, v * y.sum() - u * (t @ y), y @ y]
        np.testing.assert_allclose(found[7:, student], combined, rtol=1e-7, atol=1e-7)


def test_large_and_small_cells_are_summed_alike(monkeypatch):
    given = panel(students=300)
    small = multilevel.fit(*given)
    monkeypatch.setattr(patterned, "LARGE", 1)
    same(small, multilevel.fit(*given), rel=1e-10)


def test_errors_of_predictions_of_many_students_take_the_variances_as_known(monkeypatch):
    score, X, week, student, school = panel(students=3_000)
    averaged = multilevel.fit(score, X, week, student, school)
    monkeypatch.setattr(unsure, "MANY", 100)
    known = multilevel.fit(score, X, week, student, school)
    np.testing.assert_allclose(known.student_effects_rmse[:, 1], averaged.student_effects_rmse[:, 1], rtol=0.02)
    np.testing.assert_allclose(known.student_lines_mse[:, [0, 2]], averaged.student_lines_mse[:, [0, 2]], rtol=0.03)
    assert np.any(known.student_lines_mse != averaged.student_lines_mse)
    assert np.all(known.student_effects_rmse >= known.student_effects_sd)


def test_a_student_of_several_schools_counts_where_most_scores_are_whatever_the_labels():
    schools = np.array([9, 9, 4, 4, 4, 9, 70_000, 70_000])
    student = np.array([1, 1, 2, 2, 2, 2, 3, 3])
    found = labels.membership(student, schools)
    named = labels.membership(student, np.array(["b", "b", "a", "a", "a", "b", "c", "c"]))
    assert found.schools.tolist() == [4, 9, 70_000]
    assert found.school.tolist() == named.school.tolist() == [1, 0, 2]
    assert found.moved == named.moved == 1
