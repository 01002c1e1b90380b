"""Small words that all sections share: comparisons, lists, and what to say where nothing can be told."""

from collections.abc import Iterable, Sequence

import pandas as pd

from mtss_analysis.board_report.answers import Material, Number
from mtss_analysis.vocabulary import Season

YEAR_OPEN = "The year is not over, so no whole year is set beside it."
NOT_BEFORE = "No number of an earlier year can be set beside it."
WITHHELD = "The numbers are small and are withheld, so that no child can be known from them."
SEASONS = tuple(Season)


MOST = 8
"""Names in a list on the sheets; the appendix has all."""


def listed(words: Iterable[str], most: int = MOST) -> str:
    """Join words with commas and a last "and"; of more than `most`, the others are counted.

    Examples
    --------
    >>> listed(["reading", "math", "behavior"]), listed(["A", "B", "C", "D"], most=2)
    ('reading, math and behavior', 'A, B and 2 more')
    """
    names = list(words)
    names = [*names[:most], f"{len(names) - most} more"] if len(names) > most + 1 else names
    *first, last = names or [""]
    return f"{', '.join(first)} and {last}" if first else last


def domain(name: str) -> str:
    """Return a domain as a word of a sentence."""
    return name.replace("_", "-")


def compared(pairs: Sequence[tuple[str, Number, Number]], when: str) -> str:
    """Say of each number how it stood before and whether the ranges part; "" if no number of both is known.

    Examples
    --------
    >>> now, then = (Number("x", v, v - 1, v + 1, "percent", 500, "p", "t") for v in (82.0, 79.0))
    >>> compared([("reading", now, then)], "Last year")
    'Last year it was 79 % (78 to 80) in reading: a clear rise.'
    """
    words = {"higher": "a clear rise", "lower": "a clear fall", "alike": "no clear change"}
    said = [
        f"{then.said()} in {name}" + (f": {words[change]}" if (change := now.against(then)) else "")
        for name, now, then in pairs
        if now.known and then.known
    ]
    return f"{when} it was {'; '.join(said)}." if said else ""


def before(material: Material, year: str, season: str, years: Iterable[str]) -> tuple[str, str]:
    """Return year and season to set beside: in a memo fall of the same year, else the same season a year earlier."""
    if material.midyear and season != Season.FALL:
        return year, str(Season.FALL)
    earlier = [each for each in sorted(years) if each < year]
    return (earlier[-1], season) if earlier else (year, "")


def last_window(frame: pd.DataFrame) -> tuple[str, str]:
    """Return year and season of the latest window with a row; two empty words if there is none."""
    if frame.empty:
        return "", ""
    windows = set(zip(frame["school_year"], frame["season"], strict=True))
    year, season = max(windows, key=lambda window: (window[0], SEASONS.index(Season(window[1]))))
    return str(year), str(season)


def why_not(material: Material, page: str, otherwise: str) -> str:
    """Say why a page has nothing to tell, in its own words if it has some."""
    cautions = material.found[page].cautions if page in material.found else ()
    return next((caution.sentence for caution in cautions if caution.code == "does_not_apply"), otherwise)
