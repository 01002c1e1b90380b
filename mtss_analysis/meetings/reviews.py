"""Plans of support at a meeting: what was decided last time, which plans to confirm, which to talk about."""

import pandas as pd

from mtss_analysis.meetings import chosen, plan_rows
from mtss_analysis.meetings.forms import listing
from mtss_analysis.meetings.known import Known
from mtss_analysis.reporting import draw, narrate
from mtss_analysis.reporting.narrate import note
from mtss_analysis.vocabulary import TOTAL

NOT_RECORDED = "not recorded"


def last_time(known: Known) -> str:
    """Show decisions whose review is due on the day, what was not carried out first; then those since last time."""
    rows = _decided(known)
    due, day = rows["review_by"] <= known.asked.day, f"{known.asked.day:%Y-%m-%d}"
    rows = rows.assign(due=due, done=_done(rows))[due | (rows["date"] >= known.last_meeting)]
    counts = rows.loc[rows["due"], "done"].value_counts()
    said = (
        f"Decisions whose review was due by {day}: {rows['due'].sum()}. Carried out: {counts.get('yes', 0)}; not "
        f"carried out: {counts.get('no', 0)}; not recorded: {counts.get(NOT_RECORDED, 0)}."
    )
    order = rows.assign(later=~rows["due"], place=rows["done"].map({"no": 0, NOT_RECORDED: 1, "yes": 2}))
    rows = order.sort_values(["later", "place", "review_by", "student_id"], kind="stable")
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
    empty = f"No review of an earlier decision was due by {day}, and none was made since the last meeting."
    caption = "Earlier decisions on open plans; those not carried out come first"
    return (note(said) if rows["due"].any() else "") + listing(shown, caption, empty)


def confirm(known: Known) -> str:
    """List plans whose review is due and that the rule would leave as they are."""
    rows = chosen.to_confirm(known)
    if rows.empty:
        return note(f"No review due by {known.horizon:%Y-%m-%d} is of this kind.")
    said = (
        f"{len(rows)} plans. Beside every advice to go on or to collect more data stands the family's right to ask for "
        "an evaluation at any time: see the box at the end."
    )
    caption = "Reviews that are due where the rule sees no reason to change, or cannot tell yet"
    return note(said) + plan_rows.in_short(caption, rows, known)


def talk_about(known: Known) -> str:
    """Show the plans to talk about, most urgent first: with reasons while there is time, the others in short."""
    rows, places = chosen.to_talk_about(known), chosen.capacity(known)
    due = int((rows["next_review"] <= known.horizon).sum())
    by = f"{known.horizon:%Y-%m-%d}" + (" (the day before the next meeting)" if known.next_meeting is not None else "")
    said = [f"Reviews due by {by} that ask for a decision: {due}. The time is enough for about {places}."]
    if due > places:
        said += ["The others follow in short: take them in a second group, or in a meeting of their own."]
    if len(rows) > due:
        said += [f"There is time left: {len(rows) - due} plans follow whose review is not due but that fall short."]
    if rows.empty:
        said += ["No plan falls short by the rule in force. Confirm the others and close early."]
    first, rest = rows.head(places), rows.iloc[places:]
    shown = plan_rows.with_reasons("Plans to talk about: delivery first, then progress, then what next", first, known)
    more = plan_rows.in_short("Further plans whose review is due, most urgent first", rest, known) if len(rest) else ""
    return note(" ".join([*said, *_coming(known)])) + (shown if len(first) else "") + more + _how_sure(known)


def least_progress(known: Known) -> str:
    """Show the plans of the place whose support is least enough, whatever the day of their review."""
    rows = chosen.furthest_short(known)
    if rows.empty:
        return note("No plan falls short by the rule in force. Talk about the student an adult or the family named.")
    said = "These plans fall furthest short. Take one or two students, and take your time."
    shown = plan_rows.with_reasons("Plans that fall short, most urgent first", rows, known)
    return note(said) + shown + _how_sure(known)


def graphs(known: Known) -> str:
    """Draw the progress graph of the first few plans to talk about that have enough scores for one."""
    of_review = any("talk_about" in step.data for step in known.asked.of_kind(known.teams).agenda)
    rows = chosen.to_talk_about(known) if of_review else chosen.furthest_short(known)
    drawn: list[str] = []
    for plan_id in rows["plan_id"]:
        if len(drawn) == known.teams.graphs:
            break
        drawn += _graph(known, plan_id)
    return "".join(drawn) or note("No plan to talk about has a goal and enough scores for a graph.")


def _graph(known: Known, plan_id: str) -> list[str]:
    """Return the graph of one plan, with a forecast where there is a model; none if its scores are too few."""
    series = known.growth.tables["series"]
    mine = series.frame[series.frame["plan_id"] == plan_id]
    if mine.empty:
        return []
    tables = {**known.growth.tables, "series": series.with_frame(mine)}
    student, domain = mine[["student_id", "domain"]].iloc[0]
    for name, options in (("student", {"student": student}), ("graphs", {"domain": domain})):
        try:
            return [draw.figure("03_growth", name, tables, known.labels, TOTAL, **options).html()]
        except draw.NothingToDraw:
            continue
    return []


def _how_sure(known: Known) -> str:
    """Say which rule is in force, how often it is wrong, and what the chance takes for granted."""
    return "<h3>How sure is this?</h3>" + narrate.cautions(known.advice.cautions)


def _coming(known: Known) -> list[str]:
    """Say when the next reviews are due, and of how many plans nobody set a day."""
    days = known.plans.loc[known.plans["next_review"] > known.horizon, "next_review"]
    unset = int(known.plans["next_review"].isna().sum())
    later = [f"After that, the next reviews are due on {days.min():%Y-%m-%d}: {(days == days.min()).sum()}."]
    return (later if len(days) else []) + ([f"Open plans without a day of review: {unset}. Set one."] if unset else [])


def _decided(known: Known) -> pd.DataFrame:
    """Return the last decision about each open plan of the place, by this team or by a role that is no team."""
    rows = known.earlier_decisions
    others = set(known.teams.teams) - {known.asked.team}
    rows = rows[~rows["decided_by_role"].isin(others)].sort_values("date", kind="stable")
    rows = rows.drop_duplicates("plan_id", keep="last")
    return rows.merge(known.open_plans[["plan_id", "intervention"]], on="plan_id", validate="1:1")


def _done(decided: pd.DataFrame) -> "pd.Series[str]":
    words = decided["carried_out"].astype(object).map({True: "yes", False: "no"})
    return words.fillna(NOT_RECORDED).astype("str")
