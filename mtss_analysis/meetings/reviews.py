"""Plans of support at a meeting: what was decided last time, which plans to confirm, which to talk about."""

import pandas as pd

from mtss_analysis.decisions.advice import chance
from mtss_analysis.meetings.forms import listing, span
from mtss_analysis.meetings.known import Known
from mtss_analysis.reporting import draw
from mtss_analysis.reporting.narrate import note
from mtss_analysis.reporting.student_rows import URGENCY
from mtss_analysis.reporting.tabulate import MISSING
from mtss_analysis.vocabulary import TOTAL, Action

MOST_ROWS = 40
"""Most rows of one table in a packet."""
HELD = (Action.CHECK_FIDELITY_FIRST, Action.CHANGE, Action.INTENSIFY)
"""Advice that asks the team to do something about support that is not enough."""
CONFIRMED = (Action.CONTINUE, Action.COLLECT_MORE_DATA)
"""Advice under which a plan goes on as it is."""
NO_ADVICE = "No advice: no measure or score is at hand"
PAGES = "All are on the team's decision page."


def last_time(known: Known) -> str:
    """Show earlier decisions on open plans: reviews that are due first, and of these what was not carried out."""
    rows = _decided(known)
    due = rows["review_by"] <= known.horizon
    done = rows["carried_out"].astype(object).map({True: "yes", False: "no"}).fillna("not recorded").astype("str")
    counts = done[due].value_counts()
    said = (
        f"Of {due.sum()} decisions whose review is due by {known.horizon:%Y-%m-%d}, {counts.get('yes', 0)} were "
        f"carried out and {counts.get('no', 0)} were not; of {counts.get('not recorded', 0)} nobody wrote it down."
    )
    place = done.map({"no": 0, "not recorded": 1, "yes": 2})
    rows = rows.assign(later=~due, done=done, place=place).sort_values(
        ["later", "place", "review_by", "student_id"], kind="stable"
    )
    shown = pd.DataFrame(
        {
            "Student": rows["student_id"],
            "Support": rows["domain"].map(known.labels.word) + ": " + rows["intervention"],
            "Decided on": rows["date"],
            "Decision": rows["decided"].map(known.labels.word),
            "Look again by": rows["review_by"],
            "Carried out": rows["done"],
        }
    )
    empty = "No earlier decision about an open plan is recorded. Begin the decision log today."
    caption = "Decisions of earlier meetings, those to look at again first"
    return (note(said) if due.any() else "") + listing(shown, caption, empty, most=MOST_ROWS, rest=PAGES)


def confirm(known: Known) -> str:
    """List plans whose review is due and that the rule would leave as they are."""
    rows = _due(known)
    rows = rows[rows["action"].isin(list(CONFIRMED))]
    rows = rows.sort_values(["action", "p_reach"], ascending=[False, True], kind="stable")
    caption = "Reviews that are due where the rule sees no reason to change, or cannot tell yet"
    empty = f"No review due by {known.horizon:%Y-%m-%d} is of this kind."
    return listing(_shown(rows, known), caption, empty, most=MOST_ROWS, rest=PAGES)


def talk_about(known: Known) -> str:
    """List the plans to talk about, most urgent first, and say how many the time is enough for."""
    rows = to_talk_about(known)
    places = capacity(known)
    due = int((rows["next_review"] <= known.horizon).sum())
    early = len(rows) - due
    said = (
        f"{due} plans whose review is due by {known.horizon:%Y-%m-%d} ask for a decision; the time is enough for about "
        f"{places}."
    )
    if due > places:
        said += f" Begin with the first {places}; take the others in a second group or at the next meeting."
    if early:
        said += (
            f" There is time left, so {early} more follow whose review is not due yet but whose support is not enough."
        )
    later = _coming(known)
    empty = (
        "No review that asks for a decision is due, and no plan seems to fall short. Confirm the others, close early."
    )
    caption = "Plans to talk about: delivery first, then progress, then what next"
    return note(f"{said} {later}".strip()) + listing(_shown(rows, known), caption, empty, most=MOST_ROWS, rest=PAGES)


def least_progress(known: Known) -> str:
    """List the plans of the place whose support is least enough, whatever the day of their review."""
    rows = _urgent(known.plans).head(capacity(known))
    said = "These plans fall furthest short. Take one or two students, and take your time."
    empty = "No plan here falls short by the rule in force. Meet about a student whom an adult or the family named."
    return note(said) + listing(_shown(rows, known), "Plans that fall short, most urgent first", empty)


def graphs(known: Known) -> str:
    """Draw the progress graph of the first few plans to talk about that have enough scores for one."""
    of_review = any("talk_about" in step.data for step in known.asked.of_kind(known.teams).agenda)
    rows = to_talk_about(known) if of_review else _urgent(known.plans)
    drawn: list[str] = []
    for plan in rows.itertuples():
        if len(drawn) == known.teams.graphs:
            break
        drawn += _graph(known, str(plan.plan_id))
    return "".join(drawn) or note("No plan to talk about has a goal and enough scores for a graph.")


def _graph(known: Known, plan_id: str) -> list[str]:
    """Return the graph of one plan; none if its scores are too few."""
    series = known.growth.tables["series"]
    mine = series.frame[series.frame["plan_id"] == plan_id]
    tables = {**known.growth.tables, "series": series.with_frame(mine)}
    student = next(iter(mine["student_id"]), "")
    try:
        return [draw.figure("03_growth", "student", tables, known.labels, TOTAL, student=student).html()]
    except draw.NothingToDraw:
        return []


def to_talk_about(known: Known) -> pd.DataFrame:
    """Return due plans that ask for a decision; while there is time, also others whose support is not enough."""
    due = _due(known)
    asked = due[~due["action"].isin(list(CONFIRMED))]
    places = max(capacity(known) - len(asked), 0)
    others = known.plans[~known.plans["plan_id"].isin(due["plan_id"])]
    return pd.concat([_ordered(asked), _urgent(others).head(places)], ignore_index=True)


def capacity(known: Known) -> int:
    """Return how many plans the minutes of the agenda are enough for."""
    steps = known.asked.of_kind(known.teams).agenda
    minutes = sum(step.minutes for step in steps if {"talk_about", "least_progress"} & set(step.data))
    return int(minutes / known.teams.minutes_per_student)


def _due(known: Known) -> pd.DataFrame:
    return known.plans[known.plans["next_review"] <= known.horizon]


def _urgent(plans: pd.DataFrame) -> pd.DataFrame:
    return _ordered(plans[plans["action"].isin(list(HELD))])


def _ordered(plans: pd.DataFrame) -> pd.DataFrame:
    order = {str(action): place for place, action in enumerate(URGENCY)}
    urgency = plans["action"].map(order).fillna(-1)
    return plans.assign(urgency=urgency).sort_values(["urgency", "p_reach", "student_id"], kind="stable")


def _coming(known: Known) -> str:
    days = known.plans.loc[known.plans["next_review"] > known.horizon, "next_review"]
    unset = int(known.plans["next_review"].isna().sum())
    said = (
        [f"The next reviews are due on {days.min():%Y-%m-%d} ({int((days == days.min()).sum())} plans)."]
        if len(days)
        else []
    )
    said += [f"For {unset} open plans nobody set a day of review: set one today."] if unset else []
    return " ".join(said)


def _decided(known: Known) -> pd.DataFrame:
    """Return the last decision about each open plan of the place, by this team or by a role that is no team."""
    rows = known.earlier_decisions
    others = set(known.teams.teams) - {known.asked.team}
    rows = rows[~rows["decided_by_role"].isin(others)].sort_values("date", kind="stable")
    rows = rows.drop_duplicates("plan_id", keep="last")
    return rows.merge(known.open_plans[["plan_id", "intervention"]], on="plan_id", validate="1:1")


def _shown(rows: pd.DataFrame, known: Known) -> pd.DataFrame:
    words, day = known.labels, "{:%Y-%m-%d}".format
    review = rows["next_review"].map(day, na_action="ignore").fillna("no day set").astype("str")
    support = rows["domain"].map(words.word) + ": " + rows["intervention"]
    return pd.DataFrame(
        {
            "Student": rows["student_id"]
            + ", "
            + rows["grade"].map(lambda grade: words.group("grade", grade)).str.lower(),
            "Support": support + ". Receives Tier " + rows["tier"].astype("str") + " support from " + _provider(rows),
            "Delivered": _spans(rows),
            "Rate a week (interval); needed": _rates(rows),
            "Advice": rows["action"].map(words.word).fillna(NO_ADVICE).astype("str"),
            "Why, and how often the rule is wrong": (
                rows["reason"].fillna("") + " " + rows["errs"].fillna("")
            ).str.strip(),
            "Chance to reach the goal": rows["p_reach"].map(chance, na_action="ignore").fillna(MISSING).astype("str"),
            "Look again by": review,
        }
    )


def _provider(rows: pd.DataFrame) -> "pd.Series[str]":
    return rows["provider_id"].fillna("nobody named")


def _spans(rows: pd.DataFrame) -> "pd.Series[str]":
    both = zip(100 * rows["dose_low"], 100 * rows["dose_high"], strict=True)
    return pd.Series([span(low, high) for low, high in both], rows.index, dtype="str")


def _rates(rows: pd.DataFrame) -> "pd.Series[str]":
    values = zip(rows["roi"], rows["roi_low"], rows["roi_high"], rows["aim_roi"], strict=True)
    return pd.Series([_rate(*value) for value in values], rows.index, dtype="str")


def _rate(rate: float, low: float, high: float, aim: float) -> str:
    own = f"{rate:.2f}" if pd.notna(rate) else "cannot tell yet"
    ends = f" ({low:.2f} to {high:.2f})" if pd.notna(low) else ""
    return f"{own}{ends}; {aim:.2f}" if pd.notna(aim) else f"{own}{ends}; no goal"
