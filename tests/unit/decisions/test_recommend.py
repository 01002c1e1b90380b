"""From verdict and delivery to advice."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from mtss_analysis.decisions import DecisionResult
from mtss_analysis.decisions.advice import _standing
from mtss_analysis.decisions.rules import RULES
from mtss_analysis.vocabulary import NEEDS_RIGHTS_NOTICE, RIGHT_TO_EVALUATION, TOTAL, Action

ON_PACE = [31, 33, 32, 35, 34, 37, 36]
FLAT = [30, 31, 30, 31, 30, 31, 30]
SLOW = [30, 31, 31, 32, 33, 33, 34]
FAST = [33, 35, 37, 39, 41, 43, 45]
THERE = [38, 42, 45, 47, 50, 51, 53]


def test_each_kind_of_progress_gets_its_advice(district):
    district.plan("pace", ON_PACE).plan("flat", FLAT).plan("slow", SLOW).plan("fast", FAST).plan("there", THERE)
    district.plan("there at tier 3", THERE, tier=3).plan("short", [31, 32])
    assert district.advice()["action"].to_dict() == {
        "pace": "continue", "flat": "change", "slow": "intensify", "fast": "raise_goal", "there": "exit",
        "there at tier 3": "fade", "short": "collect_more_data",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("delivered", "missed", "unlogged", "action", "says"),
    [
        (8, 2, 0, "change", "little or no progress"),
        (7, 3, 0, "check_fidelity_first", "only 70 % of the planned sessions"),
        (7, 1, 2, "check_fidelity_first", "between 70 % and 90 % of the planned sessions"),
        (0, 10, 0, "check_fidelity_first", "only 0 %"),
        (0, 0, 0, "check_fidelity_first", "no session is logged"),
        (0, 0, 10, "check_fidelity_first", "between 0 % and 100 %"),
    ],
)
def test_delivery_is_looked_at_before_support_is_changed(district, delivered, missed, unlogged, action, says):
    row = district.plan("P", FLAT, delivered, missed, unlogged).advice().loc["P"]
    assert row["action"] == action
    assert says in row["reason"]


def test_delivery_does_not_stand_before_other_advice(district):
    advice = district.plan("pace", ON_PACE, 0).plan("fast", FAST, 0).plan("short", [30], 0).advice()
    assert advice["action"].to_dict() == {"pace": "continue", "fast": "raise_goal", "short": "collect_more_data"}


def test_no_sessions_are_no_data_and_not_zero(district):
    row = district.plan("P", FLAT, 0).plan("Q", FLAT, 0, 0, 4).advice()
    assert row.loc["P", ["dose_low", "dose_high"]].isna().all()
    assert row.loc["Q", ["dose_low", "dose_high"]].tolist() == [0.0, 1.0]


def test_where_lower_is_better_the_advice_turns_with_the_measure(district):
    falls = {"measure": "calling_out", "domain": "behavior", "baseline": 20.0, "goal": 10.0}
    district.plan("worse", [20, 21, 20, 21, 20, 21, 20], **falls)
    district.plan("better", [19, 17, 16, 15, 14, 13, 12], **falls)
    district.plan("there", [17, 15, 13, 11, 10, 9, 8], **falls)
    advice = district.advice()
    assert advice["action"].to_dict() == {"worse": "change", "better": "raise_goal", "there": "exit"}
    assert advice.loc["better", "roi"] < 0
    assert advice.loc["better", "aim_roi"] == pytest.approx(-0.5)
    assert advice.loc["better", "p_reach"] > 0.99 > 0.01 > advice.loc["worse", "p_reach"]


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"goal": None}, "no goal"),
        ({"goal_date": None}, "no goal"),
        ({"goal": 25.0}, "The goal is worse than the baseline"),
        ({"goal_date": "2024-10-01"}, "its date is not after the start"),
        ({"goal": None}, "set one, or mend the one that the data page names"),
        ({"scores": []}, "no scores that can be used: begin progress monitoring, or mend the scores"),
        ({"measure": None, "scores": []}, "no scores that can be used"),
        ({"scores": [31]}, "Not enough to tell yet (1 score after the baseline, 1 week):"),
        ({"scores": [31, 30, 31]}, "Not enough to tell yet (3 scores after the baseline, 3 weeks)"),
    ],
)
def test_what_cannot_be_told_asks_for_data_and_carries_the_familys_right(district, columns, says):
    row = district.plan("pace", ON_PACE).plan("P", **({"scores": FLAT} | columns)).advice().loc["P"]
    assert row["action"] == "collect_more_data"
    assert says in row["reason"]
    assert row["rights_notice"] == RIGHT_TO_EVALUATION


def test_progress_fast_enough_but_below_the_aimline_is_not_called_too_slow(district):
    advice = district.plan("below", [18, 20, 21, 23, 24, 26, 27, 29]).plan("slow", SLOW).advice()
    assert advice["action"].tolist() == ["intensify"] * 2
    assert (advice["roi"] > advice["aim_roi"]).to_dict() == {"below": True, "slow": False}
    assert "the pace would do, but scores lie below the aimline" in advice.loc["below", "reason"]
    assert "too slow" not in advice.loc["below", "reason"]
    assert "progress is real but too slow" in advice.loc["slow", "reason"]


def test_a_goal_worse_than_the_start_is_not_called_reached(district):
    assert district.plan("P", THERE, goal=25.0).advice().loc["P", "action"] == "collect_more_data"


def test_scores_that_never_vary_are_said_to_be_why_the_interval_rule_cannot_tell(district):
    row = district.plan("P", [30] * 8).advice(rule="ci_rule").loc["P"]
    assert (row["action"], row["reason"]) == (
        "collect_more_data",
        "The scores do not scatter, so the interval rule cannot tell.",
    )


def test_the_familys_right_stands_beside_every_advice_that_waits(district):
    district.plan("pace", ON_PACE).plan("flat", FLAT).plan("low", FLAT, 1, 9).plan("fast", FAST).plan("few", [31])
    advice = district.advice()
    waits = advice["action"].isin([str(action) for action in NEEDS_RIGHTS_NOTICE])
    assert waits.any()
    assert not waits.all()
    assert (advice["rights_notice"] == RIGHT_TO_EVALUATION).equals(waits)


def test_the_registered_rule_gives_the_advice(district):
    district.plan("P", [31, 33, 35, 36, 34, 35, 38])
    assert district.advice(rule="four_point")["action"].tolist() == ["continue"]
    assert district.advice(rule="median_of_three")["action"].tolist() == ["intensify"]
    assert district.advice(rule="trend_line")["action"].tolist() == ["collect_more_data"]


def test_later_scores_and_closed_plans_are_not_looked_at(district):
    district.plan("P", [31, 32, 34, 35, 36, 37, 30, 30, 30, 30]).plan("closed", FLAT, end="2024-11-01")
    early = district.advice(as_of=date(2024, 11, 25))
    assert early.index.tolist() == ["P"]
    assert (early.loc["P", "n"], early.loc["P", "action"]) == (7, "continue")
    assert district.advice().loc["P", "n"] == 10


def test_where_every_plan_has_ended_the_last_open_day_counts(district):
    district.plan("P", FLAT, end="2024-11-25").plan("earlier", FLAT, end="2024-11-01").plan("Q", FLAT, end="2024-11-25")
    assert sorted(district.advice().index) == ["P", "Q"]


def test_a_student_with_two_plans_counts_once_by_the_later_one(district):
    district.plan("P", FLAT, student="a").plan(
        "Q", THERE, student="a", start="2024-10-08", measure="calling_out", goal=99
    )
    result = district.result()
    actions = result.tables["actions"].frame
    total = actions[(actions["school_id"] == TOTAL) & (actions["action"] == TOTAL)].iloc[0]
    assert (total["n"], total["students"], total["plans"]) == (1, 1, 2)


def test_actions_are_a_complete_grid_that_sums(district):
    district.plan("pace", ON_PACE).plan("flat", FLAT).plan("slow", SLOW)
    actions = district.result().tables["actions"].frame
    whole = actions[actions["school_id"] == TOTAL].set_index("action")["n"]
    assert list(whole.index) == [*(str(action) for action in Action), TOTAL]
    assert whole[TOTAL] == whole.drop(TOTAL).sum() == 3
    assert whole["exit"] == 0


def test_rules_are_compared_on_the_same_students(district):
    district.plan("pace", ON_PACE).plan("flat", FLAT)
    rules = district.result().tables["rules"].frame
    totals = rules[rules["verdict"] == TOTAL].set_index("rule")["n"].to_dict()
    assert totals == dict.fromkeys(RULES, 2)


def test_growth_and_advice_agree_on_the_rate(district):
    row = district.plan("P", SLOW).advice().loc["P"]
    t = np.arange(1, 8)
    slope = np.polyfit(t, SLOW, 1)[0]
    assert row["roi"] == pytest.approx(slope)
    assert row["aim_roi"] == pytest.approx(1.0)


def test_the_order_of_rows_changes_nothing(district, run):
    district.plan("pace", ON_PACE).plan("flat", FLAT).plan("few", [31]).plan("low", SLOW, 1, 9)
    frames = district.frames()
    shuffled = {name: frame.sample(frac=1, random_state=2) for name, frame in frames.items()}
    for name, table in run(frames).tables.items():
        pd.testing.assert_frame_equal(table.frame, run(shuffled).tables[name].frame)


@pytest.mark.parametrize("kept", [[], ["students", "enrollments"], ["students", "enrollments", "scores"]])
def test_without_plans_the_page_does_not_apply(district, run, kept):
    frames = district.plan("P", FLAT).frames()
    result = run({name: frames[name] for name in kept})
    assert [caution.code for caution in result.cautions] == ["does_not_apply"]
    assert all(table.frame.empty for table in result.tables.values())
    assert result.summary().headline == "No open plan names a student, so there is nothing to advise on."


def test_words_for_exact_and_released_counts(district):
    result = district.plan("flat", FLAT).plan("pace", ON_PACE).result()
    assert result.summary().headline == "In reading, the rule in force advises: continue 1, change the support 1."
    assert RIGHT_TO_EVALUATION in result.summary().text
    tables = dict(result.tables)
    frame = tables["actions"].frame.astype({"n": "float64"}).assign(n=np.nan, shown="fewer than 10")
    object.__setattr__(tables["actions"], "frame", frame)
    released = DecisionResult.summarize(tables)
    assert released.headline == "In reading, it is withheld for how many students the rule in force advises what."
    frame.loc[frame["action"] == "continue", "n"] = 12
    assert DecisionResult.summarize(tables).headline == (
        "In reading, the rule in force advises: continue 12; the other counts are withheld."
    )


def test_plans_of_whole_schools_are_said_to_get_no_advice_and_what_would_give_it(district, run):
    frames = district.plan("P", FLAT).plan("Q", FLAT).frames()
    frames["interventions"] = frames["interventions"].assign(student_id=None, goal=None)
    result = run(frames)
    said = (
        "The district's 2 plans support whole schools or classes; none names a student and a goal. Advice needs both."
    )
    assert result.summary().headline == result.cautions[0].sentence == said
    assert "add to the table interventions" in result.summary().text
    assert "nothing to advise on" not in result.summary().text


def test_advice_to_continue_says_pace_and_place_and_warns_where_the_goal_is_out_of_reach(district):
    advice = district.plan("pace", ON_PACE).advice(low_chance=1.0)
    assert "slower than the aimline, and now" in advice.loc["pace", "reason"]
    assert "the chance to reach the goal in time is small" in advice.loc["pace", "reason"]
    assert "small" not in district.advice(low_chance=0.0).loc["pace", "reason"]


@pytest.mark.parametrize(
    ("pace", "gap", "says"),
    [
        (1.2, -3.0, ": on pace, but now 3.0 points behind the line"),
        (1.2, 3.0, ": on pace, and now 3.0 points ahead of the line"),
        (0.8, -3.0, ": slower than the aimline, and now 3.0 points behind the line"),
        (0.8, 3.0, ": slower than the aimline, but now 3.0 points ahead of the line"),
        (np.nan, 3.0, ""),
    ],
)
def test_pace_and_place_in_words(pace, gap, says):
    assert _standing({"pace": pace, "gap": gap}) == says


def test_the_registered_rule_is_named_with_owner_and_version(district):
    sentences = " ".join(caution.sentence for caution in district.plan("P", FLAT).result().cautions)
    assert "The rule in force is the four-point rule, version 1, in force since 2024-08-01" in sentences
    assert "answered for by the MTSS coordinator" in sentences
