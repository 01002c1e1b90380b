"""The report: its tables, its words, its order; and what it costs nothing to ask for twice."""

import pandas as pd
import pytest

from mtss_analysis import checks, intake, params
from mtss_analysis.tables import TABLES

SETTINGS = params.layers()
PARAMS = [SETTINGS.load(kind) for kind in (checks.ChecksParams, params.MeasuresParams, params.DistrictParams)]


def frames():
    people, schools = [f"{i:03d}" for i in range(40)], ["A"] * 30 + ["B"] * 10
    return {
        "schools": pd.DataFrame({"school_id": ["A", "B"], "name": ["First", "Second"]}),
        "students": pd.DataFrame({"student_id": people, "school_year": "2024-25", "grade": "2", "sex": [*"FM"] * 20}),
        "enrollments": pd.DataFrame(
            {"student_id": people, "school_id": schools, "enrolled_from": "2024-08-19", "enrolled_to": ""}
        ),
        "scores": pd.DataFrame(
            {"student_id": people, "domain": "reading", "measure": "oral_reading_fluency", "purpose": "screening",
             "date": "2024-09-10", "season": "fall", "score": "50"}
        ),
    }  # fmt: skip


def report(changed=None):
    return checks.run(intake.from_frames(frames() | (changed or {})), *PARAMS)


def test_nothing_found_is_said_and_every_table_is_typed():
    result = report()
    assert result.findings == ()
    assert not result.blocking
    assert result.summary().headline == "Nothing blocks the analyses."
    assert result.summary().text.startswith("No other findings. 4 of 17 tables came in. Absent, so no data: attendance")
    assert result.to_frame().empty
    assert result.tables["counts"].frame.empty
    assert list(result.tables["findings"].frame) == [doc.name for doc in result.tables["findings"].columns]


def test_findings_that_stop_the_run_come_first_and_are_said():
    twice = pd.concat([frames()["schools"]] * 2)
    students = frames()["students"].assign(grade="?")
    students.loc[0, "school_year"] = "2024"
    result = report({"schools": twice, "students": students})
    assert [finding.blocking for finding in result.findings] == [True, True, False]
    assert result.blocking
    assert result.summary().headline.startswith("2 kinds of finding stop the run.")
    assert result.to_frame()["blocking"].tolist() == [True, True, False]


def _probes(students, weeks, score):
    """Weekly probes of the first students."""
    rows = {"student_id": [f"{i:03d}" for i in range(students) for _ in range(weeks)]}
    days = [f"2024-10-{7 + week:02d}" for _ in range(students) for week in range(weeks)]
    fixed = {"domain": "reading", "measure": "oral_reading_fluency", "purpose": "progress", "season": ""}
    return pd.DataFrame(rows | fixed | {"date": days, "score": score})


def test_scores_that_never_vary_are_named_where_most_students_have_them():
    def codes(probes):
        return [finding.code for finding in report({"scores": pd.concat([frames()["scores"], probes])}).findings]

    same = _probes(4, 6, "41")
    assert codes(same) == ["scores_never_vary"]
    assert codes(_probes(4, 5, "41")) == []
    assert codes(_probes(2, 6, "41")) == []
    assert codes(same.assign(score=[str(40 + place % 2) if place < 13 else "41" for place in range(24)])) == []


def test_a_table_with_a_header_only_is_named():
    finding = report({"scores": frames()["scores"].head(0)}).findings[0]
    assert (finding.code, finding.table, finding.blocking) == ("empty_table", "scores", False)
    assert "What needs it shows no data." in finding.sentence


def test_counts_add_up_the_rows_concerned():
    scores = frames()["scores"]
    scores.loc[:4, "score"] = "999"
    scores.loc[7, "season"] = ""
    counts = report({"scores": scores}).tables["counts"].frame.set_index("code")
    assert counts["findings"].to_dict() == {"score_out_of_range": 5, "screening_without_season": 1}


def test_tables_say_what_came_in_and_from_when_to_when():
    table = report().tables["tables"].frame.set_index("table")
    assert list(table.index) == list(TABLES)
    assert table.loc["students"].tolist() == [40, True, "2024-25", "2024-25"]
    assert table.loc["scores"].tolist() == [40, True, "2024-09-10", "2024-09-10"]
    assert table.loc["letters"].tolist() == [0, False, "", ""]


def test_enrollment_has_the_total_its_groups_and_each_school():
    table = report().tables["enrollment"].frame.set_index(["school_id", "by", "group"])["n"].to_dict()
    assert table == {
        ("All", "All", "All"): 40, ("All", "grade", "2"): 40, ("All", "sex", "F"): 20, ("All", "sex", "M"): 20,
        ("A", "All", "All"): 30, ("B", "All", "All"): 10,
    }  # fmt: skip


def test_only_the_enrollment_may_ever_be_released():
    tables = report().tables
    assert {name for name, table in tables.items() if table.level == "aggregate"} == {"enrollment"}
    assert tables["enrollment"].cells is not None


def test_the_words_for_the_public_come_from_the_enrollment_alone():
    result = report()
    summary = result.summarize({"enrollment": result.tables["enrollment"]})
    assert summary.headline == "The data behind these pages cover 2024-25."
    assert summary.table.to_dict("list") == {"school_year": ["2024-25"], "n": [40]}


def test_the_summary_names_kinds_of_findings_in_words_and_the_table_keeps_the_codes():
    scores = frames()["scores"]
    scores.loc[:20, "score"] = ""
    result = report({"scores": scores})
    assert result.tables["counts"].frame["code"].tolist() == ["low_coverage"]
    assert result.summary().table.to_dict("list") == {
        "kind of finding": ["Too few students tested"], "table": ["scores"], "rows": [1], "stops the run": [False],
    }  # fmt: skip


def test_a_group_without_a_value_is_called_not_recorded():
    students = frames()["students"].assign(sex=[None] * 20 + ["F"] * 20)
    scores = frames()["scores"].iloc[20:]
    (finding,) = report({"students": students, "scores": scores}).findings
    assert "sex “Not recorded” 0 %" in finding.sentence
    assert "No data" not in finding.sentence


@pytest.mark.parametrize(
    ("table", "column"),
    [(name, column) for name, frame in frames().items() for column in frame if column not in {"sex", "enrolled_to"}],
)
def test_a_missing_column_is_told_once_and_nothing_is_made_up_from_it(table, column):
    lacking = frames() | {table: frames()[table].drop(columns=column)}
    found = [(finding.code, finding.table, finding.column) for finding in report(lacking).findings]
    assert found == [("missing_column", table, column)]


def test_screening_without_any_season_is_told():
    found = report({"scores": frames()["scores"].assign(season="")}).findings
    assert [(finding.code, len(finding.rows)) for finding in found] == [("screening_without_season", 40)]


def test_a_renamed_column_is_not_called_superfluous():
    enrollments = frames()["enrollments"].rename(columns={"enrolled_from": "start"})
    stops, other = report({"enrollments": enrollments}).findings
    assert (stops.code, other.code) == ("missing_column", "unknown_column")
    assert '"start"' in stops.next_move
    assert 'If it holds "enrolled_from", which the table lacks, rename it.' in other.next_move


def test_an_empty_dataset_is_a_report_and_not_an_accident():
    result = checks.run(intake.from_frames({}), *PARAMS)
    assert [(f.code, f.table) for f in result.findings] == [("missing_table", "schools"), ("missing_table", "students")]
    assert {caution.code for caution in result.cautions} == {"no_enrollments"}
    assert result.tables["enrollment"].frame.empty


def test_an_empty_file_is_not_also_reported_as_a_missing_table(tmp_path):
    (tmp_path / "students.csv").write_text("")
    (tmp_path / "schools.csv").write_text("school_id,name\n1,A\n")
    result = checks.run(intake.read(tmp_path), *PARAMS)
    assert [(f.code, f.table, f.blocking) for f in result.findings] == [("empty_file", "students", True)]


@pytest.mark.parametrize(
    ("untested", "names"),
    [
        (range(32), ["the district 20 %"]),
        (range(0, 40, 2), ["sex “Girls” 0 %", "the district 50 %"]),
        (range(30, 40), ["Second (B) 0 %", "the district 75 %"]),
        (range(5), []),
    ],
)
def test_low_coverage_names_window_school_and_group(untested, names):
    scores = frames()["scores"]
    scores.loc[list(untested), "score"] = ""
    found = [finding for finding in report({"scores": scores}).findings if finding.code == "low_coverage"]
    assert len(found) == bool(names)
    for name in names:
        assert name in found[0].sentence
        assert found[0].sentence.startswith(
            "the table scores: Oral reading fluency, fall 2024-25: tested of those enrolled:"
        )


def test_students_without_any_row_count_as_not_tested():
    scores = frames()["scores"].iloc[:20]
    (finding,) = report({"scores": scores}).findings
    assert finding.code == "low_coverage"
    assert "the district 50 %" in finding.sentence


def test_a_grade_the_measure_is_not_given_in_is_not_expected():
    students = frames()["students"]
    students.loc[20:, "grade"] = "8"
    assert report({"students": students, "scores": frames()["scores"].iloc[:20]}).findings == ()


def test_what_is_usable_is_kept_for_the_next_page():
    dataset = intake.from_frames(frames())
    assert checks.usable(dataset, PARAMS[1]) is checks.usable(dataset, PARAMS[1])


def test_a_clean_dataset_is_usable_as_it_is():
    dataset = intake.from_frames(frames())
    usable = checks.usable(dataset, PARAMS[1])
    for name in dataset.tables:
        pd.testing.assert_frame_equal(usable.table(name), dataset.table(name))
    assert usable.cautions == ()


def test_what_is_left_out_becomes_a_caution_without_small_numbers():
    scores = frames()["scores"]
    scores.loc[0, "score"] = "999"
    (caution,) = checks.usable(intake.from_frames(frames() | {"scores": scores}), PARAMS[1]).cautions
    assert (caution.code, caution.affects) == ("rows_left_out", "scores")
    assert caution.sentence.startswith("Rows of scores that cannot be used are left out: about 2 in a hundred.")


def test_one_school_is_checked_without_blaming_it_for_the_others():
    enrollments = frames()["enrollments"]
    moved = pd.DataFrame({"student_id": ["000"], "school_id": "B", "enrolled_from": "2025-01-06", "enrolled_to": ""})
    enrollments.loc[0, "enrolled_to"] = "2025-01-05"
    tables = frames() | {"enrollments": pd.concat([enrollments, moved])}
    school = intake.from_frames(tables).school("A")
    result = checks.run(school, *PARAMS)
    assert result.findings == ()
    assert result.tables["enrollment"].frame.query("by == 'All' and school_id == 'A'")["n"].tolist() == [29]
    assert len(checks.usable(school, PARAMS[1]).table("enrollments")) == 31


def test_stricter_settings_are_obeyed():
    stricter = PARAMS[0].model_copy(update={"earliest_date": pd.Timestamp("2024-09-11").date()})
    dataset = intake.from_frames(frames())
    assert len(checks.usable(dataset, PARAMS[1]).table("scores")) == 40
    assert len(checks.usable(dataset, PARAMS[1], stricter).table("scores")) == 0


def test_a_district_carries_its_own_settings(tmp_path):
    for name, frame in frames().items():
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "checks.yml").write_text("earliest_date: 2024-09-11\n")
    assert len(checks.usable(intake.read(tmp_path), PARAMS[1]).table("scores")) == 0


def test_ratings_are_held_against_the_instruments_that_are_given():
    """A folder given with the command may describe an instrument that the district's own folder does not."""
    row = {"instrument": "own", "version": "1", "org_id": "1", "administration_id": "a", "item": "1", "score": "2",
           "administered_on": "2024-10-15", "respondent_role": "principal", "rater_id": "r"}  # fmt: skip
    dataset = intake.from_frames(frames() | {"ratings": pd.DataFrame([row])})
    known = params.instruments(params.layers())
    given = known | {("own", "1"): known["sam", "2"]}
    codes = {finding.code for finding in checks.run(dataset, *PARAMS, given).findings}
    assert "unknown_instrument" not in codes
    assert "unknown_instrument" in {finding.code for finding in checks.run(dataset, *PARAMS).findings}
    assert len(checks.usable(dataset, PARAMS[1], instruments=given).table("ratings")) == 1
    assert len(checks.usable(dataset, PARAMS[1]).table("ratings")) == 0
