"""Figures of growth: rates of improvement with intervals, levels over grades, gaps between groups."""

from collections.abc import Mapping

import pandas as pd

from mtss_analysis import growth
from mtss_analysis.growth.series import ALL_YEARS
from mtss_analysis.reporting import rows
from mtss_analysis.reporting.draw import marks
from mtss_analysis.reporting.draw.drawing import Drawing, NothingToDraw, listed, withheld
from mtss_analysis.reporting.group_rows import missing, spans
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.tabulate import WITHHELD
from mtss_analysis.results import ResultTable
from mtss_analysis.tables.roster import GRADES
from mtss_analysis.vocabulary import NO_DATA, TOTAL

Tables = Mapping[str, ResultTable]
MOST_SPELLED = 9
"""Grades along an axis whose names can be spelled out."""


def slopes(tables: Tables, labels: Labels, school: str, *, by: str, measure: str = "") -> Drawing:
    """Draw the growth of each group by the multilevel model, with its interval, one row a group."""
    measure = measure or rows.main_measure(tables["group_growth"].frame, "n")
    frame = rows.place(tables, "group_growth", school)
    frame = rows.latest(frame[frame["measure"] == measure])
    groups = _in_grade_order(frame[frame["by"] == by], "group") if by == "grade" else frame[frame["by"] == by]
    if groups.empty and school != TOTAL:
        raise NothingToDraw(_within_schools(tables))
    if (groups["group"] == NO_DATA).all():
        raise NothingToDraw(f"Of no student with enough scores the data tell this: {labels.by(by).lower()}.")
    if groups["slope"].isna().all():
        raise NothingToDraw(f"Too few students have enough scores to tell growth by {labels.by(by).lower()}.")
    title = f"{labels.measure(measure)}: growth by {labels.by(by).lower()}, {labels.school(school)}"
    names = [labels.group(by, group) for group in groups["group"]]
    return _grown(groups, names, title, _gain(frame, labels, measure), _only(rows.everyone(frame)["slope"]))


def slopes_by_school(tables: Tables, labels: Labels, school: str, *, measure: str = "") -> Drawing:
    """Draw the growth of each school by the multilevel model, by name: schools are not ranked."""
    frame = rows.everyone(tables["group_growth"].frame)
    measure = measure or rows.main_measure(frame, "n")
    frame = rows.latest(frame[frame["measure"] == measure])
    if frame.empty or frame["slope"].isna().all():
        raise NothingToDraw("No growth can be told: too few scores, or scores that no model fits.")
    whole = _only(frame.loc[frame["school_id"] == TOTAL, "slope"])
    own = frame[frame["school_id"] != TOTAL] if school == TOTAL else frame
    own = own.assign(name=own["school_id"].map(labels.school)).sort_values("name", kind="stable")
    title = f"{labels.measure(measure)}: growth by school"
    return _grown(own, list(own["name"]), title, _gain(frame, labels, measure), whole)


def levels(tables: Tables, labels: Labels, school: str, *, by: str = TOTAL, measure: str = "") -> Drawing:
    """Draw the mean score over grades, one line a group, with intervals."""
    _district_only(school)
    frame = tables["levels"].frame
    measure = measure or rows.main_measure(frame, "n")
    frame = frame[(frame["measure"] == measure) & (frame["by"] == by) & (frame["grade"] != TOTAL)]
    if frame.empty:
        raise NothingToDraw(f"No scores by {labels.by(by).lower()} are at hand.")
    last = frame[(frame["school_year"] == frame["school_year"].max()) & (frame["season"] == _last_season(frame))]
    frame = _in_grade_order(last, "grade")
    spelled = frame["grade"].nunique() <= MOST_SPELLED
    occasions = [labels.group("grade", grade) if spelled else grade for grade in frame["grade"]]
    points = pd.DataFrame(
        {"series": [labels.group(by, g) for g in frame["group"]], "occasion": occasions, "value": frame["mean"]}
        | {"low": frame["low"], "high": frame["high"], "suppressed": withheld(frame)}
    )
    title = f"{labels.measure(measure)}: mean score by grade and {labels.by(by).lower()}"
    marked = zip(points["series"], points["occasion"], points["value"], strict=True)
    said = listed((f"{series}, {occasion}: {_value(value)}" for series, occasion, value in marked), 12)
    figure = marks.lines(points, list(dict.fromkeys(occasions)), labels.unit(measure).capitalize())
    data = points.set_axis(["Group", "Grade", "Mean score", "Low", "High", "suppressed"], axis=1)
    return Drawing(figure, f"{title}. {said}.", f"{title}, with 95 % intervals.", data)


def gaps(tables: Tables, labels: Labels, school: str, *, by: str, measure: str = "") -> Drawing:
    """Draw each group's distance from all other students, in units of the spread of scores."""
    _district_only(school)
    frame = tables["levels"].frame
    measure = measure or rows.main_measure(frame, "n")
    frame = _in_grade_order(rows.latest(growth.gaps(frame[frame["measure"] == measure], by)), "grade")
    if frame.empty:
        raise NothingToDraw(f"No scores by {labels.by(by).lower()} are at hand.")
    names = [
        f"{labels.group(by, g)}, {labels.group('grade', k).lower()}"
        for g, k in zip(frame["group"], frame["grade"], strict=True)
    ]
    title = f"{labels.measure(measure)}: distance from all other students by {labels.by(by).lower()}"
    return _dots(frame, "gap", names, title, "Standard deviations of the score", reference=0.0)


def _dots(
    frame: pd.DataFrame, value: str, names: list[str], title: str, unit: str, reference: float | None = None
) -> Drawing:
    points = frame[[value, "low", "high"]].set_axis(["value", "low", "high"], axis=1).set_axis(names, axis=0)
    marked = zip(names, points["value"], points["low"], points["high"], strict=True)
    said = (f"{name}: {_with_interval(value, low, high)}" for name, value, low, high in marked)
    held = withheld(frame) if "suppressed" in frame else frame["n"].isna()  # of a gap nothing else says so
    data = points.set_axis([unit, "Low", "High"], axis=1).rename_axis(" ").reset_index()
    data = data.assign(suppressed=held.to_numpy())
    named = "all students" if reference else "no distance"
    figure = marks.intervals(points, unit, reference, named)
    return Drawing(figure, f"{title}. {listed(said, 12)}.", f"{title}. Bars are 95 % intervals.", data)


def _grown(frame: pd.DataFrame, names: list[str], title: str, unit: str, whole: float | None) -> Drawing:
    """Draw slopes with their intervals; beside them in the data, the number of students and how others differ."""
    points = frame[["slope", "low", "high"]].set_axis(["value", "low", "high"], axis=1)
    points = points.assign(missing=missing(frame)).set_axis(names, axis=0)
    said = {name: spans(frame, *columns) for name, columns in _SPANS.items()}
    data = pd.DataFrame({" ": names, "Students": frame["n"].to_numpy()} | said)
    alt = listed((f"{name}: {words}" for name, words in zip(names, said["Growth (interval)"], strict=True)), 12)
    figure = marks.intervals(points, unit, whole, "all students")
    data = data.assign(suppressed=frame["n"].isna().to_numpy())
    return Drawing(figure, f"{title}. {alt}.", f"{title}. Bars are 95 % intervals.", data)


_SPANS = {
    "Growth (interval)": ("slope", "low", "high"),
    "More than all others by (interval)": ("difference", "difference_low", "difference_high"),
}


def _gain(frame: pd.DataFrame, labels: Labels, measure: str) -> str:
    unit = "year" if (frame["school_year"] == ALL_YEARS).any() else "week"
    return f"{labels.unit(measure).capitalize()}, gained in a {unit}"


def _in_grade_order(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    order = {grade: place for place, grade in enumerate(GRADES)}
    return frame.sort_values(column, key=lambda grades: grades.map(order), kind="stable")


def _within_schools(tables: Tables) -> str:
    """Say why a school's page compares no groups; released tables say what was withheld."""
    why = "published" if "suppressed" in tables["groups"].frame else "compared, as they are small"
    return f"Groups within a school are not {why}. The district's page compares the groups of all schools."


def _last_season(frame: pd.DataFrame) -> str:
    present = set(frame["season"])
    return next((str(season) for season in reversed(rows.SEASONS) if season in present), TOTAL)


def _value(value: float) -> str:
    return WITHHELD if pd.isna(value) else f"{value:.0f}"


def _only(values: pd.Series) -> float | None:
    return float(values.iloc[0]) if len(values) == 1 else None


def _with_interval(value: float, low: float, high: float) -> str:
    return WITHHELD if pd.isna(value) else f"{value:.2f} (interval {low:.2f} to {high:.2f})"


def _district_only(school: str) -> None:
    if school != TOTAL:
        raise NothingToDraw("Mean scores and gaps between groups are shown for the whole district, on its own page.")
