"""What recommendations give back: their tables, documented, and the same in words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import pandas as pd

from mtss_analysis.decisions.settings import DecisionParams
from mtss_analysis.results import Cells, ColumnDoc, Level, Result, ResultTable, Summary
from mtss_analysis.vocabulary import RIGHT_TO_EVALUATION, TOTAL, Action, Domain

RECOMMENDATION_DOCS = (
    ColumnDoc("student_id", "identifier of the student"),
    ColumnDoc("school_id", "school on the day of the last score"),
    ColumnDoc("plan_id", "identifier of the plan"),
    ColumnDoc("grade", "grade on that day"),
    ColumnDoc("school_year", "school year of the day the plans are looked at"),
    ColumnDoc("domain", "domain of support"),
    ColumnDoc("measure", "measure that shows progress"),
    ColumnDoc("tier", "tier of support of the plan"),
    ColumnDoc("n", "scores until the day the plans are looked at", "points"),
    ColumnDoc("weeks", "time from the aimline's start to the last score", "weeks"),
    ColumnDoc("roi", "rate of improvement", "score/week"),
    ColumnDoc("roi_se", "its standard error", "score/week"),
    ColumnDoc("aim_roi", "rate the aimline asks for", "score/week"),
    ColumnDoc("goal", "score the plan aims for", "score"),
    ColumnDoc("goal_date", "day by which the goal is to be reached"),
    ColumnDoc("four_point", "verdict of the four-point rule"),
    ColumnDoc("trend_line", "verdict of the trend-line rule"),
    ColumnDoc("median_of_three", "verdict of the median-of-three rule"),
    ColumnDoc("ci_rule", "verdict of the interval rule"),
    ColumnDoc("posterior", "verdict of the posterior rule"),
    ColumnDoc("errs", "how often the registered rule is wrong on a series such as this one, in a sentence"),
    ColumnDoc(
        "p_reach", "probability that the true score reaches the goal on its date, if the line goes on", "probability"
    ),
    ColumnDoc("p_basis", "what that probability rests on"),
    ColumnDoc("p_alike", "the same before the student's own scores: of students alike", "probability"),
    ColumnDoc("told_by", "day by which the posterior rule can tell, if scores come as planned"),
    ColumnDoc("dose_low", "planned sessions delivered, those not logged counted as missed", "share"),
    ColumnDoc("dose_high", "planned sessions delivered, those not logged counted as delivered", "share"),
    ColumnDoc("action", "what the registered rule advises after a look at delivery"),
    ColumnDoc("reason", "why, in one sentence"),
    ColumnDoc("rights_notice", "right to ask for an evaluation, beside every action that waits"),
)
STUDENT_DOCS = (
    ColumnDoc("student_id", "identifier of the student"),
    ColumnDoc("school_id", "school on the day of the last score"),
    ColumnDoc("grade", "grade on that day"),
    *(
        ColumnDoc(str(domain), f"advice in {str(domain).replace('_', ' ')}; no plan where none is open")
        for domain in Domain
    ),
    ColumnDoc("plans", "open plans", "plans"),
    ColumnDoc("said", "the advice of every domain, in a sentence"),
)
LEDGER_DOCS = (
    ColumnDoc("student_id", "identifier of the student"),
    ColumnDoc("school_id", "school on the day of the last score"),
    ColumnDoc("plan_id", "identifier of the plan"),
    ColumnDoc("grade", "grade on that day"),
    ColumnDoc("school_year", "school year of that day"),
    ColumnDoc("domain", "domain of support"),
    ColumnDoc("measure", "measure that shows progress"),
    ColumnDoc("rule", "decision rule"),
    ColumnDoc("verdict", "what it says"),
    ColumnDoc("looks", "scores after the baseline, each of them a look", "points"),
    ColumnDoc("pace", "rise of the aimline from one score to the next", "standard errors of a score"),
    ColumnDoc("on_pace_look", "a student exactly on pace would be called at this look", "share"),
    ColumnDoc("on_pace_ever", "the same at some look so far", "share"),
    ColumnDoc("half_pace_missed", "a student growing at half the pace would not have been called so far", "share"),
    ColumnDoc("wrong", "the verdict is wrong, given all that is known of this student", "probability"),
)
BACK_TEST_DOCS = (
    ColumnDoc("domain", "domain of support"),
    ColumnDoc("rule", "decision rule"),
    ColumnDoc("outcome", "what the last three scores of the plan said"),
    ColumnDoc("n", "plans that have ended with this outcome", "plans"),
    ColumnDoc("called", "of them, called at some look before", "plans"),
    ColumnDoc("percent", "called of n", "percent"),
    ColumnDoc("low", "lower end of its interval (Wilson)", "percent"),
    ColumnDoc("high", "upper end of its interval", "percent"),
    ColumnDoc("weeks_earlier", "median time from the first call to the last score", "weeks"),
)
CONSISTENCY_DOCS = (
    ColumnDoc("domain", "domain of support"),
    ColumnDoc("seen", "what the registered rule said on the day of the decision"),
    ColumnDoc("by", "what forms the groups; All is everyone"),
    ColumnDoc("group", "the group; All is everyone"),
    ColumnDoc("n", "decisions", "decisions"),
    ColumnDoc("changed", "decisions to change or intensify", "decisions"),
    ColumnDoc("percent", "changed of n", "percent"),
    ColumnDoc("low", "lower end of its interval (Wilson)", "percent"),
    ColumnDoc("high", "upper end of its interval", "percent"),
    ColumnDoc("others", "the same for all decisions outside the group", "percent"),
    ColumnDoc(
        "difference", "percent less others; missing with fewer than ten decisions on either side", "percentage points"
    ),
    ColumnDoc("difference_low", "lower end of its interval (Newcombe)", "percentage points"),
    ColumnDoc("difference_high", "upper end of its interval", "percentage points"),
)
FAIRNESS_DOCS = (
    ColumnDoc("domain", "domain of support"),
    ColumnDoc("error", "kind of error of the rule in force"),
    ColumnDoc("by", "what forms the groups"),
    ColumnDoc("group", "the group, compared with all others on record"),
    ColumnDoc("n", "ended plans of the group that could show this error", "plans"),
    ColumnDoc("percent", "with the error, measures weighted as for the others", "percent"),
    ColumnDoc("others", "the same of all others", "percent"),
    ColumnDoc("difference", "percent less others", "percentage points"),
    ColumnDoc("difference_low", "lower end of its interval", "percentage points"),
    ColumnDoc("difference_high", "upper end of its interval", "percentage points"),
    ColumnDoc("p", "p-value of no difference, before correction"),
    ColumnDoc("p_holm", "p-value corrected over all comparisons"),
    ColumnDoc("said", "less often, more often, cannot tell, or too few to say"),
)
ACTION_DOCS = (
    ColumnDoc("school_year", "school year of the day the plans are looked at"),
    ColumnDoc("domain", "domain of support"),
    ColumnDoc("school_id", "school; All is the district"),
    ColumnDoc("action", "what is advised"),
    ColumnDoc("n", "students, each by the plan that started last in this domain", "students"),
    ColumnDoc("students", "students with an open plan in this domain", "students"),
    ColumnDoc("plans", "open plans with this advice, of all their students", "plans"),
    ColumnDoc("percent", "n of students", "percent"),
)
RULE_DOCS = (
    ColumnDoc("school_year", "school year of the day the plans are looked at"),
    ColumnDoc("domain", "domain of support"),
    ColumnDoc("rule", "decision rule"),
    ColumnDoc("verdict", "what it says"),
    ColumnDoc("n", "students, each by the plan that started last in this domain", "students"),
    ColumnDoc("students", "students with an open plan in this domain", "students"),
    ColumnDoc("percent", "n of students", "percent"),
)
COLUMNS = {
    "recommendations": RECOMMENDATION_DOCS, "students": STUDENT_DOCS, "ledger": LEDGER_DOCS,
    "back_test": BACK_TEST_DOCS, "fairness": FAIRNESS_DOCS, "consistency": CONSISTENCY_DOCS,
    "actions": ACTION_DOCS, "rules": RULE_DOCS,
}  # fmt: skip
STAFF = ("back_test", "fairness", "consistency")
"""Tables without students that stay with the team: they speak of rules and of teams, not of the public's concern."""
ROWS = {
    "recommendations": "one row is one open plan and what is advised",
    "students": "one row is a student with an open plan, domain beside domain",
    "ledger": "one row is an open plan and a rule, with how often that rule is wrong",
    "back_test": "one row is a rule and an outcome of plans that have ended",
    "fairness": "one row is a kind of error of the rule in force, in a group beside all others",
    "consistency": "one row is a group of decisions on which the rule in force saw the same",
    "actions": "one row is an advice, in a domain and school",
    "rules": "one row is a verdict of one rule, in a domain of the district",
}
CELLS = {
    "actions": Cells(
        "n",
        ("school_year", "domain"),
        ("school_id",),
        "action",
        "students",
        percents=("percent",),
        statistics=("plans",),
    ),
    "rules": Cells("n", ("school_year", "domain", "rule"), (), "verdict", "students", percents=("percent",)),
}
WORDS = {
    Action.CONTINUE: "continue",
    Action.INTENSIFY: "intensify",
    Action.CHANGE: "change the support",
    Action.RAISE_GOAL: "raise the goal",
    Action.FADE: "fade support",
    Action.EXIT: "end support",
    Action.CHECK_FIDELITY_FIRST: "check delivery first",
    Action.COLLECT_MORE_DATA: "collect more data",
}


def table(name: str, frame: pd.DataFrame) -> ResultTable:
    """Document one table of the result; columns beyond the documented ones are left out."""
    columns = COLUMNS[name]
    frame = frame.reindex(columns=[column.name for column in columns])
    level: Level = "aggregate" if name in CELLS else "staff" if name in STAFF else "student"
    return ResultTable(name, ROWS[name], frame, columns, level, CELLS.get(name))


@dataclass(frozen=True, kw_only=True)
class DecisionResult(Result):
    """Advice for every open plan, and how often each advice and each rule's verdict occurs.

    Attributes
    ----------
    tables
        ``recommendations``, ``students``, ``ledger``, ``back_test``, ``fairness`` and ``consistency`` (team only),
        ``actions`` and ``rules``.
    """

    analysis: ClassVar[str] = "04_decisions"
    params: DecisionParams

    @classmethod
    def summarize(cls, tables: Mapping[str, ResultTable]) -> Summary:
        """Say how many students receive which advice, domain by domain."""
        rows = _whole(tables["actions"].frame)
        if rows.empty:
            return Summary(NOTHING, pd.DataFrame(columns=["domain", "students", "advice"]), f"{TO_GET_ADVICE} {NOTICE}")
        parts = {domain: part for domain in Domain if len(part := rows[rows["domain"] == domain])}
        wide = pd.DataFrame([{"domain": str(domain), **_domain(part)} for domain, part in parts.items()])
        first = wide.iloc[0]
        return Summary(_headline(first["domain"].replace("_", " "), first["advice"]), wide, NOTICE)

    def summary(self) -> Summary:
        """Say the result in words; where there is no advice, why not in these data."""
        said = super().summary()
        why = next((caution.sentence for caution in self.cautions if caution.code == DOES_NOT_APPLY), "")
        return replace(said, headline=why.removesuffix(f" {TO_GET_ADVICE}")) if why else said


ALL_WITHHELD = "all counts are withheld"
DOES_NOT_APPLY = "does_not_apply"
"""Code of the caution that says why there is no advice."""
NOTHING = "No open plan names a student, so there is nothing to advise on."
TO_GET_ADVICE = (
    "To get advice, add to the table interventions a plan that is open and names the student, the measure, the goal "
    "and its date, and to the table scores the student's progress scores on that measure."
)
NOTICE = (
    "A rule advises and a team decides. Rules call some students who are on pace, and miss some who are not. "
    + RIGHT_TO_EVALUATION
)


def _headline(domain: str, advice: str) -> str:
    if advice == ALL_WITHHELD:
        return f"In {domain}, it is withheld for how many students the rule in force advises what."
    return f"In {domain}, the rule in force advises: {advice}."


def _whole(frame: pd.DataFrame) -> pd.DataFrame:
    total = frame[frame["school_id"] == TOTAL]
    return frame if total.empty else total


def _domain(part: pd.DataFrame) -> dict[str, str]:
    counts = dict(zip(part["action"], _counts(part), strict=True))
    advice = {WORDS[Action(a)]: n for a, n in counts.items() if a != TOTAL and n != "0"}
    shown = ", ".join(f"{words} {n}" for words, n in advice.items() if n[:1].isdigit())
    left = "" if all(n[:1].isdigit() for n in advice.values()) else "the other counts are withheld"
    both = "; ".join(filter(None, [shown, left])) if shown else ALL_WITHHELD
    return {"students": counts.get(TOTAL, ""), "advice": both}


def _counts(rows: pd.DataFrame) -> "pd.Series[str]":
    shown = rows["shown"] if "shown" in rows else pd.Series("withheld", index=rows.index)
    numbers = rows["n"].astype("float64")
    said = numbers.map(lambda value: f"{value:,.0f}", na_action="ignore").astype("str")
    return said.where(numbers.notna(), shown.fillna("withheld"))
