"""Tables about support over time: which rows a page shows, in which order, under which names."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Final

import pandas as pd

from mtss_analysis.reporting import rows
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.tabulate import WITHHELD
from mtss_analysis.vocabulary import TOTAL

NOT_YET = "not yet known"


def movement(frame: pd.DataFrame, labels: Labels, school: str, domain: str = "reading") -> pd.DataFrame:
    """List every movement of a place in one domain, the latest school year first."""
    frame = frame[(frame["school_id"] == school) & (frame["domain"] == domain) & (frame["to"] != TOTAL)]
    frame = frame.assign(support=frame["support"].replace(TOTAL, "All students"), to=frame["to"].str.capitalize())
    frame = _with_interval(frame.sort_values("day", ascending=False, kind="stable"))
    columns = {"school_year": "School year", "step": "Looks", "support": "Earlier", "to": "Later", "n": "Students"}
    return rows.named(frame, columns | _SHARE)


def steps_of(frame: pd.DataFrame, domain: str) -> pd.DataFrame:
    """Keep the domain's main measure, and its steps from window to window in the latest school year that has any.

    Where no measure was given twice in a year, its steps from year to year are kept instead.
    """
    frame = frame[frame["domain"] == domain]
    everyone = frame[(frame["support"] == TOTAL) & (frame["to"] == TOTAL)]
    if everyone.empty:
        return frame
    measure = everyone.groupby("measure", sort=True)["n"].sum(min_count=1).fillna(0).idxmax()
    frame = frame[frame["measure"] == measure]
    within = frame[frame["step"].isin(WITHIN)]
    if within.empty:
        return frame.sort_values(["school_year", "step"], kind="stable")
    latest = within[within["school_year"] == within["school_year"].max()]
    ordered: pd.DataFrame = latest.sort_values("step", key=lambda step: step.map(list(WITHIN).index), kind="stable")
    return ordered


WITHIN = tuple(f"{one} to {two}" for one, two in pairwise(rows.SEASONS))
"""Steps from one window of a school year to the next."""


def band_movement(frame: pd.DataFrame, labels: Labels, school: str, domain: str = "reading") -> pd.DataFrame:
    """List movement between bands of the domain's main measure, the latest windows, beside what test error makes."""
    frame = steps_of(frame, domain)
    frame = frame[(frame["support"] != TOTAL) & (frame["to"] != TOTAL) & (frame["support"] != frame["to"])]
    ends = zip(frame["excess_low"], frame["excess_high"], strict=True)
    spans = [None if pd.isna(low) else f"{low:.0f} to {high:.0f}" for low, high in ends]
    frame = frame.assign(
        step=frame["step"].str.capitalize(), interval=pd.Series(spans, frame.index, dtype="str"),
        verdict=frame["verdict"].str.capitalize(),
    )  # fmt: skip
    columns = {"step": "Windows", "support": "Earlier", "to": "Later", "n": "Students", "percent": "Percent of earlier"}
    more = {"expected": "Expected from test error (percent)", "excess": "Students beyond it"}
    return rows.named(frame, columns | more | {"interval": "95 % interval (students)", "verdict": "In words"})


def band_tests(frame: pd.DataFrame, labels: Labels, school: str, domain: str = "reading") -> pd.DataFrame:
    """List whether movement balances and is alike, in one domain, the latest school year and every step together."""
    frame = frame[frame["domain"] == domain]
    frame = frame[frame["school_year"].isin(["", frame["school_year"].max()])]
    frame = frame.assign(
        measure=frame["measure"].map(labels.measure), answer=frame["answer"].str.capitalize(),
        step=frame["step"].str.capitalize(), question=frame["question"].str.capitalize(),
    )  # fmt: skip
    columns = {"measure": "Measure", "step": "Windows", "question": "Question", "students": "Students"}
    return rows.named(frame, columns | {"answer": "Answer", "p_value": "p"})


def tiers(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List who received which support at every look, domain by domain, beside the planning figure."""
    frame = frame[(frame["school_id"] == school) & (frame["support"] != TOTAL)]
    frame = rows.in_domain_order(frame.sort_values("day", kind="stable"))
    frame = _with_interval(frame.assign(domain=frame["domain"].map(labels.word)))
    columns = {"domain": "Domain", "school_year": "School year", "look": "Look", "support": "Support", "n": "Students"}
    return rows.named(frame, columns | _SHARE | {"planned": "Planning figure (percent)"})


def endings(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """Show how support ended in the latest school year, one row a domain and tier, one column an ending.

    An ending that nobody's support had is left out; those of which every number is withheld share one column.
    """
    frame = rows.in_domain_order(frame[frame["school_year"] == frame["school_year"].max()])
    frame = frame.assign(Domain=frame["domain"].map(labels.word), Support=frame["support"], said=_shares(frame))
    wide = frame.pivot_table(index=["Domain", "Support"], columns="ended", values="said", aggfunc="first", sort=False)
    if wide.empty:
        return wide
    total = frame[frame["ended"] == TOTAL].set_index(["Domain", "Support"])
    shown = [name for name in wide if name != TOTAL and wide[name].str.endswith("%").any()]
    hidden = [name for name in wide if name not in (TOTAL, *shown) and (wide[name] == WITHHELD).any()]
    found = wide[shown].rename(columns=str.capitalize)
    found.insert(0, "Students", total["n"].astype("float64"))
    found = found.assign(suppressed=found["Students"].isna()).reset_index().rename_axis(None, axis=1)
    return found.assign(**{"Other endings": WITHHELD}) if hidden else found


def _shares(frame: pd.DataFrame) -> "pd.Series[str]":
    """Percent in words; nobody is "none", which is left out of columns where it is all there is."""
    said = frame["percent"].astype("float64").map("{:.0f} %".format, na_action="ignore").astype("str")
    return said.fillna(WITHHELD).mask(frame["n"] == 0, "none")


def followups(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List how many of the students followed long enough it is true for, the latest school year first."""
    frame = frame[(frame["school_id"] == school) & (frame["answer"] == "yes")]
    frame = rows.in_domain_order(frame.sort_values("school_year", ascending=False, kind="stable"))
    frame = _with_interval(frame.sort_values("question", kind="stable"))
    frame = frame.assign(domain=frame["domain"].map(labels.word), question=frame["question"].str.capitalize())
    columns = {"question": "What was asked", "domain": "Domain", "school_year": "School year"}
    return rows.named(frame, columns | {"followed": "Followed", "n": "It was so"} | _SHARE)


def times(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List median times in weeks, domain by domain; a median the data cannot tell yet says so."""
    frame = rows.in_domain_order(frame.assign(span=frame["span"].str.replace("from a", "From a")))
    hidden = frame["suppressed"].astype(bool) if "suppressed" in frame else pd.Series(False, index=frame.index)
    said = {name: _weeks(frame[name], hidden) for name in ("median", "low", "high")}
    frame = frame.assign(domain=frame["domain"].map(labels.word), **said)
    columns = {"domain": "Domain", "span": "Which time", "n": "Students", "median": "Weeks (median)"}
    return rows.named(frame, columns | {"low": "Low", "high": "High"})


def unchanged(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List students whose Tier 3 support has lasted long without change, longest first within each domain."""
    frame = frame[frame["unchanged"].astype(bool)]
    frame = frame if school == TOTAL else frame[frame["school_id"] == school]
    frame = rows.in_domain_order(frame.sort_values("weeks_in_all", ascending=False, kind="stable"))
    frame = frame.assign(domain=frame["domain"].map(labels.word))
    columns = {"student_id": "Student", "grade": "Grade", "domain": "Domain", "since": "Since"}
    return rows.named(frame, columns | {"weeks_in_all": "Weeks", "plans": "Plans", "plan_id": "Last plan"})


_SHARE = {"percent": "Percent", "interval": "95 % interval"}


def _with_interval(frame: pd.DataFrame) -> pd.DataFrame:
    ends = zip(frame["low"], frame["high"], strict=True)
    spans = [None if pd.isna(low) else f"{low:.0f} to {high:.0f}" for low, high in ends]
    return frame.assign(interval=pd.Series(spans, frame.index, dtype="str"))


def _weeks(values: "pd.Series[float]", hidden: "pd.Series[bool]") -> "pd.Series[str]":
    said = values.map("{:.1f}".format, na_action="ignore").astype("str")
    return said.fillna(hidden.map({True: WITHHELD, False: NOT_YET}).astype("str"))


NO_BANDS = "No measure was given in two windows, so movement of scores cannot be told."
NO_SUPPORT = "The records do not tell which students received which support."
SHOWN: Final[Mapping[str, tuple[str, Callable[..., pd.DataFrame], str, str, dict[str, int], str]]] = {
    "movement": ("movement", movement, "Movement between two looks", NO_SUPPORT, {}, ""),
    "tiers": ("tiers", tiers, "Support received at every look", NO_SUPPORT, {}, ""),
    "band_movement": (
        "band_movement", band_movement, "Movement between bands of scores in the latest school year, whole district, "
        "and what test error alone would make", NO_BANDS, {}, "Windows",
    ),
    "band_tests": (
        "band_tests", band_tests, "Does movement of scores balance, and is it alike from step to step? Whole district",
        NO_BANDS, {"p": 3}, "",
    ),
    "endings": (
        "endings", endings, "How Tier 2 and Tier 3 support ended in the latest school year, percent of students",
        NO_SUPPORT, {}, "",
    ),
    "followups": ("followups", followups, "What followed an exit, and a flag", NO_SUPPORT, {}, ""),
    "times": (
        "times", times, "Weeks until half of all support was ended or changed, and until half of those flagged had a "
        "session", NO_SUPPORT, {}, "",
    ),
    "unchanged": (
        "periods", unchanged, "Tier 3 support that has lasted long without change, longest first",
        "The records hold no open Tier 3 support that has lasted so long without change; a plan that was never "
        "recorded is not among them.", {"Weeks": 0}, "Domain",
    ),
}  # fmt: skip
"""Name → table of the result, its rows, caption, the sentence where there are none, decimals, and what is cut by."""
