"""Tables about need, service and capacity: which rows a page shows, in which order, under which names."""

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from mtss_analysis.reporting import rows
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.tier_rows import NO_SUPPORT, NOT_YET
from mtss_analysis.tiers.match import QUESTIONS, UNSEEN

NOT_KNOWN = "not known"


def match(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List how often need and service do not match at the latest look of a place, domain by domain."""
    frame = _latest(frame, school)
    frame = frame[(frame["question"] != UNSEEN) | (frame["n"] > 0)]
    order = frame["question"].map({question: place for place, question in enumerate(QUESTIONS)})
    frame = rows.in_domain_order(frame.assign(order=order).sort_values("order", kind="stable"))
    ends = zip(frame["low"], frame["high"], strict=True)
    frame = frame.assign(
        domain=frame["domain"].map(labels.word), question=_sentence(frame["question"]),
        look=frame["look"] + " " + frame["school_year"], interval=[f"{low:.0f} to {high:.0f}" for low, high in ends],
    )  # fmt: skip
    columns = {"domain": "Domain", "question": "Of whom, and what", "look": "Look", "students": "Students"}
    return rows.named(frame, columns | {"n": "It is so", "percent": "Percent", "interval": "95 % interval"})


def waits(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the days from a flag to the first session in the latest school year, domain by domain."""
    frame = frame[(frame["school_id"] == school) & (frame["school_year"] == frame["school_year"].max())]
    said = {name: _said(frame[name], NOT_YET) for name in ("median", "low", "high")}
    frame = rows.in_domain_order(frame.assign(**said))
    frame = frame.assign(domain=frame["domain"].map(labels.word))
    columns = {"domain": "Domain", "n": "Flagged, without support", "begun": "Had a first session"}
    return rows.named(frame, columns | {"median": "Days (median)", "low": "Low", "high": "High"})


def capacity(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List what the need of a place takes at its latest look, and what is there, domain by domain."""
    frame = _latest(frame, school)
    said = {name: _said(frame[name], NOT_KNOWN) for name in ("groups_needed", "minutes_needed", "groups_more")}
    posts = {name: _said(frame[name], NOT_KNOWN, 1) for name in ("positions_needed", "positions")}
    frame = frame.assign(
        domain=frame["domain"].map(labels.word), answer=frame["answer"].str.capitalize(), **said, **posts
    )
    people = {"domain": "Domain", "support": "Support", "need": "Need it", "waiting": "Wait for it"}
    there = {"groups": "Groups open", "seats_open": "Seats open", "positions": "Positions in use"}
    takes = {"groups_needed": "Groups needed", "minutes_needed": "Minutes a week needed"}
    return rows.named(
        frame, people | takes | {"positions_needed": "Positions needed"} | there
        | {"groups_more": "Groups more", "answer": "In words"},
    )  # fmt: skip


def _latest(frame: pd.DataFrame, school: str) -> pd.DataFrame:
    """Keep the rows of a place at its latest look in each domain."""
    frame = frame[frame["school_id"] == school]
    return rows.in_domain_order(frame[frame["day"] == frame.groupby("domain")["day"].transform("max")])


def _sentence(words: "pd.Series[str]") -> "pd.Series[str]":
    return words.str[:1].str.upper() + words.str[1:]


def _said(values: "pd.Series[float]", missing: str, decimals: int = 0) -> "pd.Series[str]":
    said = values.astype("float64").map(f"{{:,.{decimals}f}}".format, na_action="ignore").astype("str")
    return said.fillna(missing)


NOBODY = "No screening scores stand beside the support received, so nobody can tell whether need and service match."
NO_WAIT = f"{NO_SUPPORT} So nobody can tell how long a flagged student waits."
SHOWN: Final[Mapping[str, tuple[str, Callable[..., pd.DataFrame], str, str, dict[str, int], str]]] = {
    "match": ("match", match, "Where need and service do not match, at the latest look", NOBODY, {"Percent": 0}, ""),
    "waits": (
        "waits", waits, "Days from a flagged screening to the first session, in the latest school year", NO_WAIT,
        {}, "",
    ),
    "capacity": (
        "capacity", capacity, "What the need takes, and what is there, at the latest look", NOBODY,
        {"Groups open": 0, "Seats open": 0}, "",
    ),
}  # fmt: skip
"""Name → table of the result, its rows, caption, the sentence where there are none, decimals, and what is cut by."""
