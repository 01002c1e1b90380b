import math

import pandas as pd

from mtss_analysis.fidelity import dosage


def log(**counts):
    return pd.DataFrame({"status": [name for name, count in counts.items() for _ in range(count)]})


def test_an_absent_student_does_not_make_a_session_unheld():
    found = dosage(log(delivered=6, student_absent=2, not_held=2))
    assert (found.planned, found.held_low, found.held_high) == (10, 0.8, 0.8)
    assert found.received_low == found.received_high == 0.6


def test_unlogged_sessions_widen_both_ranges_and_are_said():
    found = dosage(log(delivered=5, not_held=1, not_logged=4))
    assert (found.held_low, found.held_high, found.unlogged) == (0.5, 0.9, 0.4)
    assert (found.received_low, found.received_high) == (0.5, 0.9)


def test_without_a_session_there_is_no_share():
    found = dosage(log().astype("object").reindex(columns=["status"]))
    assert found.planned == 0
    assert all(math.isnan(value) for value in (found.held_low, found.held_high, found.received_low, found.unlogged))
