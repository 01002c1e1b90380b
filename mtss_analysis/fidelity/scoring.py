"""Points of an instrument: percent of what was possible, criterion, stage, and percents of one version on another's.

Items that do not apply leave points and points possible. A criterion is compared in whole numbers, so that a total on
the line counts as on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, isnan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.estimators.series import Floats
from mtss_analysis.params import Instrument

UNKNOWN = "cannot tell yet"
"""What is said where too many items were left out."""
SLACK = 1e-9
"""Percents this close to a bar are on it; rounding of a mean is no reason to fail."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Points of n raters on some items.

    Attributes
    ----------
    points, possible : (n,) [points]
    left_out : (n,) items without a rating [items]
    percent : (n,) points of points possible [percent]; NaN where too many items were left out
    """

    points: Floats
    possible: Floats
    left_out: NDArray[np.int64]
    percent: Floats


def score(ratings: ArrayLike, most: int, most_missing: float) -> Scores:
    """Score raters: percent = 100 Σ points / (most × items that apply).

    Parameters
    ----------
    ratings
        (n raters, m items) [points]; NaN where the item does not apply or was not answered.
    most
        Most points of an item [points].
    most_missing
        Largest share of the items that may be left out before no percent is told.

    Raises
    ------
    ValueError
        `ratings` is not two-dimensional.

    Examples
    --------
    >>> found = score([[2, 1, 2, float("nan")], [2, float("nan"), float("nan"), float("nan")]], 2, 0.25)
    >>> found.percent.round(1).tolist(), found.left_out.tolist()
    ([83.3, nan], [1, 3])
    """
    table = np.asarray(ratings, np.float64)
    if table.ndim != 2:
        raise ValueError(f"ratings: got {table.ndim} dimensions, expected 2, raters and items. Give a table.")
    rated = ~np.isnan(table)
    points, possible = np.where(rated, table, 0.0).sum(axis=1), most * rated.sum(axis=1).astype(np.float64)
    left_out = (~rated).sum(axis=1)
    enough = (left_out <= most_missing * table.shape[1] + SLACK) & (possible > 0)
    percent = np.divide(100 * points, possible, out=np.full(len(table), np.nan), where=enough)
    return Scores(points, possible, left_out, percent)


def passes(percent: float, criterion: float | None) -> bool | None:
    """Tell whether a percent reaches a criterion [percent]; None where either is missing.

    Examples
    --------
    >>> passes(70.0, 70), passes(69.99, 70), passes(float("nan"), 70)
    (True, False, None)
    """
    return None if criterion is None or isnan(percent) else percent >= criterion - SLACK


def smallest_passing(instrument: Instrument, section: str) -> int:
    """Return the smallest total with which a section reaches its criterion, all items applying [points].

    Least whole number p with 100 p ≥ criterion × most × items, in fractions.

    Raises
    ------
    ValueError
        There is no such section, or it has no criterion.

    Examples
    --------
    >>> from mtss_analysis import params
    >>> tfi = params.instruments(params.layers())["swpbis_tfi", "2.1"]
    >>> [smallest_passing(tfi, name) for name in tfi.sections]
    [21, 19, 24]
    """
    found = instrument.sections.get(section)
    if found is None or found.criterion is None:
        named = ", ".join(name for name, each in instrument.sections.items() if each.criterion is not None)
        raise ValueError(
            f'{instrument.label}: section "{section}" has no criterion, expected one of {named or "none"}. '
            "Name one of these, or give the section a criterion."
        )
    items = sum(instrument.subscales[item.subscale].section == section for item in instrument.items)
    return ceil(Fraction(str(found.criterion)) * instrument.most * items / 100)


def stage(instrument: Instrument, total: float, sections: Mapping[str, float]) -> str:
    """Return the furthest stage whose percents are reached, "" if the instrument has none or none is reached.

    Parameters
    ----------
    total, sections
        Percent of all points, and of each section's [percent].

    Examples
    --------
    >>> from mtss_analysis import params
    >>> ours = params.instruments(params.layers())["mtss_implementation_self_assessment", "1.0"]
    >>> stage(ours, 50.0, {"whole": 50.0}), stage(ours, float("nan"), {})
    ('Partly implementing', 'cannot tell yet')
    """
    if not instrument.stages:
        return ""
    percents = [total, *sections.values()]
    if any(map(isnan, percents)):
        return UNKNOWN
    least = min(percents[1:], default=total)
    reached = [
        each.label for each in instrument.stages if passes(total, each.total) and passes(least, each.every_section)
    ]
    return reached[-1] if reached else ""


def converted(instrument: Instrument, version: str, section: str, percent: float) -> float:
    """Put a percent of another version of a section on this version's scale; NaN if no conversion is published.

    slope × percent + intercept, held within 0 to 100.

    Examples
    --------
    >>> from mtss_analysis import params
    >>> new = params.instruments(params.layers())["swpbis_tfi", "3.0"]
    >>> round(converted(new, "2.1", "tier1", 70.0), 2), converted(new, "1.0", "tier1", 70.0)
    (44.27, nan)
    """
    known = next((each for each in instrument.conversions if each.from_version == version), None)
    if known is None or section not in known.sections or isnan(percent):
        return float("nan")
    slope, intercept = known.sections[section]
    return min(max(slope * percent + intercept, 0.0), 100.0)
