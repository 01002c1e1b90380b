"""Outcomes that whole grades lack, cut scores that tell nobody apart, and a year copied from the one before."""

import pandas as pd
import pytest

from mtss_analysis import checks, intake, params

SETTINGS = params.layers()
PARAMS = [SETTINGS.load(kind) for kind in (checks.ChecksParams, params.MeasuresParams, params.DistrictParams)]
GRADES = ("3", "4", "5")


def district(grades=GRADES, years=("2023-24", "2024-25"), size=12):
    """Return one student a number, grade and year, enrolled throughout."""
    rows = [(f"{grade}-{number}", year, str(int(grade) + place))
            for grade in grades for number in range(size) for place, year in enumerate(years)]  # fmt: skip
    students = pd.DataFrame(rows, columns=["student_id", "school_year", "grade"])
    stays = pd.DataFrame({"student_id": students["student_id"].unique(), "school_id": "A"})
    stays = stays.assign(enrolled_from="2023-08-21", enrolled_to="")
    schools = pd.DataFrame({"school_id": ["A"], "name": ["First"]})
    return {"schools": schools, "students": students, "enrollments": stays}


def scores(students, purpose, measure, season="spring", score="60"):
    day = students["school_year"].str[:2] + students["school_year"].str[-2:] + "-05-06"
    return pd.DataFrame(
        {"student_id": students["student_id"], "domain": "reading", "measure": measure, "purpose": purpose,
         "date": day, "season": season, "score": score}
    )  # fmt: skip


def found(frames, **changed):
    dataset = intake.from_frames(frames)
    how = PARAMS[0].model_copy(update={"coverage_purposes": (), **changed})
    return {each.code: each for each in checks.run(dataset, how, *PARAMS[1:]).findings}


def outcome(frames, *lacking):
    students = frames["students"]
    pairs = pd.Series(list(zip(students["school_year"], students["grade"], strict=True)), students.index)
    return frames | {"scores": scores(students[~pairs.isin(lacking)], "outcome", "state_reading", "")}


def test_every_grade_with_an_outcome_is_no_finding():
    assert "outcome_missing" not in found(outcome(district()))


@pytest.mark.parametrize("lacking", [("2023-24", "4"), ("2024-25", "4"), ("2024-25", "5")])
def test_a_grade_between_others_or_with_an_outcome_in_another_year_is_named(lacking):
    finding = found(outcome(district(), lacking))["outcome_missing"]
    assert f"{lacking[0]}: nobody in grade {lacking[1]} has a score" in finding.sentence
    assert not finding.blocking


def test_grades_that_never_take_it_and_small_ones_are_not_asked_about():
    assert "outcome_missing" not in found(outcome(district(), ("2023-24", "3"), ("2024-25", "6")))
    assert "outcome_missing" not in found(outcome(district(size=9), ("2023-24", "4")))


@pytest.mark.parametrize(("score", "who"), [("250", "nobody"), ("0", "everybody")])
def test_a_cut_that_flags_nobody_or_everybody_is_named(score, who):
    frames = district(size=60, years=("2023-24",))
    frames["scores"] = scores(frames["students"], "screening", "oral_reading_fluency", score=score)
    assert f"flags {who}" in found(frames)["cut_out_of_reach"].sentence
    assert "cut_out_of_reach" not in found(frames, cut_students=61)


def test_a_cut_between_the_scores_is_no_finding():
    frames = district(size=60, years=("2023-24",))
    made = scores(frames["students"], "screening", "oral_reading_fluency", score="250")
    made.loc[made["student_id"].str.endswith("-7"), "score"] = "0"
    assert "cut_out_of_reach" not in found(frames | {"scores": made})


def test_a_year_copied_from_the_one_before_is_named_with_its_share():
    frames = district(grades=("3",), size=20)
    later = (frames["students"]["school_year"] == "2024-25").to_numpy()
    frames["students"].loc[later, "grade"] = "3"
    finding = found(frames)["grade_repeated_by_many"]
    assert "in 2024-25, 100 % of grade 3 stand in the same grade as the year before" in finding.sentence
    assert len(finding.rows) == 20
    assert "grade_out_of_order" not in found(frames)


def test_few_who_repeat_a_grade_are_nothing_to_mend():
    frames = district(grades=("3",), size=20)
    frames["students"].loc[1, "grade"] = "3"
    assert "grade_repeated_by_many" not in found(frames)
