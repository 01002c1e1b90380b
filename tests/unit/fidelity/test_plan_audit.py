"""Parts, questions and counts of plans, on few plans; what is not there is never counted as in order."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtss_analysis.fidelity import PlanAuditParams, audit_plans, plan_parts
from mtss_analysis.fidelity.plan_cautions import incomplete
from mtss_analysis.intake import from_frames
from mtss_analysis.params import DistrictParams, InterventionsParams, MeasuresParams, layers
from mtss_analysis.privacy import PrivacyParams, release
from mtss_analysis.vocabulary import TOTAL
from tests.unit.fidelity.conftest import STUDENTS, plan

COLUMNS = [column for _, columns in plan_parts.PARTS.values() for column in columns]
FULL = {
    "need": "slow", "intervention": "Repeated reading", "start": "2024-10-07", "sessions_per_week": 3.0,
    "minutes_per_session": 30.0, "measure": "oral_reading_fluency", "baseline": 40.0, "goal": 60.0,
    "goal_date": "2025-02-24", "provider_id": "STF-1", "review_by": "2024-12-02",
}  # fmt: skip


def audit(frames, **changed):
    settings = layers()
    rules = settings.load(PlanAuditParams).model_copy(update=changed)
    kinds = (InterventionsParams, MeasuresParams)
    return audit_plans(
        from_frames(frames), *map(settings.load, kinds), rules, settings.load(DistrictParams)
    )  # fmt: skip


@given(st.lists(st.booleans(), min_size=len(COLUMNS), max_size=len(COLUMNS)), st.sampled_from(COLUMNS))
def test_adding_a_part_never_lowers_completeness(there, added):
    before = {name: FULL[name] if known else None for name, known in zip(COLUMNS, there, strict=True)}
    plans = pd.DataFrame([before, before | {added: FULL[added]}]).assign(kind="student")
    low, high = plan_parts.completeness(plan_parts.parts(plans, {"Repeated reading"}))
    assert 0 <= low <= high <= 100


def test_students_are_counted_once_by_their_latest_plan_and_answers_sum_up(frames):
    later = plan("P9", STUDENTS[0], start="2024-12-02", need="slow")
    frames["interventions"] = pd.concat([frames["interventions"], pd.DataFrame([later])], ignore_index=True)
    counts = audit(frames).tables["plan_parts"].frame
    need = counts[(counts["part"] == "the need in words") & (counts["school_id"] == TOTAL)].set_index("answer")
    assert need["n"].to_dict() == {"yes": 1, "no": 2, "cannot tell": 0, TOTAL: 3}
    assert need.loc["no", "percent"] == pytest.approx(200 / 3)
    each = counts[counts["answer"] != TOTAL].groupby(["part", "school_id"])["n"].sum()
    assert set(each.unstack()[TOTAL]) == {3}


def test_a_plan_of_many_is_not_counted_as_a_student_but_audited(frames):
    many = plan("P9", None, org_id="B", group_id=None, tier=1, intervention="Greeting")
    frames["interventions"] = pd.concat([frames["interventions"], pd.DataFrame([many])], ignore_index=True)
    found = audit(frames)
    row = found.tables["audit"].frame.set_index("plan_id").loc["P9"]
    assert (row["kind"], row["school_id"], row["grade"], row["has_schedule"]) == ("school", "B", "", "does not apply")
    counts = found.tables["plan_parts"].frame
    assert counts.loc[counts["school_id"] == TOTAL, "students"].max() == 3


def test_a_school_is_named_from_the_share_and_number_on(frames):
    said = [each for each in incomplete(audit(frames, fewest_plans=2)) if each.code == "plans_incomplete"]
    assert [each.school for each in said] == ["A"]  # two plans; school B has one
    assert "100 % of students' plans lack a part" in said[0].sentence
    assert "SYN" not in said[0].sentence
    assert [each.school for each in incomplete(audit(frames, fewest_plans=3)) if each.school] == []


def test_without_plans_the_tables_are_empty(frames):
    frames["interventions"] = frames["interventions"].iloc[:0]
    assert [len(table.frame) for table in audit(frames).tables.values()] == [0, 0]


def test_a_plan_without_a_first_day_is_audited_and_one_that_begins_later_is_not(frames):
    odd = [plan("P8", STUDENTS[3], start=None), plan("P9", STUDENTS[3], start="2025-03-03")]
    frames["interventions"] = pd.concat([frames["interventions"], pd.DataFrame(odd)], ignore_index=True)
    found = audit(frames, as_of=date(2024, 12, 31)).tables["audit"].frame.set_index("plan_id")
    assert "P9" not in found.index
    assert found.loc["P8", "has_start"] == "missing"
    assert found.loc["P8", "goal_day"] == "cannot tell"


def test_what_is_released_of_plans_hides_small_counts(frames, look):
    result = look(frames)
    tables = {**result.tables, **audit(frames).tables}
    given_ = type(result)(params=result.params, tables=tables, cautions=(), provenance=result.provenance)
    shown = release(given_, layers().load(PrivacyParams)).tables
    assert "audit" not in shown
    known = shown["plan_parts"].frame
    assert not (known["n"].dropna().between(1, 9)).any()
    assert np.isnan(known.loc[known["suppressed"], "percent"]).all()
