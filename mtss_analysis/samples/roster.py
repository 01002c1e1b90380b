"""Who learns where: schools, students with their groups, stays and hidden abilities."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.samples.coding import canonical, coded, numbered
from mtss_analysis.samples.groups import group_codes, group_text
from mtss_analysis.samples.measures import GRADES
from mtss_analysis.samples.school_days import SchoolDays
from mtss_analysis.samples.settings import Settings

PLACES = (
    "Cedar", "Maple", "Willow", "Birch", "Aspen", "Juniper", "Magnolia", "Sycamore", "Hawthorn", "Alder", "Larch",
    "Poplar", "Rowan", "Spruce", "Cypress", "Hemlock", "Laurel", "Hickory", "Linden", "Tamarack",
)  # fmt: skip
GOALS = ("Strong core reading", "Strong core math", "Every student here every day", "A calm and kind school")

LEAVES, MOVES, COMES_LATE = 0.025, 0.04, 0.03
"""Shares of students a year who leave the district, change school in it, or enter after the start."""

BURDENS = {"economically_disadvantaged": 0.4, "english_learner": 0.35, "disability": 0.8}
"""Group → by how much unequal chances lower reading and math [z]."""

NEVER = np.datetime64("2200-01-01")


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
    pupils = _cohorts(settings, rng)
    people = int(pupils["student"].max()) + 1
    home = rng.choice(settings.elementary, people, p=_sizes(settings.elementary, rng))
    groups = group_codes(home, settings, rng)
    pupils["school"] = _attended(home[pupils["student"]], pupils["grade"].to_numpy(), settings)
    pupils = pupils.join(groups, on="student")
    pupils = pupils.assign(**_stays(pupils, settings, days, rng), **_abilities(pupils, settings, rng))
    return Roster(settings, days, pupils)


def _sizes(schools: int, rng: np.random.Generator) -> NDArray[np.float64]:
    sizes = rng.uniform(0.75, 1.25, schools)
    return np.asarray(sizes / sizes.sum())


def _cohorts(settings: Settings, rng: np.random.Generator) -> pd.DataFrame:
    """Return student, year and grade: who stays moves up a grade, who leaves is replaced."""
    grades, students, known = rng.integers(0, len(GRADES), settings.students), np.arange(settings.students), 0
    frames = []
    for year in range(settings.years):
        if year:
            stays = (grades < len(GRADES) - 1) & (rng.random(len(grades)) > 2 * LEAVES)
            new = settings.students - int(stays.sum())
            entry = np.where(rng.random(new) < 0.7, 0, rng.integers(0, len(GRADES), new))
            grades = np.concatenate([grades[stays] + 1, entry])
            students = np.concatenate([students[stays], known + np.arange(new)])
        known = max(known, int(students.max()) + 1)
        frames.append(pd.DataFrame({"student": students, "year": year, "grade": grades}))
    return pd.concat(frames).sort_values(["student", "year"], ignore_index=True)


def _attended(home: NDArray[np.int64], grade: NDArray[np.int64], settings: Settings) -> NDArray[np.int64]:
    middle = settings.elementary + home * settings.middle // settings.elementary
    return np.where(grade <= 5, home, middle)


def _stays(pupils: pd.DataFrame, settings: Settings, days: SchoolDays, rng: np.random.Generator) -> dict[str, Any]:
    """Return first and last day, and for the few who change school the day and the new school."""
    year, count = pupils["year"].to_numpy(), len(pupils)
    kind, share = rng.random(count), rng.uniform(0.2, 0.8, count)
    first, last = days.first_days[year], days.last_days[year]
    inside = days.days[(np.searchsorted(days.days, first) + share * days.count(first, last)).astype(int)]
    moves, leaves = kind < MOVES, (kind >= MOVES) & (kind < MOVES + LEAVES)
    late = (kind >= MOVES + LEAVES) & (kind < MOVES + LEAVES + COMES_LATE)
    elementary = pupils["grade"].to_numpy() <= 5
    low, size = np.where(elementary, 0, settings.elementary), np.where(elementary, settings.elementary, settings.middle)
    other = low + (pupils["school"] - low + rng.integers(1, np.maximum(size, 2))) % size
    moves &= other != pupils["school"]
    return {
        "first_day": np.where(late, inside, first),
        "last_day": np.where(leaves, inside, last),
        "moved_on": np.where(moves, inside, NEVER),
        "next_school": np.where(moves, other, -1),
    }


def _abilities(pupils: pd.DataFrame, settings: Settings, rng: np.random.Generator) -> dict[str, Any]:
    """Return hidden places in the norm group; lower is weaker, for behavior higher is more risk."""
    people, count = pupils["student"].to_numpy(), int(pupils["student"].max()) + 1
    burden = (pupils[list(BURDENS)] == 1).to_numpy() @ np.array(list(BURDENS.values()))
    general, drift = rng.normal(size=count)[people], rng.normal(size=len(pupils))
    schools = rng.normal(0, 0.15, settings.schools)[pupils["school"]]
    found: dict[str, Any] = {}
    for name, load, mean in (("reading", 0.75, 0.1), ("math", 0.65, 0.08), ("behavior", -0.35, -0.06),
                             ("social_emotional", 0.4, 0.06)):  # fmt: skip
        own = rng.normal(size=count)[people]
        mix = load * general + np.sqrt(1 - load**2) * own + 0.2 * drift
        mix = mix - np.sign(load) * (burden if abs(load) > 0.5 else burden / 2)
        found[f"z_{name}"] = mean + 0.93 * (mix - mix.mean()) / mix.std() + np.sign(load) * schools
    weak = (pupils["school"] == settings.roles["core_instruction_question"]).to_numpy()
    found["z_reading"][weak] += -0.55 - found["z_reading"][weak].mean()
    poor = (pupils["economically_disadvantaged"] == 1).to_numpy()
    found["absence"] = np.clip(np.exp(rng.normal(-3.08, 0.65, count)[people] + 0.3 * poor + schools), 0.002, 0.6)
    return found


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
        {"school_id": school_ids(settings), "name": names, "level": level, "district_id": "D01", "goals": goals},
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
