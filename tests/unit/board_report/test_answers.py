"""Numbers of the report: how they are written and compared."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtss_analysis.board_report.answers import Number


def number(
    value: float, low: float = np.nan, high: float = np.nan, unit: str = "percent", held: bool = False
) -> Number:
    return Number("about", value, low, high, unit, 100.0, "02_screening", "tiers", held)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (number(82.4, 80.2, 84.4), "82 % (80 to 84)"),
        (number(55.0), "55 %"),
        (number(1.118, 1.049, 1.19, "words"), "1.12 (1.05 to 1.19)"),
        (number(np.nan, held=True), "withheld"),
        (number(np.nan), "no data"),
    ],
)
def test_it_is_written_with_its_range(what: Number, said: str) -> None:
    assert what.said() == said


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        (number(82, 80, 84), number(77, 75, 79), "higher"),
        (number(77, 75, 79), number(82, 80, 84), "lower"),
        (number(82, 80, 84), number(79, 78, 80), "alike"),
        (number(82, 80.4, 84), number(79, 78, 79.6), "alike"),  # both are printed as 80
        (number(82), number(77, 75, 79), ""),
        (number(np.nan), number(77, 75, 79), ""),
    ],
)
def test_a_change_is_told_where_the_printed_ranges_part(now: Number, before: Number, change: str) -> None:
    assert now.against(before) == change


@given(st.floats(0, 100), st.floats(0, 20), st.floats(0, 100), st.floats(0, 20))
def test_comparing_the_other_way_round_turns_the_answer(a: float, wide_a: float, b: float, wide_b: float) -> None:
    one, two = number(a, a - wide_a, a + wide_a), number(b, b - wide_b, b + wide_b)
    turned = {"higher": "lower", "lower": "higher", "alike": "alike"}
    assert two.against(one) == turned[one.against(two)]
