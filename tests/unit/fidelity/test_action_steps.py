"""Steps of action plans: overdue only if open, done only if known."""

import pandas as pd
import pytest

from mtss_analysis import fidelity, intake, params

DAY = pd.Timestamp("2025-04-01")


@pytest.fixture(scope="module")
def district():
    return params.layers().load(params.DistrictParams)


def steps(**changed):
    due, status = ["2025-03-01", "2025-03-02", "2025-05-01", ""], ["done", "planned", "under_way", "planned"]
    rows = {"org_id": "1", "step": list("abcd"), "owner_role": "r", "due": due, "status": status}
    return intake.from_frames({"action_items": pd.DataFrame(rows | changed)})


def test_steps_are_overdue_only_after_their_day_and_only_if_open(district):
    counted = fidelity.action_steps(steps(), district, DAY).set_index("school_year").loc["2024-25"]
    assert (counted["steps"], counted["done"], counted["overdue"], counted["done_percent"]) == (3, 1, 1, 50)


def test_steps_whose_standing_is_unknown_are_neither_done_nor_open(district):
    masked = steps()
    items = masked.table("action_items").assign(status=pd.Series(pd.NA, range(4), dtype="str"))
    counted = fidelity.action_steps(masked.with_tables({"action_items": items}), district, DAY)
    assert counted[["done", "planned", "overdue"]].to_numpy().sum() == 0
    assert counted["unknown"].sum() == 4
    assert counted["done_percent"].isna().all()
