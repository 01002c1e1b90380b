"""Figures of universal screening: suggested support, by school, by group, over time; coverage."""

from collections.abc import Mapping

import pandas as pd

from mtss_analysis.reporting import rows
from mtss_analysis.reporting.draw import marks
from mtss_analysis.reporting.draw.drawing import Drawing, NothingToDraw, listed, withheld
from mtss_analysis.reporting.labels import WHOLE_DISTRICT, Labels
from mtss_analysis.reporting.palette import SUPPORT
from mtss_analysis.reporting.tabulate import WITHHELD
from mtss_analysis.results import ResultTable
from mtss_analysis.vocabulary import TOTAL

Tables = Mapping[str, ResultTable]
TIER1 = "Tier 1"
AT_OR_ABOVE = "Percent of students tested who scored at or above the cut score"


def support(tables: Tables, labels: Labels, school: str) -> Drawing:
    """Draw the support that scores suggest, one bar a measure, in its latest window."""
    frame = rows.in_domain_order(rows.latest(rows.everyone(rows.place(tables, "tiers", school))))
    frame = frame.assign(label=_occasions(frame, labels))
    return _shares(frame, f"Support suggested by the latest screening: {labels.school(school)}")


def support_by_school(tables: Tables, labels: Labels, school: str, *, domain: str = "reading") -> Drawing:
    """Draw the support that scores suggest in one domain, one bar a school."""
    frame = tables["tiers"].frame
    measure = rows.main_measure(frame, "tested", domain)
    frame = rows.latest(rows.everyone(frame[frame["measure"] == measure]))
    frame = frame.assign(label=frame["school_id"].map(labels.school))
    return _shares(frame, f"{labels.measure(measure)}: support suggested by the latest screening, by school")


def support_by_group(tables: Tables, labels: Labels, school: str, *, by: str, domain: str = "reading") -> Drawing:
    """Draw the share at or above the cut score for each group, with intervals."""
    frame = rows.place(tables, "tiers", school)
    measure = rows.main_measure(frame, "tested", domain)
    frame = rows.latest(frame[(frame["measure"] == measure) & (frame["support"] == TIER1)])
    groups = frame[frame["by"] == by]
    if groups.empty and school != TOTAL:
        raise NothingToDraw(f"Results by {labels.by(by).lower()} are shown for the whole district, on its own page.")
    if groups.empty:
        raise NothingToDraw(f"No student groups by {labels.by(by).lower()} were screened in {domain}.")
    total = rows.everyone(frame)["percent"].mean()
    points = _points(groups, [labels.group(by, group) for group in groups["group"]])
    title = f"{labels.measure(measure)} by {labels.by(by).lower()}: {labels.school(school)}"
    drawing = marks.intervals(points, AT_OR_ABOVE, total, "all students")
    return Drawing(drawing, _said(title, points, " %"), f"{title}. Bars are 95 % intervals.", _data(points, by, labels))


def over_time(tables: Tables, labels: Labels, school: str) -> Drawing:
    """Draw the share at or above the cut score over screening windows, one line for each domain's main measure."""
    frame = rows.everyone(rows.place(tables, "tiers", school))
    main = rows.main_measures(frame, "tested").values()
    frame = rows.in_season_order(rows.in_domain_order(frame[(frame["support"] == TIER1) & frame["measure"].isin(main)]))
    if frame.empty:
        raise NothingToDraw("No screening scores with cut scores are at hand.")
    windows = [labels.window(*pair) for pair in zip(frame["school_year"], frame["season"], strict=True)]
    points = pd.DataFrame(
        {"series": frame["measure"].map(labels.measure), "occasion": windows, "value": frame["percent"]}
        | {"low": frame["low"], "high": frame["high"], "suppressed": withheld(frame)}
    )
    title = f"Students at or above the cut score over time: {labels.school(school)}"
    alt = (
        title
        + ". "
        + listed(
            f"{measure}, {window}: {_percent(value)}"
            for measure, window, value in zip(points["series"], points["occasion"], points["value"], strict=True)
        )
    )
    figure = marks.lines(points, list(dict.fromkeys(windows)), "Percent of students tested")
    return Drawing(figure, alt, f"{title}, with 95 % intervals.", points.set_axis(_LINE_NAMES, axis=1))


def coverage(tables: Tables, labels: Labels, school: str) -> Drawing:
    """Draw the share of enrolled students who were tested, one bar a measure, in its latest window.

    A school's own coverage is for its team; on its public page the figure shows, and names, the whole district.
    """
    own = school != TOTAL and "coverage" in tables
    frame = rows.everyone(rows.place(tables, "coverage", school)) if own else tables["coverage_district"].frame
    place = labels.school(school) if own or school == TOTAL else WHOLE_DISTRICT
    frame = rows.in_domain_order(rows.latest(frame))
    frame = frame[frame["status"] == "tested"]
    if frame.empty:
        raise NothingToDraw("No screening window is at hand, so coverage cannot be told.")
    values = pd.Series(frame["percent"].to_numpy(), index=_occasions(frame, labels), name="Tested")
    held = withheld(frame).to_numpy()
    title = f"Enrolled students who were tested: {place}"
    alt = title + ". " + listed(f"{name}: {_percent(value)}" for name, value in values.items())
    data = values.rename_axis("Measure and window").rename("Percent tested").reset_index().assign(suppressed=held)
    return Drawing(marks.bars(values, "Percent of enrolled students"), alt, f"{title}.", data)


_LINE_NAMES = ["Measure", "Window", "Percent at or above", "Low", "High", "suppressed"]


def _shares(frame: pd.DataFrame, title: str) -> Drawing:
    shares = frame[frame["support"] != TOTAL].pivot_table(
        index="label", columns="support", values="percent", sort=False, dropna=False
    )
    if shares.empty or not set(SUPPORT) <= set(shares.columns):
        raise NothingToDraw("No screening scores with cut scores are at hand.")
    said = listed(
        f"{label}: " + ", ".join(f"{tier} {_percent(row[tier])}" for tier in SUPPORT)
        for label, row in shares.iterrows()
    )
    held = withheld(frame).groupby(frame["label"], sort=False).any()
    data = shares[list(SUPPORT)].add_suffix(" (percent)").assign(suppressed=held.reindex(shares.index))
    data = data.rename_axis(None, axis=1).rename_axis(" ").reset_index()
    return Drawing(marks.stacked(shares, SUPPORT), f"{title}. {said}.", f"{title}.", data)


def _occasions(frame: pd.DataFrame, labels: Labels) -> list[str]:
    names = zip(frame["measure"], frame["school_year"], frame["season"], strict=True)
    return [f"{labels.measure(name)}, {labels.window(year, season).lower()}" for name, year, season in names]


def _points(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    points = frame[["percent", "low", "high"]].set_axis(["value", "low", "high"], axis=1)
    return points.assign(suppressed=withheld(frame)).set_axis(names, axis=0)


def _said(title: str, points: pd.DataFrame, unit: str) -> str:
    words = (f"{name}: {_with_interval(row, unit)}" for name, row in points.iterrows())
    return f"{title}. {listed(words, 12)}."


def _with_interval(row: pd.Series, unit: str) -> str:
    if pd.isna(row["value"]):
        return WITHHELD
    return f"{row['value']:.0f}{unit} (interval {row['low']:.0f} to {row['high']:.0f})"


def _data(points: pd.DataFrame, by: str, labels: Labels) -> pd.DataFrame:
    named = points.rename(columns={"value": "Percent at or above", "low": "Low", "high": "High"})
    return named.rename_axis(labels.by(by)).reset_index()


def _percent(value: float) -> str:
    return WITHHELD if pd.isna(value) else f"{value:.0f} %"
