"""What the report gives back: its answers and its numbers as tables, so that both can be read, drawn and saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from mtss_analysis.board_report.answers import Answer, Number
from mtss_analysis.results import ColumnDoc, Result, ResultTable, Summary

ANSWER_DOCS = (
    ColumnDoc("question", "question of the report"),
    ColumnDoc("answer", "the answer in words, with its numbers"),
    ColumnDoc("how_sure", "how sure it is"),
    ColumnDoc("compared", "beside last year, or in a memo beside fall"),
    ColumnDoc("means", "what it means"),
    ColumnDoc("does_not_mean", "what it does not mean"),
    ColumnDoc("pages", "pages with the details"),
)
NUMBER_DOCS = (
    ColumnDoc("question", "question of the report"),
    ColumnDoc("number", "what it is a number of"),
    ColumnDoc("value", "as it stands on the page of the question", "as in unit"),
    ColumnDoc("low", "lower end of its range", "as in unit"),
    ColumnDoc("high", "upper end of its range", "as in unit"),
    ColumnDoc("unit", "unit of the number"),
    ColumnDoc("n", "students it rests on; of a share, those it is a share of", "students"),
    ColumnDoc("page", "page on which it stands"),
    ColumnDoc("table", "table of that page"),
    ColumnDoc("suppressed", "a number of this row is withheld"),
    ColumnDoc("shown", "what to print for a number that is withheld"),
)


@dataclass(frozen=True, kw_only=True)
class DistrictReport(Result):
    """The answers of one report and the numbers in them.

    Attributes
    ----------
    answers
        In the order of the report.
    tables
        ``answers`` and ``numbers``. They hold what other pages released and nothing else, so the public version is
        written from released results and is not released a second time.
    """

    analysis: ClassVar[str] = "20_district_report"
    answers: tuple[Answer, ...]

    @classmethod
    def summarize(cls, tables: Mapping[str, ResultTable]) -> Summary:
        """Say how many of the questions can be answered."""
        frame = tables["answers"].frame
        answered = int((frame["how_sure"] != "").sum())
        headline = f"{answered} of {len(frame)} questions can be answered from these data."
        return Summary(headline, frame[["question", "answer"]], "Every number stands on the page of its question, too.")


def tables(answers: Sequence[Answer]) -> dict[str, ResultTable]:
    """Put the answers and their numbers into tables, one row each."""
    said = [
        (each.question, each.headline, each.sure, each.compared, each.means, each.not_means, ", ".join(each.pages))
        for each in answers
    ]
    counted = [_row(each.question, number) for each in answers for number in each.numbers]
    return {
        "answers": _table("answers", "one row is a question", ANSWER_DOCS, said),
        "numbers": _table("numbers", "one row is a number of the report", NUMBER_DOCS, counted),
    }


def _row(question: str, number: Number) -> tuple[object, ...]:
    return (
        question, number.about, number.value, number.low, number.high, number.unit, number.n, number.page, number.table,
        number.withheld, "withheld" if number.withheld else "",
    )  # fmt: skip


def _table(name: str, row: str, docs: tuple[ColumnDoc, ...], rows: Sequence[tuple[object, ...]]) -> ResultTable:
    frame = pd.DataFrame(rows, columns=[doc.name for doc in docs])
    return ResultTable(name, row, frame, docs, "aggregate")
