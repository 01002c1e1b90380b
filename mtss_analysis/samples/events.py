"""What happened around students: referrals for behavior, course marks, notes."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.samples.coding import canonical, coded
from mtss_analysis.samples.roster import Roster, school_ids, student_ids
from mtss_analysis.vocabulary import Domain

REFERRALS = (0.0022, 0.0055)
"""Referrals a school day of a typical student in elementary and in middle school."""

DISABILITY_RATIO = 1.8
"""Planted inequity: referrals of students with a disability, at the same behavior, times this."""

LOCATIONS = ("classroom", "hallway", "playground", "cafeteria", "bus", "restroom")
BEHAVIORS = ("defiance", "disruption", "physical aggression", "inappropriate language", "property misuse", "bullying")
MOTIVATIONS = ("obtain peer attention", "obtain adult attention", "avoid task", "obtain item", "unknown")
ACTIONS = ("conference with student", "contact with family", "loss of privilege", "in-school suspension",
           "out-of-school suspension")  # fmt: skip
COURSES = ("English", "Mathematics", "Science", "Social studies")
MARKS = ("A", "B", "C", "D", "F")
ROLES = ("classroom teacher", "school counselor", "interventionist", "instructional coach")
SETTINGS = ("small group", "whole class", "hallway", "independent work")
NOTES = {
    Domain.READING: ("Reads in phrases when the passage is familiar.", "Guesses words from the first letter."),
    Domain.MATH: ("Counts on fingers for facts under ten.", "Explains each step aloud before writing."),
    Domain.BEHAVIOR: ("Started work after one reminder.", "Left the group twice during a change of task."),
    Domain.ATTENDANCE: ("Arrived on time all week.", "Says mornings at the bus stop are hard."),
    Domain.SOCIAL_EMOTIONAL: ("Asked a classmate to join the game.", "Named the feeling and took a break."),
}


def incidents_table(roster: Roster) -> pd.DataFrame:
    """Return the canonical table incidents."""
    rng, rows = roster.settings.stream("incidents"), _referred(roster)
    dates = _days_enrolled(roster, rows, rng)
    order = np.lexsort((dates, roster.pupils["student"].to_numpy()[rows]))
    rows, dates = rows[order], dates[order]
    count, behavior = len(rows), rng.choice(6, len(rows), p=[0.26, 0.27, 0.18, 0.14, 0.08, 0.07])
    action = rng.choice(5, count, p=[0.4, 0.27, 0.2, 0.08, 0.05])
    removed = np.where(action == 3, rng.choice([0.5, 1.0], count), np.where(action == 4, rng.integers(1, 4, count), 0))
    clock = np.clip(np.round(rng.normal(12.2, 1.9, count) * 12), 8 * 12, 15 * 12).astype(int)
    times = [f"{step // 12:02d}:{step % 12 * 5:02d}" for step in range(16 * 12)]
    return canonical(
        "incidents",
        {
            "student_id": student_ids(roster.pupils["student"].iloc[rows]),
            "school_id": coded(school_ids(roster.settings), roster.school_on(rows, dates)),
            "date": dates,
            "time": coded(times, np.where(rng.random(count) < 0.04, -1, clock)),
            "location": coded(LOCATIONS, rng.choice(6, count, p=[0.42, 0.15, 0.17, 0.12, 0.08, 0.06])),
            "behavior": coded(BEHAVIORS, behavior),
            "motivation": coded(MOTIVATIONS, rng.choice(5, count, p=[0.3, 0.22, 0.25, 0.08, 0.15])),
            "action": coded(ACTIONS, action),
            "days_removed": removed,
        },
    )


def _referred(roster: Roster) -> NDArray[np.int64]:
    """Return the row of the pupil of each referral; most students have none, few have many."""
    rng, pupils = roster.settings.stream("referrals"), roster.pupils
    usual = np.array(REFERRALS)[(pupils["grade"] >= 6).to_numpy().astype(int)]
    ratio = np.where(pupils["disability"] == 1, DISABILITY_RATIO, 1.0)
    days = roster.days.count(_date(pupils["first_day"]), _date(pupils["last_day"]))
    expected = usual * days * ratio * np.exp(0.9 * pupils["z_behavior"].to_numpy())
    return np.repeat(np.arange(len(pupils)), rng.poisson(expected * rng.gamma(0.7, 1 / 0.7, len(pupils))))


def _days_enrolled(roster: Roster, rows: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.datetime64]:
    first, last = (_date(roster.pupils[name])[rows] for name in ("first_day", "last_day"))
    place = np.searchsorted(roster.days.days, first) + rng.random(len(rows)) * roster.days.count(first, last)
    return np.asarray(roster.days.days[place.astype(int)])


def marks_table(roster: Roster) -> pd.DataFrame:
    """Return the canonical table marks: two terms and four courses in grades 6 to 8."""
    rng, pupils = roster.settings.stream("marks"), roster.pupils
    rows = np.flatnonzero((pupils["grade"] >= 6) & (pupils["next_school"] < 0) & _whole_year(roster))
    rows = np.repeat(rows, 2 * len(COURSES))
    term, course = np.tile(np.repeat([0, 1], 4), len(rows) // 8), np.tile(np.arange(4), len(rows) // 4)
    ability = np.where(course == 1, pupils["z_math"].to_numpy()[rows], pupils["z_reading"].to_numpy()[rows])
    quality = ability - 6 * (pupils["absence"].to_numpy()[rows] - 0.05) + rng.normal(0, 0.7, len(rows))
    mark = np.searchsorted([-0.7, 0.1, 0.9, 1.7], -quality + 0.0)
    terms = [f"{year} T{number}" for year in roster.settings.school_years for number in (1, 2)]
    missing = rng.random(len(rows)) < 0.005
    return canonical(
        "marks",
        {
            "student_id": student_ids(pupils["student"].iloc[rows]),
            "term": coded(terms, pupils["year"].to_numpy()[rows] * 2 + term),
            "course": coded(COURSES, course),
            "mark": coded(MARKS, np.where(missing, -1, mark)),
            "passed": pd.Series(mark < 4, dtype="boolean").mask(missing),
        },
    )


def observations_table(roster: Roster, plans: pd.DataFrame) -> pd.DataFrame:
    """Return the canonical table observations: a few notes about students with a plan."""
    rng, domains = roster.settings.stream("observations"), tuple(Domain)
    chosen = plans[rng.random(len(plans)) < 0.1]
    notes = [note for domain in domains for note in NOTES[domain]]
    domain, count = chosen["domain"].to_numpy(), len(chosen)
    frame = canonical(
        "observations",
        {
            "student_id": student_ids(roster.pupils["student"].iloc[chosen["row"]]),
            "date": chosen["start"].to_numpy() + rng.integers(0, 28, count) // 5 * np.timedelta64(7, "D"),
            "domain": coded(domains, domain),
            "observer_role": coded(ROLES, rng.integers(0, 4, count)),
            "setting": coded(SETTINGS, rng.integers(0, 4, count)),
            "note": coded(notes, 2 * domain + rng.integers(0, 2, count)),
        },
    )
    return frame.sort_values(["student_id", "date", "note"], ignore_index=True)


def _whole_year(roster: Roster) -> NDArray[np.bool_]:
    year = roster.pupils["year"].to_numpy()
    first, last = (_date(roster.pupils[name]) for name in ("first_day", "last_day"))
    return np.asarray((first == roster.days.first_days[year]) & (last == roster.days.last_days[year]))


def _date(dates: "pd.Series[Any]") -> NDArray[np.datetime64]:
    return dates.to_numpy().astype("datetime64[D]")
