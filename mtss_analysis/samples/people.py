"""The sample's students: who stays, leaves and moves, and what each can do."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.samples.measures import GRADES
from mtss_analysis.samples.school_days import SchoolDays
from mtss_analysis.samples.settings import Settings

LEAVES, MOVES, COMES_LATE = 0.025, 0.04, 0.03
"""Shares of students a year who leave the district, change school in it, or enter after the start."""

BURDENS = {"economically_disadvantaged": 0.4, "english_learner": 0.35, "disability": 0.8}
"""Group → by how much unequal chances lower reading and math [z]."""

NEVER = np.datetime64("2200-01-01")


def sizes(schools: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the share of students each elementary school has, shape (schools,)."""
    sizes = rng.uniform(0.75, 1.25, schools)
    return np.asarray(sizes / sizes.sum())


def cohorts(settings: Settings, rng: np.random.Generator) -> pd.DataFrame:
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


def attended(home: NDArray[np.int64], grade: NDArray[np.int64], settings: Settings) -> NDArray[np.int64]:
    """Return the school attended: the neighborhood's elementary school, then the middle school it feeds."""
    middle = settings.elementary + home * settings.middle // settings.elementary
    return np.where(grade <= 5, home, middle)


def stays(pupils: pd.DataFrame, settings: Settings, days: SchoolDays, rng: np.random.Generator) -> dict[str, Any]:
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


def abilities(pupils: pd.DataFrame, settings: Settings, rng: np.random.Generator) -> dict[str, Any]:
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
