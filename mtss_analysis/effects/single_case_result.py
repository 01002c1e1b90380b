"""What single cases give back: documented tables, and the same in words. For the team only."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import pandas as pd

from mtss_analysis.effects.case_numbers import (
    ABOVE_TREND,
    AS_TREND,
    BELOW,
    BELOW_TREND,
    NO_CLEAR,
    NO_DIRECTION,
    TOO_FEW,
    TURNED,
)
from mtss_analysis.results import ColumnDoc, Level, Result, ResultTable, Summary

SEEN = {
    ABOVE_TREND: "Scores were better in the new phase, and better than the trend before",
    AS_TREND: "Scores were better in the new phase, but not clearly better than the trend before",
    TURNED: "Scores were about the same, though the trend before was falling",
    BELOW_TREND: "Scores fell short of the trend before",
    BELOW: "Scores were worse in the new phase",
    NO_CLEAR: "No clear change",
    TOO_FEW: "Too few scores to compare",
    NO_DIRECTION: "Nobody said whether more is better",
}
"""What was seen, code → words; no words here speak of a cause."""
_CASE = ColumnDoc("case", "number of the case, from 0")
_WHO = (
    ColumnDoc("student_id", "identifier of the student"),
    ColumnDoc("school_id", "school on the day of the last score of the new phase"),
    ColumnDoc("grade", "grade on that day"),
    ColumnDoc("school_year", "school year of that day"),
    ColumnDoc("domain", "domain of support"),
    ColumnDoc("measure", "name of the measure"),
)
_PHASES = (
    ColumnDoc("phase_a", "support in the first phase"),
    ColumnDoc("phase_b", "support in the new phase"),
)


def _span(name: str, low: str, high: str, words: str, unit: str = "") -> tuple[ColumnDoc, ...]:
    return (
        ColumnDoc(name, words, unit),
        ColumnDoc(low, "lower end of its interval", unit),
        ColumnDoc(high, "upper end of its interval", unit),
    )


CASE_DOCS = (
    _CASE, *_WHO, *_PHASES,
    ColumnDoc("a_intervention", "intervention of the first phase; No plan if there was none"),
    ColumnDoc("a_tier", "tier of the first phase; empty without a plan"),
    ColumnDoc("b_intervention", "intervention of the new phase"),
    ColumnDoc("b_tier", "tier of the new phase"),
    ColumnDoc("begun", "first day of the new phase"),
    ColumnDoc("n_a", "scores in the first phase", "points"),
    ColumnDoc("n_b", "scores in the new phase", "points"),
    *_span("nap", "nap_low", "nap_high", "share of pairs of scores, one of each phase, of which the later is better; "
           "half is no difference", "share"),
    ColumnDoc("tau_u", "nonoverlap less the trend of the first phase"),
    ColumnDoc("tau_u_variant", "which of the three statistics of that name"),
    *_span("tau_bc", "tau_bc_low", "tau_bc_high", "nonoverlap once the line of the first phase is taken out "
           "(baseline-corrected Tau, always corrected)"),
    *_span("lrr", "lrr_low", "lrr_high", "logarithm of the ratio of the phases' means, above zero when better"),
    ColumnDoc("scale", "scale on which that ratio is taken; without a true zero there is none"),
    *_span("gain", "gain_low", "gain_high", "mean score of the new phase less the line of the first phase carried on "
           "to its middle, positive when better", "score"),
    *_span("level_change", "level_low", "level_high", "change of level of the piecewise line, positive when better",
           "score"),
    *_span("slope_change", "slope_low", "slope_high", "change of its slope, positive when better", "score/week"),
    ColumnDoc("coding", "what the change of level stands for"),
    ColumnDoc("design", "whether the design meets the standard; two phases never do"),
    ColumnDoc("design_reason", "why, in a sentence"),
    ColumnDoc("planned", "sessions planned in the new phase until its last score", "sessions"),
    ColumnDoc("held_low", "of them held at least: sessions not logged counted as not held", "percent"),
    ColumnDoc("held_high", "of them held at most: sessions not logged counted as held", "percent"),
    ColumnDoc("unlogged", "of them not logged", "percent"),
    ColumnDoc("delivery", "delivered, held, not as designed, not delivered, or unknown"),
    ColumnDoc("seen", "what was seen, in a code; says nothing of a cause"),
    ColumnDoc("verdict", "what may be said: not delivered, or cannot tell; one student's two phases allow no more"),
    ColumnDoc("reason", "why, in a sentence"),
    ColumnDoc("notes", "why a number is missing or badly known"),
)  # fmt: skip
POINT_DOCS = (
    _CASE, *_WHO,
    ColumnDoc("date", "day of the score"),
    ColumnDoc("week", "time since the first score of the case", "weeks"),
    ColumnDoc("score", "the score", "score"),
    ColumnDoc("treated", "the score is of the new phase"),
    ColumnDoc("phase", "support on that day"),
)  # fmt: skip
AGGREGATE_DOCS = (
    ColumnDoc("domain", "domain of support"),
    ColumnDoc("kind", "what changed: tier or intervention"),
    ColumnDoc("change", "from what to what"),
    ColumnDoc("cases", "cases with that change", "cases"),
    ColumnDoc("compared", "of them with enough scores to compare", "cases"),
    ColumnDoc("delivered", "of these, cases whose new support was held", "cases"),
    ColumnDoc("not_delivered", "of these, cases whose new support was not delivered", "cases"),
    *_span("nap", "nap_low", "nap_high", "mean over the cases of the share of pairs that improve", "share"),
    *_span("lrr", "lrr_low", "lrr_high", "mean over the cases of the log response ratio, above zero when better"),
    ColumnDoc("ratio_cases", "cases with such a ratio", "cases"),
    ColumnDoc("alike", "whether the cases differ by no more than their errors explain: yes, no, or cannot tell"),
)
TABLES: Mapping[str, tuple[Level, str, tuple[ColumnDoc, ...]]] = {
    "cases": ("student", "one row is one student's change of support on a measure", CASE_DOCS),
    "points": ("student", "one row is a score of a case", POINT_DOCS),
    "aggregate": ("staff", "one row is a change of support in a domain", AGGREGATE_DOCS),
}


def table(name: str, frame: pd.DataFrame) -> ResultTable:
    """Document one table of the result; columns beyond the documented ones are left out."""
    level, row, columns = TABLES[name]
    return ResultTable(name, row, frame.reindex(columns=[column.name for column in columns]), columns, level)


@dataclass(frozen=True, kw_only=True)
class SingleCaseResult(Result):
    """Students' scores before and after a change of support.

    Attributes
    ----------
    tables
        ``cases``, ``points`` and ``aggregate``, all for the team only.
    """

    analysis: ClassVar[str] = "07_single_case"

    def summary(self) -> Summary:
        """Say the result in words; where there is no case, why not in these data."""
        said = super().summary()
        why = next((caution.sentence for caution in self.cautions if caution.code == DOES_NOT_APPLY), "")
        return replace(said, headline=why) if why else said

    @classmethod
    def summarize(cls, tables: Mapping[str, ResultTable]) -> Summary:
        """Say how many cases there are and what was seen in them."""
        seen = tables["cases"].frame["seen"]
        counts = seen.map(SEEN).value_counts().reindex(list(SEEN.values())).dropna().astype("int64")
        shown = counts.rename_axis("seen").reset_index(name="cases")
        if seen.empty:
            return Summary(NOTHING, shown.head(0), READ_WITH_CARE)
        better, clear = seen.isin([ABOVE_TREND, AS_TREND]).sum(), (seen == ABOVE_TREND).sum()
        short = seen.isin([BELOW_TREND, BELOW]).sum()
        said = (
            f"Changes of support with scores before and after: {len(seen)}. Scores were better afterwards in {better}, "
            f"in {clear} of them also better than the trend before; in {short} they were worse or fell short of that "
            "trend. No case shows by itself that the change was the cause."
        )
        return Summary(said, shown, READ_WITH_CARE)


DOES_NOT_APPLY = "does_not_apply"
"""Code of the caution that says why there is no case."""
NOTHING = "No student has scores on one measure before and after a change of support."
READ_WITH_CARE = (
    "A case is one student's scores before and after support changed. With two phases nothing rules out that something "
    "else changed at the same time, so the page says what was seen and whether the new support was given, and not that "
    "it worked."
)
