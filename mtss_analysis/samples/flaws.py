"""Faults for a small district: each stands once, and each has the finding it must yield."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
import pandas as pd

from mtss_analysis.samples.district import SampleDistrict, generate
from mtss_analysis.samples.measures import MEASURES

Frames = dict[str, pd.DataFrame]
"""Table → cells as text, as in a CSV file."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in one row.

    Attributes
    ----------
    fault
        What is wrong, in words.
    table, code
        Where, and the code of the finding.
    cells
        Column → text that is written.
    how
        ``"change"`` a row of the table or ``"add"`` a copy of one, changed.
    where
        Column → text the row has to have.
    blocking
        The finding stops the run.
    """

    fault: str
    table: str
    code: str
    cells: Mapping[str, str]
    how: Literal["change", "add"] = "change"
    where: Mapping[str, str] = field(default_factory=dict)
    blocking: bool = False


READING: Final = {"purpose": "screening", "measure": "oral_reading_fluency"}
PROBE: Final = {"purpose": "progress", "measure": "oral_reading_fluency"}
PLAN: Final = {"measure": "oral_reading_fluency"}
OURS: Final = {"instrument": "mtss_implementation_self_assessment"}

FAULTS: Final = (
    Fault("a student stands twice in a year, in two grades", "students", "duplicate_key", {"grade": "5"}, "add",
          {"grade": "4"}, blocking=True),
    Fault("a grade that no school has", "students", "unknown_grade", {"grade": "15"}, where={"grade": "3"}),
    Fault("a school year given as one year", "students", "unknown_school_year", {"school_year": "2024"}),
    Fault("a student who is enrolled nowhere", "students", "student_without_enrollment",
          {"student_id": "SYN-000901"}, "add"),
    Fault("a stay of a student no table knows", "enrollments", "unknown_reference",
          {"student_id": "SYN-000999"}, "add"),
    Fault("a second school before the first was left", "enrollments", "enrollments_overlap",
          {"school_id": "S03", "enrolled_from": "2024-10-07"}, "add", {"school_id": "S01", "enrolled_to": ""}),
    Fault("a stay that ends before it begins", "enrollments", "end_before_start",
          {"enrolled_from": "2024-09-20", "enrolled_to": "2024-09-02"}, "add", {"school_id": "S02"}),
    Fault("a month of attendance that came in twice", "attendance", "duplicate_key", {}, "add"),
    Fault("two schools entered on one day", "enrollments", "two_stays_one_day", {"school_id": "S02"}, "add",
          {"school_id": "S01"}),
    Fault("a grade skipped", "students", "grade_out_of_order", {"school_year": "2025-26", "grade": "5"}, "add",
          {"grade": "3"}),
    Fault("days counted by a school the student was not in", "attendance", "attendance_outside_enrollment",
          {"school_id": "S02"}, "add", {"school_id": "S01", "period_start": "2024-11-01"}),
    Fault("a month that begins again in its middle", "attendance", "periods_overlap", {"period_start": "2024-10-15"},
          "add", {"school_id": "S01", "period_start": "2024-10-01"}),
    Fault("more days missed than expected", "attendance", "absent_more_than_enrolled",
          {"days_enrolled": "18", "days_absent": "19"}),
    Fault("days below zero", "attendance", "out_of_bounds", {"days_absent": "-1"}),
    Fault("a school no table knows", "attendance", "unknown_reference", {"school_id": "S99"}),
    Fault("a score that is a word", "scores", "wrong_type", {"score": "fluent"}, where=READING),
    Fault("a score the measure cannot give", "scores", "score_out_of_range", {"score": "410"}, where=READING),
    Fault("two scores on one day", "scores", "two_scores_one_day", {"score": "47"}, "add", PROBE),
    Fault("a measure nobody described", "scores", "unknown_measure", {"measure": "word_reading"}, where=PROBE),
    Fault("a domain that does not exist", "scores", "not_allowed", {"domain": "readng"}, where=PROBE),
    Fault("a reading measure counted in math", "scores", "wrong_domain", {"domain": "math"}, where=PROBE),
    Fault("a screening score without a season", "scores", "screening_without_season", {"season": ""}, where=READING),
    Fault("a day long ago", "scores", "impossible_date", {"date": "1899-12-30"}, where=PROBE),
    Fault("a score of nobody", "scores", "empty_cell", {"student_id": ""}, where=PROBE),
    Fault("a plan for nobody", "interventions", "plan_for_nobody", {"student_id": ""}),
    Fault("a goal below the start", "interventions", "goal_in_wrong_direction", {"baseline": "60", "goal": "40"},
          where=PLAN),
    Fault("a goal the measure cannot give", "interventions", "goal_out_of_range", {"goal": "450"}, where=PLAN),
    Fault("a goal due before the plan starts", "interventions", "goal_before_start", {"goal_date": "2024-09-02"},
          where=PLAN),
    Fault("a start from zero", "interventions", "start_score_zero", {"baseline": "0"}, where=PLAN),
    Fault("a tier that does not exist", "interventions", "out_of_bounds", {"tier": "4"}, where=PLAN),
    Fault("a session before the plan starts", "sessions", "session_outside_plan", {"date": "2024-09-03"}, "add"),
    Fault("a session of a plan no table knows", "sessions", "unknown_reference", {"plan_id": "PLN-09999"}),
    Fault("minutes below zero", "sessions", "out_of_bounds", {"minutes": "-30"}, where={"status": "delivered"}),
    Fault("a session ten times as long as planned", "sessions", "minutes_above_plan", {"minutes": "300"},
          where={"minutes": "30"}),
    Fault("minutes of a session that was not held", "sessions", "minutes_without_session", {"minutes": "20"},
          where={"status": "not_held"}),
    Fault("a check of fidelity before the plan starts", "fidelity_checks", "check_outside_plan",
          {"date": "2024-09-03"}, "add"),
    Fault("a check of a plan no table knows", "fidelity_checks", "unknown_reference", {"plan_id": "PLN-09999"}),
    Fault("an item one person rated twice in one role", "fidelity_checks", "duplicate_key", {"score": "0.25"}, "add"),
    Fault("a person who observes the own delivery", "fidelity_checks", "rater_twice", {"source": "observation"},
          "add", {"source": "self_report"}),
    Fault("a delivery of which nothing was scored", "fidelity_checks", "delivery_unrated",
          {"rater_id": "STF-0999", "score": ""}, "add"),
    Fault("an instrument no file describes", "ratings", "unknown_instrument", {"version": "9.9"}, where=OURS),
    Fault("an item the instrument does not have", "ratings", "unknown_item", {"item": "41"}, where=OURS),
    Fault("a score above the scale", "ratings", "score_off_scale", {"score": "7"}, where=OURS),
    Fault("a second administration on one day", "ratings", "two_administrations",
          {"administration_id": "S01-again", "rater_id": "STF-0998"}, "add", OURS),
    Fault("a rater under two roles", "ratings", "rater_two_roles", {"respondent_role": "student", "item": "39"}, "add",
          OURS | {"respondent_role": "classroom teacher", "item": "2"}),
    Fault("a role that no form names", "ratings", "unknown_role",
          {"respondent_role": "bus driver", "rater_id": "STF-0997"}, "add", OURS),
    Fault("a rating in an instrument that nobody completed", "ratings", "unfinished_instrument",
          {"instrument": "dca", "version": "7.7", "administration_id": "S01-dca", "respondent_role": "principal",
           "rater_id": "STF-0995", "item": "1", "score": "1"}, "add", OURS),
    Fault("two answers to one item, without a rater", "ratings", "raters_not_told_apart", {}, "add",
          {"instrument": "swpbis_tfi"}),
    Fault("a rater who gave no score", "ratings", "rater_unrated", {"rater_id": "STF-0996", "score": ""}, "add", OURS),
    Fault("answers to a check in another version", "learning", "unknown_check", {"version": "0.9"}),
    Fault("a choice that the question does not have", "learning", "unknown_answer", {"choice": "9"}),
    Fault("a day in words", "incidents", "wrong_type", {"date": "second week of May"}),
    Fault("a moment in universal time", "incidents", "utc_datetime", {"date": "2024-10-08T01:30:00Z"}),
    Fault("an identifier a spreadsheet shortened", "incidents", "damaged_identifier", {"student_id": "1.00E+11"}),
    Fault("a decision no rule knows", "decisions", "not_allowed", {"decided": "wait and see"}),
    Fault("a day that may be March or December", "observations", "ambiguous_date", {"date": "12/03/2025"}),
)  # fmt: skip
"""Faults of rows. A fault of a whole file or header is made by :mod:`mtss_analysis.samples.flawed`."""


def clean_district() -> SampleDistrict:
    """Draw a small district without any finding: three schools, one year, everyone tested or nearly so."""
    district = generate(schools=3, students=120, years=1, seed=6)
    tables = dict(district.tables)
    scores, plans = tables["scores"], tables["interventions"]
    middle = {name: measure.low + (measure.high - measure.low) / 4 for name, measure in MEASURES.items()}
    untested = scores["score"].isna()
    filled = scores["score"].where(~untested, scores["measure"].map(middle).astype("float64").round())
    tables["scores"] = scores.assign(score=filled, not_tested_reason=scores["not_tested_reason"].where(~untested))
    tables["interventions"] = plans.assign(baseline=plans["baseline"].where(plans["baseline"] != 0, 1.0))
    return SampleDistrict(tables, district.truths, district.params)


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table as the cells of its CSV file; an empty cell is empty text.

    Examples
    --------
    >>> as_text(pd.DataFrame({"score": [4.0, np.nan]}))["score"].tolist()
    ['4', '']
    """
    columns = {}
    for name, values in table.items():
        whole = pd.api.types.is_float_dtype(values.dtype) and bool((values.dropna() % 1 == 0).all())
        text = values.astype("Int64").astype("str") if whole else values.astype("str")
        columns[name] = text.where(values.notna(), "")
    return pd.DataFrame(columns)


def plant(frames: Frames) -> list[dict[str, object]]:
    """Put every fault of :data:`FAULTS` into its own row of `frames`, and say where."""
    used: dict[str, set[int]] = {name: set() for name in frames}
    return [_planted(fault, frames, used[fault.table]) for fault in FAULTS]


def _planted(fault: Fault, frames: Frames, used: set[int]) -> dict[str, object]:
    frame = frames[fault.table]
    fits = np.ones(len(frame), dtype=bool)
    for name, text in fault.where.items():
        fits &= (frame[name] == text).to_numpy()
    row = next(int(place) for place in np.flatnonzero(fits) if place not in used)
    used.add(row)
    if fault.how == "add":
        frames[fault.table] = frame = pd.concat([frame, frame.iloc[[row]]], ignore_index=True)
        row = len(frame) - 1
        used.add(row)
    for column, text in fault.cells.items():
        frame.loc[row, column] = text
    return told(fault.fault, fault.table, fault.code, blocking=fault.blocking, row=row + _before(fault.table))


def _before(table: str) -> int:
    """Rows counted before the first, that one included: a CSV file has a header, a Parquet file has none."""
    return 1 if table == "ratings" else 2


def told(fault: str, table: str, code: str, *, blocking: bool = False, row: int | None = None) -> dict[str, object]:
    """Return one line of ``faults.json``; `row` is the row of the file; of a CSV file, its header is row 1."""
    return {"fault": fault, "table": table, "code": code, "blocking": blocking, "row": row}
