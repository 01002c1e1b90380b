"""How often each advice and each rule's verdict occurs."""

import pandas as pd

from mtss_analysis.decisions.rules import RULES
from mtss_analysis.decisions.verdicts import VERDICTS
from mtss_analysis.estimators import proportions
from mtss_analysis.intake import partitions
from mtss_analysis.vocabulary import TOTAL, Action

STRATA = ["school_year", "domain"]


def actions(rows: pd.DataFrame) -> pd.DataFrame:
    """Count students per action, in each domain and school; a student with two plans counts by the later one.

    Returns
    -------
    pandas.DataFrame
        STRATA, school_id, action, n, students, plans, percent.
    """
    values = [str(action) for action in Action]
    counted = partitions.count(one_each(rows), STRATA, "action", values, of="students")
    plans = partitions.count(rows, STRATA, "action", values, of="students")
    keys = [*STRATA, "school_id", "action"]
    counted = counted.merge(plans[[*keys, "n"]].rename(columns={"n": "plans"}), on=keys)
    return _with_percent(counted)


def rules(rows: pd.DataFrame) -> pd.DataFrame:
    """Count students per verdict of every rule, in each domain of the district: STRATA, rule, verdict, n, percent."""
    students = one_each(rows)
    long = students.melt([*STRATA, "school_id"], list(RULES), "rule", "verdict")
    values = [str(verdict) for verdict in VERDICTS]
    counted = partitions.count(long, [*STRATA, "rule"], "verdict", values, of="students")
    return _with_percent(counted[counted["school_id"] == TOTAL].reset_index(drop=True))


def one_each(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep, for each student × domain, the plan that started last."""
    ordered = rows.sort_values(["start", "plan_id"], kind="stable")
    return ordered.drop_duplicates(["student_id", *STRATA], keep="last").sort_index()


def _with_percent(counted: pd.DataFrame) -> pd.DataFrame:
    return counted.assign(percent=proportions.wilson(counted["n"], counted["students"]).share * 100)
