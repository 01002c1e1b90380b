"""Dosage of many plans: the sums agree with those of one, and the unknown never narrows a range."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from mtss_analysis.fidelity import dosage
from mtss_analysis.fidelity.ranges import ranges
from mtss_analysis.vocabulary import SessionStatus

STATUS = st.sampled_from([str(kind) for kind in SessionStatus])
LOGS = st.lists(st.tuples(STATUS, st.one_of(st.none(), st.integers(0, 30))), min_size=1, max_size=30)


def table(log, asked=30.0):
    rows = [(status, np.nan if minutes is None else float(minutes)) for status, minutes in log]
    return pd.DataFrame(rows, columns=["status", "minutes"]).assign(plan_id="P", asked=asked)


@settings(deadline=None, max_examples=60)
@given(LOGS)
def test_sums_agree_with_those_of_one_plan(log):
    one, many = dosage(table(log)), ranges(table(log), ["plan_id"]).loc["P"]
    for name in ("held_low", "held_high", "received_low", "received_high", "unlogged"):
        assert np.isclose(many[name], 100 * getattr(one, name))


@settings(deadline=None, max_examples=60)
@given(LOGS)
def test_another_unlogged_session_never_narrows_a_range(log):
    before, after = (ranges(table(each), ["plan_id"]).loc["P"] for each in (log, [*log, ("not_logged", None)]))
    for name in ("held", "received", "minutes"):
        assert after[f"{name}_high"] - after[f"{name}_low"] >= before[f"{name}_high"] - before[f"{name}_low"] - 1e-9
    assert after["minutes_low"] == before["minutes_low"]


def test_minutes_are_unknown_where_the_plan_does_not_say_how_long_a_session_is():
    found = ranges(table([("delivered", 20), ("not_logged", None)], asked=np.nan), ["plan_id"]).loc["P"]
    assert found["minutes_low"] == 20
    assert np.isnan(found["minutes_high"])
    assert np.isnan(found["minutes_planned"])


def test_a_delivered_session_without_minutes_is_open_between_none_and_all():
    found = ranges(table([("delivered", None)]), ["plan_id"]).loc["P"]
    assert (found["minutes_low"], found["minutes_high"]) == (0, 30)
