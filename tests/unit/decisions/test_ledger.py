"""Error rates beside verdicts, the back-test, the consistency audit and the view of a student over domains."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis.decisions import error_rates, ledger
from mtss_analysis.decisions.back_test import MET, MISSED, back_test, calls, outcomes
from mtss_analysis.decisions.consistency import consistency
from mtss_analysis.decisions.monitored import monitored
from mtss_analysis.decisions.plans import OpenPlans
from mtss_analysis.decisions.settings import DecisionParams
from mtss_analysis.estimators.aimline import aimline
from mtss_analysis.params import layers

SHIPPED = layers(None, None).load(DecisionParams)
ON_PACE = [31, 33, 32, 35, 34, 37, 36]
FLAT = [30, 31, 30, 31, 30, 31, 30]


def test_every_rule_of_every_plan_stands_in_the_ledger(district):
    frame = district.plan("flat", FLAT).plan("pace", ON_PACE).result().tables["ledger"].frame
    assert len(frame) == 10
    flat = frame[(frame["plan_id"] == "flat") & (frame["rule"] == "four_point")].iloc[0]
    assert flat["verdict"] == "change"
    assert 0.1 < flat["on_pace_look"] < flat["on_pace_ever"] < 0.3
    posterior = frame[frame["rule"] == "posterior"]
    assert posterior["on_pace_look"].isna().all()
    assert (posterior["verdict"] == "collect_more_data").all()  # two series tell nothing of students alike


def test_rates_of_a_series_are_those_of_its_own_pace_and_looks(district):
    frame = district.plan("flat", FLAT).result().tables["ledger"].frame.set_index("rule")
    row = frame.loc["four_point"]
    pace = min(ledger.PACES, key=lambda each: abs(np.log(each / row["pace"])))
    found = error_rates.called("four_point", SHIPPED.four_point, pace=pace, weeks=36, students=ledger.STUDENTS)
    assert row["on_pace_ever"] == found.by_look[row["looks"] - 1]


def test_without_a_goal_no_error_rate_is_said(district):
    result = district.plan("aimless", FLAT, goal=None).result()
    assert result.tables["ledger"].frame[["on_pace_look", "half_pace_missed", "wrong"]].isna().all(axis=None)
    assert result.tables["recommendations"].frame["errs"].tolist() == [""]


def test_the_sentence_beside_a_verdict_is_of_its_kind(district):
    errs = district.plan("flat", FLAT).plan("pace", ON_PACE).plan("short", [31]).advice()["errs"]
    assert errs["flat"].startswith("A student exactly on pace would be called like this at 1 look in ")
    assert errs["pace"].startswith("A student growing at half the pace needed would not have been called by now ")
    assert errs["short"] == ""


def ended(scores, goal=50.0, weeks=None, goal_time=12.0):
    size = len(scores)
    time = np.concatenate([np.arange(1.0, len(each) + 1) for each in scores])
    series = np.repeat(np.arange(size), [len(each) for each in scores])
    line = aimline(np.zeros(size), np.full(size, 30.0), np.full(size, goal_time), np.full(size, goal))
    rows = pd.DataFrame({"school_year": "2024-25", "domain": "reading"}, index=range(size))
    return OpenPlans(rows, monitored(time, np.concatenate(scores), series, line), np.ones(size), pd.Timestamp(0))


RISING = [32, 34, 35, 37, 39, 40, 42, 44, 45, 50, 51, 52]
STUCK = [30, 31, 30, 31, 30, 31, 30, 31, 30, 31, 30, 31]


def test_the_outcome_is_read_from_the_last_three_scores():
    plans = ended([RISING, STUCK, STUCK[:5]])
    assert outcomes(plans.monitored).fillna("cannot tell").tolist() == [MET, MISSED, "cannot tell"]


def test_rules_are_judged_on_scores_before_the_outcome():
    calm_then_low = [32, 34, 36, 38, 40, 42, 44, 46, 48, 20, 20, 20]
    found = back_test(calls(ended([RISING, STUCK, calm_then_low]), SHIPPED)).set_index(["rule", "outcome"])
    assert found.loc[("four_point", MISSED), ["n", "called"]].tolist() == [2, 1]  # the fall is outcome, not evidence
    assert found.loc[("four_point", MET), ["n", "called"]].tolist() == [1, 0]
    assert found.loc[("four_point", MISSED), "weeks_earlier"] == 6.0  # called in week 6 of 12
    assert np.isnan(found.loc[("four_point", MET), "weeks_earlier"])


def test_same_data_same_decision_compares_groups_on_what_the_rule_saw():
    scores = [STUCK] * 60
    plans = ended(scores)
    rows = pd.DataFrame(
        {
            "plan_id": [f"P{i}" for i in range(60)], "domain": "reading", "school_id": ["A"] * 30 + ["B"] * 30,
            "start": pd.Timestamp("2024-09-02"), "aim_start": pd.Timestamp("2024-09-02"), "sex": ["F", "M"] * 30,
        }
    )  # fmt: skip
    decided = pd.DataFrame(
        {"plan_id": rows["plan_id"], "date": pd.Timestamp("2024-11-30"), "decided": ["change"] * 30 + ["continue"] * 30}
    )
    found = consistency(decided, rows, plans.monitored, SHIPPED, ["sex"]).set_index(["by", "group"])
    assert found.loc[("All", "All"), ["n", "changed", "percent"]].tolist() == [60, 30, 50.0]
    assert found.loc[("school_id", "A"), ["percent", "others", "difference"]].tolist() == [100.0, 0.0, 100.0]
    assert found.loc[("school_id", "A"), "difference_low"] > 80
    assert found.loc[("sex", "F"), "difference"] == 0
    assert (found["seen"] == "change").all()


def test_few_decisions_are_not_compared():
    plans = ended([STUCK] * 12)
    start = pd.Timestamp("2024-09-02")
    rows = pd.DataFrame(
        {"plan_id": [f"P{i}" for i in range(12)], "domain": "reading", "school_id": ["A"] * 3 + ["B"] * 9}
    )
    decided = pd.DataFrame({"plan_id": rows["plan_id"], "date": pd.Timestamp("2024-11-30"), "decided": "change"})
    found = consistency(decided, rows.assign(start=start, aim_start=start), plans.monitored, SHIPPED, [])
    assert found["difference"].isna().all()


def test_a_decision_before_the_first_score_is_not_judged():
    plans, start = ended([STUCK]), pd.Timestamp("2024-09-02")
    rows = pd.DataFrame({"plan_id": ["P"], "domain": "reading", "school_id": "A", "start": start, "aim_start": start})
    decided = pd.DataFrame({"plan_id": ["P"], "date": [start], "decided": ["change"]})
    assert consistency(decided, rows, plans.monitored, SHIPPED, []).empty


def test_domains_stand_side_by_side_and_are_not_added(district):
    district.plan("r", FLAT, student="a").plan("b", [20, 21, 20, 21, 20, 21, 20], student="a", measure="calling_out", domain="behavior", baseline=20.0, goal=10.0)  # fmt: skip # noqa: E501
    district.plan("other", ON_PACE, student="b")
    frame = district.result().tables["students"].frame.set_index("student_id")
    assert frame.loc["a", ["reading", "math", "behavior"]].tolist() == ["change", "no plan", "change"]
    assert frame.loc["a", "said"] == "Reading: change the support. Behavior: change the support."
    assert frame["plans"].to_dict() == {"a": 2, "b": 1}


@pytest.mark.parametrize(("share", "said"), [(0.5, "1 time in 2"), (0.333, "1 time in 3"), (0.05, "1 time in 20")])
def test_odds_are_small_numbers(share, said):
    assert ledger.odds(share) == said


def test_the_posterior_rule_in_force_says_why_it_cannot_tell(district):
    row = district.plan("flat", FLAT).advice(rule="posterior").loc["flat"]
    assert row["action"] == "collect_more_data"
    assert row["reason"].startswith("Too few series on this measure to know what students alike do")
    assert row["rights_notice"]


def test_the_posterior_rule_in_force_names_the_chance_and_the_day(district):
    rng = np.random.default_rng(8)
    for number in range(40):
        scores = 30 + rng.normal(1.0, 0.4) * np.arange(1, 13) + rng.normal(0, 3, 12)
        district.plan(f"P{number}", scores.round().tolist())
    result = district.result(rule="posterior")
    rows = result.tables["recommendations"].frame
    waits = rows[rows["action"] == "collect_more_data"]
    assert len(waits)
    assert waits["reason"].str.contains("it can probably be told by 20").all()
    assert (waits["told_by"] > pd.Timestamp("2024-12-30")).all()
    assert rows["p_basis"].eq("students alike and own scores").all()
    assert "posterior rule" in " ".join(caution.sentence for caution in result.cautions)
    told = rows[(rows["posterior"] == "change")]
    assert told["errs"].str.startswith("Of students like this, the goal is reached all the same").all()
