import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtss_analysis.estimators.percentiles import (
    quantile_process,
    quantile_processes,
    spline_basis,
    student_growth_percentiles,
)


def cohort(n=300, seed=4, digits=0):
    rng = np.random.default_rng(seed)
    before = np.round(rng.normal(50, 10, n), digits)
    return before, np.round(0.8 * before + 12 + rng.normal(0, 6, n), digits)


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_students_with_equal_priors_are_ranked_by_their_score(seed):
    before, now = cohort(n=200, seed=seed)
    found = student_growth_percentiles(now, before)
    for start in np.unique(before):
        order = np.argsort(now[before == start], kind="stable")
        assert (np.diff(found.percentile[before == start][order]) >= 0).all()


@given(st.integers(0, 10_000), st.floats(0.001, 1000), st.floats(-1e5, 1e5), st.floats(0.001, 1000))
@settings(max_examples=25, deadline=None)
def test_the_units_of_scores_do_not_matter(seed, scale, shift, other):
    before, now = cohort(n=150, seed=seed, digits=6)
    plain = student_growth_percentiles(now, before).percentile
    turned = student_growth_percentiles(now * scale + shift, before * other - shift).percentile
    assert np.abs(plain - turned).max() <= 1
    assert (plain == turned).mean() > 0.97


def rows_of(rng, n, p, integers):
    X = np.column_stack([np.ones(n), rng.normal(size=(n, p - 1))])
    return X, rng.integers(0, 5, n).astype(float) if integers else rng.standard_t(2, n) * 10


@given(st.integers(0, 10_000), st.integers(2, 60), st.integers(1, 5), st.floats(0.02, 0.98), st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_small_move_lowers_the_loss(seed, n, p, tau, integers):
    rng = np.random.default_rng(seed)
    X, y = rows_of(rng, n, min(p, n), integers)
    found = quantile_process(X, y, tau)
    assert found.cautions == ()
    moves = rng.normal(size=(40, X.shape[1])) * 10.0 ** rng.uniform(-5, 1, (40, 1))
    residual = y - (found.coefficients[0] + moves) @ X.T
    assert ((residual * (tau - (residual < 0))).sum(axis=1) >= found.objective[0] - 1e-7).all()
    below = (y < X @ found.coefficients[0] - 1e-9).mean()
    above = (y > X @ found.coefficients[0] + 1e-9).mean()
    assert below <= tau + 1e-9
    assert above <= 1 - tau + 1e-9


def test_many_designs_at_once_are_fitted_as_each_alone():
    rng = np.random.default_rng(1)
    designs = [rows_of(rng, n, p, n % 2 == 0) for n, p in ((40, 3), (200, 5), (45, 3), (300, 1), (52, 3))]
    taus = [0.9, 0.1, 0.5]
    for (X, y), together in zip(designs, quantile_processes(designs, taus), strict=True):
        alone = quantile_process(X, y, taus)
        np.testing.assert_allclose(together.objective, alone.objective, rtol=1e-12)
        assert together.taus.tolist() == taus
        assert (together.objective[1] < together.objective[2]) == (alone.objective[1] < alone.objective[2])


def test_collinear_columns_are_named_and_change_no_prediction():
    before, now = cohort()
    X = np.column_stack([np.ones(len(before)), before])
    plain, doubled = quantile_process(X, now, 0.3), quantile_process(np.hstack([X, X]), now, 0.3)
    assert doubled.cautions == ("collinear",)
    assert doubled.rank == 2
    assert doubled.objective[0] == pytest.approx(plain.objective[0], rel=1e-12)


def test_few_distinct_priors_give_the_rank_among_students_with_the_same():
    before = np.repeat([1.0, 2.0, 3.0], 100)
    now = np.tile(np.arange(100.0), 3)
    found = student_growth_percentiles(now, before)
    assert found.cautions == ("collinear",)
    np.testing.assert_allclose(found.percentile, np.tile(np.clip(np.arange(100), 1, 99), 3), atol=1)


def test_a_small_cohort_is_too_few_and_never_a_number():
    before, now = cohort(150)
    codes = np.where(np.arange(150) < 99, "small", "smaller")
    found = student_growth_percentiles(now, before, codes)
    assert set(found.status) == {"too few"}
    assert np.isnan(found.percentile).all()
    assert set(found.compared) == {99, 51}
    assert found.cautions == ("too_few",)
    assert set(student_growth_percentiles(now, before, codes, fewest=51).status) == {"estimated"}


def test_a_missing_score_or_prior_is_no_data():
    before, now = cohort(200)
    before[3], now[5] = np.nan, np.nan
    found = student_growth_percentiles(now, before)
    assert found.status[[3, 5]].tolist() == ["no data", "no data"]
    assert np.isnan(found.percentile[[3, 5]]).all()
    assert found.priors[[3, 5]].tolist() == [0, 0]
    assert (found.status != "no data").sum() == 198
    assert set(found.compared[found.priors == 1]) == {198}


def test_the_longest_history_that_enough_students_share_is_used():
    before, now = cohort(400)
    earlier = before + np.random.default_rng(2).normal(0, 3, 400)
    earlier[:120] = np.nan
    both = student_growth_percentiles(now, np.column_stack([earlier, before]))
    assert both.priors.tolist() == [1] * 120 + [2] * 280
    short = student_growth_percentiles(now, before)
    assert both.percentile[:120].tolist() == short.percentile[:120].tolist()
    fewer = student_growth_percentiles(now, np.column_stack([earlier, before]), fewest=281)
    assert set(fewer.priors) == {1}


def test_equal_scores_have_no_spread_to_rank():
    found = student_growth_percentiles(np.full(150, 7.0), np.arange(150.0))
    assert set(found.status) == {"no spread"}
    assert found.cautions == ("no_spread",)


def test_coarse_scores_average_fifty_where_ties_count_half():
    rng = np.random.default_rng(5)
    before = rng.integers(0, 6, 600)
    now = np.clip(before + rng.integers(-2, 3, 600), 0, 5)
    strict, middle = (student_growth_percentiles(now, before, ties=ties).percentile for ties in ("below", "middle"))
    assert strict.mean() < 45
    assert abs(middle.mean() - 50) < 1
    assert (strict <= middle).all()


def test_large_and_small_cohorts_are_solved_alike():
    before, now = cohort(2500)
    found = student_growth_percentiles(np.tile(now, 2), np.tile(before, 2), np.repeat([0, 1], 2500))
    assert found.percentile[:2500].tolist() == found.percentile[2500:].tolist()
    X = np.column_stack([np.ones(2500), spline_basis(before).columns(before)])
    many = quantile_processes([(X, now), (X[:900], now[:900]), (X[:1100], now[:1100])], [0.5, 0.2, 0.21, 0.985])
    for (n, fit), tau in zip(((2500, many[0]), (900, many[1]), (1100, many[2])), (0.5, 0.2, 0.985), strict=True):
        alone = quantile_process(np.vstack([X[:n]] * 1), now[:n], tau).objective[0]
        assert fit.objective[fit.taus.tolist().index(tau)] == pytest.approx(alone, rel=1e-12)


def test_no_students_are_no_error():
    assert student_growth_percentiles([], []).percentile.shape == (0,)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: student_growth_percentiles([1.0, 2.0], [1.0]), r"got shapes \(2,\) and \(1, 1\)"),
        (lambda: student_growth_percentiles([1.0, np.inf], [1.0, 2.0]), "score: row 1 is infinite"),
        (lambda: student_growth_percentiles([1.0, 2.0], [[1.0, 2.0], [np.inf, 1.0]]), "priors: row 1 is infinite"),
        (lambda: student_growth_percentiles([1.0, 2.0], [1.0, 2.0], ["a"]), r"cohort: got shape \(1,\)"),
        (lambda: quantile_process([[1.0]], [1.0], 1.2), r"taus: got \[1.2\]"),
        (lambda: quantile_process([[1.0], [np.nan]], [1.0, 2.0], 0.5), r'row 1 holds "2.0" and \[nan\]'),
        (lambda: quantile_process([[0.0], [0.0]], [1.0, 2.0], 0.5), "every value is 0"),
        (lambda: quantile_process([1.0], [1.0], 0.5), "expected \\(n, p\\)"),
    ],
)
def test_bad_input_is_named(call, said):
    with pytest.raises(ValueError, match=said):
        call()


def test_the_spline_sums_to_one_with_its_first_column():
    scores = np.linspace(3, 90, 50)
    columns = spline_basis(scores).columns(scores)
    assert columns.shape == (50, 7)
    assert (columns.sum(axis=1) <= 1 + 1e-12).all()
    assert spline_basis(np.ones(5)).boundaries.tolist() == [0.0, 2.0]
