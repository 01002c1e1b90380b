"""How many people a lesson reached, and how much of its check they answered rightly at once."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from mtss_analysis.estimators import means
from mtss_analysis.learning.answers import by_person, most_people
from mtss_analysis.learning.settings import LearningParams
from mtss_analysis.params import KnowledgeCheck
from mtss_analysis.vocabulary import NO_DATA, TOTAL

TOO_FEW, ABOVE, NOT_TOLD = "too few people to show", "above guessing", "not told apart from guessing"
PERCENT = 100
COLUMNS = ["lesson", "school_id", "people", "right", "after", "staff", "reach", "guess", "low", "high", "said"]


def lessons(
    answers: pd.DataFrame, schools: pd.DataFrame, asked: Mapping[str, KnowledgeCheck], params: LearningParams
) -> pd.DataFrame:
    """Add up the answers of one school year, lesson by lesson, in each school and in the district.

    The share right is a mean of people, each with the share of questions answered rightly at once; its interval is
    Student's over people. Where the schools with too few people have, together, too few as well, the district's share
    is of the others: else theirs would follow by subtraction. What is guessed rightly is the mean of one over the
    number of choices.

    Returns
    -------
    pandas.DataFrame
        lesson, school_id, people, staff [people], reach, right, low, high, after, guess [percent], said.
    """
    if answers.empty:
        return pd.DataFrame(columns=COLUMNS)
    sittings = by_person(answers)
    cells = pd.concat([sittings, sittings.assign(school_id=TOTAL)], ignore_index=True)
    kept = ~_given_away(cells, params.fewest_respondents)
    cells = cells.assign(right=cells["right"].where(kept), after=cells["after"].where(kept))
    found = cells.groupby(["lesson", "school_id"], as_index=False).agg(
        people=("respondent_id", "size"), told=("right", "count"), right=("right", "mean"), sd=("right", "std"),
        after=("after", "mean"),
    )  # fmt: skip
    found["staff"] = found["school_id"].map(staff_of(schools)).astype("float64")
    found["reach"] = PERCENT * found["people"] / found["staff"]
    ends = means.mean_interval(found["told"], found["right"], found["sd"], params.confidence)
    guess = found["lesson"].map({name: guessed(check) for name, check in asked.items()})
    found = found.assign(
        guess=guess, low=np.clip(ends.low, 0, 1), high=np.clip(ends.high, 0, 1),
        said=np.where(ends.low > guess, ABOVE, NOT_TOLD),
    )  # fmt: skip
    shares = ["right", "low", "high", "after", "guess"]
    found[shares] = PERCENT * found[shares]
    few = found["people"] < params.fewest_respondents
    found.loc[few, ["right", "low", "high", "after"]] = np.nan
    found.loc[few, "said"] = TOO_FEW
    return found.drop(columns=["sd", "told"])


def _given_away(cells: pd.DataFrame, fewest: int) -> "pd.Series[bool]":
    """Tell which rows of the district would give away the few people of schools that are not shown."""
    number = cells.groupby(["lesson", "school_id"])["school_id"].transform("size")
    few = (cells["school_id"] != TOTAL) & (number < fewest)
    hidden = few.groupby(cells["lesson"]).transform("sum").between(1, fewest - 1)
    theirs = set(cells.loc[few & hidden, "respondent_id"])
    return (cells["school_id"] == TOTAL) & cells["respondent_id"].isin(theirs)


def guessed(check: KnowledgeCheck) -> float:
    """Return the share that somebody who guesses answers rightly [share].

    Examples
    --------
    >>> from mtss_analysis.params import knowledge_checks, layers
    >>> 0.2 < guessed(knowledge_checks(layers())["fidelity"]) < 0.5
    True
    """
    return sum(1 / len(item.choices) for item in check.items) / len(check.items)


def staff_of(schools: pd.DataFrame) -> dict[str, float]:
    """Return the people who could take part, by school and in all; a school that gives no number has none.

    The district's number is known only if every school's is.
    """
    staff = schools["staff"].astype("float64").tolist()
    known = dict(zip(schools["school_id"].astype(str), staff, strict=True))
    return {NO_DATA: np.nan, **known, TOTAL: float(sum(staff)) if staff else np.nan}


def roles(answers: pd.DataFrame, params: LearningParams) -> pd.DataFrame:
    """Add up the answers of one school year by role, over all lessons and schools.

    Returns
    -------
    pandas.DataFrame
        role, people [sittings], right [percent].
    """
    sittings = by_person(answers)
    found = sittings.groupby("respondent_role", as_index=False).agg(people=("right", "size"), right=("right", "mean"))
    people = found["respondent_role"].map(most_people(sittings, "respondent_role"))
    right = (PERCENT * found["right"]).where(people >= params.fewest_respondents)
    return found.assign(right=right).rename(columns={"respondent_role": "role"})
