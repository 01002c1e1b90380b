"""What was delivered, held against its plan: days, minutes, and who rated a delivery."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.checks.cases import Case, Examined, Treatment, alike, labels
from mtss_analysis.tables import TABLES
from mtss_analysis.vocabulary import SessionStatus

NOUNS = {"sessions": "session", "fidelity_checks": "fidelity check"}
DELIVERY = ["plan_id", "date", "source", "rater_id"]
"""What makes one rating of one delivery."""


def session_outside_plan(examined: Examined) -> Iterator[Case]:
    """Sessions before the first or after the last day of their plan, if its days can be."""
    return _outside_plan(examined, "sessions", "session_outside_plan")


def check_outside_plan(examined: Examined) -> Iterator[Case]:
    """Fidelity checks of a day before the first or after the last of their plan, if its days can be."""
    return _outside_plan(examined, "fidelity_checks", "check_outside_plan")


def minutes_above_plan(examined: Examined) -> Iterator[Case]:
    """Sessions far longer than their plan allows; longer than any session can be is out of bounds already."""
    sessions = _with_plan(examined, "sessions", ["minutes_per_session"])
    allowed = sessions["minutes_per_session"] * (1 + examined.params.minutes_slack)
    possible = sessions["minutes"] <= (TABLES["sessions"].column("minutes").high or float("inf"))
    wrong = sessions[(sessions["minutes"] > allowed) & possible & (allowed > 0)]
    if len(wrong):
        first = wrong.iloc[0]
        yield Case(
            "minutes_above_plan", "sessions", "minutes", labels(wrong),
            f"the session of plan {first['plan_id']} on {first['date']:%Y-%m-%d} has {first['minutes']:g} minutes, and "
            f"the plan says {first['minutes_per_session']:g}{alike(len(wrong), 'session')}",
            f"{first['minutes']:g}", f"at most {allowed[wrong.index[0]]:g} minutes",
            "Correct the minutes, or the plan's minutes a session.", Treatment.EMPTY, empties=("minutes",),
        )  # fmt: skip


def minutes_without_session(examined: Examined) -> Iterator[Case]:
    """Minutes at a session that was not held."""
    sessions = examined.table("sessions")
    wrong = sessions[(sessions["status"] == SessionStatus.NOT_HELD) & (sessions["minutes"] > 0)]
    if len(wrong):
        first = wrong.iloc[0]
        yield Case(
            "minutes_without_session", "sessions", "minutes", labels(wrong),
            f"the session of plan {first['plan_id']} {_on(first)}was not held and has {first['minutes']:g} minutes"
            f"{alike(len(wrong), 'session')}", f"{first['minutes']:g}", "0 minutes, or another status",
            "The session counts as not held until one of the two is corrected.", Treatment.EMPTY, empties=("minutes",),
        )  # fmt: skip


def rater_twice(examined: Examined) -> Iterator[Case]:
    """One person who rated an item of a delivery both as the one who delivered and as the observer."""
    named = examined.table("fidelity_checks").dropna(subset=["plan_id", "date", "rater_id", "item"])
    of_one = ["plan_id", "date", "rater_id", "item"]
    sources = named.groupby(of_one)["source"].transform("nunique")
    twice = named[sources > 1]
    if not len(twice):
        return
    number, first = twice.groupby(of_one, sort=False).ngroup(), twice.iloc[0]
    yield Case(
        "rater_twice", "fidelity_checks", "rater_id", labels(number.sort_values(kind="stable")),
        f"{first['rater_id']} rated item {first['item']} of plan {first['plan_id']} on {first['date']:%Y-%m-%d} both "
        f"as self_report and as observation{alike(number.nunique(), 'item')}", str(first["rater_id"]),
        "an observer other than the one who delivered",
        "Correct the rater, or take one of the two away.", Treatment.LEAVE_OUT,
        affected=labels(twice[twice.duplicated(of_one)]),
    )  # fmt: skip


def delivery_unrated(examined: Examined) -> Iterator[Case]:
    """Deliveries whose every score by a rater is missing."""
    if examined.lacks("fidelity_checks", "score"):
        return
    checks = examined.table("fidelity_checks")
    rated = checks.groupby(DELIVERY, dropna=False)["score"].transform("count")
    empty = checks[rated == 0]
    if len(empty):
        number, first = empty.groupby(DELIVERY, dropna=False, sort=False).ngroup(), empty.iloc[0]
        yield Case(
            "delivery_unrated", "fidelity_checks", "score", labels(number.sort_values(kind="stable")),
            f"no item of plan {first['plan_id']} {_on(first)}has a score ({first['source']})"
            f"{alike(number.nunique(), 'delivery')}", "", "a score of at least one item",
            "The delivery counts as not rated. Fill in the scores, or take the rows away.",
        )  # fmt: skip


def _on(row: pd.Series) -> str:
    return f"on {row['date']:%Y-%m-%d} " if pd.notna(row["date"]) else ""


def _outside_plan(examined: Examined, table: str, code: str) -> Iterator[Case]:
    rows = _with_plan(examined, table, ["start", "end"])
    outside = (rows["date"] < rows["start"]) | (rows["date"] > rows["end"])
    wrong = rows[outside & ~(rows["end"] < rows["start"])]
    if len(wrong):
        first = wrong.iloc[0]
        until = f" to {first['end']:%Y-%m-%d}" if pd.notna(first["end"]) else ""
        yield Case(
            code, table, "date", labels(wrong),
            f"a {NOUNS[table]} of plan {first['plan_id']} is on {first['date']:%Y-%m-%d}"
            f"{alike(len(wrong), NOUNS[table])}",
            f"{first['date']:%Y-%m-%d}", f"a day of the plan, from {first['start']:%Y-%m-%d}{until}",
            "Correct the day, or the plan's dates.", Treatment.LEAVE_OUT,
        )  # fmt: skip


def _with_plan(examined: Examined, table: str, columns: list[str]) -> pd.DataFrame:
    """Return the rows of a table beside columns of their plan; empty where no plan is known."""
    plans = examined.table("interventions").dropna(subset=["plan_id"]).drop_duplicates("plan_id").set_index("plan_id")
    rows = examined.table(table)
    return rows.assign(**{name: plans[name].reindex(rows["plan_id"]).set_axis(rows.index) for name in columns})
