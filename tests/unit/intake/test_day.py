"""The day that was asked for is a day, and one of the data."""

import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.errors import DataError, ParamsError
from mtss_analysis.intake import asked_day, from_frames

DISTRICT = params.layers().load(params.DistrictParams)
DATA = from_frames({"students": pd.DataFrame({"student_id": ["A"], "school_year": "2024-25", "grade": "2"})})


def test_a_day_of_the_data_is_taken():
    assert asked_day("2025-07-31", DATA, DISTRICT) == pd.Timestamp("2025-07-31")


@pytest.mark.parametrize("written", ["31.7.2025", "2025-02-30", "20250731", ""])
def test_what_is_no_day_is_refused(written):
    with pytest.raises(ParamsError, match=r"expected a day as YYYY-MM-DD\. Write for example"):
        asked_day(written, DATA, DISTRICT)


def test_a_day_outside_the_data_is_refused():
    with pytest.raises(DataError, match=r"2025-08-01 lies in the school year 2025-26; frames holds 2024-25 to 2024-25"):
        asked_day("2025-08-01", DATA, DISTRICT)
