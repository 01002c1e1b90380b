"""What a comparison of help given the same need gives back, and the same in words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import pandas as pd

from mtss_analysis.equity.given_need_contrasts import ALIKE, CANNOT_TELL, HIGHER, LOWER, TOO_FEW
from mtss_analysis.equity.given_need_questions import LETTERS, QUESTIONS, SESSION
from mtss_analysis.equity.given_need_released import WITHHELD, gaps
from mtss_analysis.equity.given_need_service import YES
from mtss_analysis.results import Result, ResultTable, Summary
from mtss_analysis.vocabulary import TOTAL, Domain

DOES_NOT_APPLY = "does_not_apply"
"""Code of the caution that says why nothing can be compared."""
NOTHING = "The records cannot tell whether students with the same need get the same help."
TO_COMPARE = (
    "To compare groups given the same need, bring screening scores with cut scores, the plans of single students "
    "(table interventions), and group columns in the students table."
)
NOBODY_SERVED = (
    "No student with a flag is on record with a first session of support in time, in any group. First ask whether "
    "support was not given, or not written down."
)
SAME_NEED = (
    "The same need means: the lowest score is on the same measure, in the same grade and window, and about as far "
    "below its cut."
)
SAME_SUGGESTION = "The same need means here: the lowest score suggests the same support."
READ_WITH_CARE = (
    "A gap says where to ask, not why. That no gap is sure does not show that there is none; the intervals say how "
    "large one could be."
)
TOLD = {
    LOWER: "surely lower", HIGHER: "surely higher", ALIKE: ALIKE, CANNOT_TELL: CANNOT_TELL, TOO_FEW: TOO_FEW,
    WITHHELD: WITHHELD,
}  # fmt: skip
"""Word → how a summary counts it, in this order."""
COLUMNS = ["who", "domain", "what", "group_had", "others_had"]


@dataclass(frozen=True, kw_only=True)
class ServiceEquityResult(Result):
    """Whether groups of students with the same need get the same help.

    Attributes
    ----------
    tables
        ``students`` (student level), ``comparisons`` and ``waits`` (team only), and ``served``.
    """

    analysis: ClassVar[str] = "15_service_given_need"

    def summary(self) -> Summary:
        """Say the result in words; where nothing can be compared, why not in these data."""
        said = super().summary()
        why = next((caution.sentence for caution in self.cautions if caution.code == DOES_NOT_APPLY), "")
        return replace(said, headline=why.removesuffix(f" {TO_COMPARE}")) if why else said

    @classmethod
    def summarize(cls, tables: Mapping[str, ResultTable]) -> Summary:
        """Say every sure gap; of the team's comparisons, or of the released counts where there are no others."""
        served = tables["served"].frame
        if served.empty:
            return Summary(NOTHING, pd.DataFrame(columns=COLUMNS), TO_COMPARE)
        if "comparisons" in tables:
            frame = tables["comparisons"].frame
        else:
            frame = gaps(served).assign(question=SESSION, unit="percent")
        sure = _ordered(frame[frame["said"].isin([LOWER, HIGHER])])
        first = frame[frame["question"] == SESSION]
        need = SAME_NEED if "comparisons" in tables else SAME_SUGGESTION
        soon = f"In time is within {served['served_days'].dropna().iloc[0]} days of the flag."
        headline = NOBODY_SERVED if _nobody(served) else _headline(first, sure)
        return Summary(headline, _listed(sure), f"{soon} {need} {_told(first)} {READ_WITH_CARE}")


def _ordered(sure: pd.DataFrame) -> pd.DataFrame:
    """Sort findings by question, then domain, then size."""
    order = {name: place for place, name in enumerate((*QUESTIONS, *map(str, Domain)))}
    keys = sure.assign(_q=sure["question"].map(order), _d=sure["domain"].map(order).fillna(0))
    return keys.sort_values(["_q", "_d", "p_holm"], kind="stable").drop(columns=["_q", "_d"])


def who(by: str, group: str, question: str = SESSION) -> str:
    """Name a group for a summary; pages put the district's label in its place. Letters are about families.

    Examples
    --------
    >>> who("english_learner", "yes"), who("home_language", "Spanish", LETTERS[0])
    ('`english_learner=yes`', 'Families with Spanish')
    """
    return f"Families with {group}" if question in LETTERS else f"`{by}={group}`"


def _nobody(served: pd.DataFrame) -> bool:
    """Tell whether no student at all had a first session in time; what is withheld is not nobody."""
    everyone = served.loc[(served["by"] == TOTAL) & (served["session"] == YES), "n"]
    return len(everyone) > 0 and bool((everyone == 0).all())


def _headline(first: pd.DataFrame, sure: pd.DataFrame) -> str:
    sessions = sure[sure["question"] == SESSION]
    if len(sessions):
        return " ".join(_sentence(row) for _, row in sessions.head(3).iterrows())
    if (first["said"] == WITHHELD).all():
        return "Whether groups with the same need get help alike is withheld; the numbers are small."
    if first["said"].isin([TOO_FEW, WITHHELD]).all():
        return "In no group are there enough students to say whether the same need gets the same help."
    return (
        "No group is sure to get a first session in time more or less often than others with the same need. The "
        "intervals say how large a gap could be."
    )


def _sentence(row: "pd.Series[float]") -> str:
    domain = str(row["domain"]).replace("_", " ")
    return (
        f"{who(str(row['by']), str(row['group']))}: a first session of support in {domain} came in time for "
        f"{row['value']:.0f} %, and for {row['other_value']:.0f} % of others with the same need (ratio "
        f"{row['ratio']:.2f}, interval {row['ratio_low']:.2f} to {row['ratio_high']:.2f}).{_echo(row)}"
    )


def _echo(row: "pd.Series[float]") -> str:
    """Say where a gap may be that of another group: the model, where there is one, is no longer sure of it."""
    if row.get("model_low", 2.0) <= 1 <= row.get("model_high", 0.0):
        return " With other groups held equal, this gap is no longer sure."
    return ""


def _listed(sure: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (
            who(row["by"], row["group"], row["question"]),
            row["domain"] or "every domain",
            row["question"],
            _value(row, "value"),
            _value(row, "other_value"),
        )
        for _, row in sure.iterrows()
    ]
    return pd.DataFrame(rows, columns=COLUMNS).astype("str")


def _value(row: "pd.Series[float]", name: str) -> str:
    unit = str(row["unit"])
    return f"{row[name]:.0f} %" if unit.startswith("percent") and unit != "percentile" else f"{row[name]:.1f} {unit}"


def _told(first: pd.DataFrame) -> str:
    counts = first["said"].value_counts()
    told = [f"{words} {counts[word]}" for word, words in TOLD.items() if word in counts]
    return f"First sessions were looked at {len(first)} times, for one group in one domain each: {', '.join(told)}."
