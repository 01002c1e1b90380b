"""Points of points possible, whatever does not apply; criteria, stages and versions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mtss_analysis import params
from mtss_analysis.fidelity.scoring import UNKNOWN, converted, passes, score, smallest_passing, stage
from mtss_analysis.params import Instrument

SMALL = {
    "instrument": "small", "version": "1", "label": "Small", "published": "2026", "source": "a test",
    "license": "ours", "scale": {0: "no", 1: "some", 2: "yes"},
    "sections": {"a": {"label": "A", "criterion": 70}, "b": {"label": "B"}},
    "subscales": {"x": {"label": "X", "section": "a"}, "y": {"label": "Y", "section": "b"}},
    "items": [{"number": str(n), "subscale": "x" if n < 4 else "y", "lesson": "l"} for n in range(1, 6)],
    "stages": [{"label": "Begun", "total": 30}, {"label": "There", "total": 70, "every_section": 60}],
}  # fmt: skip


@pytest.fixture
def small():
    return Instrument.model_validate(SMALL)


def ratings(rows=4, items=6):
    rating = st.one_of(st.integers(0, 3).map(float), st.just(float("nan")))
    return arrays(np.float64, (rows, items), elements=rating)


def test_items_that_do_not_apply_leave_points_and_points_possible():
    found = score([[2, 0, np.nan, 1]], 2, 0.5)
    assert (found.points[0], found.possible[0], found.left_out[0]) == (3, 6, 1)
    assert found.percent[0] == 50


@given(ratings())
def test_an_item_that_does_not_apply_never_changes_the_percent(table):
    before = score(table, 3, 0.99)
    after = score(np.column_stack([table, np.full(len(table), np.nan)]), 3, 0.99)
    told = ~np.isnan(before.percent) & ~np.isnan(after.percent)
    assert np.array_equal(before.percent[told], after.percent[told])
    assert (after.left_out == before.left_out + 1).all()
    assert np.array_equal(before.points, after.points)


@given(ratings(), st.permutations(range(4)), st.permutations(range(6)))
def test_the_order_of_raters_and_items_changes_nothing(table, raters, items):
    raters, items = list(raters), list(items)
    before, after = score(table, 3, 0.5), score(table[raters][:, items], 3, 0.5)
    assert np.array_equal(before.percent[raters], after.percent, equal_nan=True)


@pytest.mark.parametrize(("missing", "told"), [(1, True), (2, False), (4, False)])
def test_with_too_many_items_left_out_no_percent_is_told(missing, told):
    found = score([[2.0] * (4 - missing) + [np.nan] * missing], 2, 0.25)
    assert np.isfinite(found.percent[0]) == told
    assert found.left_out[0] == missing


def test_nothing_rated_is_no_zero():
    assert np.isnan(score([[np.nan, np.nan]], 2, 0.99).percent[0])
    assert len(score(np.empty((0, 3)), 2, 0.5).percent) == 0


def test_a_list_of_ratings_is_refused():
    with pytest.raises(ValueError, match="got 1 dimensions, expected 2, raters and items"):
        score([1, 2], 2, 0.5)


@pytest.mark.parametrize("criterion", [0.1, 7.0, 28.7, 35.0, 55.0, 57.0, 70.0, 80.0, 100.0])
@pytest.mark.parametrize("items", [1, 7, 13, 15, 17, 20])
def test_the_smallest_passing_total_passes_and_one_less_does_not(criterion, items):
    one = {
        "sections": {"a": {"label": "A", "criterion": criterion}},
        "subscales": {"x": {"label": "X", "section": "a"}},
    }
    numbered = [{"number": str(n + 1), "subscale": "x", "lesson": "l"} for n in range(items)]
    least = smallest_passing(Instrument.model_validate(SMALL | one | {"items": numbered, "stages": []}), "a")
    assert passes(100 * least / (2 * items), criterion)
    assert not passes(100 * (least - 1) / (2 * items), criterion)


@pytest.mark.parametrize("section", ["b", "c"])
def test_a_section_without_a_criterion_has_no_passing_total(small, section):
    with pytest.raises(ValueError, match=f'Small: section "{section}" has no criterion, expected one of a'):
        smallest_passing(small, section)


@pytest.mark.parametrize(
    ("total", "sections", "expected"),
    [(20, [20, 20], ""), (30, [60, 0], "Begun"), (80, [100, 59], "Begun"), (80, [100, 60], "There"),
     (80, [100, np.nan], UNKNOWN)],
)  # fmt: skip
def test_a_stage_asks_for_the_total_and_for_every_section(small, total, sections, expected):
    assert stage(small, float(total), dict(zip("ab", map(float, sections), strict=True))) == expected


def test_an_instrument_without_stages_has_none():
    assert stage(Instrument.model_validate(SMALL | {"stages": []}), 90.0, {"a": 90.0}) == ""


@pytest.mark.parametrize(
    ("section", "percent", "expected"),
    [("tier1", 80, 51.77), ("tier2", 80, 49.5), ("tier3", 80, 53.7), ("tier1", 5, 0.0), ("whole", 80, np.nan)],
)
def test_published_conversion_of_an_older_version(section, percent, expected):
    new = params.instruments(params.layers())["swpbis_tfi", "3.0"]
    found = converted(new, "2.1", section, float(percent))
    assert found == pytest.approx(expected, nan_ok=True)
