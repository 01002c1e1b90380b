"""Tables of single students on team pages: who is listed, in which order, under which names."""

from collections.abc import Hashable
from typing import Final

import pandas as pd

from mtss_analysis.decisions.advice import chance
from mtss_analysis.decisions.by_student import NO_PLAN
from mtss_analysis.decisions.rules import RULES
from mtss_analysis.reporting import rows
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.vocabulary import NO_DATA, TOTAL, Action, Domain

NEED: Final = ["Tier 2", "Tier 3"]
URGENCY: Final = (
    Action.CHECK_FIDELITY_FIRST,
    Action.CHANGE,
    Action.INTENSIFY,
    Action.COLLECT_MORE_DATA,
    Action.RAISE_GOAL,
    Action.FADE,
    Action.EXIT,
    Action.CONTINUE,
)
"""Advice in the order in which a team looks at it."""


def need(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the students whose latest score suggests a closer look, measure by measure, furthest below the cut first.

    Scores of different tests are never ranked together. The distance to the cut for Tier 2 support is in SEM of the
    score; where none is known, in standard deviations of the measure's scores shown here.
    """
    tested = rows.latest(_of_place(frame, school).loc[lambda found: found["support"] != NO_DATA])
    tested = tested.assign(**_distance(tested, labels))
    listed = _by_measure(tested[tested["support"].isin(NEED)], "distance")
    columns = {"student_id": "Student", "grade": "Grade", "measure": "Measure", "score": "Score", "below": "Below cut"}
    more = {"support": "Suggested support", "near_cut": "Within one SEM of a cut"}
    return rows.named(listed.assign(measure=listed["measure"].map(labels.measure)), columns | more)


def series(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the students who have an aimline, measure by measure, furthest behind it first."""
    frame = _by_measure(rows.latest(_of_place(frame, school).dropna(subset=["gap"])), "gap")
    columns = {"student_id": "Student", "grade": "Grade", "measure": "Measure", "n": "Scores", "own": "Rate ± SE"}
    more = {"pooled": "Pooled rate ± SE", "aim_roi": "Rate needed", "gap": "Distance from aimline"}
    frame = frame.assign(
        measure=frame["measure"].map(labels.measure),
        own=_with_error(frame["roi"], frame["roi_se"]),
        pooled=_with_error(frame["eb_roi"], frame["eb_roi_se"]),
        goal_chance=frame["goal_chance"].map(chance, na_action="ignore").astype("str"),
    )
    rest = {"goal_chance": "Chance to reach the goal", "among": "Percentile, same start", "status": "Status"}
    return rows.named(frame.assign(among=_among(frame)), columns | more | rest)


def _among(frame: pd.DataFrame) -> "pd.Series[str]":
    """Write the growth percentile with its range, or why there is none."""
    names = ("growth_percentile", "growth_percentile_low", "growth_percentile_high", "growth_status")
    each = zip(*(frame[name] for name in names), strict=True)
    said = [f"{at:.0f} ({low:.0f} to {high:.0f})" if pd.notna(at) else why for at, low, high, why in each]
    return pd.Series(said, frame.index, dtype="str")


def _with_error(values: "pd.Series[float]", errors: "pd.Series[float]") -> "pd.Series[str]":
    both = zip(values, errors, strict=True)
    said = [f"{value:.2f}\u00a0±\u00a0{error:.2f}" if pd.notna(error) else None for value, error in both]
    return pd.Series(said, values.index, dtype="str")


def recommendations(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the advice for every plan, most urgent first, and the least likely to reach the goal first within it."""
    order = {str(action): place for place, action in enumerate(URGENCY)}
    frame = _of_place(frame, school).assign(order=lambda found: found["action"].map(order))
    frame = frame.sort_values(["order", "p_reach"], kind="stable")
    frame = frame.assign(
        action=frame["action"].map(labels.word),
        reason=(frame["reason"] + " " + frame["errs"]).str.strip(),
        calling=[_calling(row, labels) for row in frame[list(RULES)].to_dict("records")],
        measure=frame["measure"].map(labels.measure),
        p_reach=frame["p_reach"].map(chance, na_action="ignore").astype("str"),
        told_by=frame["told_by"].dt.strftime("%Y-%m-%d").where(frame["posterior"] == Action.COLLECT_MORE_DATA, "now"),
    )
    columns = {"student_id": "Student", "measure": "Measure", "tier": "Tier of support", "n": "Scores"}
    more = {"action": "Advice", "reason": "Why, and how often the rule is wrong", "p_reach": "Chance to reach the goal"}
    return rows.named(frame, columns | more | {"calling": "Rules that say change", "told_by": "Can be told by"})


def _calling(verdicts: dict[Hashable, str], labels: Labels) -> str:
    """Name the rules that call for a change.

    Where all or none of them do, a word is enough.
    """
    said = [labels.word(str(rule)) for rule, verdict in verdicts.items() if verdict == Action.CHANGE]
    return "all" if len(said) == len(verdicts) else ", ".join(said) or "none"


def domains(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List students with plans in more than one domain, the advice of each domain in a column of its own."""
    frame = _of_place(frame, school)
    frame = frame[(frame[[str(domain) for domain in Domain]] != NO_PLAN).sum(axis=1) > 1]
    frame = frame.assign(
        grade=[labels.group("grade", str(grade)) for grade in frame["grade"]],
        **{str(domain): frame[str(domain)].map(labels.word) for domain in Domain},
    )
    named = {str(domain): labels.word(domain) for domain in Domain}
    return rows.named(frame, {"student_id": "Student", "grade": "Grade"} | named)


def _of_place(frame: pd.DataFrame, school: str) -> pd.DataFrame:
    return frame[frame["school_id"] == school] if school != TOTAL else frame


def _by_measure(frame: pd.DataFrame, worst_first: str) -> pd.DataFrame:
    return rows.in_domain_order(frame.sort_values(["measure", worst_first], kind="stable"))


def _distance(tested: pd.DataFrame, labels: Labels) -> dict[str, "pd.Series[float] | pd.Series[str]"]:
    """Distance to the cut for Tier 2 support, negative on the risk side, and the same in words."""
    known = labels.measures.measures
    cuts = {
        (name, grade, str(season)): scores.tier2
        for name, measure in known.items()
        for grade, seasons in measure.cuts.items()
        for season, scores in seasons.items()
    }
    keys = zip(tested["measure"], tested["grade"], tested["season"], strict=True)
    cut = pd.Series([cuts.get(key) for key in keys], tested.index, dtype="float64")
    signs = {name: 1.0 if m.higher_is_better else -1.0 for name, m in known.items()}
    sign = tested["measure"].map(signs).astype("float64")
    spread = tested.groupby("measure")["score"].transform("std")
    distance = (tested["score"] - cut) * sign / tested["sem"].fillna(spread)
    unit = tested["sem"].notna().map({True: "SEM", False: "SD"}).astype("str")
    said = distance.abs().map("{:.1f} ".format, na_action="ignore").astype("str") + unit
    return {"distance": distance, "below": said}
