"""What the natural experiment at the cut gives back: its tables, documented, and the same in words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import pandas as pd

from mtss_analysis.results import Cells, ColumnDoc, Level, Result, ResultTable, Summary

_MEASURE = (
    ColumnDoc("domain", "domain of support"),
    ColumnDoc("measure", "screening measure whose cut decides"),
)
_SPAN = (
    ColumnDoc("low", "lower end of the interval", "SD"),
    ColumnDoc("high", "upper end of the interval", "SD"),
)
EFFECT_DOCS = (
    *_MEASURE,
    ColumnDoc("outcome", "measure of the outcome"),
    ColumnDoc("n", "students near the cuts, on both sides; all students where there is no estimate", "students"),
    ColumnDoc("schools", "schools whose cut is known", "schools"),
    ColumnDoc("moved", "of them left out, as students may have been moved across the cut", "schools"),
    ColumnDoc("bandwidth", "distance from the cut of the students near it", "score"),
    ColumnDoc("jump", "difference in the share served between the two sides of the cut", "percent"),
    ColumnDoc("effect", "effect of being served on students near the cut; positive: better", "score"),
    ColumnDoc("effect_low", "lower end of its robust interval", "score"),
    ColumnDoc("effect_high", "upper end of its robust interval", "score"),
    ColumnDoc("g", "the same in spreads of students' outcomes within a grade", "SD"),
    *_SPAN,
    ColumnDoc("offered", "effect of being on the served side of the cut, served or not", "SD"),
    ColumnDoc("detectable", "smallest effect that these data would have shown with the set power", "SD"),
    ColumnDoc("density_p", "p-value of the density test; missing if the scale is too short for it"),
    ColumnDoc("heap_p", "p-value of a heap at the scores beside the cut, corrected for two"),
    ColumnDoc("found", "what the cut tells: effect, no_detectable_effect, cannot_tell or no_claim"),
    ColumnDoc("held_low", "planned sessions of the served held at least", "percent"),
    ColumnDoc("held_high", "planned sessions of the served held at most", "percent"),
    ColumnDoc("verdict", "what may be said of the support"),
    ColumnDoc("reason", "why, in a sentence"),
)
SCHOOL_DOCS = (
    *_MEASURE,
    ColumnDoc("school_id", "school"),
    ColumnDoc("students", "students with a score", "students"),
    ColumnDoc("status", "what was found: a cut, or why none"),
    ColumnDoc("cut", "cut in force, less the district's written cut", "score"),
    ColumnDoc("cut_low", "lowest cut that fits about as well", "score"),
    ColumnDoc("cut_high", "highest cut that fits about as well", "score"),
    ColumnDoc("served_side", "share served on the side to be served", "percent"),
    ColumnDoc("other_side", "share served on the other side", "percent"),
    ColumnDoc("density_p", "p-value of the density test"),
    ColumnDoc("heap_p", "p-value of a heap beside the cut"),
    ColumnDoc("found", "whether a claim could rest on the school's scores"),
)
BIN_DOCS = (
    *_MEASURE,
    ColumnDoc("score", "mean distance from the own school's cut", "score"),
    ColumnDoc("n", "students", "students"),
    ColumnDoc("mean", "mean outcome, less that of school, grade and year", "score"),
    ColumnDoc("low", "lower end of its interval", "score"),
    ColumnDoc("high", "upper end of its interval", "score"),
    ColumnDoc("served", "share served", "percent"),
    ColumnDoc("line", "height of the local line, within the bandwidth", "score"),
)
CHECK_DOCS = (
    *_MEASURE,
    ColumnDoc("check", "kind: continuity, false_cut, donut or bandwidth"),
    ColumnDoc("label", "what the row is about"),
    ColumnDoc("at", "false cut, scores left out on each side, or bandwidth", "score"),
    ColumnDoc("estimate", "jump (served side less the other), or effect of being served", "score or share"),
    ColumnDoc("low", "lower end of its interval", "score or share"),
    ColumnDoc("high", "upper end of its interval", "score or share"),
    ColumnDoc("p", "p-value"),
    ColumnDoc("joint_p", "smallest p-value of the kind, corrected for the number of its rows"),
    ColumnDoc("jumps", "yes where something jumps that must not, else no"),
)
MOVEMENT_DOCS = (
    *_MEASURE,
    ColumnDoc("moved", "left the risk band, or stayed in it; All is both"),
    ColumnDoc("n", "served students who began in the band and were scored again", "students"),
    ColumnDoc("served", "all of them", "students"),
    ColumnDoc("percent", "n of served", "percent"),
    ColumnDoc("by_chance", "expected without support and without growth: luck of the first score alone", "percent"),
    ColumnDoc("by_growth", "what ordinary growth adds to it", "percent"),
    ColumnDoc("expected", "the two together", "percent"),
    ColumnDoc("excess", "percent less expected", "percent"),
    ColumnDoc("low", "lower end of its interval", "percent"),
    ColumnDoc("high", "upper end of its interval", "percent"),
)
EVIDENCE_DOCS = (
    *_MEASURE,
    ColumnDoc("check", "what was looked at"),
    ColumnDoc("status", "met, not met, or cannot tell"),
    ColumnDoc("why", "the reason, in a sentence"),
    ColumnDoc("rating", "what the design allows to claim"),
    ColumnDoc("essa", "level of evidence of the Every Student Succeeds Act, 1 strong to 4 a rationale; 0 none"),
    ColumnDoc("essa_reason", "why, in a sentence"),
)
TABLES: Mapping[str, tuple[Level, str, tuple[ColumnDoc, ...]]] = {
    "effects": ("aggregate", "one row is a screening measure", EFFECT_DOCS),
    "schools": ("staff", "one row is a school's cut on a measure", SCHOOL_DOCS),
    "bins": ("staff", "one row is a range of scores of a measure", BIN_DOCS),
    "checks": ("staff", "one row is one check of a measure", CHECK_DOCS),
    "evidence": ("staff", "one row is a check of one measure's estimate", EVIDENCE_DOCS),
    "movement": ("aggregate", "one row is leaving or staying in the risk band of a measure", MOVEMENT_DOCS),
}
_ESTIMATES = tuple(column.name for column in EFFECT_DOCS[4:])
_EXPECTED = ("by_chance", "by_growth", "expected", "excess", "low", "high")
CELLS = {
    "effects": Cells("n", ("domain", "measure", "outcome"), statistics=_ESTIMATES),
    "movement": Cells(
        "n", ("domain", "measure"), category="moved", denominator="served", percents=("percent",), statistics=_EXPECTED
    ),
}
TEXT = frozenset({
    "domain", "measure", "outcome", "found", "verdict", "reason", "school_id", "status", "check", "label", "moved",
    "why", "rating", "essa_reason", "jumps",
})  # fmt: skip
"""Columns of words, also where a table has no row; `moved` counts schools in the table effects."""


def table(name: str, frame: pd.DataFrame) -> ResultTable:
    """Document one table of the result; columns beyond the documented ones are left out."""
    level, row, columns = TABLES[name]
    frame = frame.reindex(columns=[column.name for column in columns])
    words = [column for column in frame if column in TEXT and not (name == "effects" and column == "moved")]
    return ResultTable(name, row, frame.astype(dict.fromkeys(words, "str")), columns, level, CELLS.get(name))


@dataclass(frozen=True, kw_only=True)
class DiscontinuityResult(Result):
    """What the cut scores tell of being served.

    Attributes
    ----------
    tables
        ``effects`` and ``movement``, and ``schools``, ``bins``, ``checks`` and ``evidence`` (team only).
    """

    analysis: ClassVar[str] = "09_cutoff_effect"

    def summary(self) -> Summary:
        """Say the result in words; where there is none, why not in these data."""
        said = super().summary()
        why = next((caution.sentence for caution in self.cautions if caution.code == DOES_NOT_APPLY), "")
        return replace(said, headline=why) if why else said

    @classmethod
    def summarize(cls, tables: Mapping[str, ResultTable]) -> Summary:
        """Say on which measures the cut shows an effect, and what stays open."""
        frame = tables["effects"].frame
        shown = frame[["domain", "measure", "found"]].assign(found=frame["found"].map(WORDS))
        if frame.empty:
            return Summary(NOTHING, shown, READ_WITH_CARE)
        parts = [_listed(frame, found, words) for found, words in HEADLINES.items()]
        return Summary(" ".join(filter(None, parts)) or WITHHELD, shown, READ_WITH_CARE)


def _listed(frame: pd.DataFrame, found: str, words: str) -> str:
    rows = frame[frame["found"] == found]
    names = [
        f"`{name}` ({value:+.2f} standard deviations)" if found == "effect" else f"`{name}`"
        for name, value in zip(rows["measure"], rows["g"], strict=True)
    ]
    return words.format(", ".join(names)) if names else ""


DOES_NOT_APPLY = "does_not_apply"
"""Code of the caution that says why there is nothing to look at."""
NOTHING = "No measure has enough students with a screening score, a cut, a record of support and a later score."
WITHHELD = "What the cuts tell is withheld, because it rests on very few students."
READ_WITH_CARE = (
    "Just below a cut and just above it, students are alike but for the support. A difference in what they reach is "
    "what support did for students near the cut. It says nothing of students far from it."
)
WORDS = {
    "effect": "Effect",
    "no_detectable_effect": "No worthwhile effect",
    "cannot_tell": "Cannot tell",
    "no_claim": "No claim: students may have been moved across the cut",
}
HEADLINES = {
    "effect": "At the cut, students who were served and students who were not differ later on: {}.",
    "no_detectable_effect": "At the cut, no worthwhile effect is to be seen: {}.",
    "no_claim": "Nothing is claimed, because students may have been moved across the cut: {}.",
    "cannot_tell": "These data cannot tell: {}.",
}
