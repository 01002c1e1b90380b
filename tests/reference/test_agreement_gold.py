"""Agreement and reliability against irr 0.84.1, psych 2.2.9, vcd, lavaan 0.6.14 and published tables.

Ratings typed in are published: six targets by four judges (Shrout and Fleiss 1979, Psychological Bulletin 86), twelve
units by four coders (Krippendorff 2011, Computing Krippendorff's alpha-reliability), 91 couples (Hout, Duncan and Sobel
1987, Sociological Methodology 17). Covariances stand for the data that gave them: R's `attitude` (Chatterjee and Price
1977) times 870, and the nine tests of Holzinger and Swineford (1939).
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mtss_analysis.estimators import agreement

GOLD = Path(__file__).parent / "gold"
RATINGS = pd.read_csv(GOLD / "ratings.csv")[["r1", "r2", "r3"]].to_numpy(np.float64)
EXPECTED = json.loads((GOLD / "agreement.json").read_text())["agreement"]
FORMS = (
    "one_single", "agreement_single", "consistency_single", "one_mean", "agreement_mean", "consistency_mean"
)  # fmt: skip

JUDGES = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
NAN = float("nan")
CODERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
    [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
]
COUPLES = [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]
ATTITUDE = [
    [128909, 116388, 55214, 77521, 64979, 16393, 16898],
    [116388, 154236, 79128, 81132, 80598, 21516, 26766],
    [55214, 79128, 130244, 61636, 49304, 15508, 37598],
    [77521, 81132, 61636, 119849, 67981, 11717, 55852],
    [64979, 80598, 49304, 67981, 94049, 33733, 53438],
    [16393, 21516, 15508, 11717, 33733, 85181, 25096],
    [16898, 26766, 37598, 55852, 53438, 25096, 92096],
]
VISUAL = [
    [1.3583698455127, 0.4073713301527, 0.5798993223437],
    [0.4073713301527, 1.3817838655202, 0.4510639369326],
    [0.5798993223437, 0.4510639369326, 1.2748648607631],
]
TEXTUAL = [
    [1.3506645078585, 1.0977527815731, 0.8955157093986],
    [1.0977527815731, 1.6597857639540, 1.0145240421163],
    [0.8955157093986, 1.0145240421163, 1.1963583780260],
]
SPEED = [
    [1.1831394643264, 0.5352452212484, 0.3732972192427],
    [0.5352452212484, 1.0219828147592, 0.4573165597764],
    [0.3732972192427, 0.4573165597764, 1.0150038699597],
]


def with_covariance(covariance, n, ddof=0):
    """Scores of n respondents that have exactly this covariance."""
    matrix = np.asarray(covariance, np.float64)
    drawn = np.random.default_rng(1).normal(size=(n, len(matrix)))
    white, _ = np.linalg.qr(drawn - drawn.mean(axis=0))
    return white @ np.linalg.cholesky(matrix).T * np.sqrt(n - ddof)


def pairs(table):
    counts = np.asarray(table)
    rows, columns = np.indices(counts.shape)
    return np.repeat(rows.ravel(), counts.ravel()), np.repeat(columns.ravel(), counts.ravel())


def test_two_raters_of_the_sample():
    first, second = RATINGS[:, 0], RATINGS[:, 1]
    assert 100 * agreement.percent_agreement(first, second).share == pytest.approx(EXPECTED["percent"], abs=1e-8)
    for weights, name in (("none", "kappa"), ("linear", "kappa_linear"), ("squared", "kappa_quadratic")):
        found = agreement.kappa(first, second, range(4), weights)
        assert found.kappa == pytest.approx(EXPECTED[name], abs=1e-8)


def test_intraclass_correlations_of_the_sample():
    found = agreement.icc(RATINGS[~np.isnan(RATINGS).any(axis=1)])
    for name, row in zip(FORMS, EXPECTED["icc"], strict=True):
        form = getattr(found, name)
        told = row["ICC"], row["lower bound"], row["upper bound"]
        assert (form.estimate, form.low, form.high) == pytest.approx(told, abs=1e-8)


@pytest.mark.parametrize("level", ["ordinal", "interval"])
def test_krippendorff_of_the_sample(level):
    found = agreement.krippendorff(RATINGS.T, level, draws=100)
    assert found.alpha == pytest.approx(EXPECTED[f"kripp_{level}"], abs=1e-8)
    assert (found.units, found.raters) == (80, 3)


def test_six_targets_by_four_judges():
    found = agreement.icc(JUDGES)
    squares = found.mean_squares
    assert (squares.targets, squares.raters, squares.rest) == pytest.approx((11.241667, 32.486111, 1.019444), abs=1e-6)
    psych = (
        (0.165741768, -0.132932325, 0.722560062), (0.289763780, 0.018786513, 0.761084369),
        (0.714840715, 0.342464765, 0.945858256), (0.442797134, -0.884442155, 0.912415420),
        (0.620050548, 0.071136815, 0.927232040), (0.909315542, 0.675674714, 0.985891678),
    )  # fmt: skip
    for name, told in zip(FORMS, psych, strict=True):
        form = getattr(found, name)
        assert (form.estimate, form.low, form.high) == pytest.approx(told, abs=1e-8)


@pytest.mark.parametrize(
    ("level", "alpha"),
    [("nominal", 0.743421053), ("ordinal", 0.815387504), ("interval", 0.849107143), ("ratio", 0.797402775)],
)
def test_twelve_units_by_four_coders(level, alpha):
    found = agreement.krippendorff(CODERS, level, draws=200)
    assert found.alpha == pytest.approx(alpha, abs=1e-8)
    assert (found.units, found.raters) == (11, 4)  # one unit has a single rating


@pytest.mark.parametrize(
    ("weights", "kappa", "se", "low", "high"),
    [
        ("none", 0.129330254, 0.068598532, -0.005120399, 0.263780907),
        ("linear", 0.237380628, 0.078316335, 0.083883432, 0.390877823),
        ("squared", 0.332045586, 0.097297522, None, None),
    ],
)
def test_couples(weights, kappa, se, low, high):
    found = agreement.kappa(*pairs(COUPLES), range(4), weights)
    assert (found.kappa, found.se, found.n) == pytest.approx((kappa, se, 91), abs=1e-8)
    if low is not None:
        assert (found.low, found.high) == pytest.approx((low, high), abs=1e-8)


def test_alpha_of_attitude():
    found = agreement.cronbach(with_covariance(np.asarray(ATTITUDE) / 870, 30, ddof=1))
    assert found.alpha == pytest.approx(0.843142770, abs=1e-8)
    assert (found.low, found.high) == pytest.approx((0.739375686, 0.915773072), abs=1e-8)
    assert found.standardized == pytest.approx(0.839083803, abs=1e-8)


@pytest.mark.parametrize(
    ("covariance", "omega", "alpha", "loadings", "own"),
    [
        (VISUAL, 0.632553156, 0.626117132, (0.723690, 0.562909, 0.801309), (0.834643, 1.064918, 0.632768)),
        (TEXTUAL, 0.885880924, 0.882706913, (0.984368, 1.115185, 0.909736), (0.381683, 0.416149, 0.368738)),
        (SPEED, 0.696135287, 0.688455023, (0.660990, 0.809762, 0.564754), (0.746231, 0.366268, 0.696057)),
    ],
)
def test_omega_of_the_tests_of_1939(covariance, omega, alpha, loadings, own):
    scores = with_covariance(covariance, 301)
    found = agreement.omega(scores)
    assert found.converged
    assert found.omega == pytest.approx(omega, abs=1e-6)
    assert found.loadings == pytest.approx(np.array(loadings), abs=1e-5)
    assert found.uniquenesses == pytest.approx(np.array(own), abs=1e-5)
    assert agreement.cronbach(scores).alpha == pytest.approx(alpha, abs=1e-8)
