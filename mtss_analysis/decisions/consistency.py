"""Same data, same decision? Teams' recorded decisions beside what the registered rule saw on that day."""

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import confint_proportions_2indep

from mtss_analysis.decisions.looks import every_look
from mtss_analysis.decisions.monitored import Monitored
from mtss_analysis.decisions.rules import RULES
from mtss_analysis.decisions.settings import DecisionParams
from mtss_analysis.estimators import proportions
from mtss_analysis.vocabulary import NO_DATA, TOTAL, Action

CHANGES = [str(Action.CHANGE), str(Action.INTENSIFY)]
KEYS = ["domain", "seen", "by", "group"]
FEWEST = 10
"""Decisions of a group, and of the others, from which on they are compared."""


def consistency(
    decided: pd.DataFrame, rows: pd.DataFrame, plans: Monitored, params: DecisionParams, groups: list[str]
) -> pd.DataFrame:
    """Compare how often teams changed support when the rule saw the same, by school and student group.

    Parameters
    ----------
    decided
        The table decisions: plan_id, date, decided.
    rows, plans
        Plans of the district with `start` and the columns `groups`, and their probes in the same order.

    Returns
    -------
    pandas.DataFrame
        domain, seen (what the rule said on the day), by, group, n [decisions], changed, percent, low, high [percent,
        Wilson], others [percent], difference, difference_low, difference_high [percentage points, Newcombe]; the
        comparison is missing where either side has fewer than 10 decisions.
    """
    known = _seen(decided, rows, plans, params)
    known = known.assign(**{name: known[name].astype("str").fillna(NO_DATA) for name in ("school_id", *groups)})
    whole = _counts(known.assign(by=TOTAL, group=TOTAL))
    parts = [_counts(known.assign(by=name, group=known[name])) for name in ("school_id", *groups)]
    return pd.concat([whole, *(_compared(part, whole) for part in parts)], ignore_index=True)


def _seen(decided: pd.DataFrame, rows: pd.DataFrame, plans: Monitored, params: DecisionParams) -> pd.DataFrame:
    """Return each decision with what the registered rule said of the probes up to its date."""
    looks = every_look(plans)
    verdict = pd.Series(RULES[params.rule](looks, getattr(params, params.rule)).verdict, dtype="str")
    begin = rows["aim_start"].fillna(rows["start"]).to_numpy()[looks.plan]
    day = pd.Series(begin) + pd.to_timedelta(np.round(looks.time * 7), unit="D")
    said = pd.DataFrame({"plan_id": rows["plan_id"].to_numpy()[looks.plan], "day": day, "seen": verdict})
    wanted = decided.loc[decided["date"].notna() & decided["decided"].notna(), ["plan_id", "date", "decided"]]
    said = said.astype({"day": "datetime64[us]", "plan_id": "str"}).sort_values("day", kind="stable")
    wanted = wanted.astype({"date": "datetime64[us]", "plan_id": "str"}).sort_values("date", kind="stable")
    found = pd.merge_asof(wanted, said, left_on="date", right_on="day", by="plan_id")
    found = found[found["seen"].notna()].merge(rows.drop(columns="start"), on="plan_id")
    return found.assign(changed=found["decided"].isin(CHANGES))


def _counts(rows: pd.DataFrame) -> pd.DataFrame:
    found = rows.groupby(KEYS, sort=True)["changed"].agg(n="size", changed="sum").reset_index()
    wilson = proportions.wilson(found["changed"], found["n"])
    return found.assign(percent=100 * wilson.share, low=100 * wilson.low, high=100 * wilson.high)


def _compared(part: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    total = part.merge(whole[["domain", "seen", "n", "changed"]], on=["domain", "seen"], suffixes=("", "_all"))
    n, changed = total["n_all"] - total["n"], total["changed_all"] - total["changed"]
    fine = (total["n"] >= FEWEST) & (n >= FEWEST)
    found = total.drop(columns=["n_all", "changed_all"]).assign(others=(100 * changed / n.where(n > 0)).where(fine))
    ends = pd.DataFrame(np.nan, found.index, ["difference_low", "difference_high"])
    if fine.any():
        pair = total.loc[fine, "changed"], total.loc[fine, "n"], changed[fine], n[fine]
        interval = confint_proportions_2indep(*pair, method="newcomb")  # type: ignore[no-untyped-call]
        ends.loc[fine] = 100 * np.column_stack(interval)
    return found.assign(difference=found["percent"] - found["others"]).join(ends)
