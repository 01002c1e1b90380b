"""Whether groups with the same need get the same help, and as soon."""

import pandas as pd

from mtss_analysis.board_report.answers import Answer, Material, Number
from mtss_analysis.board_report.sections import wording
from mtss_analysis.board_report.settings import Sign
from mtss_analysis.equity.given_need_contrasts import HIGHER, LOWER
from mtss_analysis.equity.given_need_released import gaps
from mtss_analysis.equity.given_need_service import YES
from mtss_analysis.vocabulary import TOTAL

PAGE = "15_service_given_need"
QUESTION = "Do students with the same need get the same help?"
SURE = "Only gaps that luck can hardly make are told. Small groups may have gaps that nobody can see."
COMPARED = "All years are used at once, so there is no last year to set beside it."
MEANS = "Help that comes late for one group is a matter of how we work, and we can change that."
NOT_MEANS = "It does not say why help came late."
NONE = "No group was clearly left waiting for help more often than others with the same need."
MOST = 2
"""Gaps told in the sentence; the page of the question has all."""


def need(material: Material) -> Answer:
    """Answer from the counts of first sessions in time, by suggested support and group."""
    served = material.rows(PAGE, "served")
    if served.empty:
        why = "The records cannot tell who got help after a low score."
        return Answer(QUESTION, wording.why_not(material, PAGE, why), pages=(PAGE,))
    found = gaps(served)
    sure = found[found["said"].isin([LOWER, HIGHER])].sort_values("p_holm", kind="stable")
    told = [_of(material, served, row) for _, row in sure.iterrows()]
    numbers = tuple(dict.fromkeys(number for pairs in told for pair in pairs for number in pair))
    first = [_sentence(material, row, pairs[0]) for (_, row), pairs in zip(sure.iterrows(), told, strict=True) if pairs]
    headline = " ".join(first[:MOST]) or NONE
    low = frozenset({Sign.NEED_GAPS}) if (sure["said"] == LOWER).any() else frozenset[Sign]()
    return Answer(QUESTION, headline, SURE, COMPARED, MEANS, NOT_MEANS, (PAGE,), numbers, low)


def _of(material: Material, served: pd.DataFrame, row: "pd.Series[str]") -> list[tuple[Number, Number]]:
    """Return the share of a group and that of everybody, for each suggested support in which both are shown."""
    pairs = []
    for suggested in sorted(served["suggested"].unique()):
        rows = served[(served["domain"] == row["domain"]) & (served["suggested"] == suggested)]
        rows = rows[rows["session"] == YES]
        own = rows[(rows["by"] == row["by"]) & (rows["group"] == row["group"])]
        group = material.labels.group(str(row["by"]), str(row["group"]))
        pair = (
            _share(material, own, f"{group}, {_about(row, suggested)}"),
            _share(material, rows[rows["by"] == TOTAL], f"All students, {_about(row, suggested)}"),
        )
        if all(number.known for number in pair):
            pairs.append(pair)
    return pairs


def _about(row: "pd.Series[str]", suggested: str) -> str:
    return f"{wording.domain(str(row['domain']))}, {suggested} suggested: a first session in time"


def _share(material: Material, rows: pd.DataFrame, about: str) -> Number:
    return material.number(PAGE, "served", rows, about, count="flagged")


def _sentence(material: Material, row: "pd.Series[str]", pair: tuple[Number, Number]) -> str:
    own, everybody = pair
    group = material.labels.group(str(row["by"]), str(row["group"]))
    suggested = own.about.split(", ")[-1].partition(" suggested")[0]
    return (
        f"Of students whose score in {wording.domain(str(row['domain']))} suggests {suggested} support, "
        f"{everybody.said()} had a first session in time; of those in the group “{group}” {own.said()}."
    )
