"""screening.evaluate on a district small enough to count by hand."""

import pandas as pd
import pytest

from mtss_analysis.vocabulary import NO_DATA, TOTAL


def cell(table, category, value, **where):
    frame = table.frame
    wanted = {"school_id": TOTAL, "by": TOTAL, "group": TOTAL, **where, category: value}
    for column, at in wanted.items():
        frame = frame[frame[column] == at]
    assert len(frame) == 1
    return frame.iloc[0]


def test_a_score_at_the_cut_is_not_below_it(evaluate, frames):
    students = evaluate(frames).tables["students"].frame.set_index("student_id")
    assert students.loc[["SYN-00", "SYN-01", "SYN-02", "SYN-03", "SYN-04"], "support"].tolist() == [
        "Tier 1", "Tier 1", "Tier 2", "Tier 2", "Tier 3",
    ]  # fmt: skip


def test_counts_shares_and_wilson_interval(evaluate, frames):
    row = cell(evaluate(frames).tables["tiers"], "support", "Tier 2")
    assert (row["n"], row["tested"], row["percent"]) == (3, 8, 37.5)
    # Wilson 3/8: (3/8 + z²/16 ± z sqrt(3/8·5/8/8 + z²/256)) / (1 + z²/8), z = 1.959964
    assert (row["low"], row["high"]) == (pytest.approx(13.684, abs=1e-3), pytest.approx(69.426, abs=1e-3))


def test_cells_of_every_dimension_sum_to_their_total(evaluate, frames):
    tiers = evaluate(frames).tables["tiers"].frame
    keys = ["school_id", "by", "group"]
    by_category = tiers[tiers["support"] != TOTAL].groupby(keys)["n"].sum()
    totals = tiers[tiers["support"] == TOTAL].set_index(keys)["n"]
    assert by_category.sort_index().equals(totals.sort_index())
    district = tiers[(tiers["school_id"] == TOTAL) & (tiers["support"] == TOTAL)]
    assert (district.groupby("by")["n"].sum() == 8).all()
    schools = tiers[(tiers["by"] == TOTAL) & (tiers["support"] == TOTAL)].set_index("school_id")["n"]
    assert schools.to_dict() == {TOTAL: 8, "A": 6, "B": 2}


def test_a_group_without_a_tier_has_an_explicit_zero(evaluate, frames):
    assert cell(evaluate(frames).tables["tiers"], "support", "Tier 3", school_id="B")["n"] == 0


def test_students_not_tested_are_no_data_and_count_in_coverage_only(evaluate, frames):
    result = evaluate(frames)
    students = result.tables["students"].frame.set_index("student_id")
    assert students.loc[["SYN-08", "SYN-09"], "support"].tolist() == [NO_DATA, NO_DATA]
    assert students.loc[["SYN-08", "SYN-09"], "not_tested_reason"].tolist() == ["absent", NO_DATA]
    row = cell(result.tables["coverage"], "status", "tested")
    assert (row["n"], row["enrolled"], row["percent"]) == (8, 10, 80.0)
    reasons = result.tables["reasons"].frame.set_index("reason")["n"]
    assert reasons.to_dict() == {NO_DATA: 1, "absent": 1, TOTAL: 2}


def test_a_grade_never_given_the_measure_is_not_untested(evaluate, frames):
    students = evaluate(frames).tables["students"].frame
    assert not students["student_id"].isin(["SYN-10", "SYN-11"]).any()


def test_a_stray_test_does_not_make_a_grade_untested(evaluate, frames):
    stray = frames["scores"].iloc[:1].assign(student_id="SYN-10", score=50)
    frames["scores"] = pd.concat([frames["scores"], stray])
    coverage = evaluate(frames, given_share=60.0).tables["coverage"]
    assert cell(coverage, "status", TOTAL)["n"] == 10


def test_a_grade_without_cuts_is_no_data_and_said_so(evaluate, frames):
    stray = frames["scores"].iloc[:1].assign(student_id="SYN-10", score=5)
    frames["scores"] = pd.concat([frames["scores"], stray])
    result = evaluate(frames)
    students = result.tables["students"].frame.set_index("student_id")
    assert students.loc["SYN-10", "support"] == NO_DATA
    assert cell(result.tables["tiers"], "support", TOTAL)["n"] == 8
    assert "no_cuts" in {caution.code for caution in result.cautions}


def test_a_student_without_a_grade_is_no_data_and_said_so(evaluate, frames):
    frames["students"] = frames["students"].iloc[1:]
    result = evaluate(frames)
    students = result.tables["students"].frame.set_index("student_id")
    assert students.loc["SYN-00", ["grade", "support"]].tolist() == [NO_DATA, NO_DATA]
    assert "no_grade" in {caution.code for caution in result.cautions}
    assert "no_cuts" not in {caution.code for caution in result.cautions}


def test_an_undescribed_measure_suggests_nothing(evaluate, frames):
    frames["scores"] = frames["scores"].assign(measure="homemade")
    result = evaluate(frames)
    assert set(result.tables["students"].frame["support"]) == {NO_DATA}
    assert result.tables["tiers"].frame.empty
    assert "unknown_measure" in {caution.code for caution in result.cautions}


def test_where_lower_is_better_scores_above_the_cut_are_flagged(evaluate, frames):
    frames["scores"] = frames["scores"].iloc[:4].assign(domain="behavior", measure="referrals", score=[0, 1, 2, 6])
    students = evaluate(frames).tables["students"].frame.set_index("student_id")
    assert students.loc[["SYN-00", "SYN-01", "SYN-02", "SYN-03"], "support"].tolist() == [
        "Tier 1", "Tier 1", "Tier 2", "Tier 3",
    ]  # fmt: skip


def test_near_cut_uses_the_scores_own_sem_before_the_measures(evaluate, frames):
    frames["scores"] = frames["scores"].assign(sem=[None] * 7 + [3, None])
    students = evaluate(frames).tables["students"].frame.set_index("student_id")
    assert students.loc["SYN-02", "near_cut"]  # 39 is 1 from 40, the measure's SEM is 5
    assert not students.loc["SYN-07", "near_cut"]  # 36 is 4 from 40, its own SEM is 3
    assert not students.loc["SYN-09", "near_cut"]


def test_the_first_day_counts_and_a_retest_does_not(evaluate, frames):
    same_day = frames["scores"].iloc[[2]].assign(score=35)
    retest = frames["scores"].iloc[[2]].assign(score=75, date="2024-09-20")
    frames["scores"] = pd.concat([frames["scores"], same_day, retest])
    students = evaluate(frames).tables["students"].frame.set_index("student_id")
    assert students.loc["SYN-02", "score"] == 37.0


def test_a_mover_counts_once_in_the_school_that_tested(evaluate, frames):
    frames["enrollments"].loc[0, "enrolled_to"] = "2024-09-12"
    moved = pd.DataFrame(
        {"student_id": ["SYN-00"], "school_id": ["B"], "enrolled_from": ["2024-09-13"], "enrolled_to": [None]}
    )
    frames["enrollments"] = pd.concat([frames["enrollments"], moved])
    students = evaluate(frames).tables["students"].frame
    assert students.loc[students["student_id"] == "SYN-00", "school_id"].tolist() == ["A"]


def test_a_season_left_empty_is_no_data(evaluate, frames):
    frames["scores"] = frames["scores"].assign(season=None)
    result = evaluate(frames)
    assert set(result.tables["students"].frame["season"]) == {NO_DATA}
    assert set(result.tables["students"].frame["support"]) == {NO_DATA}
    assert "no_season" in {caution.code for caution in result.cautions}


def test_a_school_alone_has_only_its_own_rows(evaluate, frames):
    result = evaluate(frames, scope="A")
    assert set(result.tables["tiers"].frame["school_id"]) == {TOTAL, "A"}
    assert cell(result.tables["tiers"], "support", TOTAL)["n"] == 6


@pytest.mark.parametrize("left", [[], ["students"], ["schools", "students", "enrollments"]])
def test_without_scores_the_page_does_not_apply(evaluate, frames, left):
    result = evaluate({name: frames[name] for name in left})
    assert [caution.code for caution in result.cautions] == ["does_not_apply"]
    assert all(table.frame.empty for table in result.tables.values())
    assert "cannot tell yet" in result.summary().headline


def test_the_order_of_rows_changes_nothing(evaluate, frames):
    shuffled = frames | {"scores": frames["scores"].sample(frac=1, random_state=3)}
    for name, table in evaluate(frames).tables.items():
        key = [column.name for column in table.columns]
        other = evaluate(shuffled).tables[name].frame.sort_values(key, ignore_index=True)
        pd.testing.assert_frame_equal(table.frame.sort_values(key, ignore_index=True), other)


def test_cautions_name_coverage_and_core_instruction(evaluate, frames):
    codes = {caution.code for caution in evaluate(frames, core_question_students=6).cautions}
    assert {"low_coverage", "core_instruction_first", "near_cut", "cuts_are_planning_values"} <= codes
    assert "core_instruction_first" not in {c.code for c in evaluate(frames).cautions}  # six students are too few


def test_cautions_about_a_school_name_it_and_its_grades_and_windows(evaluate, frames):
    found = evaluate(frames, core_question_students=6).cautions
    core = {c.school: c.sentence for c in found if c.code == "core_instruction_first"}
    assert set(core) == {TOTAL, "A"}
    assert "in grade 2 (fall), 40 % or more" in core["A"]
    assert "grade 2" not in core[TOTAL]
    low = {c.school for c in found if c.code == "low_coverage"}
    assert low == {TOTAL, "B"}  # all six of A were tested, two of four of B
