import numpy as np
import pandas as pd

from mtss_analysis.reporting import group_rows
from mtss_analysis.reporting.tabulate import WITHHELD


def table():
    rows = [
        ("maze", "All", 300.0, 0.4),
        ("maze", "S01", 4.0, np.nan),
        ("fluency", "All", 300.0, np.nan),
        ("fluency", "S01", 40.0, np.nan),
    ]
    frame = pd.DataFrame(rows, columns=["measure", "school_id", "n", "slope"])
    return frame.assign(school_year="2025-26", low=frame["slope"] - 0.1, high=frame["slope"] + 0.1)


def test_a_missing_slope_says_whether_students_are_few_or_nobody_has_a_model():
    frame = table()
    told = group_rows.spans(frame, "slope", "low", "high", frame)
    assert told == ["0.40 (0.30 to 0.50)", group_rows.TOO_FEW, group_rows.NO_MODEL, group_rows.NO_MODEL]


def test_what_is_withheld_stays_withheld_whatever_the_model():
    frame = table().assign(suppressed=[False, True, True, False])
    assert group_rows.missing(frame, frame)[1:3] == [WITHHELD, WITHHELD]
