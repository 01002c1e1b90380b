"""Figures of the accuracy of screening: what became of students, curves, cuts against seats, chances, local norms."""

from collections.abc import Mapping

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from mtss_analysis.reporting import accuracy_rows, rows
from mtss_analysis.reporting.draw import marks
from mtss_analysis.reporting.draw.drawing import Drawing, NothingToDraw, canvas, listed, withheld
from mtss_analysis.reporting.labels import WHOLE_DISTRICT, Labels
from mtss_analysis.reporting.palette import BLUE, GREY, INK, ORANGE, PALE, SERIES, STYLE, VERMILION
from mtss_analysis.reporting.tabulate import WITHHELD
from mtss_analysis.results import ResultTable
from mtss_analysis.screening.classified import RESULTS
from mtss_analysis.vocabulary import TOTAL

Tables = Mapping[str, ResultTable]
STYLES = dict(zip(RESULTS, ((BLUE, ""), (VERMILION, "xxx"), (ORANGE, "///"), (PALE, "")), strict=True))
TOLD = (5, 10, 20, 30, 40)
"""Percents flagged for which the words give the curve."""


def followed(tables: Tables, labels: Labels, school: str) -> Drawing:
    """Draw what became of the students of each screening in its latest school year."""
    frame = tables["followed"].frame
    frame = frame[(frame["by"] == TOTAL) & (frame["school_year"] == frame["school_year"].max())]
    frame = rows.in_domain_order(rows.in_season_order(frame[frame["result"] != TOTAL]))
    frame = frame.assign(label=accuracy_rows.screening(frame, labels))
    shares = frame.pivot_table(index="label", columns="result", values="percent", sort=False, dropna=False)
    if shares.empty:
        raise NothingToDraw(accuracy_rows.NOBODY)
    shares = shares.reindex(columns=list(RESULTS))
    title = f"What became of the students screened in {frame['school_year'].iloc[0]}, {WHOLE_DISTRICT}"
    told = (f"{label}: " + ", ".join(f"{name} {_percent(row[name])}" for name in RESULTS[:3])
            for label, row in shares.iterrows())  # fmt: skip
    held = withheld(frame).groupby(frame["label"], sort=False).any()
    data = shares.add_suffix(" (percent)").assign(suppressed=held.reindex(shares.index))
    data = data.rename_axis(None, axis=1).rename_axis("Screening").reset_index()
    caption = (
        f"{title}. Found and missed students were later at risk on the outcome, false alarms and cleared were not."
    )
    return Drawing(marks.stacked(shares, STYLES), f"{title}. {listed(told)}.", caption, data)


def roc(tables: Tables, labels: Labels, school: str, *, domain: str = "reading") -> Drawing:
    """Draw the ROC curve of the domain's main measure, one line a window, with the district's cut on each."""
    frame = _of_main(tables, labels, domain)
    title = f"{labels.measure(frame['measure'].iloc[0])}: students found against false alarms, cut by cut"
    written = frame[frame["written"]]
    marks_ = zip(written["season"], written["sensitivity"], 100 - written["specificity"], strict=True)
    said = listed(
        f"{season}: the written cut finds {found:.0f} % of those later at risk and flags {alarm:.0f} % of the others"
        for season, found, alarm in marks_
    )
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure, axes = canvas(["1,000.0"], height=4.6)
        axes.plot([0, 100], [0, 100], ":", color=GREY, linewidth=1, label="no better than chance")
        for index, season in enumerate(season for season in rows.SEASONS if season in set(frame["season"])):
            part = frame[frame["season"] == season]
            color, marker, style = SERIES[index % len(SERIES)]
            ends = pd.DataFrame({"specificity": [100.0, 0.0], "sensitivity": [0.0, 100.0]})
            part_ = pd.concat([part, ends]).sort_values(["sensitivity", "specificity"], ascending=[True, False])
            axes.plot(100 - part_["specificity"], part_["sensitivity"], style, color=color, label=str(season))
            at = part[part["written"]]
            axes.plot(
                100 - at["specificity"], at["sensitivity"], marker, color=color, markersize=9, markeredgecolor=INK
            )
        axes.set(xlabel="False alarms: flagged of those not at risk later (percent)", xlim=(0, 100), ylim=(0, 101),
                 ylabel="Found of those later at risk (percent)")  # fmt: skip
        axes.legend(frameon=False, loc="lower right")
        axes.grid(color=PALE)
    caption = f"{title}. A line is a screening window, the large mark on it the district's written cut."
    return Drawing(figure, f"{title}, {WHOLE_DISTRICT}. {said}.", caption, _data(frame))


def trade_off(tables: Tables, labels: Labels, school: str, *, domain: str = "reading") -> Drawing:
    """Draw what cuts that flag more or fewer students find, against the seats there are, in the first window."""
    frame = _of_main(tables, labels, domain)
    frame = frame[frame["season"] == accuracy_rows.main_window(tables["accuracy"].frame, domain)[1]]
    if frame.empty:
        raise NothingToDraw(f"No screening in {labels.word(domain).lower()} tells what its cuts find.")
    title = f"{labels.measure(frame['measure'].iloc[0])}, {frame['season'].iloc[0]}: what a stricter or wider cut finds"
    at, seats = frame[frame["written"]].iloc[0], float(frame["seats"].iloc[0])
    near = [frame.iloc[(frame["flagged"] - percent).abs().argmin()] for percent in TOLD]
    words = listed((f"flagging {row['flagged']:.0f} % finds {row['sensitivity']:.0f} %" for row in near), 8)
    said = (
        f"{title}, {WHOLE_DISTRICT}. {words}. The written cut flags {at['flagged']:.0f} % and finds "
        f"{at['sensitivity']:.0f} %; there are seats for {seats:.0f} %."
    )
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure, axes = canvas(["1,000.0"], height=4.2)
        axes.plot(
            frame["flagged"], frame["sensitivity"], "-", color=BLUE, linewidth=2, label="found of those later at risk"
        )
        axes.plot(frame["flagged"], frame["specificity"], "--", color=VERMILION, linewidth=2,
                  label="not flagged of those not at risk")  # fmt: skip
        axes.axvline(at["flagged"], color=INK, linewidth=1, label="written cut")
        axes.axvline(seats, color=GREY, linestyle=":", linewidth=2, label="seats")
        axes.set(xlabel="Students flagged (percent of those followed)", ylabel="Percent", xlim=(0, 70), ylim=(0, 101))
        axes.legend(frameon=False, loc="lower right")
        axes.grid(color=PALE)
    caption = f"{title}. Read it upwards from the seats: no cut within them finds more than the solid line there."
    return Drawing(figure, said, caption, _data(frame))


def calibration(tables: Tables, labels: Labels, school: str, *, domain: str = "reading") -> Drawing:
    """Draw the chances expected from earlier years against what came, in the first window of the main measure."""
    measure, season = accuracy_rows.main_window(tables["accuracy"].frame, domain)
    frame = tables["bins"].frame
    frame = frame[(frame["measure"] == measure) & (frame["season"] == season)].sort_values("expected")
    if frame.empty:
        raise NothingToDraw(f"Chances in {labels.word(domain).lower()} cannot be told: too few students were followed.")
    fitted, year = frame["fitted"].iloc[0], frame["school_year"].iloc[0]
    title = f"{labels.measure(measure)}, {season} {year}: chances of later risk, expected and seen"
    said = listed((f"expected {row.expected:.0f} %, seen {row.observed:.0f} % ({row.low:.0f} to {row.high:.0f})"
                   for row in frame.itertuples()), 12)  # fmt: skip
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure, axes = canvas(["1,000.0"], height=4.2)
        axes.plot([0, 100], [0, 100], ":", color=GREY, linewidth=1, label="as expected")
        axes.vlines(frame["expected"], frame["low"], frame["high"], color=BLUE, linewidth=2, alpha=0.75)
        axes.plot(frame["expected"], frame["observed"], "o", color=BLUE, label="seen, with 95 % intervals")
        axes.set(xlabel=f"Expected at risk, by {fitted} (percent)", ylabel="Later at risk (percent)",
                 xlim=(-2, 102), ylim=(-2, 102))  # fmt: skip
        axes.legend(frameon=False, loc="upper left")
        axes.grid(color=PALE)
    data = frame[["expected", "observed", "low", "high", "n"]].round(1)
    data = data.set_axis(["Expected (percent)", "Seen (percent)", "Low", "High", "Students"], axis=1)
    caption = f"{title}. Each dot is about the same number of students; chances were those of {fitted}."
    return Drawing(figure, f"{title}, {WHOLE_DISTRICT}. {said}.", caption, data)


def norms(tables: Tables, labels: Labels, school: str, *, domain: str = "reading") -> Drawing:
    """Draw local percentiles by grade in the latest window of the domain's measure that most grades were given."""
    frame = rows.latest(_of_domain(tables["norms"].frame, domain))
    frame = frame[frame["score"].notna()]
    if frame.empty:
        raise NothingToDraw(
            f"No grade has enough students tested in {labels.word(domain).lower()} for local percentiles."
        )
    frame = frame[frame["measure"] == frame.groupby("measure", sort=False)["grade"].nunique().idxmax()]
    window = labels.window(frame["school_year"].iloc[0], frame["season"].iloc[0])
    title = f"{labels.measure(frame['measure'].iloc[0])}, {window.lower()}: what is usual here, by grade"
    grades = sorted(
        set(frame["grade"]), key=lambda grade: -1 if grade == "K" else int(grade) if grade.isdigit() else 99
    )
    said = listed((f"{labels.group('grade', grade)}: " + ", ".join(
        f"{row.percentile}th percentile {row.score:.0f}" for row in frame[frame["grade"] == grade].itertuples())
        for grade in grades), 9)  # fmt: skip
    data = frame.assign(grade=[labels.group("grade", grade) for grade in frame["grade"]]).round(1)
    columns = {"grade": "Grade", "percentile": "Percentile", "n": "Students", "score": "Score", "low": "Low"}
    caption = f"{title}. Each line is a percentile of the district's own students, its band what luck leaves open."
    data = data[[*columns, "high"]].rename(columns=columns | {"high": "High"}).reset_index(drop=True)
    return Drawing(_bands(frame, grades, labels), f"{title}. {said}.", caption, data)


def _bands(frame: pd.DataFrame, grades: list[str], labels: Labels) -> Figure:
    order = sorted(set(frame["percentile"]), key=float, reverse=True)
    names = [f"{percentile}th" for percentile in order]
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure, axes = canvas(["1,000.0"], height=4.2, right=names)
        for index, (percentile, name) in enumerate(zip(order, names, strict=True)):
            part = frame[frame["percentile"] == percentile].set_index("grade").reindex(grades)
            color, marker, style = SERIES[index % len(SERIES)]
            at = range(len(grades))
            axes.fill_between(at, part["low"], part["high"], color=color, alpha=0.2, linewidth=0)
            axes.plot(at, part["score"], style, marker=marker, color=color, label=name)
        axes.set_xticks(range(len(grades)), [labels.group("grade", grade) for grade in grades])
        axes.set(ylabel=labels.unit(str(frame["measure"].iloc[0])).capitalize())
        axes.grid(axis="y", color=PALE)
        axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1.01, 0.5), borderaxespad=0)
    return figure


def _of_domain(frame: pd.DataFrame, domain: str) -> pd.DataFrame:
    return frame[frame["domain"] == domain]


def _of_main(tables: Tables, labels: Labels, domain: str) -> pd.DataFrame:
    frame = tables["curve"].frame
    measure, _ = accuracy_rows.main_window(tables["accuracy"].frame, domain)
    frame = frame[frame["measure"] == measure]
    if frame.empty:
        raise NothingToDraw(
            f"No screening in {labels.word(domain).lower()} was followed by enough outcomes for a curve."
        )
    return frame


def _data(frame: pd.DataFrame) -> pd.DataFrame:
    columns = {"season": "Window", "flagged": "Flagged (percent)", "sensitivity": "Found (percent)"}
    named = columns | {"specificity": "Not flagged of those not at risk (percent)", "written": "Written cut"}
    return frame[[*named]].round(1).rename(columns=named).reset_index(drop=True)


def _percent(value: float) -> str:
    return WITHHELD if pd.isna(value) else f"{value:.0f} %"
