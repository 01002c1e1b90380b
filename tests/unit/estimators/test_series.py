import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtss_analysis.estimators import series as series_module
from mtss_analysis.estimators.series import layout, observations, refuse_unordered, sort_by_series

LENGTHS = st.lists(st.integers(1, 9), min_size=1, max_size=30)


@settings(deadline=None)
@given(LENGTHS, st.integers(1, 40), st.integers(1, 2))
def test_blocks_hold_every_point_of_every_series_once(lengths, room, power):
    codes = np.repeat(np.arange(len(lengths)) * 3, lengths)
    values = np.arange(len(codes), dtype=float)
    found, rows = layout(codes), []
    for block in found.blocks(room, power):
        (points,) = block.take(values)
        row = np.arange(len(lengths))[block.rows]
        assert points.shape == (block.length, len(row))
        assert np.array_equal(points[0], found.starts[row])
        assert np.array_equal(points, points[0] + np.arange(block.length)[:, None])
        assert len(row) == 1 or len(row) * block.length**power <= room
        rows.extend(row)
    assert sorted(rows) == list(range(len(lengths)))
    assert found.n.tolist() == lengths
    assert found.codes.tolist() == (np.arange(len(lengths)) * 3).tolist()


def test_no_rows_are_no_series():
    found = layout([])
    assert len(found.codes) == len(found.n) == len(found.blocks()) == 0


def test_codes_that_decrease_name_the_row_and_the_next_move():
    with pytest.raises(ValueError, match=r"code 2 at row 3 follows code 5.*sort_by_series"):
        layout([1, 5, 5, 2])


def test_codes_that_come_back_are_unsorted_too():
    with pytest.raises(ValueError, match="code 1 at row 2 follows code 2"):
        layout([1, 2, 1])


@pytest.mark.parametrize("codes", [[0.0, 1.0], ["a", "b"], [[1, 2]], 3])
def test_codes_must_be_a_line_of_whole_numbers(codes):
    with pytest.raises(ValueError, match="expected one dimension of whole numbers"):
        layout(codes)


def test_unsigned_codes_are_compared_without_wrapping():
    with pytest.raises(ValueError, match="never decrease"):
        layout(np.array([5, 2], dtype=np.uint8))


def test_lengths_must_agree():
    with pytest.raises(ValueError, match=r"lengths \(2,\), \(3,\) and \(3,\)"):
        observations([0, 1], [1, 2, 3], [0, 0, 0])


def test_dropping_keeps_a_series_that_loses_every_point():
    data = observations([0, 1, 0, 1, np.nan], [1, np.nan, np.nan, np.nan, 3], [4, 4, 6, 6, 7], "drop")
    assert data.layout.codes.tolist() == [4, 6, 7]
    assert data.layout.n.tolist() == [1, 0, 0]
    assert data.score.tolist() == [1.0]


def test_unknown_way_with_missing_values():
    with pytest.raises(ValueError, match='got "skip", expected "raise" or "drop"'):
        observations([0], [1], [0], "skip")


def test_time_may_fall_between_series_but_not_inside_one():
    refuse_unordered(observations([5, 6, 0, 1], [1, 1, 1, 1], [1, 1, 2, 2]))
    with pytest.raises(ValueError, match=r"row 3 holds 0.0 after 1.0 in the same series.*sort_by_series"):
        refuse_unordered(observations([5, 6, 1, 0], [1, 1, 1, 1], [1, 1, 2, 2]))


def test_order_check_copes_with_emptied_series():
    data = observations([5, 6, 0, 1], [1, 1, np.nan, np.nan], [1, 1, 2, 2], "drop")
    refuse_unordered(data)
    assert data.layout.n.tolist() == [2, 0]


def test_sorting_goes_by_series_then_time_and_keeps_ties_in_order():
    time, score, codes = sort_by_series([2, 1, 1, 0], [9, 7, 8, 1], [5, 5, 5, 3])
    assert codes.tolist() == [3, 5, 5, 5]
    assert time.tolist() == [0, 1, 1, 2]
    assert score.tolist() == [1, 7, 8, 9]


def test_infinite_values_are_refused_by_place():
    data = observations([0, 1], [1, np.inf], [0, 0])
    with pytest.raises(ValueError, match='score: row 1 holds "inf"'):
        series_module.require_finite(data)
