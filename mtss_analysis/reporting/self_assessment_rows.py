"""Tables about self-assessment: which rows a page shows, in which order, under which names."""

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from mtss_analysis.fidelity.answers import SHOWN as VISIBLE
from mtss_analysis.fidelity.gaps import ITEM, NOT_TOLD
from mtss_analysis.fidelity.self_assessment_result import GROUPS, main
from mtss_analysis.reporting import rows
from mtss_analysis.reporting.action_plan_rows import carried, plan
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.vocabulary import TOTAL

KINDS = {"total": 0, "section": 1, "subscale": 2}
NO_CHANGE = "no earlier round"


def between(frame: pd.DataFrame, digits: int = 0) -> "pd.Series[str]":
    """Write the ends of intervals; missing where the row is withheld."""
    held = frame["suppressed"].astype(bool) if "suppressed" in frame else pd.Series(False, frame.index)
    ends = zip(frame["low"], frame["high"], held, strict=True)
    said = [None if hidden else "no interval" if pd.isna(low) else f"{low:.{digits}f} to {high:.{digits}f}"
            for low, high, hidden in ends]  # fmt: skip
    return pd.Series(said, frame.index, dtype="str")


def of_group(frame: pd.DataFrame) -> pd.DataFrame:
    """Put groups in order and in words."""
    order = {name: place for place, name in enumerate(GROUPS)}
    found = frame.sort_values("group", key=lambda names: names.map(order), kind="stable")
    named: pd.DataFrame = found.assign(group=found["group"].map(GROUPS))
    return named


def sittings(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """Count who rated in the latest round, and in how many schools too few did to be shown."""
    frame = frame[frame["round"] == frame["round"].max()]
    frame = frame if school == TOTAL else frame[frame["school_id"] == school]
    frame = frame.assign(hidden=frame["said"].ne(VISIBLE).astype(int))
    by = ["name", "group", "form"]
    found = frame.groupby(by).agg(
        schools=("school_id", "nunique"), raters=("raters", "sum"), asked=("expected", "sum"),
        left_out=("left_out", "sum"), hidden=("hidden", "sum"),
    ).reset_index()  # fmt: skip
    found = of_group(found.assign(response=100 * found["raters"] / found["asked"].where(found["asked"] > 0)))
    columns = {"name": "Instrument", "group": "Rated by", "schools": "Schools", "raters": "People"}
    more = {"response": "Response (percent)", "left_out": "Ratings that do not apply"}
    return rows.named(found, columns | more | {"hidden": "Schools not shown"})


def profile(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List every part of the main instrument for a place: percent, interval and change, group by group."""
    frame = main(frame[frame["school_id"] == school])
    sections = frame["kind"] == "section"
    frame = frame[~sections] if len(set(frame.loc[sections, "part"])) == 1 else frame
    frame = of_group(frame.sort_values("kind", key=lambda kinds: kinds.map(KINDS), kind="stable"))
    frame = frame.assign(span=between(frame), change=change(frame))
    columns = {"group": "Rated by", "label": "Part", "n": "People", "percent": "Points (percent)"}
    return rows.named(frame, columns | {"span": "From, to (percent)", "change": "Since the round before"})


def change(frame: pd.DataFrame) -> list[str]:
    """Say changes in words: by how much, and whether rater noise could have done it."""
    told = zip(frame["change"], frame["beyond"], strict=True)
    return [NO_CHANGE if pd.isna(size) else f"{round(size):+d}, {said}" for size, said in told]


def standing(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List criteria and stages of every instrument in its latest round."""
    frame = frame[(frame["school_id"] == school) & (frame["converted_from"] == "")]
    frame = frame[frame["criterion"].notna() | frame["stage"].ne("")]
    last = frame.groupby(["instrument", "group"])["round"].transform("max")
    frame = of_group(frame[frame["round"] == last].sort_values("instrument", kind="stable"))
    met = frame["met"].where(frame["met"] != "", frame["stage"])
    bar = frame["criterion"].map("{:.0f} %".format, na_action="ignore").astype("str").fillna("stage")
    frame = frame.assign(met=met.str.capitalize(), bar=bar, change=change(frame))
    columns = {"name": "Instrument", "group": "Rated by", "label": "Part", "percent": "Points (percent)"}
    return rows.named(frame, columns | {"bar": "Criterion", "met": "What follows", "change": "Since the round before"})


def gaps(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List where team and staff differ beyond chance in the latest round, widest first."""
    frame = frame[(frame["round"] == frame["round"].max()) & (frame["said"] != NOT_TOLD)]
    frame = frame[frame["school_id"] != TOTAL] if school == TOTAL else frame[frame["school_id"] == school]
    frame = frame.assign(order=frame["kind"].map(KINDS).fillna(3)).sort_values(["school_id", "order"], kind="stable")
    places = [2 if kind == ITEM else 0 for kind in frame["kind"]]
    said = {column: [f"{value:.{digits}f}" for value, digits in zip(frame[column], places, strict=True)] for column in
            ("team", "staff")}  # fmt: skip
    unit = ["points" if kind == ITEM else "percent" for kind in frame["kind"]]
    frame = frame.assign(school_id=frame["school_id"].map(labels.school), said=frame["said"].str.capitalize(),
                         unit=unit, **said)  # fmt: skip
    columns = {"school_id": "School", "label": "Item or part", "unit": "In", "team": "Team", "staff": "Staff"}
    more = {"staff_n": "Staff who rated", "adjusted": "p after Holm", "said": "What is seen"}
    return rows.named(frame, columns | more)


def lowest(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the lowest items of a place as its team rates them, lowest first, ten of them."""
    frame = first_group(main(frame[frame["school_id"] == school])).head(MOST)
    frame = frame.assign(mean=frame["mean"].map("{:.1f}".format), span=between(frame, 1),
                         tied=tied(frame))  # fmt: skip
    columns = {"item": "Item", "text": "What it asks", "subscale": "Part", "n": "People", "mean": "Mean (points)"}
    return rows.named(frame, columns | {"span": "From, to (points)", "tied": "Order"})


MOST = 10


def first_group(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the first group that rated, lowest items first."""
    known = frame.dropna(subset=["mean"])
    group = next((each for each in GROUPS if each in set(known["group"])), "")
    found: pd.DataFrame = known[known["group"] == group].sort_values("mean", kind="stable")
    return found


def tied(frame: pd.DataFrame) -> list[str]:
    """Say which items are not told apart from the lowest."""
    return ["one form, so not known" if pd.isna(place) else "among the lowest" if place == 1
            else f"above {place - 1:.0f} others" for place in frame["place"]]  # fmt: skip


def weak(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List items that are weak in many schools, by each group."""
    frame = main(frame[frame["school_id"] == TOTAL])
    frame = of_group(frame[frame["weak"].eq(True)].sort_values("mean", kind="stable"))
    columns = {"group": "Rated by", "item": "Item", "text": "What it asks", "schools": "Schools"}
    return rows.named(frame, columns | {"weak_schools": "Weak in", "mean": "Mean of schools (points)"})


def consistency(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List how far the items of each survey form hang together."""
    frame = of_group(frame)
    frame = frame.assign(span=between(frame, 2), said=frame["said"].str.capitalize())
    columns = {"group": "Form for", "respondents": "Answered every item", "items": "Items", "alpha": "Cronbach's alpha"}
    return rows.named(frame, columns | {"span": "Its 95 % interval", "omega": "Omega", "said": "What is seen"})


def results(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the percent of points of each group, round by round (public pages)."""
    frame = frame[(frame["school_id"] == school) & (frame["kind"] == "total")]
    frame = of_group(frame.sort_values(["instrument", "round"], kind="stable"))
    frame = frame.assign(span=between(frame))
    columns = {"name": "Instrument", "group": "Rated by", "round": "Round", "n": "People"}
    return rows.named(frame, columns | {"percent": "Points (percent)", "span": "From, to (percent)"})


NO_RATINGS = "No rating that can be shown is on record."
SHOWN: Final[Mapping[str, tuple[str, Callable[..., pd.DataFrame], str, str, dict[str, int], str]]] = {
    "sittings": ("sittings", sittings, "Who rated in the latest round", NO_RATINGS, {}, ""),
    "standing": (
        "profile", standing, "Criteria and stages, latest round of each instrument",
        "No instrument with a criterion was rated by a team.", {"Points (percent)": 0}, "",
    ),
    "profile": (
        "profile", profile, "Percent of points, latest round, group by group", NO_RATINGS, {"Points (percent)": 0}, "",
    ),
    "results": (
        "results", results, "Percent of points, round by round", NO_RATINGS, {"Points (percent)": 0}, "",
    ),
    "gaps": (
        "gaps", gaps, "Where team and staff differ beyond chance, latest round",
        "Nowhere are team and staff told apart on an item or part that both rated.", {"p after Holm": 3}, "School",
    ),
    "lowest": ("items", lowest, "The ten lowest items as the team rates them", NO_RATINGS, {}, ""),
    "weak": (
        "items", weak, "Items that are weak in many schools", "No item is weak in so many schools.",
        {"Mean of schools (points)": 1}, "",
    ),
    "consistency": (
        "consistency", consistency, "How far the items of each survey form hang together",
        "No survey form was filled in by enough people.", {"Cronbach's alpha": 2, "Omega": 2}, "",
    ),
    "plan": (
        "plan", plan, "What to work on: the lowest items, where they stand, and the next level", NO_RATINGS,
        {}, "",
    ),
    "carried": (
        "plan", carried, "Steps of earlier plans", "No step of an earlier plan is on record.",
        {"Mean now (points)": 1}, "",
    ),
}  # fmt: skip
"""Name → table of the result, its rows, caption, the sentence where there are none, decimals, and what is cut by."""
