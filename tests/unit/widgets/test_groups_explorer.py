"""Groups and delivery: every view of a real school speaks, and what is missing is said in words."""

import pandas as pd
import pytest

from mtss_analysis import intake, params
from mtss_analysis.params import HOME
from mtss_analysis.widgets.desk import Desk, lay_out
from mtss_analysis.widgets.groups_explorer import PERSONNEL, VIEWS, GroupsExplorer


@pytest.fixture(scope="module")
def real():
    return GroupsExplorer(lay_out(HOME / "data_samples" / "district", "S03", "2025-12-01"))


@pytest.mark.parametrize("view", VIEWS.values())
@pytest.mark.parametrize("by", ["intervention", "group_id", "grade", "provider_id"])
def test_every_view_of_every_grouping_speaks(real, view, by):
    real.by.value, real.view.value = by, view
    assert real.message.value == ""
    assert "<svg" in real.figure.value
    assert "<table" in real.table.value
    assert (PERSONNEL in real.words.value) == (by == "provider_id")


def test_counts_add_up_to_the_plans_of_the_school(real):
    real.by.value, real.view.value, real.domain.value = "intervention", "response", "reading"
    plans = real.desk.plans
    assert real.frame["Plans"].sum() == (plans["domain"] == "reading").sum()
    parts = real.frame[["On pace", "Not on pace", "Cannot tell yet"]].sum(axis=1)
    assert parts.tolist() == real.frame["Plans"].tolist()


def test_a_district_without_plans_is_a_sentence(tmp_path):
    schools = pd.DataFrame({"school_id": ["S1"], "name": ["One"]})
    desk = Desk(tmp_path, intake.from_frames({"schools": schools}), params.layers(), pd.Timestamp("2025-12-01"))
    explorer = GroupsExplorer(desk)
    assert "no group to look at" in explorer.message.value
    explorer.view.value = "strip"
    assert "no group to look at" in explorer.message.value
