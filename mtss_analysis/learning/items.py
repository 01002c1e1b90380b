"""Which questions do their work: how hard they are, whether they tell people apart, which wrong choice draws most."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from mtss_analysis.estimators.item_statistics import item_statistics
from mtss_analysis.estimators.proportions import wilson
from mtss_analysis.learning.settings import LearningParams
from mtss_analysis.params import KnowledgeCheck, Question

CANNOT_TELL = "cannot tell yet"
MISLEADS = "more take one wrong choice than the right one"
BLIND = "does not tell people apart"
EASY = "nearly everybody is right at once"
WORKS = "tells people apart"
COLUMNS = [
    "lesson", "item", "ask", "people", "right", "low", "high", "discrimination", "discrimination_low",
    "discrimination_high", "wrong", "wrong_says", "wrong_percent", "said",
]  # fmt: skip


def items(answers: pd.DataFrame, asked: Mapping[str, KnowledgeCheck], params: LearningParams) -> pd.DataFrame:
    """Judge every question by the first answers to it, of all schools together.

    Returns
    -------
    pandas.DataFrame
        lesson, item, ask, people, right, low, high [percent, Wilson], discrimination with its interval (corrected
        item-total correlation), wrong (number of the wrong choice most took), wrong_says, wrong_percent, said.
    """
    first = answers[answers["first"]]
    rows = [row for lesson in asked if (first["lesson"] == lesson).any()
            for row in _of_lesson(first[first["lesson"] == lesson], asked[lesson], params)]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def _of_lesson(first: pd.DataFrame, check: KnowledgeCheck, params: LearningParams) -> Iterator[dict[str, Any]]:
    numbers = [str(number) for number in range(1, len(check.items) + 1)]
    wide = first.pivot_table(index="respondent_id", columns="item", values="right", aggfunc="first")
    wide = wide.reindex(columns=numbers).astype("float64")
    fit = item_statistics(wide.to_numpy(), params.confidence)
    ends = wilson(np.nan_to_num(fit.right * fit.people), fit.people.astype(np.float64), params.confidence)
    for place, (number, asked) in enumerate(zip(numbers, check.items, strict=True)):
        row = {
            "lesson": check.lesson, "item": number, "ask": asked.ask, "people": int(fit.people[place]),
            "right": 100 * fit.right[place], "low": 100 * ends.low[place], "high": 100 * ends.high[place],
            "discrimination": fit.discrimination[place], "discrimination_low": fit.low[place],
            "discrimination_high": fit.high[place], **_drawn(first[first["item"] == number], asked),
        }  # fmt: skip
        yield row | {"said": said(row, params)}


def _drawn(first: pd.DataFrame, asked: Question) -> dict[str, Any]:
    """Find the wrong choice that most people took."""
    wrong = first.loc[~first["right"], "choice"].value_counts().sort_index(kind="stable")
    if wrong.empty:
        return {"wrong": "", "wrong_says": "", "wrong_percent": 0.0}
    number = str(wrong.idxmax())
    share = 100 * float(wrong.max()) / len(first)
    return {"wrong": number, "wrong_says": asked.choices[int(number) - 1].says, "wrong_percent": share}


def said(row: Mapping[str, Any], params: LearningParams) -> str:
    """Say of a question whether it does its work.

    Examples
    --------
    >>> from mtss_analysis.params import layers
    >>> how = layers().load(LearningParams)
    >>> seen = {"people": 80, "right": 70.0, "low": 59.0, "wrong_percent": 20.0, "discrimination": 0.4,
    ...         "discrimination_low": 0.2, "discrimination_high": 0.57}
    >>> said(seen, how), said(seen | {"people": 9}, how), said(seen | {"right": 30.0, "wrong_percent": 60.0}, how)
    ('tells people apart', 'cannot tell yet', 'more take one wrong choice than the right one')
    """
    if row["people"] < params.fewest_for_items:
        return CANNOT_TELL
    if row["wrong_percent"] > row["right"]:
        return MISLEADS
    if row["right"] >= 100 * params.easy_from:
        return EASY
    if row["discrimination_high"] < params.discrimination_from:
        return BLIND
    if row["discrimination"] >= params.discrimination_from and row["discrimination_low"] > 0:
        return WORKS
    return CANNOT_TELL
