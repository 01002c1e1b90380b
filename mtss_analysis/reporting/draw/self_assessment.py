"""Figures of self-assessment: profile, team beside staff, lowest items, points round by round."""

from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from mtss_analysis.fidelity.gaps import NOT_TOLD
from mtss_analysis.fidelity.self_assessment_result import GROUPS, main
from mtss_analysis.reporting import rows
from mtss_analysis.reporting.draw import marks
from mtss_analysis.reporting.draw.drawing import Drawing, NothingToDraw, canvas, listed, withheld
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.palette import BLUE, GREY, INK, PALE, STYLE, VERMILION
from mtss_analysis.reporting.self_assessment_rows import MOST, NO_RATINGS, first_group
from mtss_analysis.reporting.tabulate import WITHHELD
from mtss_analysis.results import ResultTable
from mtss_analysis.vocabulary import TOTAL

Tables = Mapping[str, ResultTable]
PERCENT = "Percent of the points possible"
NO_BOTH = "No round was rated by both a team and enough staff, so the two cannot be set side by side."
LETTERS = 46
BEFORE = "round before"


def profile(tables: Tables, labels: Labels, school: str, *, group: str = "team") -> Drawing:
    """Draw the percent of points of each subscale in a group's latest round, with the round before."""
    team = "profile" in tables
    frame = rows.place(tables, "profile" if team else "subscales", school)
    frame = main(frame)
    frame = frame[(frame["group"] == group) & (frame["kind"] == "subscale")].reset_index(drop=True)
    if frame.empty:
        raise NothingToDraw(f"{NO_RATINGS.rstrip('.')} for this group.")
    held = withheld(frame).to_numpy()
    frame = frame.assign(before=frame["before"] if team else np.nan)
    place = labels.school(school) if team or school == TOTAL else labels.school(TOTAL)
    title = f"{frame['name'].iloc[0]}, {GROUPS[group].lower()}, {frame['round'].iloc[0]}: {place}"
    told = [WITHHELD if hidden else f"{value:.0f} %" for value, hidden in zip(frame["percent"], held, strict=True)]
    said = listed((f"{label} {words}" for label, words in zip(frame["label"], told, strict=True)), 16)
    bar = _criterion(tables, school, frame)
    data = frame[["label", "n", "percent", "low", "high", *(["before"] if team else [])]].round(1)
    data = data.set_axis(["Part", "People", "Percent", "Low", "High", *(["Round before"] if team else [])], axis=1)
    line = f" The dashed line is the criterion for the whole, {bar:.0f} %." if bar else ""
    caption = f"{title}. Dots are the latest round with their 95 % intervals, squares the round before.{line}"
    caption = caption if team else caption.replace(", squares the round before", "")
    return Drawing(_profile(frame, bar), f"{title}. {said}.{line}", caption, data.assign(suppressed=held))


def _criterion(tables: Tables, school: str, frame: pd.DataFrame) -> float:
    """Find the criterion of an instrument that has one section; 0 where there is none, or several."""
    if "profile" not in tables:
        return 0.0
    first = frame.iloc[0]
    known = rows.place(tables, "profile", school)
    known = known[(known["instrument"] == first["instrument"]) & (known["version"] == first["version"])]
    sections = known[(known["kind"] == "section") & (known["form"] == first["form"])].drop_duplicates("part")
    return float(sections["criterion"].fillna(0).iloc[0]) if len(sections) == 1 else 0.0


def _profile(frame: pd.DataFrame, bar: float) -> Figure:
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure, axes = canvas(frame["label"])
        spots = np.arange(len(frame))
        axes.hlines(spots, frame["low"], frame["high"], color=BLUE, linewidth=2.2, alpha=0.7)
        if frame["before"].notna().any():
            axes.plot(
                frame["before"], spots + 0.22, "s", color=VERMILION, markersize=5, mfc="none", label="round before"
            )
        axes.plot(frame["percent"], spots, "o", color=BLUE, markersize=7, label="latest round")
        if bar:
            axes.axvline(bar, color=INK, linestyle="--", linewidth=1, label="criterion")
        for spot in spots[frame["percent"].isna()]:
            axes.text(1, spot, WITHHELD, va="center", color=GREY, fontsize=9)
        axes.set_yticks(spots, frame["label"].tolist())
        axes.set(xlim=(0, 101), xlabel=PERCENT, ylim=(len(frame) - 0.5, -0.5))
        axes.grid(axis="x", color=PALE)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False, borderaxespad=0.2)
    return figure


def team_and_staff(tables: Tables, labels: Labels, school: str) -> Drawing:
    """Draw team beside staff: of a school each subscale, of the district each school's items in common."""
    frame = tables["gaps"].frame
    frame = frame[frame["round"] == frame["round"].max()].dropna(subset=["gap"])
    whole = school == TOTAL
    frame = frame[(frame["part"] == "total") & (frame["school_id"] != TOTAL)] if whole else frame[
        (frame["kind"] == "subscale") & (frame["school_id"] == school)]  # fmt: skip
    if frame.empty:
        raise NothingToDraw(NO_BOTH)
    frame = frame.sort_values("gap", ascending=False, kind="stable").reset_index(drop=True)
    names = [labels.school(each) for each in frame["school_id"]] if whole else frame["label"].tolist()
    sure = (frame["said"] != NOT_TOLD).to_numpy() & frame["adjusted"].notna().to_numpy()
    title = f"Team and staff on the items that both rate, {frame['round'].iloc[0]}: {labels.school(school)}"
    columns = [frame[column] for column in ("team", "staff")]
    beyond = np.where(sure, ", beyond chance", "")
    parts = zip(names, *columns, beyond, strict=True)
    said = listed((f"{each}: team {a:.0f} %, staff {b:.0f} %{more}" for each, a, b, more in parts), 14)
    data = frame[["team", "staff", "gap", "low", "high", "said"]].round(1)
    data = data.set_axis(["Team (percent)", "Staff (percent)", "Gap", "Low", "High", "What is seen"], axis=1)
    data.insert(0, "School" if whole else "Part", names)
    caption = (
        f"{title}. Squares are the team, dots the staff; a thick line and a star mark a difference beyond chance, "
        "after Holm's correction."
    )
    return Drawing(_dumbbells(names, frame, sure), f"{title}. {said}.", caption, data)


def _dumbbells(names: list[str], frame: pd.DataFrame, sure: np.ndarray) -> Figure:
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure, axes = canvas([f"{each} *" for each in names])
        spots = np.arange(len(frame))
        axes.hlines(spots, frame["staff"], frame["team"], color=[INK if each else GREY for each in sure],
                    linewidth=[4 if each else 1.5 for each in sure])  # fmt: skip
        axes.plot(frame["staff"], spots, "o", color=BLUE, markersize=8, label="staff")
        axes.plot(frame["team"], spots, "s", color=VERMILION, markersize=7, label="team")
        axes.set_yticks(spots, [f"{each} *" if beyond else each for each, beyond in zip(names, sure, strict=True)])
        axes.set(xlim=(0, 101), xlabel=PERCENT, ylim=(len(frame) - 0.5, -0.5))
        axes.grid(axis="x", color=PALE)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, borderaxespad=0.2)
    return figure


def lowest(tables: Tables, labels: Labels, school: str) -> Drawing:
    """Draw the lowest items as the first group rates them, with their intervals."""
    team = "items" in tables
    frame = first_group(main(rows.place(tables, "items" if team else "rated", school))).head(MOST)
    if frame.empty:
        raise NothingToDraw(NO_RATINGS)
    frame = frame.reset_index(drop=True)
    place = labels.school(school if team else TOTAL)
    title = (
        f"The {len(frame)} lowest items, {GROUPS[frame['group'].iloc[0]].lower()}, {frame['round'].iloc[0]}: {place}"
    )
    names = [_short(f"{item}  {text}") for item, text in zip(frame["item"], frame["text"], strict=True)]
    said = listed((f"{item}, {text.rstrip('.')}: {mean:.1f}" for item, text, mean in
                   zip(frame["item"], frame["text"], frame["mean"], strict=True)), 6)  # fmt: skip
    data = frame[["item", "text", "n", "mean", "sd", "low", "high"]].round(2)
    data = data.set_axis(["Item", "What it asks", "People", "Mean", "Spread (SD)", "Low", "High"], axis=1)
    caption = (
        f"{title}. Dots are means in points, lines their 95 % intervals. Filled dots cannot be told apart from the "
        "lowest: among them, noise and not need may have made the order."
    )
    return Drawing(_lowest(names, frame), f"{title}. {said}.", caption, data)


def _short(words: str) -> str:
    return words if len(words) <= LETTERS else f"{words[: LETTERS - 1].rsplit(' ', 1)[0]} …"


def _lowest(names: list[str], frame: pd.DataFrame) -> Figure:
    with mpl.rc_context(STYLE):  # type: ignore[arg-type]
        figure, axes = canvas(names)
        spots = np.arange(len(frame))
        axes.hlines(spots, frame["low"], frame["high"], color=BLUE, linewidth=2.2, alpha=0.7)
        first = (frame["place"].fillna(1) == 1).to_numpy()
        axes.plot(frame["mean"][first], spots[first], "o", color=BLUE, markersize=7, label="among the lowest")
        if not first.all():
            axes.plot(frame["mean"][~first], spots[~first], "o", color=BLUE, mfc="white", markersize=7,
                      label="above some of them")  # fmt: skip
        axes.set_yticks(spots, names, fontsize=9)
        axes.set(xlabel="Mean rating (points)", ylim=(len(frame) - 0.5, -0.5))
        axes.set_xlim(left=0)
        axes.grid(axis="x", color=PALE)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, borderaxespad=0.2)
    return figure


def over_time(tables: Tables, labels: Labels, school: str) -> Drawing:
    """Draw the percent of points of each group, round by round."""
    every = rows.place(tables, "results", school)
    every = every[every["kind"] == "total"]
    last = main(every)[["instrument", "version", "group", "form"]].drop_duplicates()
    frame = every.merge(last)
    if frame.empty:
        raise NothingToDraw(NO_RATINGS)
    frame = frame.assign(series=frame["group"].map(GROUPS), occasion=frame["round"], value=frame["percent"])
    order_of = {each: place for place, each in enumerate(GROUPS)}
    frame = frame.assign(order=frame["group"].map(order_of)).sort_values(["order", "round"], kind="stable")
    order = sorted(frame["round"].unique())
    title = f"{frame['name'].iloc[0]}, round by round: {labels.school(school)}"
    held = withheld(frame).to_numpy()
    told = [WITHHELD if hidden else f"{value:.0f} %" for value, hidden in zip(frame["value"], held, strict=True)]
    said = listed((f"{series}, {when}: {words}" for series, when, words in
                   zip(frame["series"], frame["round"], told, strict=True)), 16)  # fmt: skip
    data = frame[["series", "round", "n", "percent", "low", "high"]].round(1)
    data = data.set_axis(["Rated by", "Round", "People", "Percent", "Low", "High"], axis=1).assign(suppressed=held)
    caption = f"{title}. Lines through a dot are 95 % intervals. Forms differ, so compare each group with itself."
    return Drawing(marks.lines(frame, order, PERCENT), f"{title}. {said}.", caption, data)
