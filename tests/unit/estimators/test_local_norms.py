"""Percentiles of one's own students."""

import numpy as np
import pytest

from mtss_analysis.estimators.local_norms import local_norms


def test_percentiles_are_numpys_and_lie_in_their_bands():
    scores = np.random.default_rng(2).normal(80, 20, 300)
    found = local_norms(scores, [10, 50, 90], draws=100)
    assert found.value == pytest.approx(np.percentile(scores, [10, 50, 90]))
    assert (found.low <= found.value).all()
    assert (found.value <= found.high).all()


def test_the_band_narrows_with_students_and_not_with_the_room_for_resamples(monkeypatch):
    scores = np.random.default_rng(2).normal(80, 20, 800)
    few, many = local_norms(scores[:100], [50]), local_norms(scores, [50])
    assert (many.high - many.low)[0] < (few.high - few.low)[0]
    monkeypatch.setattr("mtss_analysis.estimators.local_norms.ROOM", 5000)
    assert np.array_equal(local_norms(scores, [50]).low, many.low)


def test_a_small_group_tells_nothing():
    found = local_norms([1.0] * 49)
    assert (found.why, found.n) == ("too_few", 49)
    assert np.isnan(found.value).all()


@pytest.mark.parametrize("call", [{"percents": [101]}, {"draws": 0}])
def test_wrong_arguments_are_refused(call):
    with pytest.raises(ValueError, match="percents, draws"):
        local_norms(np.arange(100), **call)
