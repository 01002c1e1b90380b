"""Significant disproportionality by the rules of IDEA: which ratio is calculated, and when a group stands out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.equity.settings import EquityParams, Kind
from mtss_analysis.estimators.risk_ratios import RiskRatios, risk_ratios

CHILDREN, EVENTS = "children", "removals"
"""What the numerator of a category counts; removals may be more than the children they befell."""
RATIO, ALTERNATE, NOT_CALCULATED = "risk ratio", "alternate risk ratio", "not calculated"
FEW_CASES = "fewer children of the group with the outcome than the minimum cell"
FEW_CHILDREN = "fewer children in the group than the minimum n"
FEW_OTHERS = "too few other children in the district, and no State counts to hold the group against"
FEW_STATE = "too few other children in the district and in the State's counts"
NO_RISK = "nobody of the comparison group has the outcome, so the ratio is undefined"
ABOVE, NOT_ABOVE, CANNOT_TELL = "above the threshold", "not above the threshold", "cannot tell"


@dataclass(frozen=True, slots=True)
class Compared:
    """One group of one category in one year.

    Attributes
    ----------
    method
        ``"risk ratio"``, ``"alternate risk ratio"`` or ``"not calculated"``.
    why
        Why it is not calculated; empty if it is.
    cases, of, other_cases, other_of
        What went into it [children].
    """

    method: str
    why: str
    cases: float
    of: float
    other_cases: float
    other_of: float


def threshold(params: EquityParams, category: str, kind: Kind) -> float:
    """Return the ratio above which a group stands out: the category's own, else that of its kind."""
    return params.category_thresholds.get(category, params.thresholds[kind])


def compare_group(
    cases: float, of: float, other_cases: float, other_of: float, state: tuple[float, float] | None, cell: int, n: int
) -> Compared:
    """Choose the ratio of one group (34 CFR 300.647(a) and (b)).

    The group needs the minimum cell and the minimum n. Held against all other children of the district, if these reach
    both; else against the other children of the State, if these do; else nothing is calculated.

    Parameters
    ----------
    cases, of
        Children of the group with the outcome, and all of them.
    other_cases, other_of
        The same of all other children in the district.
    state
        The same of all other children in the State; None if not known.
    cell, n
        Minimum cell and minimum n.

    Examples
    --------
    >>> compare_group(12, 60, 8, 900, (4500, 90000), 10, 30).method
    'alternate risk ratio'
    """
    own = (float(cases), float(of))
    if cases < cell:
        return Compared(NOT_CALCULATED, FEW_CASES, *own, np.nan, np.nan)
    if of < n:
        return Compared(NOT_CALCULATED, FEW_CHILDREN, *own, np.nan, np.nan)
    if other_cases >= cell and other_of >= n:
        return Compared(RATIO, "", *own, float(other_cases), float(other_of))
    if state is None or not np.isfinite(state).all():
        return Compared(NOT_CALCULATED, FEW_OTHERS, *own, np.nan, np.nan)
    if state[0] < cell or state[1] < n:
        return Compared(NOT_CALCULATED, FEW_STATE, *own, np.nan, np.nan)
    return Compared(ALTERNATE, "", *own, *state)


def ratios(counted: pd.DataFrame, params: EquityParams, threshold: Mapping[str, float]) -> pd.DataFrame:
    """Compare every group of every category and year with all others.

    Parameters
    ----------
    counted
        school_year, category, group, n (with the outcome), of, counts ("children" or "removals"); one row a group.
    params
        Minimum cell and n, the State's counts, confidence.
    threshold
        Category → ratio above which a group stands out.

    Returns
    -------
    pandas.DataFrame
        The same rows with method, why, risk [percent], comparison [percent], ratio, low, high, difference [points],
        composition [percent], relative (difference in composition), threshold, answer, above (years in a row).
    """
    keys = ["school_year", "category"]
    sums = counted.groupby(keys)[["n", "of"]].transform("sum")
    others = sums - counted[["n", "of"]]
    found = [
        compare_group(
            n, of, o_n, o_of, _state_others(params, year, category, group), params.minimum_cell, params.minimum_n
        )
        for n, of, o_n, o_of, year, category, group in zip(
            counted["n"], counted["of"], others["n"], others["of"], *(counted[name] for name in (*keys, "group")),
            strict=True,
        )
    ]  # fmt: skip
    told = pd.DataFrame(found, index=counted.index)
    fit = _fitted(told, (counted["counts"] == EVENTS).to_numpy(), params.confidence)
    calculated = (told["method"] != NOT_CALCULATED).to_numpy()
    shares = sums.where(sums > 0)
    composition = counted["n"] / shares["n"]
    frame = counted.assign(
        method=told["method"], why=told["why"], risk=100 * counted["n"] / counted["of"].where(counted["of"] > 0),
        comparison=100 * np.where(calculated, fit.comparison, np.nan), ratio=np.where(calculated, fit.ratio, np.nan),
        low=np.where(calculated, fit.low, np.nan), high=np.where(calculated, fit.high, np.nan),
        difference=100 * np.where(calculated, fit.difference, np.nan), composition=100 * composition,
        relative=composition / (counted["of"] / shares["of"]), threshold=counted["category"].map(threshold),
    )  # fmt: skip
    undefined = calculated & frame["ratio"].isna()
    frame.loc[undefined, ["method", "why"]] = [NOT_CALCULATED, NO_RISK]
    return identified(frame, params)


def _fitted(told: pd.DataFrame, events: NDArray[np.bool_], confidence: float) -> RiskRatios:
    """Work out ratios of risks; of events, of rates, whose interval needs each child's number of them."""
    cases, others = (told[name].mask(events) for name in ("cases", "other_cases"))
    fit = risk_ratios(cases, told["of"], others, told["other_of"], confidence)
    own, other = told["cases"] / told["of"].where(told["of"] > 0), told["other_cases"] / told["other_of"]
    ratio = own / other.where(other > 0)
    put = {"risk": own, "comparison": other, "ratio": ratio, "difference": own - other}
    return replace(fit, **{name: np.where(events, rate, getattr(fit, name)) for name, rate in put.items()})


def identified(frame: pd.DataFrame, params: EquityParams) -> pd.DataFrame:
    """Say whether each ratio exceeds its threshold (strictly), for how many years in a row, and what follows.

    A district is identified when a group is above in as many years in a row as the State asks; if the State allows for
    it, not while the ratio fell by reasonable progress in each of the two years before (34 CFR 300.647(d)). A school
    year without records breaks the row.
    """
    exceeds = frame["ratio"] > frame["threshold"]
    answer = np.select([frame["ratio"].isna(), exceeds], [CANNOT_TELL, ABOVE], NOT_ABOVE)
    frame = frame.assign(answer=pd.Series(answer, frame.index, dtype="str"), above=0, progress=False)
    for _, rows in frame.sort_values("school_year").groupby(["category", "group"]):
        run, last, seen = 0, None, list[float]()
        for label, row in rows.iterrows():
            year = int(row["school_year"][:4])
            if last is not None and year != last + 1:
                run, seen = 0, []
            run, last = run + 1 if row["answer"] == ABOVE else 0, year
            seen.append(row["ratio"])
            frame.loc[label, ["above", "progress"]] = [run, _progress(seen, params.progress)]
    frame["identified"] = (frame["above"] >= params.years) & ~frame["progress"]
    return frame


def _progress(ratios_: list[float], least: float | None) -> bool:
    """Tell whether a ratio fell by reasonable progress in each of the two years before."""
    if least is None or len(ratios_) < 3:
        return False
    falls = -np.diff(ratios_[-3:])
    return bool((falls >= least).all())


def _state_others(params: EquityParams, year: str, category: str, group: str) -> tuple[float, float] | None:
    """Add up the State's other groups; None unless all of them are told, and are groups of the rules."""
    rows = [each for each in params.state if (each.school_year, each.category) == (year, category)]
    others = [each for each in rows if each.group != group]
    if not {each.group for each in rows} <= set(params.race_groups.values()):
        return None
    if not others or any(each.children is None or each.of is None for each in others):
        return None
    return float(sum(each.children or 0 for each in others)), float(sum(each.of or 0 for each in others))
