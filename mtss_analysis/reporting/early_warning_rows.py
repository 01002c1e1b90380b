"""Tables about early warning: which rows a page shows, in which order, under which names."""

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from mtss_analysis.reporting import rows
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.vocabulary import TOTAL

SIGNS: Final = {
    "absence": "Chronic absence", "referrals": "Referrals", "courses": "Failed a course", "any": "Any of them",
}  # fmt: skip
"""Indicator → its name on a page."""
ANSWERS: Final = {"yes": "Yes", "no": "No"}
CANNOT_TELL = "cannot tell"


def indicators(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List every sign of a place by its answers, the latest school year first."""
    frame = frame[(frame["school_id"] == school) & (frame["by"] == TOTAL) & (frame["answer"] != TOTAL)]
    frame = _with_interval(_named(frame.sort_values("school_year", ascending=False, kind="stable")))
    frame = frame.assign(answer=frame["answer"].replace(ANSWERS))
    columns = {"indicator": "Sign", "school_year": "School year", "answer": "Answer", "n": "Students"}
    return rows.named(frame, columns | {"known": "Known for"} | _SHARE)


def coverage(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List for how many students each sign is known in the latest school year."""
    frame = frame[(frame["school_id"] == school) & (frame["by"] == TOTAL) & (frame["record"] != TOTAL)]
    frame = _named(frame[frame["school_year"] == frame["school_year"].max()])
    frame = frame.assign(record=frame["record"].str.capitalize())
    columns = {"indicator": "Sign", "record": "What is known", "n": "Students", "percent": "Percent"}
    return rows.named(frame, columns)


def predictive(frame: pd.DataFrame, labels: Labels, school: str, when: str = "the same year") -> pd.DataFrame:
    """Show what each sign told at the earliest cut-off of the latest year that has outcomes, all grades together."""
    frame = frame[(frame["grade_band"] == TOTAL) & (frame["when"] == when)]
    frame = frame[frame["school_year"] == frame["school_year"].max()]
    frame = frame[frame["cutoff"] == frame["cutoff"].iloc[0]] if len(frame) else frame
    ends = zip(frame["percent"], frame["low"], frame["high"], strict=True)
    said = [CANNOT_TELL if pd.isna(p) else f"{p:.0f} % ({low:.0f} to {high:.0f})" for p, low, high in ends]
    keys = ["outcome", "indicator"]
    wide = frame.assign(said=said).pivot_table(
        index=keys, columns="statistic", values="said", aggfunc="first", sort=False
    )
    if wide.empty:
        return wide
    wide = _named(wide.reset_index().rename_axis(None, axis=1))
    wide = wide.assign(outcome=wide["outcome"].map(labels.said).str.capitalize())
    return wide.rename(columns={"outcome": "Later", "indicator": "Early sign"} | STATISTICS)


STATISTICS: Final = {
    "base rate": "Of all students", "sensitivity": "Seen early, of those it happened to",
    "specificity": "Without sign, of those it did not happen to",
    "positive predictive value": "It happened, of those with sign",
    "negative predictive value": "It did not happen, of those without",
}  # fmt: skip
"""Statistic → its heading in plain words."""


def catch(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the October catch of every school year, all grades first."""
    asked = {"caught": "Of those with many in the year, had some early", "right": "Of those with some early, had many"}
    frame = _with_interval(frame.sort_values("school_year", ascending=False, kind="stable"))
    frame = frame.assign(
        question=frame["question"].map(asked), grade_band=frame["grade_band"].replace(TOTAL, "All grades")
    )
    columns = {"question": "Question", "school_year": "School year", "grade_band": "Grades", "students": "Of"}
    return rows.named(frame, columns | {"n": "Students"} | _SHARE)


def actions(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the first answer to flags of a place in the latest school year, sign by sign."""
    frame = frame[(frame["school_id"] == school) & (frame["answer"] != TOTAL)]
    frame = _with_interval(_named(frame[frame["school_year"] == frame["school_year"].max()]))
    frame = frame.assign(answer=frame["answer"].str.capitalize())
    columns = {"indicator": "Flagged for", "answer": "First on record in time", "n": "Students"}
    return rows.named(frame, columns | {"followed": "Followed"} | _SHARE)


def waits(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List median days from a flag to the first action on record."""
    said = {
        name: frame[name].map("{:.0f}".format, na_action="ignore").astype("str").fillna("not yet known")
        for name in _ENDS
    }
    frame = _named(frame.sort_values("school_year", ascending=False, kind="stable").assign(**said))
    columns = {"indicator": "Flagged for", "school_year": "School year", "n": "Students", "ended": "With an action"}
    return rows.named(frame, columns | {"median": "Days (median)", "low": "Low", "high": "High"})


def unanswered(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List students of the latest school year with a flag and nothing on record in time, longest first."""
    frame = frame if school == TOTAL else frame[frame["school_id"] == school]
    frame = frame[(frame["answer"] == "nothing on record") & ~frame["begun"].astype(bool)]
    frame = frame[frame["school_year"] == frame["school_year"].max()]
    frame = _named(frame.sort_values("days", ascending=False, kind="stable"))
    columns = {"student_id": "Student", "grade": "Grade", "indicator": "Flagged for", "flagged": "First flagged"}
    return rows.named(frame, columns | {"days": "Days since, or until the year's end", "open": "Support open before"})


def rates(frame: pd.DataFrame, labels: Labels, school: str, by: str = TOTAL) -> pd.DataFrame:
    """List referrals per 100 students and school day of a place by group, the latest school year first."""
    frame = frame[(frame["school_id"] == school) & (frame["by"] == by)]
    frame = frame.sort_values("school_year", ascending=False, kind="stable")
    frame = frame.assign(group=[labels.group(by, group) for group in frame["group"]], interval=_span(frame, 2))
    columns = {"school_year": "School year", "group": "Students", "n": "With a referral", "referrals": "Referrals"}
    return rows.named(frame, columns | {"rate": "Per 100 students and school day", "interval": "95 % interval"})


def months(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List every month of the latest school year: school days, referrals a day, and the rate."""
    frame = frame[(frame["school_id"] == school) & (frame["school_year"] == frame["school_year"].max())]
    frame = frame.sort_values("month", kind="stable").assign(interval=_span(frame, 2))
    columns = {"month": "Month", "school_days": "School days", "referrals": "Referrals", "per_day": "Per school day"}
    return rows.named(frame, columns | {"rate": "Per 100 students and school day", "interval": "95 % interval"})


def kinds(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List what was seen, where and when in the latest school year, the most frequent first."""
    frame = frame[frame["label"] != TOTAL] if "school_id" not in frame else frame[
        (frame["school_id"] == school) & (frame["label"] != TOTAL)
    ]  # fmt: skip
    frame = frame[frame["school_year"] == frame["school_year"].max()]
    frame = frame.assign(order=frame["n"].where(frame["aspect"] != "hour", 0.0))
    frame = frame.sort_values(["aspect", "order", "label"], ascending=[True, False, True], kind="stable")
    frame = frame.assign(label=frame["label"].str.capitalize(), aspect=frame["aspect"].str.capitalize())
    return rows.named(frame, {"aspect": "By", "label": "Recorded", "n": "Referrals", "percent": "Percent"})


def competencies(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List where students stand in each competency beside academics, by season of the latest school year."""
    frame = frame[(frame["school_id"] == school) & (frame["band"] != TOTAL)]
    frame = rows.in_season_order(frame[frame["school_year"] == frame["school_year"].max()])
    frame = frame.sort_values(
        ["competency", "measure"], kind="stable", key=lambda column: column.str.startswith("academ")
    )
    frame = _with_interval(frame.assign(measure=frame["measure"].map(labels.measure)))
    said = {name: frame[name].str.capitalize() for name in ("competency", "season", "band")}
    columns = {"competency": "Competency", "measure": "Measure", "season": "Season", "band": "Band", "n": "Students"}
    return rows.named(frame.assign(**said), columns | _SHARE)


def _academics_last(column: "pd.Series[str]") -> "pd.Series[bool] | pd.Series[str]":
    return column.str.startswith("academ") if column.name == "competency" else column


_SHARE = {"percent": "Percent", "interval": "95 % interval"}
_ENDS = ("median", "low", "high")


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    order = {name: place for place, name in enumerate(SIGNS)}
    frame = frame.sort_values("indicator", key=lambda column: column.map(order), kind="stable")
    return frame.assign(indicator=frame["indicator"].map(SIGNS))


def _span(frame: pd.DataFrame, decimals: int = 0) -> "pd.Series[str]":
    ends = zip(frame["low"], frame["high"], strict=True)
    said = [None if pd.isna(low) else f"{low:.{decimals}f} to {high:.{decimals}f}" for low, high in ends]
    return pd.Series(said, frame.index, dtype="str")


def _with_interval(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(interval=_span(frame))


NO_SIGNS = "The records hold no attendance, referrals or marks from which an early sign could be read."
NO_REFERRALS = "The records hold no referrals with school days beside them."
SHOWN: Final[Mapping[str, tuple[str, Callable[..., pd.DataFrame], str, str, dict[str, int], str]]] = {
    "indicators": ("indicators", indicators, "Each sign by itself, of students for whom it is known", NO_SIGNS, {}, ""),
    "coverage": ("coverage", coverage, "For how many students a sign is known, latest year", NO_SIGNS, {}, ""),
    "predictive": (
        "predictive", predictive, "What each sign told on the first day of looking, with 95 % intervals",
        "No school year has both signs on a day of looking and outcomes that came later.", {}, "",
    ),
    "catch": ("catch", catch, "How early many referrals could be seen", NO_REFERRALS, {}, ""),
    "actions": ("actions", actions, "What came first after a flag, in time", "No student was flagged.", {}, ""),
    "waits": ("waits", waits, "Days from a flag to the first action on record", "No student was flagged.", {}, ""),
    "unanswered": (
        "flags", unanswered, "Students flagged and nothing on record since, longest first",
        "Every flag of the latest school year has an action on record, or is too young to tell.",
        {"Days since, or until the year's end": 0}, "Flagged for",
    ),
    "rates": ("rates", rates, "Referrals per 100 students and school day", NO_REFERRALS,
              {"Referrals": 0, "Per 100 students and school day": 2}, ""),
    "months": ("months", months, "Referrals month by month in the latest school year", NO_REFERRALS,
               {"School days": 0, "Referrals": 0, "Per school day": 1, "Per 100 students and school day": 2}, ""),
    "kinds": ("kinds", kinds, "What was recorded, where and when, latest school year", NO_REFERRALS,
              {}, ""),
    "kinds_here": (
        "kinds_at_schools", kinds, "What was recorded, where and when, latest school year", NO_REFERRALS, {}, "",
    ),
    "competencies": (
        "competencies", competencies, "Social-emotional competencies beside academics, latest school year",
        "No screening measure is mapped to a social-emotional competency.", {}, "",
    ),
}  # fmt: skip
"""Name → table of the result, its rows, caption, the sentence where there are none, decimals, and what is cut by."""
