"""Risk ratios beside published counts and hand tables.

Counts of New Jersey, Minnesota and Delaware: US Department of Education, IDEA section 618, Part B Child Count and
Educational Environments 2017-18, ages 6 to 21, inside a regular class under 40 percent of the day (public domain).
Hand tables: epitools and epiR in R 4.4 (Katz's interval).
"""

import numpy as np
import pytest

from mtss_analysis.estimators.risk_ratios import risk_ratios


@pytest.mark.parametrize(
    ("counts", "ratio", "low", "high"),
    [
        ((40, 200, 100, 1000), 2.0, 1.432437, 2.792443),
        ((12, 60, 45, 900), 4.0, 2.238061, 7.149047),
        ((3, 25, 20, 400), 2.4, 0.764314, 7.536169),
        ((8271, 37705, 23905, 180627), 1.657498, 1.620774, 1.695054),
        ((25, 571, 731, 11561), 0.692439644370761, 0.468969234020889, 1.02239683611089),
        ((2, 18, 754, 12114), 1.78514588859416, 0.48240587339763, 6.60594329235691),
    ],
)
def test_ratio_and_interval(counts: tuple[int, ...], ratio: float, low: float, high: float) -> None:
    found = risk_ratios(*counts)
    assert found.ratio == pytest.approx(ratio, abs=1e-6)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))


@pytest.mark.parametrize(
    ("counts", "ratio"), [((2729, 14743, 9201, 104057), 2.0934), ((8271, 37705, 23905, 180627), 1.657498)]
)
def test_ratios_of_states(counts: tuple[int, ...], ratio: float) -> None:
    assert risk_ratios(*counts).ratio == pytest.approx(ratio, abs=5e-5)


def test_difference_of_new_jersey() -> None:
    found = risk_ratios(8271, 37705, 23905, 180627)
    assert found.difference == pytest.approx(0.087016, abs=1e-6)
    assert found.difference_low < 0.087016 < found.difference_high


def test_difference_has_newcombes_interval() -> None:
    # Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10: 56/70 less 48/80.
    found = risk_ratios(56, 70, 48, 80)
    ends = np.round([found.difference_low, found.difference_high], 4)
    assert ends.tolist() == [0.0524, 0.3339]
