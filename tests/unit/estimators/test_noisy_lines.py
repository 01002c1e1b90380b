import numpy as np
import pytest

from mtss_analysis.estimators.noisy_lines import lines


@pytest.mark.parametrize("correlation", [0.0, 0.4])
def test_errors_are_those_of_the_matrix_formula(correlation):
    rng = np.random.default_rng(2)
    lengths = [3, 9, 2, 14]
    time = np.concatenate([np.sort(rng.uniform(0, 20, n)) for n in lengths])
    score, series = rng.normal(30, 8, len(time)), np.repeat(range(4), lengths)
    estimate, error = lines(time, score, series, noise_var=7.0, correlation=correlation)
    for code in range(4):
        t, y = time[series == code], score[series == code]
        X = np.column_stack([np.ones(len(t)), t])
        R = correlation ** np.abs(t[:, None] - t) if correlation else np.eye(len(t))
        inverse = np.linalg.inv(X.T @ X)
        expected = 7.0 * inverse @ X.T @ R @ X @ inverse
        np.testing.assert_allclose(estimate[code], inverse @ X.T @ y, rtol=1e-9)
        np.testing.assert_allclose(error[code], expected[[0, 0, 1], [0, 1, 1]], rtol=1e-9)


def test_a_single_time_has_no_line():
    estimate, error = lines([1.0, 0.0, 3.0], [5.0, 4.0, 7.0], [0, 1, 1], 1.0)
    assert np.isnan(estimate[0]).all()
    assert np.isnan(error[0]).all()
    assert estimate[1].tolist() == pytest.approx([4.0, 1.0])


def test_no_series_are_no_error():
    assert lines([], [], [], 1.0)[1].shape == (0, 3)
