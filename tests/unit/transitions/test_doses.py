"""Sessions belong to the school that gave them, and each to one."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from mtss_analysis.transitions.doses import PARTS, doses
from mtss_analysis.vocabulary import SessionStatus

SESSION = st.tuples(
    st.sampled_from("AB"), st.sampled_from(["S1", "S2", "No data"]), st.sampled_from([str(s) for s in SessionStatus]),
    st.sampled_from([10.0, 30.0, np.nan]),
)  # fmt: skip


@settings(deadline=None)  # a machine may be busy
@given(st.lists(SESSION, min_size=1, max_size=40))
def test_the_schools_doses_add_to_the_whole(rows):
    log = pd.DataFrame(rows, columns=["student_id", "school_id", "status", "minutes"])
    log = log.assign(school_year="2024-25", domain="reading", asked=30.0)
    found, whole = doses(log), doses(log.assign(school_id="All"))
    sums = ["planned", "delivered", "student_absent", "not_held", "not_logged", "minutes_low", "minutes_high"]
    added = found.groupby("student_id")[sums].sum()
    assert np.allclose(added.to_numpy(float), whole.set_index("student_id")[sums].to_numpy(float))
    assert found["planned"].sum() == len(log)


def test_without_sessions_there_is_no_dose():
    assert doses(pd.DataFrame({"status": []}))[PARTS].empty
