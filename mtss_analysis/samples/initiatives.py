"""Plans as districts write them: those of one school with holes, and some for a group, a school, the district."""

from typing import Any

import pandas as pd

from mtss_analysis.samples.coding import canonical
from mtss_analysis.samples.delivery import STAFF, staff_ids
from mtss_analysis.samples.roster import GOALS, Roster, school_ids

HOLES = {"need": 0.5, "review_by": 0.4, "provider_id": 0.3}
"""Part of a plan → chance that the school with unfinished plans left it empty; no analysis of growth reads them."""

GROUPS = 3
"""Plans written for a group as a whole."""

OF_MANY: tuple[dict[str, Any], ...] = (
    {"school": 0, "domain": "attendance", "intervention": "Greeting at every door", "measure": "attendance_rate",
     "baseline": 91.0, "goal": 94.0, "focus_area": GOALS[2], "need": "Attendance falls after every holiday"},
    {"school": 4, "domain": "reading", "intervention": "Fifteen minutes on Friday for the session log",
     "measure": None, "baseline": None, "goal": None, "focus_area": GOALS[0],
     "need": "Nearly half of the sessions are not logged"},
    {"school": 7, "domain": "math", "intervention": "Sixty minutes of core mathematics a day",
     "measure": "math_computation", "baseline": 22.0, "goal": 30.0, "focus_area": GOALS[1],
     "need": "Most students of a grade score below the cut"},
    {"school": -1, "domain": "reading", "intervention": "One schedule for screening and core reading",
     "measure": "oral_reading_fluency", "baseline": 84.0, "goal": 95.0, "focus_area": GOALS[0],
     "need": "Schools screen on different days and read for different times"},
)  # fmt: skip
"""Plans of schools (by number) and of the district (-1)."""


def with_holes(roster: Roster, table: pd.DataFrame, school: "pd.Series[int]") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Empty parts of the plans of one school, and tell which.

    Parameters
    ----------
    table
        The canonical table interventions of students' plans.
    school
        Number of the school of each plan.
    """
    rng, number = roster.settings.stream("unfinished plans"), roster.settings.roles["unfinished_plans"]
    found, holes = table.copy(), {}
    for part, chance in HOLES.items():
        empty = (rng.random(len(table)) < chance) & (school == number).to_numpy()
        found[part] = found[part].mask(empty)
        holes[part] = table["plan_id"][empty].tolist()
    return found, {"school": school_ids(roster.settings)[number], "chance": HOLES, "empty": holes}


def of_many(roster: Roster, table: pd.DataFrame, school: "pd.Series[int]") -> pd.DataFrame:
    """Return the plans of groups, schools and the district in the last school year, numbered after all others."""
    rows = [*_groups(roster, table, school), *_initiatives(roster)]
    begins = pd.Timestamp(f"{roster.settings.first_year + roster.settings.years - 1}-09-29")
    made = pd.DataFrame(rows).reset_index(drop=True)
    first = int(table["plan_id"].str.removeprefix("PLN-").astype("int64").max()) + 1
    made["plan_id"] = [f"PLN-{number:05d}" for number in range(first, first + len(made))]
    made["start"], made["review_by"] = begins, begins + REVIEW
    made["goal_date"] = pd.Series(begins + YEAR, made.index).where(made["goal"].notna())
    return canonical("interventions", {str(name): made[name] for name in made})


REVIEW, YEAR = pd.Timedelta(weeks=8), pd.Timedelta(weeks=34)
"""From a plan's start to its review and to the day of its goal."""


def _groups(roster: Roster, table: pd.DataFrame, school: "pd.Series[int]") -> list[dict[str, Any]]:
    """Write a plan for the largest groups of the last school year, each of another school and domain."""
    open_ = table.assign(number=school.to_numpy())[table["end"].isna().to_numpy()].dropna(subset=["group_id", "goal"])
    sizes = open_["group_id"].map(open_["group_id"].value_counts())
    order = open_.assign(size=sizes).sort_values(["size", "group_id"], ascending=[False, True], kind="stable")
    chosen = order.drop_duplicates("number").drop_duplicates("domain").head(GROUPS)
    ids = school_ids(roster.settings)
    return [
        {name: row[name] for name in KEPT} | {"org_id": ids[row["number"]], "need": "One next step for the whole group"}
        for row in chosen.to_dict("records")
    ]


KEPT = (
    "domain", "tier", "intervention", "group_id", "provider_id", "sessions_per_week", "minutes_per_session", "measure",
    "baseline", "goal",
)  # fmt: skip
"""What a group's plan has in common with those of its students."""


def _initiatives(roster: Roster) -> list[dict[str, Any]]:
    """Write the plans of schools and the district; a school's leader leads, and the district's has no leader yet."""
    ids, found = school_ids(roster.settings), []
    for plan in (plan for plan in OF_MANY if plan["school"] < roster.settings.schools):
        row = {name: value for name, value in plan.items() if name != "school"}
        whole = plan["school"] < 0
        leads = None if whole else staff_ids([plan["school"] * STAFF + STAFF - 1])[0]
        found.append(row | {"org_id": "D01" if whole else ids[plan["school"]], "tier": 1, "provider_id": leads})
    return found
