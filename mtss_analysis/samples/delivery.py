"""What was delivered: interventions as a table, planned sessions, and checks of fidelity."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.samples.catalogue import DOMAINS, INTERVENTIONS, SERVICE
from mtss_analysis.samples.coding import canonical, coded, numbered, ragged
from mtss_analysis.samples.roster import GOALS, Roster, student_ids
from mtss_analysis.samples.school_days import Dates
from mtss_analysis.vocabulary import SessionStatus

STAFF = 12
"""Staff of a school: 0–3 assess, 4–9 deliver, 10 observes, 11 leads."""

PATTERNS = {1: "0010000", 2: "0101000", 3: "1010100", 5: "1111100"}
"""Planned sessions a week → weekdays, Monday first."""

NOT_HELD, NOT_LOGGED, RARELY_LOGGED = 0.07, 0.05, 0.45
NEVER_NOT_HELD = 0.85
REASONS = (
    "staff absent",
    "schedule changed",
    "testing in the building",
    "assembly or trip",
    "no device or room",
    "no staff assigned",
)
NO_REASON = 0.1
REASON_SHARES = (0.35, 0.3, 0.2, 0.15, 0.0, 0.0)
NEVER_SHARES = (0.05, 0.05, 0.0, 0.0, 0.3, 0.6)
"""Reasons for sessions not held: usual, and of the intervention that is never delivered."""

ITEMS = (
    ("1", "adherence"), ("2", "adherence"), ("3", "adherence"), ("4", "quality"), ("5", "quality"),
    ("6", "responsiveness"),
)  # fmt: skip
FIDELITY, INFLATED_FIDELITY = 0.78, 0.55
SELF_BIAS, INFLATION = 0.03, 0.28
"""Self-report minus observation, as a share: usual, and in the school that inflates."""


def plan_ids(plans: Any) -> pd.Series:  # noqa: ANN401
    """Return identifiers of plans for their numbers, or missing for -1."""
    return numbered("PLN-", np.where(np.asarray(plans) < 0, -1, np.asarray(plans) + 1), 5)


def staff_ids(staff: Any) -> pd.Series:  # noqa: ANN401
    """Return identifiers of staff, such as ``"STF-012"``."""
    return numbered("STF-", staff, 3)


def with_providers(roster: Roster, plans: pd.DataFrame) -> pd.DataFrame:
    """Add the school at the start, provider, small group, sessions and minutes to each plan."""
    rng, domain = roster.settings.stream("providers"), plans["domain"].to_numpy()
    school = roster.school_on(plans["row"].to_numpy(), _days(plans["start"]))
    service, intensive = [SERVICE[name] for name in DOMAINS], (plans["tier"] == 3).to_numpy().astype(int)
    sessions = np.array([each.sessions for each in service])[domain, intensive]
    minutes = np.array([each.minutes for each in service])[domain, intensive]
    provider = school * STAFF + 4 + rng.integers(0, 6, len(plans))
    plans = plans.assign(school=school, provider=provider, sessions=sessions, minutes=minutes)
    plans["year"] = roster.pupils["year"].to_numpy()[plans["row"]]
    together = plans.groupby(["year", "school", "domain", "intervention", "grade"]).cumcount() // 5
    alike = plans.assign(together=together).groupby(["year", "school", "domain", "intervention", "grade", "together"])
    return plans.assign(group=np.where(intensive == 1, -1, alike.ngroup()))


def interventions_table(roster: Roster, plans: pd.DataFrame) -> pd.DataFrame:
    """Return the canonical table interventions; plans of the last year are still open."""
    open_end = (plans["end"] >= roster.days.last_days[-1]).to_numpy()
    review = roster.days.days[np.searchsorted(roster.days.days[:-1], _days(plans["start"]) + 56)]
    goal = np.array([0, 1, 3, 2, 3])[plans["domain"]]
    focus = np.where((plans["school"].to_numpy() - goal) % 2 == 0, goal, -1)
    return canonical(
        "interventions",
        {
            "plan_id": plan_ids(plans.index),
            "student_id": student_ids(roster.pupils["student"].iloc[plans["row"]]),
            "org_id": coded([], np.full(len(plans), -1)),
            "domain": coded(DOMAINS, plans["domain"]),
            "tier": plans["tier"].to_numpy(),
            "need": coded([SERVICE[name].need for name in DOMAINS], plans["domain"]),
            "intervention": coded([each.name for each in INTERVENTIONS], plans["intervention"]),
            "provider_id": staff_ids(plans["provider"]),
            "group_id": numbered("GRP-", plans["group"], 4),
            "start": plans["start"].to_numpy(),
            "end": plans["end"].where(~open_end).to_numpy(),
            "sessions_per_week": plans["sessions"].to_numpy(),
            "minutes_per_session": plans["minutes"].to_numpy(),
            "measure": plans["measure"].to_numpy(),
            "baseline": plans["baseline"].to_numpy(),
            "goal": plans["goal"].to_numpy(),
            "goal_date": plans["goal_date"].where(plans["goal"].notna()).to_numpy(),
            "review_by": review,
            "exit_status": plans["exit"].where(~open_end).to_numpy(),
            "focus_area": coded(GOALS, focus),
        },
    )


def draw_sessions(roster: Roster, plans: pd.DataFrame) -> pd.DataFrame:
    """Draw planned sessions and what happened: plan, date, status (code), minutes."""
    rng, frames = roster.settings.stream("sessions"), []
    for a_week, mask in PATTERNS.items():
        days, chosen = roster.days.on_weekdays(mask), np.flatnonzero(plans["sessions"] == a_week)
        first = np.searchsorted(days, _days(plans["start"])[chosen])
        run, place = ragged(np.searchsorted(days, _days(plans["end"])[chosen], side="right") - first)
        frames.append(pd.DataFrame({"plan": chosen[run], "date": days[first[run] + place]}))
    sessions = pd.concat(frames).sort_values(["plan", "date"], ignore_index=True)
    sessions["status"] = _status(roster, plans, sessions["plan"].to_numpy(), rng)
    minutes = plans["minutes"].to_numpy()[sessions["plan"]] - 5 * (rng.random(len(sessions)) < 0.2)
    held = np.where(sessions["status"] == 0, minutes, 0)
    sessions["reason"] = np.where(sessions["status"] == 2, _reasons(roster, plans, sessions["plan"].to_numpy()), -1)
    return sessions.assign(minutes=np.where(sessions["status"] == 3, np.nan, held))


def _status(
    roster: Roster, plans: pd.DataFrame, plan: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Return codes of SessionStatus, by chance: absent first, then not held, then not logged."""
    rarely = (plans["school"] == roster.settings.roles["sessions_rarely_logged"]).to_numpy()
    never = ~np.array([each.delivered for each in INTERVENTIONS])[plans["intervention"]]
    absent = np.where(never, 0, roster.pupils["absence"].to_numpy()[plans["row"]])
    not_held = np.where(never, NEVER_NOT_HELD, NOT_HELD)
    not_logged = np.where(never, 1 - NEVER_NOT_HELD, np.where(rarely, RARELY_LOGGED, NOT_LOGGED))
    steps = np.cumsum([absent, not_held, not_logged], axis=0)[:, plan]
    return np.asarray(np.array([1, 2, 3, 0])[(rng.random(len(plan)) >= steps).sum(axis=0)])


def _reasons(roster: Roster, plans: pd.DataFrame, plan: NDArray[np.int64]) -> NDArray[np.int64]:
    """Draw why a session would not be held, as a code of REASONS; of few nobody wrote it down."""
    rng = roster.settings.stream("reasons not held")
    never = ~np.array([each.delivered for each in INTERVENTIONS])[plans["intervention"]]
    steps = np.cumsum([REASON_SHARES, NEVER_SHARES], axis=1)[never.astype(int)[plan]]
    drawn = (rng.random(len(plan))[:, None] >= steps).sum(axis=1).clip(max=len(REASONS) - 1)
    return np.where(rng.random(len(plan)) < NO_REASON, -1, drawn)


def sessions_table(plans: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    """Return the canonical table sessions."""
    return canonical(
        "sessions",
        {
            "plan_id": plan_ids(sessions["plan"]),
            "date": sessions["date"].to_numpy(),
            "status": coded(tuple(SessionStatus), sessions["status"]),
            "minutes": sessions["minutes"].to_numpy(),
            "not_held_reason": coded(REASONS, sessions["reason"]),
            "provider_id": staff_ids(plans["provider"].to_numpy()[sessions["plan"]]),
        },
    )


def fidelity_table(roster: Roster, plans: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    """Return the canonical table fidelity_checks: self-reports of delivered sessions, fewer observations."""
    rng, delivered = roster.settings.stream("fidelity"), sessions[sessions["status"] == 0]
    chosen = delivered[delivered.groupby("plan").cumcount() % 30 == 10]
    observed = chosen[rng.random(len(chosen)) < 0.25]
    both = pd.concat([chosen.assign(source=0), observed.assign(source=1)])
    both = both.sort_values(["plan", "date", "source"], ignore_index=True)
    each = both.loc[both.index.repeat(len(ITEMS))].reset_index(drop=True)
    item, plan = np.tile(np.arange(len(ITEMS)), len(both)), each["plan"].to_numpy()
    school, is_self = plans["school"].to_numpy()[plan], (each["source"] == 0).to_numpy()
    score = _rated(roster, plan, school, is_self, item, rng)
    rater = np.where(is_self, plans["provider"].to_numpy()[plan], school * STAFF + 10)
    return canonical(
        "fidelity_checks",
        {
            "plan_id": plan_ids(plan),
            "date": each["date"].to_numpy(),
            "source": coded(("self_report", "observation"), each["source"]),
            "rater_id": staff_ids(rater),
            "dimension": coded([dimension for _, dimension in ITEMS], item),
            "item": coded([number for number, _ in ITEMS], item),
            "score": score,
        },
    )


def _rated(
    roster: Roster, plan: NDArray[np.int64], school: NDArray[np.int64], is_self: NDArray[np.bool_],
    item: NDArray[np.int64], rng: np.random.Generator,
) -> NDArray[np.float64]:  # fmt: skip
    """Return ratings in quarters: the plan's true fidelity, an item's ease, a bias, an error."""
    inflates = school == roster.settings.roles["inflated_self_report"]
    own = rng.normal(0, 0.07, int(plan.max(initial=0)) + 1)[plan]
    true = np.where(inflates, INFLATED_FIDELITY, FIDELITY) + own + np.array([0.05, 0, -0.05, 0.03, -0.03, 0])[item]
    bias = np.where(is_self, np.where(inflates, INFLATION, SELF_BIAS), 0.0)
    rated = true + bias + rng.normal(0, 0.1, len(plan))
    return np.asarray(np.round(np.clip(rated, 0, 1) * 4) / 4)


def assessor_ids(school: NDArray[np.int64], row: NDArray[np.int64], tested: NDArray[np.bool_]) -> pd.Series:
    """Return who tested: one of four assessors of the school, or missing."""
    return staff_ids(np.where(tested, school * STAFF + row % 4, -1))


def _days(dates: "pd.Series[Any]") -> Dates:
    return dates.to_numpy().astype("datetime64[D]")
