"""Hand-over files of receiving schools, written beside the team's pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from mtss_analysis import checks, growth, intake, params
from mtss_analysis.errors import DataError, ParamsError
from mtss_analysis.fidelity import FidelityParams
from mtss_analysis.fidelity.plan_records import plan_records
from mtss_analysis.fidelity.ranges import ranges
from mtss_analysis.intake import Dataset
from mtss_analysis.reporting import draw
from mtss_analysis.reporting.draw import plan_aim
from mtss_analysis.reporting.handover_sheet import PlanHanded, StudentHanded, handover_sheet
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.tiers import TiersParams
from mtss_analysis.transitions import TransitionsParams
from mtss_analysis.transitions.arrivals import Arrivals, arrivals, last_scores, missing
from mtss_analysis.vocabulary import NO_DATA
from mtss_analysis.workflow import private_pages
from mtss_analysis.workflow.destination import HANDOVERS, output_folder
from mtss_analysis.workflow.plan import folder_name

NOT_DECIDED = (None, "school year ended", "left")
"""Meanings of an exit status that are no decision about the need; None is a status nobody recorded."""


def write(data: Path, out: Path | None, extra: str | Path | None, *, school: str = "", day: str = "") -> list[Path]:
    """Write the hand-over file of one receiving school, or of every one, into ``OUT/team/handovers``.

    Parameters
    ----------
    data, out, extra
        The district's tables, the output folder, and a folder of YAML files laid over the settings, or None.
    school
        The receiving school_id; empty for every school in which somebody with support arrives.
    day
        What is known on this day, as YYYY-MM-DD; by default the last day the records speak of.

    Raises
    ------
    ParamsError
        A setting or the day is wrong, or the folder cannot be written to.
    DataError
        The data cannot be read, findings block, there is no such school, or nobody with support arrives.
    """
    target, settings = output_folder(data, out), params.layers(data, extra)
    dataset = private_pages.readable(data, settings)
    on, rules = _day(day, dataset), settings.load(TransitionsParams)
    known = _known(dataset, on, settings)
    wanted = [private_pages.known_school(dataset, school)] if school else dataset.schools
    found = [arrivals(dataset, known, each, on, rules) for each in wanted]
    found = [each for each in found if len(each.supported)]
    if not found:
        raise DataError(_nobody(school, on, rules, dataset))
    book = Book(known, settings, on)
    return private_pages.put(
        target / HANDOVERS, [(f"{folder_name(f.school)}__{on:%Y-%m-%d}.html", book.page(f)) for f in found]
    )


def _known(dataset: Dataset, on: pd.Timestamp, settings: params.Layers) -> Dataset:
    then = intake.as_of(dataset, on, settings.load(params.DistrictParams).school_year_starts)
    return checks.usable(then, settings.load(params.MeasuresParams), settings.load(checks.ChecksParams))


def _nobody(school: str, on: pd.Timestamp, rules: TransitionsParams, dataset: Dataset) -> str:
    day = pd.Timedelta(days=1)
    begins, ends = on - rules.arrive_days_before * day, on + rules.arrive_days_after * day
    where = f'in school "{school}"' if school else "in any school"
    entries = dataset.table("enrollments")["enrolled_from"]
    first, last = entries.min(), entries.max()
    span = f" Stays begin from {first:%Y-%m-%d} to {last:%Y-%m-%d}." if pd.notna(first) else " There are no stays."
    return (
        f"Nobody with a plan on record arrives {where} from {begins:%Y-%m-%d} to {ends:%Y-%m-%d}.{span} Choose another "
        "day with --date, or widen arrive_days_before and arrive_days_after in transitions.yml."
    )


def _day(written: str, dataset: Dataset) -> pd.Timestamp:
    """Return the day asked for; it may lie in the summer after the last school year, when students are registered."""
    if not written:
        return intake.last_recorded(dataset)
    try:
        return pd.Timestamp(pd.to_datetime(written, format="%Y-%m-%d"))
    except ValueError:
        said = f'--date is "{written}", expected a day as YYYY-MM-DD. Write for example 2025-08-11.'
        raise ParamsError(said) from None


class Book:
    """Everything hand-over files are made from, computed once for all schools on one day."""

    def __init__(self, known: Dataset, settings: params.Layers, on: pd.Timestamp) -> None:
        """Estimate growth and sum sessions, from what is known on the day alone."""
        self.known, self.on = known, on
        self.district, measures = settings.load(params.DistrictParams), settings.load(params.MeasuresParams)
        series = growth.estimate(known, settings.load(growth.GrowthParams), measures, self.district).tables["series"]
        self.rates = (
            series.frame.dropna(subset=["plan_id"]).drop_duplicates("plan_id", keep="last").set_index("plan_id")
        )
        log = plan_records(known, settings.load(FidelityParams), self.district).sessions
        self.doses = ranges(log, ["plan_id"])
        self.meant: dict[str, str] = {**settings.load(TiersParams).exits}
        schools = known.table("schools")
        names = dict(zip(schools["school_id"], schools["name"].fillna(schools["school_id"]), strict=True))
        self.labels = Labels(self.district, measures, names)

    def page(self, found: Arrivals) -> str:
        """Return the hand-over file of one school as HTML."""
        students = [self._student(row, found) for _, row in found.supported.iterrows()]
        others = len(found.students) - len(students)
        return handover_sheet(found.school, self.on, students, others, self.labels)

    def _student(self, row: pd.Series[str], found: Arrivals) -> StudentHanded:
        who = row["student_id"]
        plans = found.plans[found.plans["student_id"] == who]
        notes = self.known.table("observations")
        notes = notes[notes["student_id"] == who].sort_values("date")
        return StudentHanded(
            who, self._grade(who), row["school_from"], pd.Timestamp(row["first_day"]), self._language(who),
            [self._plan(plan) for _, plan in plans.sort_values("end", na_position="first").iterrows()], notes,
        )  # fmt: skip

    def _plan(self, plan: pd.Series[Any]) -> PlanHanded:
        name, scores = str(plan["plan_id"]), last_scores(self.known, plan)
        dose, rate = _row(self.doses, name), _row(self.rates, name)
        undecided = pd.isna(plan["end"]) or self.meant.get(str(plan["exit_status"])) in NOT_DECIDED
        asked = missing(self.known, plan, scores)
        return PlanHanded(plan, dose, rate, scores, asked, self._graph(plan), bool(undecided))

    def _graph(self, plan: pd.Series[Any]) -> str:
        facts: dict[str, Any] = {str(name): value for name, value in plan.items()}
        if not pd.isna(facts["end"]):
            return ""
        try:
            return plan_aim.aim(facts, last_scores(self.known, plan, 200), self.labels).html()
        except draw.NothingToDraw:
            return ""

    def _grade(self, student: str) -> str:
        rows = self.known.table("students")
        own = rows[(rows["student_id"] == student) & rows["grade"].notna()].sort_values("school_year")
        return str(own["grade"].iloc[-1]) if len(own) else NO_DATA

    def _language(self, student: str) -> str:
        letters = self.known.table("letters")
        own = letters[letters["student_id"] == student].sort_values("due")["language"].dropna()
        return str(own.iloc[-1]) if len(own) else ""


def _row(frame: pd.DataFrame, name: str) -> pd.Series[Any] | None:
    """Return one row, or None where there is none."""
    return next((row for _, row in frame[frame.index == name].iterrows()), None)
