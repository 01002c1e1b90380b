"""Who needs what next: open plans with what is due, the most pressing first."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from mtss_analysis.vocabulary import Action, SessionStatus
from mtss_analysis.widgets.desk import Desk

DECISION, REVIEW, PROBE, SESSIONS = "decision open", "review due", "probe due", "sessions missed"
DUE = (DECISION, REVIEW, PROBE, SESSIONS)
"""What can be due, the most pressing first."""
AHEAD, BACK, STANDS = 14, 14, 28
"""A review is due so long ahead; sessions are looked at so far back; a decision answers advice for so long [days]."""
MISSED = 2.0
"""A probe is due after so many of the usual intervals between probes."""
WAITING = frozenset(map(str, (Action.CONTINUE, Action.COLLECT_MORE_DATA)))
"""Advice that asks for no decision."""
ADVICE = [
    "plan_id", "action", "reason", "rights_notice", "p_reach", "p_basis", "errs", "dose_low", "dose_high", "n", "weeks",
]  # fmt: skip
COLUMNS = [
    "plan_id", "student_id", "school_id", "grade", "domain", "measure", "tier", "intervention", "provider_id", "action",
    "reason", "p_reach", "dose_low", "dose_high", "last_score", "next_review", "decided_on", "due", "why", "urgency",
]  # fmt: skip


def worklist(desk: Desk) -> pd.DataFrame:
    """List the open plans of the desk with what is due.

    A *decision* is open where a rule advises something other than to go on or to collect more data, and nobody has
    decided on the plan within the last four weeks. A *review* is due where its day has come, or comes within two weeks.
    A *probe* is due after twice the usual interval without one. *Sessions* were missed where some of the last two
    weeks' planned sessions were not held; sessions not logged are named, not counted as missed.

    Returns
    -------
    pandas.DataFrame
        One row a plan, the most pressing first: :data:`COLUMNS` and the district's group columns. `due` is a tuple of
        :data:`DUE`, `why` says it in words, `urgency` orders.
    """
    plans = desk.plans
    advice = desk.advised.tables["recommendations"].frame
    rows = plans.merge(advice[ADVICE].drop_duplicates("plan_id"), on="plan_id", how="left")
    rows = rows.assign(
        last_score=_last_scores(desk).reindex(rows["plan_id"]).to_numpy(),
        decided_on=_last_decisions(desk).reindex(rows["plan_id"]).to_numpy(),
    )
    rows = rows.join(_recent_sessions(desk).reindex(rows["plan_id"]).set_axis(rows.index).fillna(0).astype("int64"))
    found = pd.DataFrame([_due(row, desk) for row in rows.to_dict("records")], rows.index, columns=["due", "why"])
    rows = rows.join(found)
    rows["urgency"] = [sum(2 ** (len(DUE) - DUE.index(each)) for each in due) for due in rows["due"]]
    rows = rows.sort_values(["urgency", "p_reach", "student_id"], ascending=[False, True, True], kind="stable")
    groups = [name for name in desk.district.group_columns if name in rows]
    return rows[[*COLUMNS, *groups]].reset_index(drop=True)


def _last_scores(desk: Desk) -> "pd.Series[pd.Timestamp]":
    """Return the day of each plan's last score, by plan."""
    points = desk.grown.tables["points"].frame
    return points.dropna(subset=["plan_id"]).groupby("plan_id")["date"].max()


def _last_decisions(desk: Desk) -> "pd.Series[pd.Timestamp]":
    return desk.dataset.table("decisions").dropna(subset=["plan_id"]).groupby("plan_id")["date"].max()


def _recent_sessions(desk: Desk) -> pd.DataFrame:
    """Count each plan's sessions of the last two weeks: planned, missed, unlogged [sessions]."""
    log = desk.dataset.table("sessions").dropna(subset=["plan_id", "date", "status"])
    log = log[log["date"] > desk.day - pd.Timedelta(days=BACK)]
    counted = {
        "planned": log["status"].notna(), "missed": log["status"] == SessionStatus.NOT_HELD,
        "unlogged": log["status"] == SessionStatus.NOT_LOGGED,
    }  # fmt: skip
    return pd.DataFrame(counted).groupby(log["plan_id"]).sum().reindex(columns=list(counted))


def _due(row: Mapping[Any, Any], desk: Desk) -> tuple[tuple[str, ...], str]:
    said = {
        DECISION: _decision(row, desk.day), REVIEW: _review(row["next_review"], desk.day),
        PROBE: _probe(row, desk), SESSIONS: _sessions(row),
    }  # fmt: skip
    due = tuple(name for name in DUE if said[name])
    return due, "; ".join(said[name] for name in due) or "nothing is due"


def _decision(row: Mapping[Any, Any], day: pd.Timestamp) -> str:
    action, last = row["action"], pd.Timestamp(row["decided_on"])
    if not isinstance(action, str) or action in WAITING:
        return ""
    if pd.notna(last) and last >= day - pd.Timedelta(days=STANDS):
        return ""
    since = f"last decided on {last:%Y-%m-%d}" if pd.notna(last) else "no decision on record"
    return f"the rule advises: {action.replace('_', ' ')}, {since}"


def _review(planned: pd.Timestamp, day: pd.Timestamp) -> str:
    when = planned
    if pd.isna(when) or when > day + pd.Timedelta(days=AHEAD):
        return ""
    late = (day - when).days
    return f"review was due on {when:%Y-%m-%d}, {late} days ago" if late > 0 else f"review on {when:%Y-%m-%d}"


def _probe(row: Mapping[Any, Any], desk: Desk) -> str:
    if not isinstance(row["measure"], str):
        return ""
    last, usual = pd.Timestamp(row["last_score"]), 7 / desk.rules.probes_a_week
    begun = pd.Timestamp(row["start"] if pd.isna(last) else last)
    days = (desk.day - begun).days
    if days <= MISSED * usual:
        return ""
    return f"no score for {days} days" if pd.notna(last) else f"no score in {days} days of the plan"


def _sessions(row: Mapping[Any, Any]) -> str:
    planned, missed, unlogged = (int(row[name]) for name in ("planned", "missed", "unlogged"))
    if not missed and not unlogged:
        return ""
    parts = [f"{missed} not held"] if missed else []
    parts += [f"{unlogged} not logged"] if unlogged else []
    return f"of {planned} sessions in two weeks {' and '.join(parts)}"
