"""Whether scores differ between groups of students."""

import numpy as np
import pandas as pd

from mtss_analysis.board_report.answers import Answer, Material, Number
from mtss_analysis.board_report.sections import wording
from mtss_analysis.board_report.settings import Sign
from mtss_analysis.reporting import rows
from mtss_analysis.vocabulary import NO_DATA, TOTAL, Domain

PAGE = "10_equity"
QUESTION = "Do all groups of students reach the same scores?"
NOT_COMPARED = ("disability",)
"""Groups formed by need itself, whose gap the page of the question shows, too."""
SURE = "Small groups have wide ranges, and those too small to tell are left out. Details name each group."
MEANS = "A gap is a question about access and about what adults decide."
NOT_MEANS = "It says nothing about what the children of a group can do."


def fairness(material: Material) -> Answer:
    """Answer from the gaps of the latest window in the main measure of reading: groups clearly below all others."""
    gaps = material.rows(PAGE, "gaps", domain=str(Domain.READING))
    known = gaps.dropna(subset=["gap"]) if len(gaps) else gaps
    if known.empty:
        nothing = wording.WITHHELD if len(gaps) else "No groups of students can be compared."
        return Answer(QUESTION, wording.why_not(material, PAGE, nothing), pages=(PAGE,))
    year, season = wording.last_window(known)
    measure = str(_window(known, year, season).groupby("measure")["n"].max().idxmax())
    now = _gaps(material, gaps, measure, year, season)
    earlier = wording.before(material, year, season, gaps["school_year"].unique())
    then = _gaps(material, gaps, measure, *earlier) if earlier[1] else ()
    return Answer(
        QUESTION, _headline(now, year, season), SURE, _compared(then, *earlier), MEANS, NOT_MEANS, (PAGE,),
        now, frozenset({Sign.GROUP_GAPS} if _below(now) else ()),
    )  # fmt: skip


def _window(gaps: pd.DataFrame, year: str, season: str) -> pd.DataFrame:
    return gaps[(gaps["school_year"] == year) & (gaps["season"] == season)]


def _gaps(material: Material, gaps: pd.DataFrame, measure: str, year: str, season: str) -> tuple[Number, ...]:
    window = _window(gaps, year, season)
    compared = (
        ~window["by"].isin((*NOT_COMPARED, TOTAL)) & (window["group"] != NO_DATA) & (window["measure"] == measure)
    )
    found = rows.in_domain_order(window[compared])
    return tuple(_gap(material, found.iloc[[place]], measure) for place in range(len(found)))


def _gap(material: Material, row: pd.DataFrame, measure: str) -> Number:
    group = material.labels.group(str(row["by"].iloc[0]), str(row["group"].iloc[0]))
    when = f"{row['season'].iloc[0]} {row['school_year'].iloc[0]}"
    about = f"{group}, {material.labels.measure(measure)}, {when}: gap to all others"
    return material.number(PAGE, "gaps", row, about, ("gap", "low", "high"), "standard deviations")


def _below(numbers: tuple[Number, ...]) -> list[Number]:
    return [number for number in numbers if np.isfinite(number.high) and number.high < 0]


def _headline(now: tuple[Number, ...], year: str, season: str) -> str:
    told, clear = [number for number in now if number.known], _below(now)
    first = f"In reading, in {season} of {year}, {len(clear)} of {len(told)} groups clearly scored below all others."
    if not clear:
        return first
    widest = min(clear, key=lambda number: number.value)
    span = f"{-widest.value:.2f} ({-widest.high:.2f} to {-widest.low:.2f})"
    return f"{first} The widest gap is {span} of the usual spread between students."


def _compared(then: tuple[Number, ...], year: str, season: str) -> str:
    told = [number for number in then if number.known]
    return f"In {season} of {year} it was {len(_below(then))} of {len(told)}." if told else wording.NOT_BEFORE
