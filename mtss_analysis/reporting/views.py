"""Which rows and columns of a result's table a page shows, and under which names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from mtss_analysis.reporting import (
    accuracy_rows,
    board_rows,
    case_rows,
    cutoff_rows,
    decision_rows,
    early_warning_rows,
    effect_rows,
    equity_rows,
    fidelity_rows,
    given_need_rows,
    group_rows,
    learning_rows,
    plan_rows,
    rows,
    screening_rows,
    self_assessment_rows,
    service_rows,
    student_rows,
    tier_rows,
    transition_rows,
)
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.rows import named as _named
from mtss_analysis.vocabulary import TOTAL

Rows = Callable[..., pd.DataFrame]


@dataclass(frozen=True, slots=True)
class View:
    """One table on a page.

    Attributes
    ----------
    table
        Name of the result's table.
    rows
        ``(frame, labels, school, **options)`` → the rows and columns to show.
    caption
        What the table shows.
    empty
        The sentence in its place when there are no rows.
    decimals
        Column → decimals.
    per, most
        Shown column and the most rows for each of its values on the district's page; a school's page shows every row.
    """

    table: str
    rows: Rows
    caption: str
    empty: str
    decimals: Mapping[str, int] = field(default_factory=dict)
    per: str = ""
    most: int = 15

    def pick(self, frame: pd.DataFrame, labels: Labels, school: str, **options: str) -> tuple[pd.DataFrame, str]:
        """Return the rows to show and the caption, which says so where rows are left out."""
        found = self.rows(frame, labels, school, **options)
        if not self.per or school != TOTAL:
            return found, self.caption
        first = found[found.groupby(self.per, sort=False).cumcount() < self.most]
        if len(first) == len(found):
            return found, self.caption
        said = f"{len(first):,} of {len(found):,} shown, the first {self.most} of each {self.per.lower()}"
        return first, f"{self.caption}. {said}; all are in the table {self.table} (download it below)"


def _findings(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    ordered = frame.sort_values("blocking", ascending=False, kind="stable")
    return _named(ordered, {"sentence": "Finding and next move", "blocking": "Stops the run"})


def _counts(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    named = {"code": "Kind of finding", "table": "Table", "findings": "Findings", "blocking": "Stops the run"}
    return _named(frame.assign(code=frame["code"].map(labels.word)), named)


def _tables(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    return _named(frame, {"table": "Table", "present": "Present", "rows": "Rows", "from": "From", "to": "To"})


def _tiers(frame: pd.DataFrame, labels: Labels, school: str, by: str = TOTAL) -> pd.DataFrame:
    frame = frame[(frame["school_id"] == school) & (frame["by"] == by) & (frame["support"] != TOTAL)]
    frame = rows.in_domain_order(rows.latest(frame))
    named = {
        "measure": "Measure",
        "support": "Suggested support",
        "n": "Number",
        "tested": "Tested",
        "percent": "Percent",
    }
    if by != TOTAL:
        frame, named = frame.assign(group=[labels.group(by, g) for g in frame["group"]]), {"group": "Students", **named}
    ends = zip(frame["low"], frame["high"], strict=True)
    spans = [None if pd.isna(low) else f"{low:.0f} to {high:.0f}" for low, high in ends]
    frame = frame.assign(
        measure=frame["measure"].map(labels.measure), interval=pd.Series(spans, frame.index, dtype="str")
    )
    return _named(frame, named | {"interval": "95 % interval"})


def _reasons(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    frame = rows.latest(frame[frame["reason"] != TOTAL])
    frame = frame.assign(
        measure=frame["measure"].map(labels.measure),
        window=[labels.window(*pair) for pair in zip(frame["school_year"], frame["season"], strict=True)],
    )
    return _named(frame, {"measure": "Measure", "window": "Window", "reason": "Reason", "n": "Students"})


def _groups(frame: pd.DataFrame, labels: Labels, school: str, by: str = TOTAL) -> pd.DataFrame:
    frame = rows.in_domain_order(rows.latest(frame[(frame["school_id"] == school) & (frame["by"] == by)]))
    frame = frame.assign(
        measure=frame["measure"].map(labels.measure), group=[labels.group(by, group) for group in frame["group"]]
    )
    named = {"measure": "Measure", "school_year": "School year", "group": "Students", "n": "Number"}
    frame = frame.assign(meeting=_on_pace(frame))
    return _named(
        frame,
        named | {"mean_roi": "Mean rate", "se": "SE", "low": "Low", "high": "High", "meeting": "On pace (percent)"},
    )


def _on_pace(frame: pd.DataFrame) -> "pd.Series[float] | pd.Series[str]":
    """Percent on pace with the aimline; where nobody has a goal it does not apply, which is not "no data"."""
    goalless = frame["meeting"].isna() & frame["mean_roi"].notna()
    return frame["meeting"].astype(object).mask(goalless, "does not apply") if goalless.any() else frame["meeting"]


def _levels(frame: pd.DataFrame, labels: Labels, school: str, by: str = TOTAL) -> pd.DataFrame:
    frame = rows.in_season_order(frame[frame["by"] == by])
    frame = frame.assign(
        measure=frame["measure"].map(labels.measure),
        season=frame["season"].str.capitalize(),
        grade=[labels.group("grade", grade) for grade in frame["grade"]],
        group=[labels.group(by, group) for group in frame["group"]],
    )
    named = {"measure": "Measure", "school_year": "School year", "season": "Season", "grade": "Grade"}
    return _named(
        frame, named | {"group": "Students", "n": "Number", "mean": "Mean", "sd": "SD", "low": "Low", "high": "High"}
    )


NO_SCREENING = "No screening scores are at hand."
NO_GROWTH = "No student has enough scores to estimate a rate of improvement."
NO_AIMLINE = "No student has a goal and enough scores, so no aimline can be drawn."

VIEWS: Final[dict[str, dict[str, View]]] = {
    "01_check_data": {
        "findings": View("findings", _findings, "Findings, those that stop the run first", "Nothing was found."),
        "counts": View("counts", _counts, "How many findings of each kind", "Nothing was found."),
        "tables": View("tables", _tables, "Tables that came in", "No table came in."),
    },
    "02_screening": {
        "tiers": View("tiers", _tiers, "Support suggested by the latest screening, with 95 % intervals", NO_SCREENING),
        "planned": View(
            "planned",
            screening_rows.planned,
            "Suggested support against the planning figure, a rule of thumb",
            "No screening scores with cut scores are at hand.",
        ),
        "in_force": View(
            "in_force",
            screening_rows.in_force,
            "By which cut schools serve, found from who was served",
            "No school is found to serve by another cut than the written one, and no scores pile up at it; where no "
            "plans are on record, nobody can tell.",
        ),
        "reasons": View("reasons", _reasons, "Why students were not tested", "No reason for not testing was recorded."),
        "students": View(
            "students",
            student_rows.need,
            "Students whose latest score suggests a closer look, measure by measure, furthest below the cut first",
            "No student's latest score suggests a closer look.",
            per="Measure",
        ),
    },
    "03_growth": {
        "groups": View(
            "groups", _groups, "Mean of students' own rates", NO_GROWTH, {"Mean rate": 2, "SE": 2, "Low": 2, "High": 2}
        ),
        "group_growth": View(
            "group_growth", group_rows.group_growth, "Growth by the multilevel model, in the latest year", NO_GROWTH
        ),
        "percentiles": View(
            "median_percentiles",
            group_rows.percentiles,
            "Growth against students with the same earlier scores",
            "No growth percentile can be told: too few students have two screening or annual scores that differ.",
        ),
        "series": View(
            "series",
            student_rows.series,
            "Students with a goal, measure by measure, furthest behind their aimline first",
            NO_AIMLINE,
            {"Rate": 2, "SE": 2, "Rate needed": 2},
            per="Measure",
        ),
        "levels": View("levels", _levels, "Mean scores by grade", "No screening or outcome scores are at hand."),
    },
    "04_decisions": {name: View(*shown) for name, shown in decision_rows.SHOWN.items()},
    "05_tier_movement": {name: View(*shown) for name, shown in {**tier_rows.SHOWN, **service_rows.SHOWN}.items()},
    "06_fidelity": {name: View(*shown) for name, shown in {**fidelity_rows.SHOWN, **plan_rows.SHOWN}.items()},
    "07_single_case": {name: View(*shown) for name, shown in case_rows.SHOWN.items()},
    "08_group_effect": {name: View(*shown) for name, shown in effect_rows.COMPARISON.items()},
    "09_cutoff_effect": {name: View(*shown) for name, shown in cutoff_rows.SHOWN.items()},
    "10_equity": {name: View(*shown) for name, shown in equity_rows.SHOWN.items()},
    "11_early_warning": {name: View(*shown) for name, shown in early_warning_rows.SHOWN.items()},
    "12_self_assessment": {name: View(*shown) for name, shown in self_assessment_rows.SHOWN.items()},
    "13_transitions": {name: View(*shown) for name, shown in transition_rows.SHOWN.items()},
    "14_screening_accuracy": {name: View(*shown) for name, shown in accuracy_rows.SHOWN.items()},
    "15_service_given_need": {name: View(*shown) for name, shown in given_need_rows.SHOWN.items()},
    "20_district_report": {name: View(*shown) for name, shown in board_rows.SHOWN.items()},
    "21_learning": {name: View(*shown) for name, shown in learning_rows.SHOWN.items()},
}
"""Analysis → name → view."""
