"""Tables about decisions: which rows a page shows, in which order, under which names."""

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from mtss_analysis.decisions.back_test import FEWEST_ENDED
from mtss_analysis.reporting import rows, student_rows
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.vocabulary import TOTAL


def actions(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """Count the advice of a place, domain by domain."""
    frame = frame[(frame["school_id"] == school) & (frame["action"] != TOTAL)]
    frame = frame.assign(domain=frame["domain"].map(labels.word), action=frame["action"].map(labels.word))
    return rows.named(frame, {"domain": "Domain", "action": "Advice", "n": "Students", "percent": "Percent"})


def rules(frame: pd.DataFrame, labels: Labels, school: str, domain: str = "reading") -> pd.DataFrame:
    """Count what each rule says of the same data, in one domain."""
    frame = frame[(frame["verdict"] != TOTAL) & (frame["domain"] == domain)]
    words = {name: frame[name].map(labels.word) for name in ("domain", "rule", "verdict")}
    return rows.named(
        frame.assign(**words),
        {"rule": "Rule", "verdict": "Verdict", "n": "Students", "percent": "Percent"},
    )


def back_test(frame: pd.DataFrame, labels: Labels, school: str, domain: str = "reading") -> pd.DataFrame:
    """List what each rule would have said of ended plans, in one domain."""
    frame = frame[(frame["domain"] == domain) & (frame["n"] >= FEWEST_ENDED)]
    frame = frame.assign(rule=frame["rule"].map(labels.word), called=_percents(frame, "percent", "low", "high"))
    named = {
        "rule": "Rule",
        "outcome": "Students who",
        "n": "Plans that ended",
        "called": "Called before (95 % interval)",
    }
    return rows.named(frame, named | {"weeks_earlier": "Weeks before the end (median)"})


def fairness(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List how often the rule in force erred in each group, beside all others, domain by domain."""
    frame = rows.in_domain_order(frame.dropna(subset=["percent", "difference_low"]))
    frame = frame.assign(
        domain=frame["domain"].map(labels.word), error=frame["error"].str.capitalize(),
        group=[labels.group(*pair) for pair in zip(frame["by"], frame["group"], strict=True)],
        apart=_percents(frame, "difference", "difference_low", "difference_high"), said=frame["said"].str.capitalize(),
    )  # fmt: skip
    named = {"domain": "Domain", "error": "Error", "group": "Students", "n": "Plans", "percent": "Percent"}
    more = {"others": "All others (percent)", "apart": "Difference (95 % interval)", "said": "In a word"}
    return rows.named(frame, named | more)


def consistency(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List schools and groups in which the same verdict led to other decisions."""
    frame = frame[(frame["by"] != TOTAL) & (frame["seen"] == "change")].dropna(subset=["difference"])
    frame = frame[(frame["difference_low"] > 0) | (frame["difference_high"] < 0)]
    names = [
        labels.school(group) if by == "school_id" else labels.group(by, group)
        for by, group in zip(frame["by"], frame["group"], strict=True)
    ]
    frame = frame.assign(
        domain=frame["domain"].map(labels.word), group=pd.Series(names, frame.index, dtype="str"),
        share=_percents(frame, "percent", "low", "high"),
        apart=_percents(frame, "difference", "difference_low", "difference_high"),
    ).sort_values(["domain", "group"], kind="stable")  # fmt: skip
    named = {"domain": "Domain", "group": "School or students", "n": "Decisions"}
    more = {"share": "Support was changed (percent)", "others": "Elsewhere (percent)"}
    return rows.named(frame, named | more | {"apart": "Difference (percentage points)"})


def _percents(frame: pd.DataFrame, value: str, low: str, high: str) -> "pd.Series[str]":
    ends = zip(frame[value], frame[low], frame[high], strict=True)
    return pd.Series([f"{round(v)} ({round(a)} to {round(b)})" for v, a, b in ends], frame.index, dtype="str")


NO_ADVICE = "There is no advice to count."
NO_VERDICTS = "There are no verdicts to compare."
NO_ENDED = "Too few plans have ended here to look back on."
NO_DECISIONS = "No school or group stands out, or too few team decisions are recorded to compare."
STAND_OUT = (
    "Decisions on which the rule in force said change: schools and groups that stand out. By chance alone about one in "
    "twenty comparisons does; all of them are in the table consistency (download it below)"
)
NO_SEVERAL = "No student has open plans in several domains."
NO_PLANS = "There is no plan of a student to list."

SHOWN: Final[Mapping[str, tuple[str, Callable[..., pd.DataFrame], str, str, dict[str, int], str]]] = {
    "recommendations": (
        "recommendations", student_rows.recommendations, "What the rule in force advises, most urgent first", NO_PLANS,
        {}, "Advice",
    ),
    "actions": ("actions", actions, "Advice, by domain", NO_ADVICE, {}, ""),
    "rules": ("rules", rules, "The same data, five rules", NO_VERDICTS, {}, ""),
    "students": (
        "students", student_rows.domains, "Students with plans in several domains, domain beside domain", NO_SEVERAL,
        {}, "",
    ),
    "back_test": ("back_test", back_test, "What each rule would have said of plans that ended", NO_ENDED, {}, ""),
    "fairness": (
        "fairness", fairness, "Does the rule in force err as often in every group? Ended plans on the same measures",
        NO_ENDED, {"Percent": 0, "All others (percent)": 0}, "",
    ),
    "consistency": ("consistency", consistency, STAND_OUT, NO_DECISIONS, {}, ""),
}  # fmt: skip
"""Name → table of the result, its rows, caption, the sentence where there are none, decimals, and what is cut by."""
