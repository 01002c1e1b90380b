"""What equity gives back, and the same in words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import pandas as pd

from mtss_analysis.equity.children import YES
from mtss_analysis.results import Result, ResultTable, Summary
from mtss_analysis.vocabulary import NO_DATA, TOTAL, Domain, Season

DOES_NOT_APPLY = "does_not_apply"
"""Code of the caution that says why nothing can be compared."""
NOTHING = "The records hold no groups of students that could be compared."
TO_COMPARE = (
    "To compare groups, add their columns to the table students and name them under group_columns in district.yml."
)
WITH_CARE = (
    "A gap is a question about access and decisions, never a statement about a group. Small groups have wide "
    "intervals, and some answers are: too few to say."
)
COLUMNS = ["by", "group", "with_a_disability", "of_enrolled", "percent"]


@dataclass(frozen=True, kw_only=True)
class EquityResult(Result):
    """How often need is named, children are placed apart and removed, group beside group, and gaps in scores.

    Attributes
    ----------
    tables
        ``disability``, ``categories``, ``placements``, ``removals`` and ``gaps``; for the team only ``ratios``,
        ``referrals``, ``places``, ``same_income`` and ``school_gaps``.
    """

    analysis: ClassVar[str] = "10_equity"

    def summary(self) -> Summary:
        """Say the result in words; where nothing can be compared, why not in these data."""
        said = super().summary()
        why = next((caution.sentence for caution in self.cautions if caution.code == DOES_NOT_APPLY), "")
        return replace(said, headline=why) if why else said

    @classmethod
    def summarize(cls, tables: Mapping[str, ResultTable]) -> Summary:
        """Say how often a disability is on record in the latest school year, group by group, and the largest gap."""
        frame = tables["disability"].frame
        rows = frame[(frame["disability_said"] == YES) & (frame["group"] != NO_DATA)] if len(frame) else frame
        rows = rows[rows["school_year"] == rows["school_year"].max()] if len(rows) else rows
        gap = _gap(tables["gaps"].frame)
        if rows.empty and not gap:
            return Summary(NOTHING, pd.DataFrame(columns=COLUMNS), TO_COMPARE)
        wide = pd.DataFrame([_said(row) for _, row in rows.iterrows()], columns=COLUMNS)
        whole = rows[rows["by"] == TOTAL]["percent"] if len(rows) else pd.Series(dtype=float)
        told = f"A disability is on record for {whole.iloc[0]:.0f} % of all students." if whole.notna().any() else ""
        headline = " ".join(part for part in (gap, told) if part) or "The shares of every group are withheld."
        return Summary(headline, wide, WITH_CARE)


def _said(row: "pd.Series[str]") -> dict[str, str]:
    numbers = [f"{row[name]:,.0f}" if pd.notna(row[name]) else "withheld" for name in ("n", "enrolled", "percent")]
    return dict(zip(COLUMNS, [row["by"], row["group"], *numbers], strict=True))


def _gap(gaps: pd.DataFrame) -> str:
    """Say how many groups clearly score below all others in the latest window of the measure most students have."""
    known = gaps[gaps["gap"].notna()] if len(gaps) else gaps
    if known.empty:
        return ""
    order = {season: place for place, season in enumerate(Season)}
    window = known.assign(_at=known["season"].map(order)).sort_values(["school_year", "_at"], kind="stable")
    last = window[(window[["school_year", "season"]] == window[["school_year", "season"]].iloc[-1]).all(axis=1)]
    taught = last[last["domain"].isin([Domain.READING, Domain.MATH])]
    measure = (taught if len(taught) else last).groupby("measure")["n"].max().idxmax()
    last = last[(last["measure"] == measure) & (last["by"] != "disability")]
    clear = last[last["high"] < 0]
    year, season = window["school_year"].iloc[-1], window["season"].iloc[-1]
    lead = f"In `{measure}` ({season} {year}), {len(clear)} of {len(last)} groups clearly score below all others"
    if clear.empty:
        return f"{lead}."
    row = clear.sort_values("gap").iloc[0]
    return f"{lead}; the widest gap is {-row['gap']:.2f} standard deviations ({-row['high']:.2f} to {-row['low']:.2f})."
