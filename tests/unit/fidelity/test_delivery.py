"""From the records to the tables of the page, on a district that can be counted by eye."""

import pandas as pd
import pytest

from mtss_analysis.privacy import PrivacyParams, release
from mtss_analysis.vocabulary import TOTAL
from tests.unit.fidelity.conftest import MONDAYS, STUDENTS, plan, probes, rated, sessions


def frame(result, name):
    return result.tables[name].frame


def flags(*rows):
    columns = ["student_id", "school_id", "date", "support"]
    found = pd.DataFrame(rows, columns=columns).assign(grade="2", school_year="2024-25", domain="reading")
    return found.assign(date=pd.to_datetime(found["date"]).astype("datetime64[us]"))


def test_what_follows_for_each_intervention(frames, look):
    result = look(frames)
    told = frame(result, "schools").set_index(["intervention", "school_id"])
    assert told.loc[("Group", "A"), ["held_low", "held_high", "received_low"]].tolist() == [100, 100, 90]
    assert told.loc[("Other", TOTAL), ["held_low", "held_high"]].tolist() == [0, 10]
    assert told.loc[("Group", "B"), ["held_low", "held_high"]].tolist() == [50, 100]
    assert told["standing"].to_dict() == {
        ("Group", TOTAL): "unknown", ("Group", "A"): "delivered", ("Group", "B"): "unknown",
        ("Other", TOTAL): "not_delivered", ("Other", "A"): "not_delivered",
    }  # fmt: skip
    assert "Other: not delivered" in result.summary().headline


def test_a_report_about_oneself_does_not_settle_how_it_went(frames, look):
    frames["fidelity_checks"] = rated("P1", 1.0, source="self_report", days=8)
    told = frame(look(frames), "schools").set_index(["intervention", "school_id"])
    assert told.loc[("Group", "A"), "standing"] == "held"
    assert told.loc[("Group", "A"), "observed"] == 0
    assert "not_observed" in {caution.code for caution in look(frames).cautions}


def test_observers_who_saw_little_say_not_as_designed(frames, look):
    frames["fidelity_checks"] = rated("P1", 0.4, days=8)
    found = look(frames)
    told = frame(found, "schools").set_index(["intervention", "school_id"])
    assert told.loc[("Group", "A"), "standing"] == "not_as_designed"
    assert {c.school for c in found.cautions if c.code == "not_as_designed"} == {"A"}


def test_dimensions_are_told_for_each_plan_provider_and_group(frames, look):
    frames["fidelity_checks"] = pd.concat([rated("P1", 0.5, days=2), rated("P3", 1.0), rated("P3", 0.8, "self_report")])
    told = frame(look(frames), "rated").set_index(["by", "who", "source"])
    assert told.loc[("plan", "P1", "observation"), ["deliveries", "mean"]].tolist() == [2, 50]
    assert told.loc[("provider", "STF-1", "observation"), ["plans", "mean"]].tolist() == [2, 75]
    assert told.loc[("group", "G1", "self report"), "mean"] == 80
    assert ("plan", "P2", "observation") not in told.index


def test_minutes_lie_between_those_on_record_and_those_possible(frames, look):
    told = frame(look(frames), "plans").set_index("plan_id")
    assert told.loc["P1", ["minutes_planned", "minutes_low", "minutes_high"]].tolist() == [300, 225, 225]
    assert told.loc["P3", ["minutes_low", "minutes_high"]].tolist() == [125, 275]


def test_sessions_of_a_mover_count_for_the_school_that_gave_them(frames, look):
    stays = frames["enrollments"]
    days = {"enrolled_from": ["2024-08-15", "2024-11-04"], "enrolled_to": ["2024-11-03", None]}
    moved = pd.DataFrame({"student_id": [STUDENTS[0]] * 2, "school_id": ["A", "B"]} | days)
    frames["enrollments"] = pd.concat([stays[stays["student_id"] != STUDENTS[0]], moved])
    told = frame(look(frames), "schools").set_index(["intervention", "school_id"])
    assert told.loc[("Group", "A"), "planned"] == 4
    assert told.loc[("Group", "B"), "planned"] == 16


def test_reasons_are_counted_with_those_nobody_wrote_down(frames, look):
    frames["sessions"].loc[frames["sessions"]["plan_id"] == "P2", "not_held_reason"] = ["bus late"] + [None] * 9
    told = frame(look(frames), "reasons")
    district = told[told["school_id"] == TOTAL].set_index("reason")["sessions"]
    assert district.to_dict() == {"bus late": 1, "no reason on record": 8}


def test_who_waits_since_the_first_flag_of_an_unbroken_run(frames, look):
    told = flags(
        (STUDENTS[3], "B", "2024-09-02", "Tier 2"), (STUDENTS[3], "B", "2024-10-21", "Tier 3"),
        (STUDENTS[4], "B", "2024-09-02", "Tier 2"), (STUDENTS[4], "B", "2024-10-21", "Tier 1"),
        (STUDENTS[5], "B", "2024-09-02", "Tier 1"), (STUDENTS[5], "B", "2024-10-21", "Tier 2"),
        (STUDENTS[0], "A", "2024-10-21", "Tier 2"),
    )  # fmt: skip
    result = look(frames, told)
    work = frame(result, "work")
    waiting = work[work["what"] == "waits for support"].set_index("student_id")
    assert waiting["since"].dt.strftime("%m-%d").to_dict() == {STUDENTS[3]: "09-02", STUDENTS[5]: "10-21"}
    assert waiting["support"].to_dict() == {STUDENTS[3]: "Tier 3", STUDENTS[5]: "Tier 2"}
    service = frame(result, "service")
    served = service[(service["question"].str.startswith("score")) & (service["school_id"] == TOTAL)]
    assert served.set_index("answer")["n"].to_dict() == {"yes": 1, "no": 2, TOTAL: 3}


def test_support_that_nobody_monitors_is_listed_and_what_is_new_is_not(frames, look):
    frames["interventions"] = pd.concat(
        [frames["interventions"], pd.DataFrame([plan("P4", STUDENTS[4], start="2024-12-02")])]
    )
    frames["sessions"] = pd.concat([frames["sessions"], sessions("P4", ["delivered"]).assign(date=MONDAYS[-1])])
    result = look(frames, unmonitored_weeks=4)
    work = frame(result, "work").set_index("student_id")
    assert work["what"].to_dict() == dict.fromkeys([STUDENTS[1], STUDENTS[2]], "support without monitoring")
    assert work.loc[STUDENTS[1], "since"] == pd.Timestamp("2024-10-07")


def test_probes_due_done_late_missed_and_off_grade(frames, look):
    frames["scores"] = pd.concat([
        probes(STUDENTS[0], [0, 1, 4, 4, 5], form_grade=["2", "2", "1", "2", None]), probes(STUDENTS[1], range(10)),
    ])  # fmt: skip
    told = frame(look(frames), "plans").set_index("plan_id")
    wanted = ["due", "done", "late", "missed", "off_grade", "graded"]
    assert told.loc["P1", wanted].tolist() == [10, 4, 1, 5, 1, 4]
    assert told.loc["P2", wanted[:4]].tolist() == [10, 10, 0, 0]
    assert told.loc["P3", wanted[:4]].tolist() == [10, 0, 0, 10]
    every_second = frame(look(frames, probe_weeks=2), "plans").set_index("plan_id")
    assert every_second.loc["P1", ["due", "done"]].tolist() == [5, 2]


def test_a_holiday_makes_no_probe_due(frames, look):
    logs = frames["sessions"]
    frames["sessions"] = logs[logs["date"] != MONDAYS[3]]
    told = frame(look(frames), "plans").set_index("plan_id")
    assert told.loc["P1", "due"] == 9


def test_delivery_beside_response(frames, look):
    result = look(frames, chances={"P1": 0.9, "P2": 0.1, "P3": 0.5})
    cells = frame(result, "plans").set_index("plan_id")["cell"]
    assert cells.to_dict() == {
        "P1": "delivered, likely to reach the goal", "P2": "not delivered, unlikely to reach the goal",
        "P3": "not established, cannot tell yet",
    }  # fmt: skip
    grid = frame(result, "quadrant")
    whole = grid[(grid["school_id"] == TOTAL) & (grid["cell"] == TOTAL)]
    assert whole["n"].tolist() == [3]


def test_without_scores_the_response_cannot_be_told(frames, look):
    assert set(frame(look(frames), "plans")["response"]) == {"cannot tell yet"}


def test_without_plans_the_page_does_not_apply(frames, look):
    frames["interventions"] = frames["interventions"].iloc[:0]
    frames["sessions"] = frames["sessions"].iloc[:0]
    result = look(frames)
    assert [caution.code for caution in result.cautions] == ["does_not_apply"]
    assert "cannot tell what support was delivered" in result.summary().headline
    assert "for each planned session" in result.summary().text


def test_without_a_log_nothing_is_zero(frames, look):
    frames["sessions"] = frames["sessions"].iloc[:0]
    result = look(frames)
    assert "no_sessions" in {caution.code for caution in result.cautions}
    plans = frame(result, "plans")
    assert plans["held_low"].isna().all()
    assert set(plans["delivery"]) == {"not established"}


def test_public_tables_speak_of_no_student_and_no_staff(frames, look):
    released = release(look(frames), PrivacyParams(**_policy()))
    assert set(released.tables) == {"delivery", "service", "quadrant"}
    assert released.tables["delivery"].frame["held_low"].isna().all()  # three students are too few for any number


def _policy():
    from mtss_analysis import params

    return params.layers().load(PrivacyParams).model_dump()


@pytest.mark.parametrize("missing", ["fidelity_checks", "scores"])
def test_a_table_that_did_not_come_in_is_no_data(frames, look, missing):
    del frames[missing]
    result = look(frames)
    assert len(frame(result, "plans")) == 3
