"""What staff answered after the lessons of the last school year, with questions that do not do their work."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.params import KnowledgeCheck, knowledge_checks, layers
from mtss_analysis.samples.coding import canonical, coded, numbered
from mtss_analysis.samples.roster import Roster, school_ids, staff_counts

TAUGHT = ("universal-screening", "progress-monitoring", "data-based-decisions", "fidelity", "equity")
"""Lessons that the district taught."""
REACH = (0.75, 0.6, 0.5, 0.4, 0.3)
"""Share of a school's staff who answer a lesson's check, school after school; the last schools are not reached."""
UNREACHED = 3
"""Schools, the last ones, in which nobody answered."""
FEW = 2
"""People who answered in the school before those: too few to be shown."""
RIGHT, ABILITY_SD = 0.7, 0.8
"""Chance of a right answer of a person of middling ability, and how much people differ [logit]."""
MISLEADING = ("data-based-decisions", 3)
"""Question in which most people take the same wrong choice."""
AMBIGUOUS = ("fidelity", 5)
"""Question that people who know more answer wrongly a little more often."""
EASY = ("universal-screening", 1)
"""Question that nearly everybody answers rightly."""
AGAIN = 0.9
"""Chance of a right answer at the second attempt, after the explanations were read."""
ROLES = ("teacher", "coach", "leader", "team")


def learning_table(roster: Roster) -> pd.DataFrame:
    """Return the canonical table learning: first attempts of everybody, second ones of who was not right at once."""
    rng, settings, asked = roster.settings.stream("learning"), roster.settings, knowledge_checks(layers())
    days = roster.days.days_of(settings.years - 1)
    reached = max(1, settings.schools - UNREACHED)
    frames = []
    for number, lesson in enumerate(TAUGHT):
        day = days[20 + 5 * number]
        for school in range(reached):
            few = school == reached - 1 and reached > 1
            people = FEW if few else round(REACH[school % len(REACH)] * staff_counts(settings.schools)[school])
            frames.append(_sittings(asked[lesson], people, rng).assign(school=school, day=day))
    rows = pd.concat(frames, ignore_index=True)
    sitting = rows.groupby(["lesson", "school", "person"], sort=False).ngroup().to_numpy()
    codes = numbered("R-", rng.permutation(sitting.max() + 1), 4)
    roles = rng.choice(len(ROLES), len(codes), p=[0.75, 0.08, 0.07, 0.1])
    return canonical("learning", {
        "lesson": rows["lesson"], "version": rows["version"], "item": rows["item"].astype("str"),
        "choice": rows["choice"].astype("str"), "attempt": rows["attempt"], "answered_on": rows["day"].to_numpy(),
        "respondent_id": codes.to_numpy()[sitting], "respondent_role": coded(ROLES, roles[sitting]),
        "school_id": coded(school_ids(settings), rows["school"]),
    })  # fmt: skip


def _sittings(check: KnowledgeCheck, people: int, rng: np.random.Generator) -> pd.DataFrame:
    """Draw the answers of some people to one check."""
    ability = rng.normal(0, ABILITY_SD, people)
    rows = []
    for number, item in enumerate(check.items, 1):
        wrong = [place for place in range(1, len(item.choices) + 1) if place != item.answer]
        favored = rng.random(people) < (0.9 if (check.lesson, number) == MISLEADING else 1 / len(wrong))
        others = rng.choice(wrong, people)
        first = np.where(rng.random(people) < _chance(check.lesson, number, ability), item.answer,
                         np.where(favored, wrong[0], others))  # fmt: skip
        rows.append(pd.DataFrame({"person": range(people), "item": number, "choice": first, "attempt": 1}))
        again = np.flatnonzero(first != item.answer)
        second = np.where(rng.random(len(again)) < AGAIN, item.answer, first[again])
        rows.append(pd.DataFrame({"person": again, "item": number, "choice": second, "attempt": 2}))
    found = pd.concat(rows, ignore_index=True).assign(lesson=check.lesson, version=check.version)
    return found.sort_values(["person", "attempt", "item"], kind="stable", ignore_index=True)


def _chance(lesson: str, item: int, ability: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the chance of a right answer of each person."""
    easier = {MISLEADING: -1.8, EASY: 3.5}.get((lesson, item), 0.0)
    slope = -0.8 if (lesson, item) == AMBIGUOUS else 1.6
    logit = np.log(RIGHT / (1 - RIGHT)) + easier + slope * ability
    return np.asarray(1 / (1 + np.exp(-logit)))
