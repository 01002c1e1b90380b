"""Who is counted where: disability, placement, removals, referrals, gaps; and what data cannot tell."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import equity, intake, params
from mtss_analysis.equity import counts, gaps, referrals, schools, significant
from mtss_analysis.equity.children import NEVER, NOT_RECORDED, SOME_DAYS, YES, children
from mtss_analysis.equity.settings import StateCount
from mtss_analysis.results import ColumnDoc, ResultTable

SETTINGS = params.layers()
RULES = SETTINGS.load(equity.EquityParams)
DISTRICT = SETTINGS.load(params.DistrictParams)
MEASURES = SETTINGS.load(params.MeasuresParams)


def _kind(i: int, one: str, other: str) -> str | None:
    return one if i % 8 == 0 else other if i % 4 == 0 else None


def students(n: int = 40) -> pd.DataFrame:
    """Every fourth student has a disability; half of each race."""
    number = range(n)
    return pd.DataFrame({
        "student_id": [f"s{i:03}" for i in number], "school_year": "2024-25", "grade": "3",
        "race_ethnicity": ["White" if i % 2 else "Hispanic or Latino" for i in number], "sex": "F",
        "disability": ["yes" if i % 4 == 0 else "no" for i in number],
        "disability_category": [_kind(i, "Autism", "Deaf or hard of hearing") for i in number],
        "educational_environment": [
            _kind(i, "Regular class less than 40 percent of the day", "Regular class 80 percent of the day or more")
            for i in number
        ],
    })  # fmt: skip


def dataset(**more: pd.DataFrame) -> intake.Dataset:
    roster = more.get("students", students())
    stays = pd.DataFrame({"student_id": roster["student_id"], "school_id": "A", "enrolled_from": "2024-08-20"})
    schools_ = pd.DataFrame({"school_id": ["A"], "name": ["First"]})
    return intake.from_frames({"schools": schools_, "students": roster, "enrollments": stays, **more})


def incidents(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["student_id", "behavior", "action", "days_removed"])
    return frame.assign(school_id="A", date="2024-10-01", time="10:15", location="classroom")


FOUND = incidents(
    ("s000", "defiance", "out-of-school suspension", 6.0), ("s000", "defiance", "out-of-school suspension", 5.0),
    ("s004", "bullying", "in-school suspension", 1.0), ("s001", "defiance", "conference with student", 0.0),
)  # fmt: skip


def test_groups_of_one_value_are_none():
    assert children(dataset(), RULES, DISTRICT).groups == ("race_ethnicity", "disability")


def test_categories_and_placements_have_the_names_of_the_rules():
    rows = children(dataset(), RULES, DISTRICT).rows.set_index("student_id")
    assert rows.loc["s000", ["category", "placement"]].tolist() == [
        "autism", "inside a regular class under 40 percent of the day",
    ]  # fmt: skip
    assert rows.loc["s004", "category"] == "another disability"
    assert rows["category"].isna().sum() == 30


def test_days_out_of_school_are_added_up_over_the_year():
    rows = children(dataset(incidents=FOUND), RULES, DISTRICT).rows.set_index("student_id")
    assert rows.loc["s000", "out_of_school"] == "in all more than 10 days"
    assert rows.loc["s004", ["out_of_school", "in_school"]].tolist() == [NEVER, "in all 10 days or fewer"]
    assert rows.loc[["s000", "s004", "s001"], "removals"].tolist() == [2, 1, 0]


def test_without_any_referral_nobody_knows_who_was_removed():
    rows = children(dataset(), RULES, DISTRICT).rows
    assert set(rows["out_of_school"]) == {NOT_RECORDED}
    assert rows["removals"].isna().all()
    result = equity.compare(dataset(), RULES, MEASURES, DISTRICT)
    assert result.tables["removals"].frame.empty
    assert "no_referrals" in {caution.code for caution in result.cautions}


def test_thirteen_categories_count_children_and_the_last_counts_removals():
    counted = counts.idea(children(dataset(incidents=FOUND), RULES, DISTRICT), RULES)
    by = counted.groupby(["category"])[["n", "of"]].sum()
    assert len(by) == 14
    assert by.loc["all disabilities"].tolist() == [10, 40]
    assert by.loc["inside a regular class under 40 percent of the day"].tolist() == [5, 10]
    assert by.loc["removed out of school, in all more than 10 days"].tolist() == [1, 10]
    assert by.loc[counts.REMOVALS].tolist() == [3, 10]


def test_parts_add_up_to_their_whole():
    found = children(dataset(incidents=FOUND), RULES, DISTRICT)
    for frame, column, of in (
        (counts.disability(found, RULES), "disability_said", "enrolled"),
        (counts.categories(found, RULES), "category", "with_a_disability"),
        (counts.placements(found, RULES), "placement", "with_a_disability"),
        (counts.removals(found, RULES), "out_of_school", "enrolled"),
    ):
        parts = frame[frame[column] != "All"].groupby(["by", "group"])["n"].sum()
        whole = frame[frame[column] == "All"].set_index(["by", "group"])[of]
        assert parts.sort_index().to_list() == whole.sort_index().to_list()


def test_an_unknown_label_of_race_is_kept_and_said():
    roster = students().replace({"race_ethnicity": {"White": "Martian"}})
    data = dataset()
    result = equity.compare(
        intake.from_frames({name: data.table(name) if name != "students" else roster for name in data.tables}),
        RULES, MEASURES, DISTRICT,
    )  # fmt: skip
    assert any('"Martian"' in caution.sentence for caution in result.cautions)


def test_without_groups_the_page_says_why():
    roster = students()[["student_id", "school_year", "grade"]]
    result = equity.compare(intake.from_frames({"students": roster}), RULES, MEASURES, DISTRICT)
    assert result.tables["disability"].frame.empty
    assert "no column of race_ethnicity" in result.summary().headline


def scores(gap: float, n: int = 400, schools_: int = 4) -> pd.DataFrame:
    random = np.random.default_rng(5)
    group = np.where(np.arange(n) % 2, "yes", "no")
    return pd.DataFrame({
        "student_id": [f"s{i}" for i in range(n)], "school_year": "2024-25", "season": "fall", "domain": "reading",
        "measure": "oral_reading_fluency", "grade": "3", "date": pd.Timestamp("2024-09-10"),
        "school_id": [f"S{i % schools_}" for i in range(n)], "english_learner": group,
        "score": 100 + 20 * random.normal(size=n) - 20 * gap * (group == "yes"), "direction": "higher",
    })  # fmt: skip


@pytest.mark.parametrize("gap", [0.0, 0.5])
def test_a_gap_is_hedges_g_of_a_group_beside_the_rest(gap):
    rows = gaps.standardized(scores(gap))
    found = gaps.gaps(rows, ("english_learner",), RULES).set_index("group")
    one, rest = (rows.loc[rows["english_learner"] == each, "z"] for each in ("yes", "no"))
    pooled = np.sqrt((one.var() * (len(one) - 1) + rest.var() * (len(rest) - 1)) / (len(rows) - 2))
    g = (1 - 3 / (4 * (len(rows) - 2) - 1)) * (one.mean() - rest.mean()) / pooled
    assert found.loc["yes", "gap"] == pytest.approx(g, rel=1e-4)
    assert found.loc["yes", "gap"] == pytest.approx(-found.loc["no", "gap"])
    assert found.loc["yes", "low"] < -gap < found.loc["yes", "high"]
    assert np.isnan(found.loc["All", "gap"])


def test_lower_is_better_turns_the_sign():
    rows = scores(0.5)
    up = gaps.gaps(gaps.standardized(rows), ("english_learner",), RULES)["gap"]
    down = gaps.gaps(
        gaps.standardized(rows.assign(score=-rows["score"], direction="lower")), ("english_learner",), RULES
    )
    assert down["gap"].dropna().to_list() == pytest.approx(up.dropna().to_list())


def test_few_students_are_too_few_to_say():
    rows = scores(0.5, n=40).assign(english_learner=lambda frame: np.where(frame.index < 3, "yes", "no"))
    assert gaps.gaps(gaps.standardized(rows), ("english_learner",), RULES)["gap"].isna().all()


def test_schools_are_drawn_together_and_not_ranked():
    found = schools.school_gaps(gaps.standardized(scores(0.5)), ("english_learner",), RULES)
    rows = found[found["group"] == "yes"] if "yes" in set(found["group"]) else found
    assert rows["school_id"].tolist() == sorted(rows["school_id"])
    assert rows["drawn"].std() <= rows["gap"].std() or rows["gap"].isna().all()


def test_two_groups_that_mirror_each_other_stand_once():
    found = schools.school_gaps(gaps.standardized(scores(0.5, schools_=5)), ("english_learner",), RULES)
    assert found.groupby("school_id").size().tolist() == [1, 1, 1, 1, 1]


def test_among_many_schools_alike_few_are_called_different():
    called = 0
    for seed in range(20):
        rows = scores(0.3, n=4000, schools_=41).assign(score=np.random.default_rng(seed).normal(100, 20, 4000))
        found = schools.school_gaps(gaps.standardized(rows), ("english_learner",), RULES)
        assert set(found["answer"]) <= {schools.CLEAR, schools.NOT_CLEAR}
        called += bool((found["answer"] == schools.CLEAR).any())
    assert called <= 4


def test_a_school_far_from_the_others_is_called_different():
    rows = scores(0.0, n=4000, schools_=11)
    far = (rows["school_id"] == "S3") & (rows["english_learner"] == "yes")
    found = schools.school_gaps(
        gaps.standardized(rows.assign(score=rows["score"] - 30.0 * far)), ("english_learner",), RULES
    )
    assert found.loc[found["answer"] == schools.CLEAR, "school_id"].tolist() == ["S3"]


def test_referrals_at_the_same_score_need_scores():
    found = children(dataset(incidents=FOUND), RULES, DISTRICT)
    days = found.rows[["student_id", "school_year"]].assign(days=170.0)
    frame = referrals.rates(found, days, referrals.bands(pd.DataFrame(), RULES), RULES)
    assert set(frame["compared"]) == {referrals.CRUDE}
    assert (frame["answer"] == referrals.TOO_FEW).all()
    row = frame[(frame["kind"] == referrals.JUDGED) & (frame["group"] == "yes")].iloc[0]
    assert (row["students"], row["referrals"]) == (10, 2)
    assert row["rate"] == pytest.approx(100 * 2 / (10 * 170))


def test_places_tell_what_where_and_when():
    found = children(dataset(incidents=FOUND), RULES, DISTRICT)
    days = found.rows[["student_id", "school_year"]].assign(days=170.0)
    first = referrals.places(found, days, RULES).iloc[0]
    assert (first["kind"], first["behavior"], first["hour"], first["referrals"], first["students"]) == (
        referrals.JUDGED, "defiance", "10:00 to 10:59", 3, 2,
    )  # fmt: skip


def test_the_order_of_rows_changes_nothing():
    roster = students()
    shuffled = roster.sample(frac=1, random_state=2)
    data = dataset(incidents=FOUND)
    rest = {name: data.table(name) for name in data.tables if name != "students"}
    one, other = (
        equity.compare(intake.from_frames({**rest, "students": each}), RULES, MEASURES, DISTRICT)
        for each in (roster, shuffled)
    )
    pd.testing.assert_frame_equal(one.tables["ratios"].frame, other.tables["ratios"].frame)


def test_scores_are_taken_from_screening():
    rows = scores(0.6).drop(columns=["direction", "english_learner"])
    roster = pd.DataFrame({"student_id": rows["student_id"], "school_year": "2024-25", "grade": "3",
                           "english_learner": scores(0.6)["english_learner"]})  # fmt: skip
    table = ResultTable("students", "", rows, tuple(ColumnDoc(name, "") for name in rows), "student")
    result = equity.compare(intake.from_frames({"students": roster}), RULES, MEASURES, DISTRICT, table)
    assert result.tables["gaps"].frame["gap"].notna().sum() == 2
    assert "1 of 2 groups clearly score below" in result.summary().headline
    assert result.tables["disability"].frame.empty
    assert YES not in result.summary().headline


def test_more_removals_than_children_are_rates_with_an_interval():
    roster = students(400)
    roster["race_ethnicity"] = ["White" if (i // 4) % 2 else "Hispanic or Latino" for i in range(400)]
    rows = [
        (f"s{i:03}", "defiance", "out-of-school suspension", 1.0) for i in range(0, 400, 4) for _ in range(1 + i % 3)
    ]
    data = dataset(incidents=incidents(*rows), students=roster)
    frame = equity.compare(data, RULES, MEASURES, DISTRICT).tables["ratios"].frame
    told = frame[frame["category"] == counts.REMOVALS]
    assert (told["risk"] > 100).all()
    assert ((told["low"] < told["ratio"]) & (told["ratio"] < told["high"])).all()


def said(**more: pd.DataFrame) -> dict[str, str]:
    result = equity.compare(dataset(**more), RULES, MEASURES, DISTRICT)
    return {caution.code: caution.sentence for caution in result.cautions}


@pytest.mark.parametrize(
    ("column", "label", "rows"),
    [("disability_category", "AUT", "category"), ("educational_environment", "SC", "placement")],
)
def test_an_unknown_label_is_not_recorded_and_said(column: str, label: str, rows: str) -> None:
    roster = students()
    roster.loc[0, column] = label
    assert children(dataset(students=roster), RULES, DISTRICT).rows[rows].iloc[0] == NOT_RECORDED
    assert f'"{label}"' in said(students=roster)[f"unknown_{column}"]


def test_of_an_unknown_action_nobody_knows_whether_it_removed_a_child() -> None:
    rows = [("s000", "defiance", "OSS", 3.0), ("s001", "defiance", "OSS", 0.0), ("s002", "defiance", None, np.nan)]
    found = incidents(*rows)  # type: ignore[arg-type]
    told = children(dataset(incidents=found), RULES, DISTRICT).rows.set_index("student_id")["out_of_school"]
    assert told[["s000", "s001", "s002", "s003"]].tolist() == [NOT_RECORDED, NEVER, NOT_RECORDED, NEVER]
    cautions = said(incidents=found)
    assert '"OSS"' in cautions["unknown_action"]
    assert "no_action" in cautions


def test_a_removal_without_days_is_neither_short_nor_long() -> None:
    found = incidents(
        ("s000", "defiance", "expulsion", np.nan), ("s004", "defiance", "expulsion", np.nan),
        ("s004", "defiance", "expulsion", 11.0),
    )  # fmt: skip
    data = dataset(incidents=found)
    told = children(data, RULES, DISTRICT).rows.set_index("student_id")["out_of_school"]
    assert told[["s000", "s004"]].tolist() == [SOME_DAYS, "in all more than 10 days"]
    counted = counts.removals(children(data, RULES, DISTRICT), RULES)
    assert counted[(counted["by"] == "All") & (counted["out_of_school"] == counts.REMOVED)]["n"].tolist() == [2]
    assert "unknown_days" in said(incidents=found)


def test_labels_of_race_matter_where_ratios_are_calculated() -> None:
    roster = students().replace({"race_ethnicity": {"White": "W"}})
    assert "unknown_race" in said(students=roster)
    assert "unknown_race" not in said(students=roster.drop(columns="disability"))


def test_state_counts_of_an_unknown_group_are_said_and_not_used() -> None:
    state = (StateCount(school_year="2024-25", category="autsm", group="All others", children=500, of=9000),)
    result = equity.compare(dataset(), RULES.model_copy(update={"state": state}), MEASURES, DISTRICT)
    cautions = {caution.code: caution.sentence for caution in result.cautions}
    assert '"autsm"' in cautions["state_category_unknown"]
    assert '"All others"' in cautions["state_group_unknown"]
    assert significant._state_others(RULES.model_copy(update={"state": state}), "2024-25", "autsm", "White") is None
