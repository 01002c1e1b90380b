"""What screening gives back: its tables, documented, and the same in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from mtss_analysis.results import Cells, ColumnDoc, Result, ResultTable, Summary
from mtss_analysis.screening.support import TIERS
from mtss_analysis.vocabulary import TOTAL, Domain, Season

STRATA = ("school_year", "season", "domain", "measure")
HIERARCHY: tuple[str | tuple[str, str], ...] = ("school_id", ("by", "group"))
DOMAINS = {str(domain): place for place, domain in enumerate(Domain)}
SEASONS = {str(season): place for place, season in enumerate(Season)}

_STRATA_DOCS = (
    ColumnDoc("school_year", "school year, such as 2024-25"),
    ColumnDoc("season", "screening window"),
    ColumnDoc("domain", "what was measured"),
    ColumnDoc("measure", "name of the measure, as in measures.yml"),
)
_PLACE_DOCS = (
    ColumnDoc("school_id", "school on the day of testing; All is the district"),
    ColumnDoc("by", "what forms the groups; All is everyone"),
    ColumnDoc("group", "the group; All is everyone"),
)
STUDENT_DOCS = (
    ColumnDoc("student_id", "identifier of the student"),
    ColumnDoc("school_id", "school on the day of testing, or on the window's median day"),
    ColumnDoc("grade", "grade in that school year"),
    *_STRATA_DOCS,
    ColumnDoc("date", "day of testing; missing if not tested and nobody wrote down when"),
    ColumnDoc("score", "median of the scores of the first day in the window", "score"),
    ColumnDoc("sem", "standard error of measurement: the score's own, else the measure's", "score"),
    ColumnDoc("support", "where the district's rule looks: Tier 1 to 3, or No data (no score or no cut)"),
    ColumnDoc("near_cut", "the score lies within the set number of SEM of a cut"),
    ColumnDoc("not_tested_reason", "why there is no score; No data if nobody wrote it down"),
)
TIER_DOCS = (
    *_STRATA_DOCS, *_PLACE_DOCS,
    ColumnDoc("support", "where the district's rule looks"),
    ColumnDoc("n", "students tested whose score suggests this support", "students"),
    ColumnDoc("tested", "students tested in grades that have cut scores", "students"),
    ColumnDoc("percent", "n of tested", "percent"),
    ColumnDoc("low", "lower end of Wilson's interval", "percent"),
    ColumnDoc("high", "upper end of Wilson's interval", "percent"),
)  # fmt: skip
COVERAGE_DOCS = (
    *_STRATA_DOCS, *_PLACE_DOCS,
    ColumnDoc("status", "tested or not tested"),
    ColumnDoc("n", "students", "students"),
    ColumnDoc("enrolled", "students enrolled on the median day, or tested, in grades given the measure", "students"),
    ColumnDoc("percent", "n of enrolled", "percent"),
)  # fmt: skip
REASON_DOCS = (
    *_STRATA_DOCS,
    ColumnDoc("reason", "why there is no score; No data if nobody wrote it down"),
    ColumnDoc("n", "students", "students"),
    ColumnDoc("not_tested", "students without a score in grades given the measure", "students"),
    ColumnDoc("percent", "n of not tested", "percent"),
)
PLANNED_DOCS = (
    *_STRATA_DOCS, _PLACE_DOCS[0],
    ColumnDoc("tested", "students tested in grades that have cut scores", "students"),
    ColumnDoc("tier1", "share whose score suggests Tier 1", "percent"),
    ColumnDoc("low", "lower end of Wilson's interval", "percent"),
    ColumnDoc("high", "upper end of Wilson's interval", "percent"),
    ColumnDoc("tier2", "share whose score suggests Tier 2", "percent"),
    ColumnDoc("tier3", "share whose score suggests Tier 3", "percent"),
    ColumnDoc("chi2", "Pearson's chi-squared of the three counts against the planning figure; missing where a planned "
              "count is below 5"),
    ColumnDoc("p", "its p-value, two degrees of freedom"),
    ColumnDoc("said", "as_planned, more, fewer, core (ask about core instruction first) or few"),
)  # fmt: skip
IN_FORCE_DOCS = (
    *_STRATA_DOCS[2:], ColumnDoc("school_id", "school on the day of testing"),
    ColumnDoc("students", "students whose support the score could decide", "students"),
    ColumnDoc("status", "what was found: a cut, or why none"),
    ColumnDoc("cut", "cut in force, less the district's written cut", "score"),
    ColumnDoc("cut_low", "lowest cut that fits about as well", "score"),
    ColumnDoc("cut_high", "highest cut that fits about as well", "score"),
    ColumnDoc("served_side", "share served on the side to be served", "percent"),
    ColumnDoc("other_side", "share served on the other side", "percent"),
    ColumnDoc("heap_p", "p-value of a pile of scores at the cut, corrected for all schools and measures"),
    ColumnDoc("heaped", "the pile is unlikely by chance"),
)  # fmt: skip
DISTRICT_DOCS = (*_STRATA_DOCS, *COVERAGE_DOCS[-4:])
COLUMNS = {
    "students": STUDENT_DOCS,
    "coverage_district": DISTRICT_DOCS,
    "tiers": TIER_DOCS,
    "coverage": COVERAGE_DOCS,
    "reasons": REASON_DOCS,
    "planned": PLANNED_DOCS,
    "in_force": IN_FORCE_DOCS,
}
ROWS = {
    "students": "one row is a student in a screening window, tested or not",
    "tiers": "one row is a suggested support in a window, school and group",
    "coverage": "one row is tested or not tested in a window, school and group",
    "coverage_district": "one row is tested or not tested in a window, in the whole district",
    "reasons": "one row is a reason why students of the district were not tested in a window",
    "planned": "one row is a window and school against the planning figure",
    "in_force": "one row is a school's cut on a measure, from who was served",
}
CELLS = {
    "tiers": Cells("n", STRATA, HIERARCHY, "support", "tested", percents=("percent", "low", "high")),
    "coverage_district": Cells("n", STRATA, (), "status", "enrolled", percents=("percent",)),
    "reasons": Cells("n", STRATA, (), "reason", "not_tested", percents=("percent",)),
}


TEAM_ONLY = ("coverage", "planned", "in_force")
"""Tables about many students that are not made for release."""


def table(name: str, frame: pd.DataFrame) -> ResultTable:
    """Document one table of the result; columns beyond the documented ones are left out."""
    columns = COLUMNS[name]
    level = {"students": "student"}.get(name, "staff" if name in TEAM_ONLY else "aggregate")
    frame = frame.reindex(columns=[column.name for column in columns])
    return ResultTable(name, ROWS[name], frame, columns, level, CELLS.get(name))  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class ScreeningResult(Result):
    """Suggested support, coverage and reasons not tested.

    Attributes
    ----------
    tables
        ``students``, ``coverage``, ``planned`` and ``in_force`` (team only), ``tiers``, ``coverage_district`` and
        ``reasons``.
    """

    analysis: ClassVar[str] = "02_screening"

    @classmethod
    def summarize(cls, tables: Mapping[str, ResultTable]) -> Summary:
        """Say where the district's rule looks, measure by measure, in each measure's latest window."""
        latest = _latest(_whole(tables["tiers"].frame))
        if latest.empty:
            return Summary(NO_SCORES, pd.DataFrame(columns=[*STRATA, "tested", *TIERS]), NO_SCORES)
        wide = _wide(latest)
        ordered = wide.assign(_domain=wide["domain"].map(DOMAINS)).sort_values("_size", ascending=False, kind="stable")
        first = ordered.sort_values("_domain", kind="stable").iloc[0]
        return Summary(_headline(first), wide.drop(columns="_size"), f"{_coverage(tables)}{READ_WITH_CARE}")


NO_SCORES = "There are no screening scores with cut scores, so screening cannot tell yet who may need support."
READ_WITH_CARE = (
    "The rule looks closer at a student; it does not decide. Cut scores are planning values: some students above "
    "them need support, and some below them do not."
)


def _whole(frame: pd.DataFrame) -> pd.DataFrame:
    everyone = frame[frame["by"] == TOTAL]
    total = everyone[everyone["school_id"] == TOTAL]
    return everyone if total.empty else total


def _latest(frame: pd.DataFrame) -> pd.DataFrame:
    order = frame.assign(_season=frame["season"].map(SEASONS).fillna(-1))
    last = order.sort_values(["school_year", "_season"], kind="stable")
    last = last.drop_duplicates(["domain", "measure"], keep="last")
    return frame.merge(last[list(STRATA)], on=list(STRATA)).sort_values(["domain", "measure"], kind="stable")


def _wide(rows: pd.DataFrame) -> pd.DataFrame:
    said = rows.assign(words=_words(rows, "percent", " %"))
    wide = said.pivot_table(index=list(STRATA), columns="support", values="words", aggfunc="first", sort=False)
    total = rows[rows["support"] == TOTAL].set_index(list(STRATA))
    sizes = pd.DataFrame({"tested": _words(total, "n", ""), "_size": total["n"].astype("float64").fillna(0)})
    return sizes.join(wide.reindex(columns=list(TIERS))).reset_index()


def _words(rows: pd.DataFrame, column: str, unit: str) -> "pd.Series[str]":
    shown = rows["shown"] if "shown" in rows else pd.Series("withheld", index=rows.index)
    numbers = rows[column].astype("float64")
    said = numbers.map(lambda value: f"{value:,.0f}{unit}", na_action="ignore").astype("str")
    return said.where(numbers.notna(), shown.fillna("withheld"))


PLACES = {
    "Tier 2": "scored where the district's rule looks closer at Tier 2 support",
    "Tier 3": "scored where it looks closer at Tier 3 support",
    "Tier 1": "scored at or above the cut",
}
"""Suggested support → the same in words, in the order of the headline."""


def _headline(row: "pd.Series[str]") -> str:
    """Say the shares that are shown; of the others only that they are withheld."""
    occasion = f"`{row['measure']}`, {row['season']} {row['school_year']}"
    said = [f"{row[tier]} {words}" for tier, words in PLACES.items() if row[tier].endswith("%")]
    if not said:
        return f"How the students tested ({occasion}) scored is withheld, because the numbers are small."
    rest = "; the other counts are withheld" if len(said) < len(PLACES) else ""
    listed = ", ".join(said[:-1]) + (" and " if len(said) > 1 else "") + said[-1]
    return f"Of the students tested ({occasion}), {listed}{rest}."


def _coverage(tables: Mapping[str, ResultTable]) -> str:
    """Say coverage of the measures shown: the place's own where the tables hold it, else the whole district's."""
    own = "coverage" in tables
    frame = _latest(_whole(tables["coverage"].frame) if own else tables["coverage_district"].frame)
    tested = frame[(frame["status"] == "tested") & frame["measure"].isin(tables["tiers"].frame["measure"])]
    shown = tested[tested["percent"].notna()]
    if shown.empty:
        return ""
    said = zip(shown["measure"], _words(shown, "percent", " %"), strict=True)
    lead = "Tested of those enrolled: " if own else "In the whole district, tested of those enrolled: "
    rest = "; the others are withheld. " if len(shown) < len(tested) else ". "
    return lead + "; ".join(f"`{measure}` {percent}" for measure, percent in said) + rest
