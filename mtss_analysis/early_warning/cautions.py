"""What a reader must know before using early warning; none names a student or a number of a small group."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.early_warning import calendar, competencies, labels
from mtss_analysis.early_warning.indicators import Sources
from mtss_analysis.early_warning.result import DOES_NOT_APPLY, TO_WATCH
from mtss_analysis.early_warning.settings import EarlyWarningParams
from mtss_analysis.intake import Dataset
from mtss_analysis.params import DistrictParams, MeasuresParams
from mtss_analysis.results import Caution
from mtss_analysis.vocabulary import TOTAL

NO_SCORE = Caution(
    "no_composite", "all",
    "Each sign stands by itself and is never added up into a score. A sign tells where to ask; it does not tell why, "
    "and it decides nothing about a student.",
)  # fmt: skip
SILENT = Caution(
    "no_data_is_not_well", "all",
    "A student without data is in no share and on no list. Nobody knows that such a student is on track.",
)  # fmt: skip
SCHOOL_DAYS = Caution(
    "school_days", "months",
    "School days of a month are the most days any student of the school was expected in it, and of the district the "
    "most of its schools. Student-days are the days each student was expected.",
)  # fmt: skip
REFERRALS = Caution(
    "referrals_are_decisions", "rates",
    "A referral is a decision of an adult. A higher rate of a group may show what students do, what adults notice, or "
    "how rules are applied; a rate cannot tell these apart. Withdrawn and anxious students are seldom referred.",
)  # fmt: skip
LOOK_AHEAD = Caution(
    "partly_the_same_days", "predictive",
    "Outcomes of the same year count the days before the cut-off too, so a sign and its outcome share some days. And "
    "whoever was flagged may have been helped: a sign that worked looks worse here than it was.",
)  # fmt: skip
NOT_WRITTEN = Caution(
    "only_what_is_written", "actions",
    "Nothing on record is not the same as nothing done. A talk in the hallway counts only where it was written down.",
)  # fmt: skip
_DOUBT = {
    "more absent": "Some rows of attendance count more days missed than enrolled",
    "overlap": "Some periods of attendance overlap, so that days would count twice",
    "two years": "Some periods of attendance reach over the start of a school year",
}


def cautions(
    dataset: Dataset, found: Sources, frames: dict[str, pd.DataFrame], measures: MeasuresParams,
    params: EarlyWarningParams, district: DistrictParams,
) -> tuple[Caution, ...]:  # fmt: skip
    """Collect the cautions that this result calls for."""
    if frames["indicators"].empty:
        return (does_not_apply(dataset, found),)
    return (
        NO_SCORE, SILENT, *_attendance(dataset, found), *_referrals(dataset, found, frames), *_marks(dataset, found),
        *_unfinished(found, params, district), *_predictive(frames), *_actions(dataset, frames),
        *_competencies(measures, params),
    )  # fmt: skip


def does_not_apply(dataset: Dataset, found: Sources) -> Caution:
    """Say why nothing can be watched."""
    tables = ("attendance", "incidents", "marks")
    if not any(len(dataset.table(name)) for name in tables):
        why = "The data hold no attendance, no referrals and no marks"
    elif found.present.empty:
        why = "No student is listed as enrolled in a school year"
    else:
        why = "None of the attendance, referrals and marks belongs to an enrolled student and a known day"
    return Caution(DOES_NOT_APPLY, "all", f"{why}, so no early sign can be read. {TO_WATCH}")


def _attendance(dataset: Dataset, found: Sources) -> Iterator[Caution]:
    if dataset.table("attendance").empty:
        yield Caution("no_attendance", "absence", "The data hold no attendance, so nobody's absence is known and no "
                      "rate of referrals can be told.")  # fmt: skip
        return
    for why in sorted(set(found.attendance.doubtful["why"])):
        yield Caution(f"attendance_{why.replace(' ', '_')}", "absence", f"{_DOUBT[why]}. The absence of these students "
                      "is no data in that school year.")  # fmt: skip
    if (dataset.table("attendance")["period_end"] > found.as_of).any():
        yield Caution("future_attendance", "absence", "Some periods of attendance end after the last day the records "
                      "speak of. They are left out.")  # fmt: skip
    rows = found.attendance.rows
    months = rows["period_start"].dt.to_period("M") == rows["period_end"].dt.to_period("M")
    if not months.all():
        yield Caution("long_periods", "months", "Some periods of attendance are longer than a calendar month. They "
                      "count for absence and for no month.")  # fmt: skip


def _referrals(dataset: Dataset, found: Sources, frames: dict[str, pd.DataFrame]) -> Iterator[Caution]:
    if found.incidents.empty:
        yield Caution("no_referrals", "referrals", "The data hold no referrals. That is no data, not a calm school.")
        return
    yield from (SCHOOL_DAYS, REFERRALS)
    if (dataset.table("incidents")["date"] > found.as_of).any():
        yield Caution("future_referrals", "referrals", "Some referrals are dated after the last day the records speak "
                      "of. They are left out.")  # fmt: skip
    counted = frames["months"].query("school_id == @TOTAL")["referrals"].sum()
    if counted < len(found.incidents):
        yield Caution("referrals_without_days", "months", "Some referrals fall into a month or school for which the "
                      "student has no attendance, or a month without school days. They are in no rate.")  # fmt: skip
    recording = found.incidents[["school_year", "school_id"]].drop_duplicates()
    listed = found.present[["school_year", "school_id"]].drop_duplicates()
    silent = listed.merge(recording.assign(known=True), how="left").query("known.isna()")
    for school, part in silent.groupby("school_id"):
        years = ", ".join(sorted(part["school_year"]))
        yield Caution("silent_school", "referrals", f"no referral at all is recorded in {years}. Its students without "
                      "one are no data, not calm.", str(school))  # fmt: skip
    yield from _labels(frames["kinds_at_schools"])


def _labels(kinds: pd.DataFrame) -> Iterator[Caution]:
    unknown = sorted(set(kinds.loc[kinds["label"].str.endswith(labels.UNMAPPED), "label"]))
    if unknown:
        said = ", ".join(f'"{label.removesuffix(labels.UNMAPPED)}"' for label in unknown[:5])
        yield Caution("unmapped_labels", "kinds", f"behavior_labels in early_warning.yml does not know {said} on some "
                      "day. Each is a row of its own; no trend over years may be read from it.")  # fmt: skip
    partly = labels.changed(kinds[(kinds["label"] != TOTAL) & (kinds["school_id"] == TOTAL)])
    if partly:
        said = ", ".join(f'"{label.removesuffix(labels.UNMAPPED)}"' for label in partly)
        yield Caution("labels_changed", "kinds", f"Some labels occur in some school years only: {said}. Where a label "
                      "got another name, map both in behavior_labels before comparing years.")  # fmt: skip


def _marks(dataset: Dataset, found: Sources) -> Iterator[Caution]:
    if dataset.table("marks").empty:
        yield Caution("no_marks", "courses", "The data hold no course marks, so nobody's courses are known.")
    elif found.marks["day"].isna().any():
        terms = ", ".join(f'"{term}"' for term in sorted(set(found.marks.loc[found.marks["day"].isna(), "term"]))[:5])
        yield Caution("undated_terms", "courses", f"No day is known for the marks of {terms}. They are in no sign; add "
                      "the term to term_ends in early_warning.yml.")  # fmt: skip


def _unfinished(found: Sources, params: EarlyWarningParams, district: DistrictParams) -> Iterator[Caution]:
    year = found.present["school_year"].max()
    if calendar.day_of(year, params.year_ends, district.school_year_starts) > found.as_of:
        yield Caution("year_not_over", "indicators", f"The records of {year} reach to {found.as_of:%Y-%m-%d}. Its "
                      "numbers are of the year so far, and it has no outcomes yet.")  # fmt: skip


def _predictive(frames: dict[str, pd.DataFrame]) -> Iterator[Caution]:
    if len(frames["predictive"]):
        yield LOOK_AHEAD


def _actions(dataset: Dataset, frames: dict[str, pd.DataFrame]) -> Iterator[Caution]:
    if frames["flags"].empty:
        return
    yield NOT_WRITTEN
    silent = [name for name in ("interventions", "sessions", "decisions", "letters") if dataset.table(name).empty]
    if silent:
        yield Caution("actions_not_recorded", "actions", f"The data hold no {', '.join(silent)}, so such actions "
                      "cannot be seen.")  # fmt: skip


def _competencies(measures: MeasuresParams, params: EarlyWarningParams) -> Iterator[Caution]:
    missing = competencies.unknown(measures, params)
    if missing:
        yield Caution("competency_without_measure", "competencies", "early_warning.yml maps measures that are not in "
                      f"measures.yml: {', '.join(missing)}. Without cuts nobody can say who is below.")  # fmt: skip
