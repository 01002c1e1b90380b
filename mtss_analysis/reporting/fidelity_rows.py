"""Tables about delivery: which rows a page shows, in which order, under which names."""

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from mtss_analysis.reporting import rows
from mtss_analysis.reporting.effect_rows import DELIVERED, between
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.tier_rows import NOT_YET
from mtss_analysis.vocabulary import TOTAL, Delivery

OF_INTERVENTION = {"domain": "Domain", "intervention": "Intervention", "n": "Students"}
SETTLED = (str(Delivery.DELIVERED), str(Delivery.HELD))


def standings(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List, for the latest school year, what was given of each intervention, and what follows."""
    frame = _named(_latest(frame), labels).sort_values("intervention", kind="stable")
    more = {"held": "Held (percent)", "received": "Student was there (percent)", "time": "Time given (percent)"}
    seen = {"seen": "Adherence as observed (percent, interval)", "standing": "What follows"}
    return rows.named(
        rows.in_domain_order(frame).assign(domain=lambda found: found["word"]), OF_INTERVENTION | more | seen
    )


def schools(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List where delivery is not established, or was not as designed, in the latest school year."""
    frame = _latest(frame)
    frame = frame[(frame["school_id"] != TOTAL) & ~frame["standing"].isin(SETTLED)]
    frame = frame if school == TOTAL else frame[frame["school_id"] == school]
    frame = _named(frame, labels).sort_values(["school_id", "intervention"], kind="stable")
    frame = frame.assign(school_id=frame["school_id"].map(labels.school))
    columns = {"school_id": "School", "intervention": "Intervention", "n": "Students", "planned": "Planned sessions"}
    return rows.named(frame, columns | {"held": "Held (percent)", "standing": "What follows", "reason": "Why"})


def dimensions(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the five dimensions of fidelity of a place, by who rated."""
    frame = frame[frame["school_id"] == school]
    order = {name: place for place, name in enumerate(["adherence", "dosage", *_OTHERS])}
    frame = frame.sort_values("dimension", key=lambda names: names.map(order), kind="stable")
    spans = between(frame.fillna({"low": frame["mean"], "high": frame["mean"]}), "low", "high")
    frame = frame.assign(dimension=frame["dimension"].str.capitalize(), source=frame["source"].map(KNOWN_FROM),
                         span=spans)  # fmt: skip
    columns = {"dimension": "Dimension", "source": "Known from", "deliveries": "Deliveries", "plans": "Plans"}
    return rows.named(frame, columns | {"mean": "Mean (percent)", "span": "From, to (percent)"})


KNOWN_FROM = {"observation": "Observation", "self report": "Own report", "session log": "Session log"}
_OTHERS = ("quality", "responsiveness", "differentiation")


def reports(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List how far reports about one's own delivery agree with observations, those most apart first."""
    frame = frame if school == TOTAL else frame[frame["school_id"].isin([school, TOTAL])]
    frame = frame.sort_values("bias", ascending=False, kind="stable", na_position="last")
    ends = between(frame, "bias_low", "bias_high")
    frame = frame.assign(
        school_id=frame["school_id"].map(labels.school), said=frame["said"].str.capitalize(), ends=ends
    )
    columns = {
        "school_id": "School",
        "pairs": "Deliveries both reported and observed",
        "reported": "Reported (percent)",
    }
    more = {"observed": "Observed (percent)", "bias": "Difference (points)", "ends": "Its 95 % interval"}
    return rows.named(frame, columns | more | {"kappa": "Weighted kappa", "icc": "ICC", "said": "What is seen"})


def reasons(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List why sessions were not held in the latest school year, most frequent first."""
    frame = _latest(frame[frame["school_id"] == school]).sort_values("sessions", ascending=False, kind="stable")
    frame = frame.assign(reason=frame["reason"].str.capitalize())
    return rows.named(frame, {"reason": "Reason", "sessions": "Sessions not held", "percent": "Percent"})


def probes(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List probes due, done, late, missed and off grade in the latest school year, domain by domain."""
    frame = rows.in_domain_order(_latest(frame[frame["school_id"] == school]))
    known = frame["off_grade"].astype("float64").where(frame["graded"] > 0)
    frame = frame.assign(domain=frame["domain"].map(labels.word), off_grade=known)
    columns = {"domain": "Domain", "n": "Students", "due": "Probes due", "done": "Done", "late": "Made up for later"}
    return rows.named(frame, columns | {"missed": "Missed", "off_grade": "On a form of another grade"})


def service(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List how many of those who may need it have support, and how many of those in support are monitored."""
    frame = rows.in_domain_order(frame[(frame["school_id"] == school) & (frame["answer"] == "yes")])
    frame = frame.sort_values("question", kind="stable")
    frame = frame.assign(domain=frame["domain"].map(labels.word), question=frame["question"].str.capitalize())
    columns = {"question": "What was asked", "domain": "Domain", "students": "Students", "n": "Yes"}
    return rows.named(frame, columns | {"percent": "Percent"})


def waits(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List days from a flagged screening to the first session, domain by domain."""
    frame = rows.in_domain_order(frame[frame["school_id"] == school])
    said = {name: frame[name].map("{:.0f}".format, na_action="ignore").astype("str").fillna(NOT_YET) for name in _DAYS}
    frame = frame.assign(domain=frame["domain"].map(labels.word), **said)
    columns = {"domain": "Domain", "n": "Flagged without support", "begun": "Had a session by now"}
    return rows.named(frame, columns | {"median": "Days until half had one", "low": "Low", "high": "High"})


_DAYS = ("median", "low", "high")


def work(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List students for whom something is missing, those who wait longest first."""
    frame = frame if school == TOTAL else frame[frame["school_id"] == school]
    frame = rows.in_domain_order(frame.sort_values("days", ascending=False, kind="stable"))
    frame = frame.assign(domain=frame["domain"].map(labels.word), what=frame["what"].str.capitalize())
    columns = {"student_id": "Student", "grade": "Grade", "domain": "Domain", "what": "What is missing"}
    return rows.named(frame, columns | {"support": "Support", "since": "Since", "days": "Days"})


def plans(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List open plans whose student received too little for a verdict, least first within each domain."""
    frame = frame[frame["open"].astype(bool) & (frame["delivery"] == "not delivered")]
    frame = frame if school == TOTAL else frame[frame["school_id"] == school]
    frame = rows.in_domain_order(frame.sort_values("received_high", kind="stable"))
    frame = frame.assign(domain=frame["domain"].map(labels.word), got=between(frame, "received_low", "received_high"))
    columns = {"student_id": "Student", "grade": "Grade", "domain": "Domain", "intervention": "Intervention"}
    return rows.named(frame, columns | {"planned": "Planned sessions", "got": "Received (percent)", "plan_id": "Plan"})


def staff(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List providers with the most sessions that nobody logged, in the latest school year."""
    frame = _latest(frame[frame["by"] == "provider"])
    frame = frame if school == TOTAL else frame[frame["school_id"] == school]
    frame = frame.sort_values("not_logged", ascending=False, kind="stable")
    frame = frame.assign(school_id=frame["school_id"].map(labels.school), held=between(frame, "held_low", "held_high"))
    columns = {"school_id": "School", "who": "Provider", "n": "Students", "planned": "Planned sessions"}
    return rows.named(frame, columns | {"not_logged": "Not logged", "not_held": "Not held", "held": "Held (percent)"})


def teaming(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List whether teams met, decided, looked again and carried out, in the latest school year."""
    frame = _latest(frame[frame["school_id"] == school])
    spans = {"held": "held", "carried": "carried"}
    told = {name: between(frame, f"{column}_low", f"{column}_high") for name, column in spans.items()}
    again = between(frame, "reviewed_ci_low", "reviewed_ci_high")
    frame = frame.assign(team=frame["team"].str[:1].str.upper() + frame["team"].str[1:], again=again, **told)
    columns = {
        "team": "Team",
        "planned": "Meetings planned",
        "held": "Held (percent)",
        "decisions": "Decisions recorded",
    }
    more = {"reason_percent": "With a reason (percent)", "again": "Looked at again in time (percent, interval)"}
    return rows.named(frame, columns | more | {"carried": "Carried out (percent)"})


def _latest(frame: pd.DataFrame) -> pd.DataFrame:
    found: pd.DataFrame = frame[frame["school_year"] == frame["school_year"].max()]
    return found


def _named(frame: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    spans = {"held": "held", "received": "received", "time": "time", "seen": "adherence"}
    told = {name: between(frame, f"{column}_low", f"{column}_high") for name, column in spans.items()}
    found: pd.DataFrame = frame.assign(**told)
    named: pd.DataFrame = found.assign(standing=found["standing"].map(DELIVERED), word=found["domain"].map(labels.word))
    return named


NO_PLANS = "The records hold no plan of a student, so nothing can be said of delivery."
NOTHING_MISSING = "Nobody is listed: on record, nothing is missing. A plan that was never recorded is not seen here."
SHOWN: Final[Mapping[str, tuple[str, Callable[..., pd.DataFrame], str, str, dict[str, int], str]]] = {
    "standings": (
        "delivery", standings, "What was given of each intervention in the latest school year", NO_PLANS, {}, "",
    ),
    "schools": (
        "schools", schools, "Where delivery is not established, or not as designed", "Everywhere, sessions were held.",
        {}, "School",
    ),
    "dimensions": ("dimensions", dimensions, "Five dimensions of fidelity, latest school year", NO_PLANS, {}, ""),
    "reports": (
        "reports", reports, "Reports about one's own delivery beside observations of the same deliveries",
        "No delivery was both reported and observed.",
        {"Weighted kappa": 2, "ICC": 2, "Difference (points)": 0, "Reported (percent)": 0, "Observed (percent)": 0}, "",
    ),
    "reasons": (
        "reasons", reasons, "Why sessions were not held, latest school year",
        "No session is on record as not held.", {}, "",
    ),
    "probes": ("probes", probes, "Progress probes that were due in the latest school year", NO_PLANS, {}, ""),
    "service": ("service", service, "Who has support, and whose support is monitored", NO_PLANS, {}, ""),
    "waits": (
        "waits", waits, "Days from a flagged screening to the first session, latest school year",
        "No screening score suggests support, so no wait can be told.", {}, "",
    ),
    "work": (
        "work", work, "Students who wait for support, or whose support is not monitored", NOTHING_MISSING, {}, "Domain",
    ),
    "plans": (
        "plans", plans, "Open plans whose student received less than the bar of delivery, least first",
        NOTHING_MISSING, {}, "Domain",
    ),
    "teaming": (
        "teaming", teaming, "What teams did in the latest school year", "No meeting and no decision is on record.",
        {"With a reason (percent)": 0}, "",
    ),
    "staff": ("staff", staff, "Sessions not logged, by provider; not for personnel evaluation", NO_PLANS, {}, "School"),
}  # fmt: skip
"""Name → table of the result, its rows, caption, the sentence where there are none, decimals, and what is cut by."""
