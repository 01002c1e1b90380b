"""Answers judged by the questions that were asked: the first one of each person to each question, and the last."""

from collections.abc import Mapping

import pandas as pd

from mtss_analysis.intake import Dataset, school_year
from mtss_analysis.params import KnowledgeCheck
from mtss_analysis.vocabulary import NO_DATA

SITTING = ["lesson", "respondent_id"]
COLUMNS = [
    "lesson", "item", "choice", "attempt", "answered_on", "respondent_id", "respondent_role", "school_id",
    "school_year", "right", "first", "last",
]  # fmt: skip


def judged(dataset: Dataset, asked: Mapping[str, KnowledgeCheck], year_starts: str) -> pd.DataFrame:
    """Return one row an answer, with whether it is right.

    Answers to a check, or in a version of it, that is not in `asked` cannot be judged and are left out. The code of a
    respondent belongs to one sitting: who answers two lessons has two.

    Returns
    -------
    pandas.DataFrame
        lesson, item, choice, attempt, answered_on, respondent_id, respondent_role, school_id, school_year, right, first
        (the person's first answer to the question), last.
    """
    rows = dataset.table("learning").dropna(subset=["lesson", "version", "item", "choice", "respondent_id"])
    keys = [
        (lesson, check.version, str(number), str(item.answer))
        for lesson, check in asked.items()
        for number, item in enumerate(check.items, 1)
    ]
    known = pd.DataFrame(keys, columns=["lesson", "version", "item", "answer"], dtype="str")
    rows = rows.merge(known, on=["lesson", "version", "item"], how="inner")
    rows = rows.sort_values(["answered_on", "attempt"], kind="stable").reset_index(drop=True)
    one = [*SITTING, "item"]
    rows = rows.assign(
        right=(rows["choice"] == rows["answer"]),
        first=~rows.duplicated(one),
        last=~rows.duplicated(one, keep="last"),
        school_id=rows["school_id"].fillna(NO_DATA),
        respondent_role=rows["respondent_role"].fillna(NO_DATA),
        school_year=school_year(rows["answered_on"], year_starts),
    )
    return rows[COLUMNS]


def latest_year(answers: pd.DataFrame) -> pd.DataFrame:
    """Keep the answers of the latest school year."""
    kept: pd.DataFrame = answers[answers["school_year"] == answers["school_year"].max()]
    return kept


def by_person(answers: pd.DataFrame) -> pd.DataFrame:
    """Return one row a sitting: school, role, day, and the share right of its first and its last answers [share]."""
    named = ["school_id", "respondent_role"]
    rows = answers.sort_values(SITTING, kind="stable")
    whole = rows.groupby(SITTING).agg(**{name: (name, "first") for name in named}, day=("answered_on", "min"))
    first = rows[rows["first"]].groupby(SITTING)["right"].mean().rename("right")
    last = rows[rows["last"]].groupby(SITTING)["right"].mean().rename("after")
    return whole.join(first).join(last).reset_index()


def most_people(sittings: pd.DataFrame, by: str) -> "pd.Series[int]":
    """Return, for each value of `by`, the most people of any one lesson: so many people are behind it at least."""
    return sittings.groupby([by, "lesson"]).size().groupby(by).max()
