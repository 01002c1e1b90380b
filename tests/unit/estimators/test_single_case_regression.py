"""Piecewise regression: codings name one fit, AR(1) errors are found, and what cannot be fitted is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtss_analysis.estimators.single_case_regression import CODINGS, piecewise

TREATED = np.repeat([0, 1], [5, 6])
SESSION = np.arange(3.0, 14.0)


@given(st.lists(st.integers(0, 40).map(float), min_size=11, max_size=11))
def test_codings_are_one_fit_with_different_level_effects(score):
    found = {coding: piecewise(SESSION, score, TREATED, coding=coding) for coding in CODINGS}
    plain, wampold, earlier = (found[name].estimate for name in ("H-M", "W", "B&L-B"))
    np.testing.assert_allclose(wampold, plain + 3 * plain[1] * np.eye(4)[0], atol=1e-8)
    np.testing.assert_allclose(earlier, plain - plain[3] * np.eye(4)[2], atol=1e-8)
    assert [found[name].level_at for name in ("H-M", "W", "B&L-B")] == [8.0, 8.0, 7.0]
    assert len({one.level_means for one in found.values()}) == 3


def test_a_jump_and_a_bend_are_read_off_the_lines():
    score = 4 + 2 * SESSION + TREATED * (10 - 3 * (SESSION - 8))
    found = piecewise(SESSION, score + np.tile([1e-6, -1e-6], 6)[:11], TREATED)
    np.testing.assert_allclose(found.estimate, [4, 2, 10, -3], atol=1e-4)


def test_autocorrelation_is_found_and_widens_the_errors():
    rng, sessions = np.random.default_rng(3), np.arange(120.0)
    treated, found = sessions >= 60, []
    for _ in range(30):
        error = np.zeros(120)
        for t in range(1, 120):
            error[t] = 0.6 * error[t - 1] + rng.normal()
        found.append(
            [piecewise(sessions, 20 + 5 * treated + error, treated, errors=kind) for kind in ("independent", "ar1")]
        )
    assert np.mean([ar1.autocorrelation for _, ar1 in found]) == pytest.approx(0.55, abs=0.08)
    assert np.mean([ar1.se[2] / plain.se[2] for plain, ar1 in found]) > 1.5
    assert all(not ar1.cautions for _, ar1 in found)


def test_least_squares_intervals_cover():
    rng, covered = np.random.default_rng(4), []
    for _ in range(600):
        found = piecewise(SESSION, 9 + SESSION + TREATED * 6 + rng.normal(0, 3, 11), TREATED, confidence=0.9)
        covered.append((found.low < [9, 1, 6, 0]) & (found.high > [9, 1, 6, 0]))
    assert np.abs(np.mean(covered, axis=0) - 0.9).max() < 0.045


def test_few_points_and_perfect_fits_are_said():
    assert "few_points" in piecewise(SESSION, np.arange(11) ** 1.5, TREATED, errors="ar1").cautions
    perfect = piecewise(SESSION, 4 + 2 * SESSION + 5 * TREATED, TREATED, errors="ar1")
    np.testing.assert_allclose(perfect.estimate, [4, 2, 5, 0], atol=1e-9)
    assert list(perfect.cautions) == ["no_residual"]
    assert np.isnan(perfect.se).all()
    four = piecewise([1, 2, 3, 4], [1, 5, 2, 7], [0, 0, 1, 1])
    assert (four.df, list(four.cautions)) == (0, ["no_residual"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"treated": [0, 0, 0, 0]}, "got 4 baseline and 0 treatment points"),
        ({"treated": [0, 0, 0, 1]}, "got 3 baseline and 1 treatment points"),
        ({"treated": [0, 1, 0, 1]}, "point 2 does not come after point 1"),
        ({"session": [1, 2, 2, 3]}, "point 2 does not come after point 1"),
        ({"session": [1, 2, 3]}, "got shapes"),
        ({"score": [1, np.nan, 3, 4]}, 'score: point 1 holds "nan"'),
        ({"session": [1, 2, np.inf, 4]}, 'session: point 2 holds "inf"'),
        ({"coding": "HM"}, 'got "HM" and "independent"'),
        ({"errors": "ma1"}, '"ma1"'),
    ],
)
def test_what_cannot_be_fitted_is_refused(change, words):
    given_ = {"session": [1, 2, 3, 4], "score": [1, 5, 2, 7], "treated": [0, 0, 1, 1]}
    with pytest.raises(ValueError, match=words):
        piecewise(**(given_ | change))
