"""screening.accuracy on students whose outcomes can be counted by hand, and where it has to refuse."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import params, screening
from mtss_analysis.intake import from_frames
from mtss_analysis.screening import accuracy
from mtss_analysis.vocabulary import TOTAL

MEASURES = {
    "orf": {
        "label": "Reading aloud", "domain": "reading", "unit": "words", "higher_is_better": True, "low": 0, "high": 300,
        "source": "invented", "cuts": {g: {"fall": {"tier2": 40, "tier3": 20}, "winter": {"tier2": 50, "tier3": 30}}
                                       for g in ("2", "3", "4")},
    },
    "errors": {
        "label": "Errors", "domain": "reading", "unit": "errors", "higher_is_better": False, "low": 0, "high": 99,
        "source": "invented", "cuts": {"3": {"fall": {"tier2": 10, "tier3": 20}}},
    },
    "state": {
        "label": "State test", "domain": "reading", "unit": "points", "higher_is_better": True, "low": 0, "high": 999,
        "source": "invented", "cuts": {g: {"spring": {"tier2": 500, "tier3": 400}} for g in ("3", "4")},
    },
}  # fmt: skip
STUDENTS = 40


@pytest.fixture
def frames():
    """Forty third graders with scores 20 to 59 (cut 40): every second of the lowest thirty later at risk, and three."""
    ids = [f"SYN-{i:02d}" for i in range(STUDENTS)]
    students = pd.DataFrame({"student_id": ids, "school_year": "2024-25", "grade": "3", "sex": ["F", "M"] * 20})
    enrollments = pd.DataFrame(
        {"student_id": ids, "school_id": ["A", "B"] * 20, "enrolled_from": "2024-08-15", "enrolled_to": None}
    )
    at_risk = {*range(0, 32, 2), 30, 31, 39}
    scores = pd.DataFrame({"student_id": ids, "score": range(20, 60), "date": "2024-09-10", "season": "fall"})
    scores = scores.assign(measure="orf", purpose="screening")
    outcome = scores.assign(measure="state", purpose="outcome", date="2025-04-20", season="spring").assign(
        score=[450 if i in at_risk else 550 for i in range(STUDENTS)]
    )
    every = pd.concat([scores, outcome], ignore_index=True).assign(domain="reading")
    schools = pd.DataFrame({"school_id": ["A", "B"], "name": ["Alder", "Birch"]})
    return {"schools": schools, "students": students, "enrollments": enrollments, "scores": every}


@pytest.fixture
def check():
    def run(frames, measures=MEASURES, **changed):
        settings = params.layers()
        district = settings.load(params.DistrictParams)
        described = params.validated(params.MeasuresParams, {"measures": measures})
        dataset = from_frames(frames)
        screened = screening.evaluate(dataset, settings.load(screening.ScreeningParams), described, district)
        asked = {"outcomes": {"reading": "state"}, "fewest": 20, "fewest_of_a_kind": 3, "draws": 20} | changed
        defaults = settings.load(accuracy.AccuracyParams).model_dump()
        chosen = params.validated(accuracy.AccuracyParams, defaults | asked)
        return accuracy.check_accuracy(screened, dataset, chosen, described, district)

    return run


def row(result, table="accuracy", **where):
    frame = result.tables[table].frame
    for column, at in ({"school_year": TOTAL, "by": TOTAL, "group": TOTAL} | where).items():
        frame = frame[frame[column] == at] if column in frame else frame
    assert len(frame) == 1
    return frame.iloc[0]


def codes(result):
    return {caution.code for caution in result.cautions}


def test_counts_and_shares_by_hand(check, frames):
    # below 40 are twenty students, ten of them (0, 2, …, 18) later at risk; of the rest 20, 22, …, 30, 31 and 39
    found = row(check(frames))
    assert (found["n"], found["needed"], found["flagged"], found["why"]) == (40, 18, 20, "")
    assert found["sensitivity"] == pytest.approx(10 / 18 * 100)
    assert found["specificity"] == pytest.approx(12 / 22 * 100)
    assert (found["ppv"], found["npv"]) == (pytest.approx(50), pytest.approx(60))
    assert found["base_rate"] == pytest.approx(45)
    assert found["low"] < found["auc"] < found["high"]


def test_public_counts_add_up_to_the_followed(check, frames):
    followed = check(frames).tables["followed"].frame
    everyone = followed[followed["by"] == TOTAL].set_index("result")["n"]
    assert everyone.to_dict() == {"found": 10, "missed": 8, "false alarm": 10, "cleared": 12, TOTAL: 40}
    by_sex = followed[(followed["by"] == "sex") & (followed["result"] != TOTAL)]
    assert by_sex.groupby("result")["n"].sum().to_dict() == everyone.drop(TOTAL).to_dict()
    assert not followed.duplicated(["school_year", "season", "measure", "by", "group", "result"]).any()


def test_a_lower_is_better_screener_gives_the_same_answer(check, frames):
    turned = frames["scores"].assign(
        score=lambda each: each["score"].where(each["measure"] == "state", 50 - each["score"])
    )
    turned = turned.assign(measure=turned["measure"].replace("orf", "errors"))
    one, other = row(check(frames)), row(check(frames | {"scores": turned}))
    for name in ("auc", "sensitivity", "specificity", "ppv", "npv"):
        assert one[name] == pytest.approx(other[name])


def test_a_student_without_an_outcome_is_left_out_and_counted(check, frames):
    frames["scores"] = frames["scores"].drop(index=range(40, 45))
    found = row(check(frames))
    assert (found["tested"], found["n"]) == (40, 35)


def test_an_outcome_before_the_screening_or_long_after_it_is_not_linked(check, frames):
    before = frames["scores"].assign(date=frames["scores"]["date"].replace("2025-04-20", "2024-09-10"))
    assert "does_not_apply" in codes(check(frames | {"scores": before}))
    assert "does_not_apply" in codes(check(frames, within_weeks=4.0))


def test_no_outcome_says_why_and_keeps_norms_and_planning(check, frames):
    result = check(frames, outcomes={}, norm_fewest=20)
    assert "does_not_apply" in codes(result)
    assert "no student" in result.summary().headline.lower()
    assert result.tables["accuracy"].frame.empty
    assert len(result.tables["norms"].frame) == 5
    assert set(result.tables["planning"].frame["source"]) == {"planning figure"}


def test_a_cut_below_every_score_is_refused_with_the_reason(check, frames):
    low = MEASURES | {"orf": MEASURES["orf"] | {"cuts": {"3": {"fall": {"tier2": 10, "tier3": 5}}}}}
    result = check(frames, low)
    found = row(result)
    assert (found["why"], found["flagged"]) == ("nobody_flagged", 0)
    assert np.isnan(found["sensitivity"])
    assert found["auc"] > 0.5  # without a cut the score itself can still be judged
    sentence = next(each.sentence for each in result.cautions if each.code == "cut_beyond_scores")
    assert "grade 3: nobody is flagged" in sentence
    assert (
        row(check(frames, MEASURES | {"orf": low["orf"] | {"cuts": {"3": {"fall": {"tier2": 99, "tier3": 5}}}}}))["why"]
        == "all_flagged"
    )


def test_a_grade_without_outcomes_is_named(check, frames):
    frames["students"].loc[:9, "grade"] = "2"
    frames["scores"] = frames["scores"].drop(index=range(40, 50))
    result = check(frames)
    assert row(result, by="grade", group="2")["why"] == "no_outcome"
    assert "grade 2" in next(each.sentence for each in result.cautions if each.code == "no_outcome")


def test_an_outcome_without_a_cut_for_its_grade_is_said_and_not_counted(check, frames):
    frames["students"].loc[:9, "grade"] = "2"
    result = check(frames)
    assert "outcome_without_cut" in codes(result)
    assert row(result)["n"] == 30


@pytest.mark.parametrize(
    ("changed", "why"), [({"fewest": 41}, "few"), ({"fewest_of_a_kind": 19}, "few_at_risk")], ids=["all", "at risk"]
)
def test_too_few_is_cannot_tell(check, frames, changed, why):
    found = row(check(frames, **changed))
    assert found["why"] == why
    assert np.isnan([found["auc"], found["sensitivity"], found["ppv"]]).all()


def test_a_group_of_three_is_cannot_tell(check, frames):
    frames["students"].loc[:2, "sex"] = "X"
    found = row(check(frames), by="sex", group="X")
    assert (found["n"], found["why"]) == (3, "few")


def test_an_outcome_that_nobody_described_is_named(check, frames):
    result = check(frames, {name: each for name, each in MEASURES.items() if name != "state"})
    assert {"unknown_outcome", "does_not_apply"} <= codes(result)


def test_help_in_between_is_said_only_where_there_was_any(check, frames):
    assert "helped_in_between" not in codes(check(frames))
    plan = {"plan_id": "P", "student_id": "SYN-00", "domain": "reading", "tier": 2, "start": "2024-10-01"}
    assert "helped_in_between" in codes(check(frames | {"interventions": pd.DataFrame([plan])}))


def test_each_rule_has_its_cut_and_the_floor_is_kept(check, frames):
    choices = check(frames).tables["choices"].frame.set_index("rule")
    assert choices.loc["written", "cut"] == 40
    assert choices.loc["floor", "sensitivity"] >= 90
    assert choices.loc["youden", "sensitivity"] + choices.loc["youden", "specificity"] >= (
        choices.loc["written", "sensitivity"] + choices.loc["written", "specificity"]
    )
    assert choices.loc["seats", "flagged"] == pytest.approx(20)  # 20 percent of those tested by the settings


def test_seats_go_to_those_at_greatest_risk(check, frames):
    result = check(frames, seats={"orf": 12})
    found = row(result, "seats", school_year="2024-25")
    assert (found["seats"], found["served"], found["left out"], found["not flagged"]) == (12, 12, 8, 20)
    schools = result.tables["seats"].frame.query("by == 'school_id'")
    assert schools["served"].sum() == 12


def test_two_windows_are_compared_by_the_same_students(check, frames):
    winter = frames["scores"].iloc[:STUDENTS].assign(date="2025-01-15", season="winter")
    outcome = frames["scores"].iloc[STUDENTS:]["score"].to_numpy()
    winter = winter.assign(score=np.where(outcome < 500, 45, 55))
    result = check(frames | {"scores": pd.concat([frames["scores"], winter], ignore_index=True)})
    pair = result.tables["pairs"].frame.iloc[0]
    assert (pair["first_season"], pair["second_season"], pair["second_auc"]) == ("fall", "winter", 1.0)
    assert pair["low"] < pair["difference"] < pair["high"]
    assert (pair["tested_again"], pair["alarms_saved"], pair["misses_added"]) == (20, 10, 0)


def test_a_second_year_is_held_against_the_first(check, frames):
    def moved(frame, columns, years=1):
        shift = {name: frame[name].str.replace("2025-", "2026-").str.replace("2024-", "2025-") for name in columns}
        return frame.assign(**shift)

    later = frames | {
        "scores": pd.concat([frames["scores"], moved(frames["scores"], ["date"])], ignore_index=True),
        "students": pd.concat([frames["students"], frames["students"].assign(school_year="2025-26", grade="4")]),
    }
    result = check(later, bins=4)
    drift = result.tables["drift"].frame.iloc[0]
    assert (drift["school_year"], drift["fitted"]) == ("2025-26", "earlier years")
    assert drift["surplus"] == pytest.approx(0, abs=1e-6)
    assert drift["slope"] == pytest.approx(1, abs=1e-6)
    assert result.tables["bins"].frame["n"].sum() == 40


def test_the_same_seed_gives_the_same_tables(check, frames):
    one, two = check(frames), check(frames)
    for name in ("choices", "norms", "accuracy"):
        pd.testing.assert_frame_equal(one.tables[name].frame, two.tables[name].frame)


def test_words_name_the_outcome_the_window_and_both_shares(check, frames):
    said = check(frames).summary()
    assert "later at risk on `state`, `orf` (fall 2024-25) had flagged 56 %" in said.headline
    assert "50 % were later at risk" in said.headline


def test_words_of_withheld_counts_say_so(check, frames):
    result = check(frames)
    hidden = result.tables["followed"]
    frame = hidden.frame.assign(n=np.nan, percent=np.nan, auc=np.nan)
    frame.loc[frame["result"] == TOTAL, "n"] = 40
    said = type(result).summarize({"followed": hidden.with_frame(frame)})
    assert "withheld" in said.headline
    assert "nan" not in said.table.to_string().lower()
