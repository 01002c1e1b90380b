from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from mtss_analysis.effects import losses
from mtss_analysis.effects.arms import arms
from mtss_analysis.effects.growth_contrast import NOT_GIVEN, OTHERS
from mtss_analysis.effects.trial_students import Trial, students
from mtss_analysis.estimators import contrasts
from mtss_analysis.params import HOME, DistrictParams, layers

DISTRICT = layers(HOME / "data_samples" / "district").load(DistrictParams)
PLACE = {"domain": "reading", "measure": "maze", "intervention": "Group"}


def pair(district, against=OTHERS, absent=frozenset(), **lost):
    series, _, chosen = district()
    few = series["plan_id"].map(chosen).map(lost).fillna(0) > np.arange(len(series)) // 3
    series["enough"] = ~few
    judged = pd.DataFrame([{**PLACE, "against": against, "comparison": 60}])
    return next(arms(judged, series, chosen, absent, 20))


def test_students_with_a_plan_and_too_few_scores_are_lost(district):
    row = losses.losses([pair(district, Group=6)]).iloc[0]
    expected = contrasts.sample_attrition([1] * 60 + [0] * 120, [0] * 6 + [1] * 174)
    assert (row["assigned_served"], row["kept_served"]) == (60, 54)
    assert (row["assigned_comparison"], row["kept_comparison"]) == (120, 120)
    assert row["differential"] == pytest.approx(10.0)
    assert row["level"] == expected.level == "low_if_optimistic"


def test_who_joined_is_no_question_where_each_plan_is_its_own_assignment(district):
    assert losses.losses([pair(district)])["joined"].isna().all()


def test_support_not_delivered_is_the_only_comparison_where_there_is_one(district):
    found = pair(district, against=NOT_GIVEN, absent=frozenset({"Never given"}))
    assert set(found.rows["intervention"]) == {"Group", "Never given"}


def test_a_student_with_plans_of_both_arms_is_a_student_of_both_once(district):
    series, _, chosen = district()
    series["student_id"] = [f"S{number // 3}" for number in range(len(series))]
    judged = pd.DataFrame([{**PLACE, "against": OTHERS, "comparison": 60}])
    found = next(arms(judged, series, chosen, frozenset(), 20))
    assert found.rows.groupby("served")["student_id"].nunique().tolist() == [60, 60]
    assert len(found.rows) == 120


def trial(**given):
    names = {"name": "Pilot", "column": "arm", "served": "a", "comparison": "b", "measures": ("maze",)}
    return Trial(**names, cluster="room", **given)


@pytest.fixture
def dataset():
    ids = [f"S{number}" for number in range(80)]
    day = pd.Timestamp("2025-08-20")
    tables = {
        "students": pd.DataFrame({
            "student_id": ids, "school_year": "2025-26", "grade": "3", "arm": ["a", "b"] * 40,
            "room": [f"R{number % 8}" for number in range(80)],
        }),
        "scores": pd.DataFrame({
            "student_id": ids[8:], "measure": "maze", "purpose": "outcome", "score": 1.0,
            "date": pd.Timestamp("2026-05-01"),
        }),
        "enrollments": pd.DataFrame({
            "student_id": ids, "school_id": "H1", "enrolled_to": pd.NaT,
            "enrolled_from": [day] * 70 + [pd.Timestamp("2025-11-03")] * 10,
        }),
    }  # fmt: skip
    return SimpleNamespace(table=tables.__getitem__)


def test_where_nobody_wrote_down_the_day_attrition_is_no_number(dataset):
    _, everyone = students(dataset, trial(), "maze", DISTRICT)
    lost, row = losses.of_trial(everyone, PLACE, "b")
    assert not lost.complete
    assert lost.joined is None
    assert np.isnan([row["overall"], row["differential"], row["joined"]]).all()
    assert row["said"].startswith("The file does not show who was assigned")
    assert "10.0 % have no score" in row["said"]


def test_with_the_day_of_assignment_losses_and_joiners_are_told(dataset):
    _, everyone = students(dataset, trial(assigned_on="2025-09-01"), "maze", DISTRICT)
    lost, row = losses.of_trial(everyone, PLACE, "b")
    assert (row["assigned_served"], row["assigned_comparison"], row["joined"]) == (35, 35, 10)
    assert row["overall"] == pytest.approx(100 * 8 / 70)
    assert lost.complete
    assert lost.joined == 10
    assert "Of 8 units that were assigned, 8 have outcomes." in row["said"]


def test_an_arm_of_joiners_alone_is_no_trial(dataset):
    _, everyone = students(dataset, trial(assigned_on="2025-09-01"), "maze", DISTRICT)
    lost, row = losses.of_trial(everyone.assign(joined=everyone["served"]), PLACE, "b")
    assert lost is None
    assert row["said"] == losses.NOBODY
