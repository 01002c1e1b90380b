"""What a check of accuracy gives back, and the same in words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pandas as pd

from mtss_analysis.results import Result, ResultTable, Summary
from mtss_analysis.screening.accuracy_cautions import DOES_NOT_APPLY, NO_OUTCOME
from mtss_analysis.screening.classified import RESULTS, SCREENING
from mtss_analysis.screening.result import DOMAINS, SEASONS
from mtss_analysis.vocabulary import TOTAL

FOUND, MISSED, ALARM, CLEARED = RESULTS
NEITHER = "How many of them screening had flagged is withheld, because the numbers are small."
MEANING = (
    "A screener is right in two ways: it finds the students who will need help, and it raises no alarm about others. "
    "No cut does both fully. Finding more of the first always flags more of the second, and every flag is a student to "
    "look at, not a verdict."
)


@dataclass(frozen=True, kw_only=True)
class AccuracyResult(Result):
    """How well screening sees who will need help.

    Attributes
    ----------
    tables
        ``followed`` and ``norms``; for the team ``accuracy``, ``choices``, ``seats``, ``pairs``, ``bins``, ``drift``,
        ``curve`` and ``planning``.
    """

    analysis: ClassVar[str] = "14_screening_accuracy"

    def summary(self) -> Summary:
        """Say the result in words; where there is none, why not."""
        said = super().summary()
        applies = all(caution.code != DOES_NOT_APPLY for caution in self.cautions)
        return said if applies else replace(said, headline=NO_OUTCOME)

    @classmethod
    def summarize(cls, tables: Mapping[str, ResultTable]) -> Summary:
        """Say of the latest outcomes whom the first screening of that year had found, measure by measure."""
        wide = _wide(tables["followed"].frame)
        shares = ["found_percent", "at_risk_of_flagged_percent", "area"]
        columns = ["measure", "school_year", "season", "students", *shares]
        if wide.empty:
            return Summary(NO_OUTCOME, pd.DataFrame(columns=columns), MEANING)
        return Summary(_headline(wide.iloc[0]), _said(wide).rename(columns={"auc": "area"})[columns], MEANING)


def _wide(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a screening of the latest school year: counts, shares; missing where withheld."""
    rows: pd.DataFrame = frame[frame["school_year"] == frame["school_year"].max()]
    if rows.empty:
        return rows
    rows = rows.assign(outcome=rows["outcome"].astype("str"))
    counts = rows.pivot_table(index=SCREENING, columns="result", values="n", sort=False, dropna=False)
    counts = counts.reindex(columns=[*RESULTS, TOTAL]).astype("float64").dropna(how="all")
    whole = rows[rows["result"] == TOTAL].set_index(SCREENING)[["school_year", "auc"]]
    wide = counts.join(whole).reset_index()
    wide = wide.assign(
        found=wide[FOUND] / (wide[FOUND] + wide[MISSED]) * 100, right=wide[FOUND] / (wide[FOUND] + wide[ALARM]) * 100,
        _domain=wide["domain"].map(DOMAINS), _season=wide["season"].map(SEASONS),
    )  # fmt: skip
    return wide.sort_values(["_domain", "_season", TOTAL], ascending=[True, True, False], kind="stable")


def _headline(row: "pd.Series[Any]") -> str:
    lead = f"In the whole district, of the students later at risk on `{row['outcome']}`"
    occasion = f"`{row['measure']}` ({row['season']} {row['school_year']})"
    if pd.isna(row["found"]) or pd.isna(row["right"]):
        return f"{lead}: {NEITHER}"
    return (
        f"{lead}, {occasion} had flagged {row['found']:.0f} %; of all students it flagged, {row['right']:.0f} % were "
        "later at risk."
    )


def _said(wide: pd.DataFrame) -> pd.DataFrame:
    named = {"found": "found_percent", "right": "at_risk_of_flagged_percent", TOTAL: "students"}
    said = wide.rename(columns=named)
    words = {name: _words(said[name], "{:.0f}") for name in ("students", "found_percent", "at_risk_of_flagged_percent")}
    return said.assign(**words, auc=_words(said["auc"], "{:.2f}"))


def _words(values: "pd.Series[float]", form: str) -> "pd.Series[str]":
    said = values.astype("float64").map(form.format, na_action="ignore").astype("str")
    return said.fillna("cannot be told, or withheld")
