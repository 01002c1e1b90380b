"""Every group against the others with the same need, with one correction for all comparisons of a question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from mtss_analysis.equity.given_need_settings import ServiceEquityParams
from mtss_analysis.estimators.standardized_means import standardized_mean
from mtss_analysis.estimators.standardized_risk import StandardizedRisk, standardized_risk
from mtss_analysis.estimators.two_means import holm
from mtss_analysis.vocabulary import NO_DATA

LOWER, HIGHER, ALIKE, CANNOT_TELL, TOO_FEW = "lower", "higher", "about alike", "cannot tell", "too few to say"
KEYS = ["question", "domain", "by", "group"]
NUMBERS = [
    "value", "other_value", "ratio", "ratio_low", "ratio_high", "difference", "difference_low", "difference_high",
    "school_ratio", "school_ratio_low", "school_ratio_high", "p",
]  # fmt: skip
COLUMNS = [*KEYS, "unit", "n", "compared", "others", *NUMBERS, "p_holm", "said"]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of some students.

    Attributes
    ----------
    name
        The question, in plain words.
    rows
        Of whom it is asked, one row a student and domain: student_id, domain, need, school_id, group columns and
        `value`, missing where nobody can tell.
    unit
        Of the value; ``"percent"`` of a share, whose values are 0 and 1.
    kind
        Share or mean.
    against
        The group that every other one is compared with, by itself; empty compares each with all others.
    """

    name: str
    rows: pd.DataFrame
    unit: str
    kind: Literal["share", "mean"]
    against: str = ""


def contrasts(questions: Sequence[Question], groups: Sequence[str], params: ServiceEquityParams) -> pd.DataFrame:
    """Answer every question for every domain and group.

    Of a column with two groups only one is compared, because the other comparison is the same one. Who is in no
    group on record is in no comparison. P-values are corrected by Holm within a question, over domains and groups.

    Returns
    -------
    pandas.DataFrame
        COLUMNS: n [students of the group with an answer], compared and others [students of equal need], value and
        other_value [unit], ratio with interval (shares only), difference with interval [unit; percentage points of
        shares], school_ratio (the same need and the same school), p, p_holm, said.
    """
    found = [row for question in questions for row in _answers(question, groups, params)]
    frame = pd.DataFrame(found, columns=COLUMNS[:-2]).astype(dict.fromkeys([*KEYS, "unit"], "str"))
    frame = frame.astype(dict.fromkeys(["n", "compared", "others"], "int64") | dict.fromkeys(NUMBERS, "float64"))
    adjusted = frame.groupby("question", sort=False)["p"].transform(lambda p: pd.Series(holm(p), p.index))
    frame["p_holm"] = adjusted.astype("float64")
    return frame.assign(said=_said(frame, params))


def _answers(question: Question, groups: Sequence[str], params: ServiceEquityParams) -> Iterator[dict[str, object]]:
    known = question.rows[question.rows["value"].notna()]
    for domain, part in known.groupby("domain", sort=True):
        for by in groups:
            recorded = part[part[by] != NO_DATA]
            for group in compared_groups(recorded[by], question.against):
                asked = recorded[recorded[by].isin([group, question.against])] if question.against else recorded
                row = _compared(question, asked, asked[by] == group, params)
                yield {
                    "question": question.name,
                    "domain": domain,
                    "by": by,
                    "group": group,
                    "unit": question.unit,
                } | row


def compared_groups(values: "pd.Series[str]", against: str = "") -> list[str]:
    """Return the groups to compare with all others: each, or of two the one that is last in the alphabet.

    "yes" is compared with "no" and not the other way round, in every question alike. `against`, if given, is compared
    with nobody: the others are compared with it.

    Examples
    --------
    >>> compared_groups(pd.Series(["yes", "no", "no"])), compared_groups(pd.Series(["no", "no"]))
    (['yes'], [])
    """
    sizes = values.value_counts()
    if len(sizes) < 2:
        return []
    if against:
        return sorted(map(str, sizes.index.drop(against, errors="ignore"))) if against in sizes else []
    names = sorted(map(str, sizes.index))
    return names[-1:] if len(names) == 2 else names


def _compared(
    question: Question, rows: pd.DataFrame, member: "pd.Series[bool]", params: ServiceEquityParams
) -> dict[str, object]:
    n = {"n": int(member.sum())}
    if question.kind == "mean":
        return n | _mean(rows, member, params)
    return n | _share(rows, member, params)


def _strata(rows: pd.DataFrame, params: ServiceEquityParams) -> tuple["pd.Series[str]", "pd.Series[str] | None"]:
    """Return the strata, and the schools whose students are taken together.

    With few schools nobody can tell how much schools differ by luck, so that only students of one school are compared.
    """
    if rows["school_id"].nunique() >= params.fewest_schools:
        return rows["need"], rows["school_id"]
    return rows["need"] + " | " + rows["school_id"], None


def _share(rows: pd.DataFrame, member: "pd.Series[bool]", params: ServiceEquityParams) -> dict[str, object]:
    need, together = _strata(rows, params)
    found = standardized_risk(rows["value"], member, need, together, params.confidence)
    sizes: dict[str, object] = {"compared": found.compared, "others": found.others}
    if not enough(found, params):
        return sizes
    same = rows["need"] + " | " + rows["school_id"]
    here = standardized_risk(rows["value"], member, same, together, params.confidence)
    return sizes | {
        "value": 100 * found.share, "other_value": 100 * found.other_share,
        "ratio": found.ratio, "ratio_low": found.ratio_low, "ratio_high": found.ratio_high,
        "difference": 100 * found.difference, "difference_low": 100 * found.difference_low,
        "difference_high": 100 * found.difference_high, "p": found.p,
    } | (_within(here) if enough(here, params) else {})  # fmt: skip


def _within(here: StandardizedRisk) -> dict[str, object]:
    return {
        "school_ratio": here.ratio,
        "school_ratio_low": here.ratio_low,
        "school_ratio_high": here.ratio_high,
    }


def enough(found: StandardizedRisk, params: ServiceEquityParams) -> bool:
    """Tell whether a comparison of shares has the students and answers that the settings ask for."""
    events, people = found.events + found.other_events, found.compared + found.others
    return min(found.compared, found.others) >= params.fewest_students and (
        min(events, people - events) >= params.fewest_events
    )


def _mean(rows: pd.DataFrame, member: "pd.Series[bool]", params: ServiceEquityParams) -> dict[str, object]:
    need, together = _strata(rows, params)
    whom = rows["student_id"] if together is None else together
    found = standardized_mean(rows["value"], member, need, whom, params.confidence)
    people = [rows.loc[side, "student_id"].nunique() for side in (member, ~member)]
    sizes: dict[str, object] = {"compared": found.compared, "others": found.others}
    if min(found.compared, found.others, *people) < params.fewest_students:
        return sizes
    return sizes | {
        "value": found.mean, "other_value": found.other_mean, "difference": found.difference,
        "difference_low": found.low, "difference_high": found.high, "p": found.p,
    }  # fmt: skip


def _said(frame: pd.DataFrame, params: ServiceEquityParams) -> "pd.Series[str]":
    """Put each comparison into one word; a gap is only said where the corrected p-value is below the set chance.

    A sure gap between shares is always said. Shares are about alike where the ratio's interval holds 1 and nothing that
    matters; means where the whole interval is less than what matters.
    """
    sure = frame["p_holm"] < params.false_findings
    near = (frame["ratio_low"] >= params.alike[0]) & (frame["ratio_high"] <= params.alike[1])
    matters = frame["unit"].map(dict(params.matters)).astype("float64")
    near &= (frame["ratio_low"] <= 1) & (frame["ratio_high"] >= 1)
    small = (frame["difference_low"] > -matters) & (frame["difference_high"] < matters)
    few, less = frame["value"].isna(), frame["difference"] < 0
    asked = [few, small, sure & less, sure, near]
    words = np.select(asked, [TOO_FEW, ALIKE, LOWER, HIGHER, ALIKE], CANNOT_TELL)
    return pd.Series(words, frame.index, dtype="str")
