"""Item statistics against published figures, and rank correlation against SciPy."""

import numpy as np
import pytest
from scipy import stats

from mtss_analysis.estimators.item_statistics import item_statistics
from mtss_analysis.estimators.rank_association import rank_association

PATTERNS = (3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15, 10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61,
            28, 298)  # fmt: skip
"""Section 6 of the Law School Admission Test: people with each pattern of five answers, from none right to all right
(Bock and Lieberman 1970, Fitting a response model for n dichotomously scored items, Psychometrika 35)."""
RIGHT = (0.924, 0.709, 0.553, 0.763, 0.870)
EXCLUDED = (0.1128, 0.1531, 0.1727, 0.1444, 0.1215)
"""Point-biserial correlation with the total without the item, as Rizopoulos (2006, Journal of Statistical Software 17,
article 5) prints it for these data; the last digit is cut off there."""


@pytest.fixture(scope="module")
def law_school():
    people = [[pattern >> 4 & 1, pattern >> 3 & 1, pattern >> 2 & 1, pattern >> 1 & 1, pattern & 1]
              for pattern, count in enumerate(PATTERNS) for _ in range(count)]  # fmt: skip
    return np.array(people, dtype=float)


def test_law_school_items(law_school):
    fit = item_statistics(law_school)
    assert law_school.shape == (1000, 5)
    assert fit.right == pytest.approx(RIGHT, abs=1e-12)
    assert fit.discrimination == pytest.approx(EXCLUDED, abs=1.5e-4)
    assert ((fit.low < fit.discrimination) & (fit.discrimination < fit.high)).all()


def test_an_item_left_open_is_not_wrong(law_school):
    """Who did not answer an item is in neither its share nor its correlation."""
    some = law_school.copy()
    some[:100, 2] = np.nan
    fit = item_statistics(some)
    assert fit.people.tolist() == [1000, 1000, 900, 1000, 1000]
    assert fit.right[2] == law_school[100:, 2].mean()


@pytest.mark.parametrize("answers", [[1, 0, 1], [[1], [0]]])
def test_answers_that_are_no_table(answers):
    with pytest.raises(ValueError, match="two items or more"):
        item_statistics(answers)


def test_items_without_spread_tell_nobody_apart():
    fit = item_statistics([[1, 1, 0], [1, 0, 1], [1, 1, 1], [1, 0, 0]])
    assert np.isnan(fit.discrimination[0])
    assert np.isnan(fit.low[0])


@pytest.mark.parametrize("seed", range(5))
def test_rank_correlation_is_that_of_scipy(seed):
    rng = np.random.default_rng(seed)
    one = rng.integers(0, 6, 12).astype(float)
    other = one + rng.normal(0, 2, 12)
    fit = rank_association(one, other, resamples=20_000)
    peer = stats.spearmanr(one, other)
    assert fit.rho == pytest.approx(peer.statistic, abs=1e-12)
    exact = stats.permutation_test((one,), lambda x: stats.spearmanr(x, other).statistic, permutation_type="pairings",
                                   n_resamples=3000, rng=np.random.default_rng(1))  # fmt: skip
    assert fit.p == pytest.approx(exact.pvalue, abs=0.03)


def test_every_pairing_of_a_few():
    """Of 4! = 24 pairings of four, one is in perfect order and one in perfect disorder."""
    fit = rank_association([1, 2, 3, 4], [10, 20, 30, 40])
    assert (fit.rho, fit.p) == (1.0, pytest.approx(2 / 24))


def test_too_few_or_all_alike():
    assert np.isnan(rank_association([1, 2], [2, 1]).rho)
    alike = rank_association([1, 1, 1, 1], [1, 2, 3, 4])
    assert np.isnan(alike.rho)
    assert np.isnan(alike.p)
    assert alike.pairs == 4
