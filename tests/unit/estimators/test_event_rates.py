"""Rates of events that repeat within students: exact where they are Poisson, wider where they are not."""

import numpy as np
import pytest
from scipy import stats

from mtss_analysis.estimators.event_rates import event_rates


def test_equal_students_get_garwoods_interval():
    found = event_rates([1] * 10, [20.0] * 10, [0] * 10, 1)
    wanted = np.array([stats.chi2.ppf(0.025, 20), stats.chi2.ppf(0.975, 22)]) / 2 / 200
    assert np.allclose([found.low[0], found.high[0]], wanted)
    assert found.dispersion.tolist() == [1.0]


def test_one_student_with_all_events_widens_the_interval():
    equal, one = (event_rates(events, [20.0] * 10, [0] * 10, 1) for events in ([1] * 10, [10] + [0] * 9))
    assert one.dispersion[0] == pytest.approx(10.0)
    assert one.low[0] < equal.low[0] < equal.high[0] < one.high[0]


def test_no_event_has_an_upper_end_and_no_exposure_is_no_data():
    found = event_rates([0, 0], [100.0, 0.0], [0, 1], 2)
    assert (found.rate[0], found.low[0]) == (0, 0)
    assert found.high[0] == pytest.approx(-np.log(0.025) / 100)
    assert np.isnan([found.rate[1], found.low[1], found.high[1]]).all()


@pytest.mark.parametrize(("events", "days"), [([1.0], [0.0]), ([-1.0], [5.0]), ([np.nan], [5.0])])
def test_what_cannot_be_counted_is_refused(events, days):
    with pytest.raises(ValueError, match="entry 0 has"):
        event_rates(events, days, [0], 1)
