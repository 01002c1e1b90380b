"""The tables about accuracy: their columns, what a row is, who may see them."""

from collections.abc import Mapping

import pandas as pd

from mtss_analysis.results import Cells, ColumnDoc, Level, ResultTable

_SCREENING = (
    ColumnDoc("season", "screening window"),
    ColumnDoc("domain", "what was measured"),
    ColumnDoc("measure", "screening measure"),
    ColumnDoc("outcome", "measure of the later outcome"),
)
_YEAR = ColumnDoc("school_year", "school year of the screening; All is all years together")
_GROUP = (ColumnDoc("by", "what forms the groups; All is everyone"), ColumnDoc("group", "the group; All is everyone"))
_KNOWN = (
    ColumnDoc("n", "students with a score and a later outcome", "students"),
    ColumnDoc("needed", "of them at risk later: on the risk side of the outcome's own cut", "students"),
)


def _spanned(name: str, what: str, unit: str = "percent") -> tuple[ColumnDoc, ...]:
    ends = (("low", "lower"), ("high", "upper"))
    return (
        ColumnDoc(name, what, unit),
        *(ColumnDoc(f"{name}_{end}", f"{word} end of its interval", unit) for end, word in ends),
    )


_AREA = (
    ColumnDoc("auc", "chance that of two students, one later at risk and one not, the first scored riskier"),
    ColumnDoc("low", "lower end of DeLong's interval"),
    ColumnDoc("high", "upper end of DeLong's interval"),
)
FOLLOWED = (
    ColumnDoc("school_year", "school year of the screening"), *_SCREENING, *_GROUP,
    ColumnDoc("result", "found or missed (later at risk), false alarm or cleared (later not at risk)"),
    ColumnDoc("n", "students", "students"),
    ColumnDoc("followed", "students with a score and a later outcome", "students"),
    ColumnDoc("percent", "n of followed", "percent"),
    *_AREA,
)  # fmt: skip
ACCURACY = (
    _YEAR, *_SCREENING, *_GROUP,
    ColumnDoc("tested", "students with a score", "students"), *_KNOWN,
    ColumnDoc("flagged", "of those with an outcome, flagged by the written cut", "students"),
    *_spanned("base_rate", "share of students later at risk"), *_AREA,
    *_spanned("sensitivity", "share found of those later at risk"),
    *_spanned("specificity", "share not flagged of those not at risk later"),
    *_spanned("ppv", "share later at risk of those flagged, at the local base rate"),
    *_spanned("npv", "share not at risk later of those not flagged, at the local base rate"),
    *_spanned("lr", "how many times as likely a flag is with later risk as without", ""),
    ColumnDoc("why", "why it cannot be told, as a code; empty if it can"),
)  # fmt: skip
CHOICES = (
    *_SCREENING, ColumnDoc("grade", "grade at the screening"), *_KNOWN,
    ColumnDoc("rule", "written, youden, floor or seats"),
    ColumnDoc("cut", "students beyond it are flagged", "score"),
    ColumnDoc("cut_low", "2.5th percentile of the cuts that resampled students would choose", "score"),
    ColumnDoc("cut_high", "97.5th percentile", "score"),
    ColumnDoc("flagged", "students flagged by it", "percent"),
    ColumnDoc("sensitivity", "share found of those later at risk, in these students", "percent"),
    ColumnDoc("specificity", "share not flagged of those not at risk later, in these students", "percent"),
    ColumnDoc("expected_sensitivity", "the same less optimism: what to expect of other students", "percent"),
    ColumnDoc("expected_specificity", "the same less optimism", "percent"),
    ColumnDoc("why", "why there is no cut, as a code; empty if there is one"),
)  # fmt: skip
SEATS = (
    ColumnDoc("school_year", "latest school year of the screening"), *_SCREENING[:3],
    ColumnDoc("seats", "students who can be served", "students"), *_GROUP,
    ColumnDoc("served", "with a seat", "students"),
    ColumnDoc("left out", "flagged by the written cut and without a seat", "students"),
    ColumnDoc("not flagged", "neither", "students"),
)  # fmt: skip
PAIRS = (
    ColumnDoc("domain", "what was measured"),
    ColumnDoc("first_season", "window of the first screening"), ColumnDoc("first", "its measure"),
    ColumnDoc("second_season", "window of the second"), ColumnDoc("second", "its measure"), *_KNOWN,
    ColumnDoc("first_auc", "area of the first, in students who had both"),
    ColumnDoc("second_auc", "area of the second"),
    ColumnDoc("difference", "second less first"),
    ColumnDoc("low", "lower end of its interval"), ColumnDoc("high", "upper end of its interval"),
    ColumnDoc("p", "p-value of DeLong's paired test"),
    ColumnDoc("tested_again", "students flagged by the first, who would take the second", "students"),
    ColumnDoc("alarms", "of them not at risk later", "students"),
    ColumnDoc("alarms_saved", "of these cleared by the second", "students"),
    ColumnDoc("found", "students flagged by the first and later at risk", "students"),
    ColumnDoc("misses_added", "of these cleared by the second, and so missed", "students"),
    *_spanned("saved", "false alarms saved"), *_spanned("added", "found students lost"),
)  # fmt: skip
BINS = (
    ColumnDoc("school_year", "school year in which it is checked"), *_SCREENING,
    ColumnDoc("fitted", "whose chances were expected"),
    ColumnDoc("expected", "mean chance expected of later risk", "percent"),
    ColumnDoc("observed", "share later at risk", "percent"),
    ColumnDoc("low", "lower end of its interval", "percent"), ColumnDoc("high", "upper end of its interval", "percent"),
    ColumnDoc("n", "students", "students"),
)  # fmt: skip
DRIFT = (
    ColumnDoc("school_year", "latest school year with outcomes"), *_SCREENING,
    ColumnDoc("fitted", "whose chances were expected"), ColumnDoc("n", "students of the latest year", "students"),
    ColumnDoc("observed", "share later at risk", "percent"),
    ColumnDoc("expected", "share expected from earlier years' students with such scores", "percent"),
    *_spanned("surplus", "observed less expected"),
    *_spanned("slope", "1: chances as spread as expected; below 1: too extreme", ""),
    ColumnDoc("auc", "area in the latest year"), ColumnDoc("earlier_auc", "area in the earlier years"),
)  # fmt: skip
CURVE = (
    *_SCREENING,
    ColumnDoc("distance", "cut, as its distance beyond the written one; below 0 it flags more students", "SD"),
    ColumnDoc("flagged", "students flagged", "percent"),
    ColumnDoc("sensitivity", "share found of those later at risk", "percent"),
    ColumnDoc("specificity", "share not flagged of those not at risk later", "percent"),
    ColumnDoc("written", "whether it is the written cut"),
    ColumnDoc("seats", "students who can be served, of those tested in the latest year", "percent"),
)
NORMS = (
    ColumnDoc("school_year", "school year"), *_SCREENING[:3], ColumnDoc("grade", "grade in that school year"),
    ColumnDoc("percentile", "share of students who scored lower", "percent"),
    ColumnDoc("n", "students tested", "students"),
    ColumnDoc("score", "score at the percentile", "score"),
    ColumnDoc("low", "lower end of its bootstrap band", "score"),
    ColumnDoc("high", "upper end of its bootstrap band", "score"),
)  # fmt: skip
PLANNING = (
    ColumnDoc("domain", "what is measured"), ColumnDoc("measure", "screening measure"),
    ColumnDoc("flagged", "students flagged by the written cut in its latest window", "percent"),
    ColumnDoc("base_rate", "students expected to need help", "percent"),
    ColumnDoc("source", "where the base rate comes from"),
    ColumnDoc("correlation", "of screener and outcome"),
    ColumnDoc("sensitivity", "share found of those later at risk", "percent"),
    ColumnDoc("specificity", "share not flagged of those not at risk later", "percent"),
    ColumnDoc("ppv", "share later at risk of those flagged", "percent"),
    ColumnDoc("npv", "share not at risk later of those not flagged", "percent"),
)  # fmt: skip
TABLES: Mapping[str, tuple[Level, str, tuple[ColumnDoc, ...]]] = {
    "followed": ("aggregate", "one row is what became of a group of students after a screening", FOLLOWED),
    "accuracy": ("staff", "one row is a group of students in a screening", ACCURACY),
    "choices": ("staff", "one row is the cut of one rule in a screening and grade", CHOICES),
    "seats": ("staff", "one row is a group of students in the latest year of a screening", SEATS),
    "pairs": ("staff", "one row is two screenings that the same students had", PAIRS),
    "bins": ("staff", "one row is a range of expected chances in a screening", BINS),
    "drift": ("staff", "one row is the latest year of a screening", DRIFT),
    "curve": ("staff", "one row is a cut of a screening", CURVE),
    "planning": ("staff", "one row is a correlation of a measure with its outcome", PLANNING),
    "norms": ("aggregate", "one row is a percentile of a grade in a window", NORMS),
}
_FOLLOWED_STRATA = tuple(column.name for column in FOLLOWED[:5])
CELLS = {
    "followed": Cells(
        "n", _FOLLOWED_STRATA, (("by", "group"),), "result", "followed", percents=("percent",),
        statistics=("auc", "low", "high"),
    ),
    "norms": Cells(
        "n", tuple(column.name for column in NORMS[:6]), statistics=("score", "low", "high"),
    ),
}  # fmt: skip
TEXT = frozenset({
    "school_year", "season", "domain", "measure", "outcome", "by", "group", "result", "why", "grade", "rule", "first",
    "first_season", "second", "second_season", "fitted", "percentile", "source",
})  # fmt: skip
"""Columns of words, also where a table has no row."""


def table(name: str, frame: pd.DataFrame) -> ResultTable:
    """Document one table of the result; columns beyond the documented ones are left out."""
    level, row, columns = TABLES[name]
    frame = frame.reindex(columns=[column.name for column in columns])
    words = [column for column in frame if column in TEXT]
    return ResultTable(name, row, frame.astype(dict.fromkeys(words, "str")), columns, level, CELLS.get(name))
