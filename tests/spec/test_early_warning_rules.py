"""The thresholds of early warning as tables: chronic absence, too few days, bands of referrals, rates."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis.early_warning import EarlyWarningParams
from mtss_analysis.early_warning.absence import chronic
from mtss_analysis.early_warning.calendar import day_of
from mtss_analysis.early_warning.referrals import banded
from mtss_analysis.estimators.event_rates import event_rates
from mtss_analysis.params import layers
from mtss_analysis.vocabulary import NO_DATA

PARAMS = layers().load(EarlyWarningParams)
ABSENCE = [
    # days absent, days enrolled, answer; worked by hand from the definition of EDFacts data group 814
    (18, 180, "yes"),
    (17, 180, "no"),
    (17.5, 175, "yes"),
    (1, 9, "too few days"),
    (0, 180, "no"),
    (9, 90, "yes"),
    (2, 20, "yes"),
    (0, 0, NO_DATA),
    # boundaries of a tenth and of the minimum enrollment
    (17.5, 180, "no"),
    (0.5, 10, "no"),
    (1, 10, "yes"),
    (1, 9.5, "too few days"),
    (0.3, 3, "too few days"),
    (10.1, 101, "yes"),
    (10, 101, "no"),
    (180, 180, "yes"),
    (181, 180, NO_DATA),
]


@pytest.mark.parametrize(("absent", "enrolled", "answer"), ABSENCE)
def test_chronic_absence(absent, enrolled, answer):
    assert chronic([absent], [enrolled], PARAMS.chronic_percent, PARAMS.minimum_days).tolist() == [answer]


@pytest.mark.parametrize(("minimum", "answer"), [(10, "yes"), (30, "yes"), (31, "too few days")])
def test_the_minimum_is_the_districts(minimum, answer):
    assert chronic([3], [30], 10, minimum).tolist() == [answer]


@pytest.mark.parametrize(
    ("referrals", "band"),
    [(0, "0 to 1"), (1, "0 to 1"), (2, "2 to 5"), (5, "2 to 5"), (6, "6 or more"), (40, "6 or more"), (None, NO_DATA)],
)
def test_bands_of_referrals(referrals, band):
    counts = pd.Series([referrals], dtype="float64")
    assert banded(counts, PARAMS.some_referrals, PARAMS.heavy_referrals).tolist() == [band]


@pytest.mark.parametrize(
    ("year", "month_day", "day"),
    [("2024-25", "10-31", "2024-10-31"), ("2024-25", "08-01", "2024-08-01"), ("2024-25", "07-31", "2025-07-31")],
)
def test_days_of_a_school_year(year, month_day, day):
    assert f"{day_of(year, month_day, '08-01'):%Y-%m-%d}" == day


def test_rate_of_412_referrals_of_520_students_in_87_days():
    found = event_rates([412] + [0] * 519, [87] * 520, np.zeros(520, int), 1)
    assert (100 * found.rate).round(6).tolist() == [0.910698]
