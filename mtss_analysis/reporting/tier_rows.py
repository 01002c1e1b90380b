"""Tables about support over time: which rows a page shows, in which order, under which names."""

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


def tiers(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List who received which support at every look, domain by domain, beside the planning figure."""
    frame = frame[(frame["school_id"] == school) & (frame["support"] != TOTAL)]
    frame = rows.in_domain_order(frame.sort_values("day", kind="stable"))
    frame = _with_interval(frame.assign(domain=frame["domain"].map(labels.word)))
    columns = {"domain": "Domain", "school_year": "School year", "look": "Look", "support": "Support", "n": "Students"}
    return rows.named(frame, columns | _SHARE | {"planned": "Planning figure (percent)"})


def endings(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List how support ended in the latest school year, domain by domain; what nobody's support did is left out."""
    frame = frame[(frame["ended"] != TOTAL) & (frame["school_year"] == frame["school_year"].max())]
    frame = rows.in_domain_order(frame[frame["n"].isna() | (frame["n"] > 0)])
    frame = _with_interval(frame.assign(domain=frame["domain"].map(labels.word), ended=frame["ended"].str.capitalize()))
    columns = {"domain": "Domain", "support": "Support", "school_year": "School year", "ended": "How it ended"}
    return rows.named(frame, columns | {"n": "Students"} | _SHARE)


def followups(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List how many of the students followed long enough it is true for, the latest school year first."""
    frame = frame[(frame["school_id"] == school) & (frame["answer"] == "yes")]
    frame = rows.in_domain_order(frame.sort_values(["question", "school_year"], ascending=[True, False], kind="stable"))
    frame = _with_interval(frame.assign(domain=frame["domain"].map(labels.word)))
    columns = {"domain": "Domain", "question": "What was asked", "school_year": "School year"}
    return rows.named(frame, columns | {"followed": "Followed", "n": "It was so"} | _SHARE)


def times(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List median times in weeks, domain by domain; a median the data cannot tell yet says so."""
    frame = rows.in_domain_order(frame.assign(span=frame["span"].str.replace("from a", "From a")))
    hidden = frame["suppressed"].astype(bool) if "suppressed" in frame else pd.Series(False, index=frame.index)
    said = {name: _weeks(frame[name], hidden) for name in ("median", "low", "high")}
    frame = frame.assign(domain=frame["domain"].map(labels.word), **said)
    columns = {"domain": "Domain", "span": "Which time", "n": "Students", "median": "Weeks until half have ended"}
    return rows.named(frame, columns | {"low": "Low", "high": "High"})


def unchanged(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List students whose Tier 3 support has lasted long without change, longest first within each domain."""
    frame = frame[frame["unchanged"].astype(bool)]
    frame = frame if school == TOTAL else frame[frame["school_id"] == school]
    frame = rows.in_domain_order(frame.sort_values("weeks_in_all", ascending=False, kind="stable"))
    frame = frame.assign(domain=frame["domain"].map(labels.word), tier="Tier " + frame["tier"].astype("str"))
    columns = {"student_id": "Student", "grade": "Grade", "domain": "Domain", "tier": "Support", "since": "Since"}
    return rows.named(frame, columns | {"weeks_in_all": "Weeks", "plans": "Plans", "plan_id": "Last plan"})


_SHARE = {"percent": "Percent", "interval": "95 % interval"}


def _with_interval(frame: pd.DataFrame) -> pd.DataFrame:
    ends = zip(frame["low"], frame["high"], strict=True)
    spans = [None if pd.isna(low) else f"{low:.0f} to {high:.0f}" for low, high in ends]
    return frame.assign(interval=pd.Series(spans, frame.index, dtype="str"))


def _weeks(values: "pd.Series[float]", hidden: "pd.Series[bool]") -> "pd.Series[str]":
    said = values.map("{:.0f}".format, na_action="ignore").astype("str")
    return said.fillna(hidden.map({True: WITHHELD, False: NOT_YET}).astype("str"))
