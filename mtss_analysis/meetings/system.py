"""The system itself at a meeting: whether teams meet and decide, steps get done, and support is delivered."""

import pandas as pd

from mtss_analysis.fidelity import dosage, overdue, teaming
from mtss_analysis.intake import school_year
from mtss_analysis.meetings.forms import listing, span
from mtss_analysis.meetings.known import DAY, Known
from mtss_analysis.reporting.narrate import note
from mtss_analysis.vocabulary import TOTAL

STATUS = {"planned": "not begun", "under_way": "under way", "done": "done", "dropped": "dropped"}
ORDER = ("overdue", "under way", "not begun", "not known on this day", "done", "dropped")
NOT_KNOWN = "not known on this day"


def teams(known: Known) -> str:
    """Show, for the teams of the place, this year's meetings and decisions until the day before."""
    found = teaming(known.dataset, known.teams, known.district, known.asked.day - DAY)
    found = found[(found["school_year"] == known.school_year) & (found["school_id"] != TOTAL)]
    if known.asked.school:
        found = found[found["school_id"] == known.asked.school]
    decides = found["team"].map(lambda team: _decides_on_plans(str(team), known)).astype(bool)
    of_decisions = {
        "Decisions": found["decisions"].map("{:.0f}".format, na_action="ignore"),
        "For each meeting": _spans(found, "per_meeting_low", "per_meeting_high", unit=""),
        "With a reason": _spans(found, "reason_percent", "reason_percent"),
        "Looked at again in time (interval)": _with_interval(found),
        "Carried out": _spans(found, "carried_low", "carried_high"),
    }
    met = _meetings(found, known)
    shown = met.assign(**of_decisions)[decides].sort_values("Team", kind="stable")
    others = met[~decides].sort_values("Team", kind="stable")
    said = (
        f"School year {known.school_year} until this day. Two numbers are the lowest and the highest share: what "
        "nobody wrote down is neither held nor missed. These rows are for mending meetings, not for ranking them."
    )
    empty = "No meeting or decision of this school year is recorded. Begin with the calendar of meetings."
    if found.empty:
        return note(empty)
    none = "No team that decides on plans of support has met or decided."
    rest = listing(others, "Teams that decide on other things: meetings", none) if len(others) else ""
    return note(said) + listing(shown, "Teams that decide on plans of support: meetings and decisions", none) + rest


def _meetings(found: pd.DataFrame, known: Known) -> pd.DataFrame:
    place = found["school_id"].map(known.labels.school).where(found["school_id"] != known.asked.org, "the district")
    return pd.DataFrame(
        {
            "Team": found["team"],
            **({} if known.asked.school else {"School": place}),
            "Meetings planned": found["planned"],
            "Held": _spans(found, "held_low", "held_high"),
        }
    )


def action_items(known: Known) -> str:
    """Show the steps of this year's action plan: overdue first, then open, then done; of a district by school."""
    items = known.dataset.table("action_items")
    mine = items["due"].isna() | (school_year(items["due"], known.district.school_year_starts) == known.school_year)
    items = items[mine & ((items["org_id"] == known.asked.org) | (known.asked.school == ""))]
    stands = items["status"].map(STATUS).fillna(NOT_KNOWN).astype("str")
    stands = stands.where(~overdue(items, known.asked.day), "overdue")
    place = {word: place for place, word in enumerate(ORDER)}
    rows = items.assign(stands=stands, order=stands.map(place)).sort_values(["order", "due"], kind="stable")
    counts = ", ".join(f"{count} {word}" for word in ORDER if (count := int((stands == word).sum())))
    said = note(f"{len(rows)} steps this school year: {counts}.") if len(rows) else ""
    masked = note(LOOK_BACK) if (stands == NOT_KNOWN).any() else ""
    empty = f"No step of an action plan is due in {known.school_year}. Choose one today, with a role and a day."
    if known.asked.school or rows.empty:
        return said + masked + listing(_steps(rows, known), "Steps of the action plan", empty)
    by_school = pd.crosstab(rows["org_id"].map(known.labels.school), rows["stands"])
    by_school = by_school[[word for word in ORDER if word in by_school]].reset_index(names="School")
    late = listing(_steps(rows[rows["stands"] == "overdue"], known), "Steps that are overdue", "No step is overdue.")
    return said + masked + listing(by_school, "Steps by school and where they stand", empty) + late


def _steps(rows: pd.DataFrame, known: Known) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Step": rows["step"],
            **({} if known.asked.school else {"School": rows["org_id"].map(known.labels.school)}),
            "Who (role)": rows["owner_role"],
            "Due": rows["due"],
            "Stands": rows["stands"],
            "What will show it": rows["evidence"].fillna("nothing named"),
        }
    )


LOOK_BACK = (
    "The tables do not say on which day a step was done. The data go on after this meeting, so of steps due later it "
    "is not known where they stood: ask the role that owns the step."
)


def delivery(known: Known) -> str:
    """Show, for each intervention with open plans, how many of the planned sessions were held."""
    plans = known.open_plans
    sessions = known.dataset.table("sessions")
    sessions = sessions.merge(plans[["plan_id", "domain", "intervention"]], on="plan_id")
    keys = ["domain", "intervention"]
    logged = {key: dosage(rows) for key, rows in sessions.groupby(keys)}
    rows = []
    for key, of in plans.groupby(keys):
        log = logged.get(key, dosage(sessions.head(0)))
        rows.append((log.held_low, key, of["student_id"].nunique(), log))
    shown = pd.DataFrame(
        [
            {
                "Intervention": f"{known.labels.word(str(domain))}: {name}",
                "Students": students,
                "Sessions planned": log.planned,
                "Held": span(100 * log.held_low, 100 * log.held_high),
                "Student was there": span(100 * log.received_low, 100 * log.received_high),
                "Nobody logged": span(100 * log.unlogged, 100 * log.unlogged),
            }
            for _, (domain, name), students, log in sorted(rows, key=lambda row: (pd.isna(row[0]), row[0], row[1]))
        ]
    )
    said = "Open plans, sessions until this day, least held first. What nobody logged is neither held nor missed."
    return note(said) + listing(shown, "Delivery by intervention", "No plan of support is open on this day.")


def _decides_on_plans(team: str, known: Known) -> bool:
    """Whether a team writes decisions about students' plans; a role the settings do not know does."""
    described = known.teams.teams.get(team)
    logs = [known.teams.kinds[kind].log.values() for kind in described.kinds] if described else []
    return described is None or any(place.startswith("decisions.") for log in logs for place in log)


def _spans(frame: pd.DataFrame, low: str, high: str, unit: str = " %") -> "pd.Series[str]":
    both = zip(frame[low], frame[high], strict=True)
    return pd.Series([span(*ends, unit=unit) for ends in both], frame.index, dtype="str")


def _with_interval(frame: pd.DataFrame) -> "pd.Series[str]":
    """Write the share of reviews held in time, with its interval and how many were due."""
    named = ("reviewed_percent", "reviewed_ci_low", "reviewed_ci_high", "due")
    said = [
        f"{share:.0f} % ({low:.0f} to {high:.0f}) of {due:.0f}" if pd.notna(share) else "none due"
        for share, low, high, due in zip(*(frame[name] for name in named), strict=True)
    ]
    return pd.Series(said, frame.index, dtype="str")
