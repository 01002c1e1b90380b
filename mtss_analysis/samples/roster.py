"""Who learns where: schools, students with their groups, stays and hidden abilities."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.samples.coding import canonical, coded, numbered
from mtss_analysis.samples.groups import group_codes, group_text
from mtss_analysis.samples.measures import GRADES
from mtss_analysis.samples.people import abilities, attended, cohorts, sizes, stays
from mtss_analysis.samples.school_days import SchoolDays
from mtss_analysis.samples.settings import Settings

PLACES = (
    "Cedar", "Maple", "Willow", "Birch", "Aspen", "Juniper", "Magnolia", "Sycamore", "Hawthorn", "Alder", "Larch",
    "Poplar", "Rowan", "Spruce", "Cypress", "Hemlock", "Laurel", "Hickory", "Linden", "Tamarack",
)  # fmt: skip
GOALS = ("Strong core reading", "Strong core math", "Every student here every day", "A calm and kind school")

STAFF_FEWEST, STAFF_MOST = 24, 46
"""People of a school who could take part."""


@dataclass(frozen=True)
class Roster:
    """The district before anything is measured.

    Attributes
    ----------
    days
        School calendar.
    pupils
        One row a student in a school year: codes of student, year, grade, school, the school
        moved to (or -1) and the day, first and last day, groups, hidden abilities (z) and rate
        of absence.
    """

    settings: Settings
    days: SchoolDays
    pupils: pd.DataFrame

    def school_on(self, rows: NDArray[np.int64], dates: NDArray[np.datetime64]) -> NDArray[np.int64]:
        """Return the school that pupils in `rows` attend on `dates`, shape (n,)."""
        pupils = self.pupils.iloc[rows]
        moved = dates >= pupils["moved_on"].to_numpy().astype("datetime64[D]")
        return np.where(moved, pupils["next_school"], pupils["school"])

    def here(self, rows: NDArray[np.int64], dates: NDArray[np.datetime64]) -> NDArray[np.bool_]:
        """Tell whether pupils in `rows` are enrolled on `dates`, shape (n,)."""
        pupils = self.pupils.iloc[rows]
        first, last = (pupils[name].to_numpy().astype("datetime64[D]") for name in ("first_day", "last_day"))
        return np.asarray((dates >= first) & (dates <= last))


def draw(settings: Settings) -> Roster:
    """Draw students, their groups, schools, stays and abilities."""
    rng, days = settings.stream("roster"), SchoolDays(settings.first_year, settings.years)
    pupils = cohorts(settings, rng)
    people = int(pupils["student"].max()) + 1
    home = rng.choice(settings.elementary, people, p=sizes(settings.elementary, rng))
    groups = group_codes(home, settings, rng)
    pupils["school"] = attended(home[pupils["student"]], pupils["grade"].to_numpy(), settings)
    pupils = pupils.join(groups, on="student")
    pupils = pupils.assign(**stays(pupils, settings, days, rng), **abilities(pupils, settings, rng))
    return Roster(settings, days, pupils)


def roster_tables(roster: Roster) -> dict[str, pd.DataFrame]:
    """Return the canonical tables schools, students and enrollments."""
    pupils, settings = roster.pupils, roster.settings
    students = {
        "student_id": student_ids(pupils["student"]),
        "school_year": coded(settings.school_years, pupils["year"]),
        "grade": coded(GRADES, pupils["grade"]),
        **group_text(pupils),
    }
    return {
        "schools": _schools(settings),
        "students": canonical("students", students),
        "enrollments": _enrollments(roster),
    }


def student_ids(students: "pd.Series[Any]") -> pd.Series:
    """Return identifiers of students; every one starts with SYN-."""
    return numbered("SYN-", students + 1, 6)


def school_ids(settings: Settings) -> list[str]:
    """Return the identifiers of the schools, such as ``"S01"``."""
    width = max(2, len(str(settings.schools)))
    return [f"S{number + 1:0{width}d}" for number in range(settings.schools)]


def staff_counts(schools: int) -> NDArray[np.int64]:
    """Return how many people could take part, school by school.

    Examples
    --------
    >>> staff_counts(3).tolist()
    [24, 31, 38]
    """
    return STAFF_FEWEST + 7 * np.arange(schools) % (STAFF_MOST - STAFF_FEWEST + 1)


def _schools(settings: Settings) -> pd.DataFrame:
    numbers = np.arange(settings.schools)
    level = np.where(numbers < settings.elementary, "elementary", "middle")
    rounds = numbers // len(PLACES)
    names = [
        f"{PLACES[number % len(PLACES)]} {kind.capitalize()}" + (f" {turn + 1}" if turn else "")
        for number, kind, turn in zip(numbers, level.tolist(), rounds, strict=True)
    ]
    goals = [f"{GOALS[number % 4]}; {GOALS[(number + 2) % 4]}" for number in numbers]
    return canonical(
        "schools",
        {
            "school_id": school_ids(settings),
            "name": names,
            "level": level,
            "district_id": "D01",
            "goals": goals,
            "staff": staff_counts(settings.schools),
        },
    )


def _enrollments(roster: Roster) -> pd.DataFrame:
    stays = stays_of(roster).sort_values(["student", "year", "enrolled_from"])
    last = roster.days.last_days[-1]
    return canonical(
        "enrollments",
        {
            "student_id": student_ids(stays["student"]).to_numpy(),
            "school_id": coded(school_ids(roster.settings), stays["school"]).to_numpy(),
            "enrolled_from": stays["enrolled_from"].to_numpy(),
            "enrolled_to": stays["enrolled_to"].where(stays["enrolled_to"] < last).to_numpy(),
        },
    )


def stays_of(roster: Roster) -> pd.DataFrame:
    """Return one row a stay: row of the pupil, student, year, school, enrolled_from, enrolled_to."""
    pupils = roster.pupils
    moved = pupils["next_school"] >= 0
    day = np.timedelta64(1, "D")
    first = pupils.assign(
        enrolled_from=pupils["first_day"], enrolled_to=pupils["last_day"].where(~moved, pupils["moved_on"] - day)
    )
    movers = pupils[moved]
    second = movers.assign(
        school=movers["next_school"], enrolled_from=movers["moved_on"], enrolled_to=movers["last_day"]
    )
    kept = ["student", "year", "school", "enrolled_from", "enrolled_to"]
    return pd.concat([first, second])[kept].rename_axis("row").reset_index()
