"""Movement between bands of screening scores, beside what error of measurement alone would make."""

from collections.abc import Hashable, Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from mtss_analysis.estimators.band_movement import BandMovement, band_movement
from mtss_analysis.intake import partitions
from mtss_analysis.params import MeasuresParams
from mtss_analysis.tiers.looks import TIERS
from mtss_analysis.tiers.movement import with_shares
from mtss_analysis.tiers.settings import TiersParams
from mtss_analysis.vocabulary import TOTAL, Season

MORE, FEWER, NO_MORE, CANNOT_TELL = (
    "more than test error makes", "fewer than test error makes", "no more than test error makes", "cannot tell"
)  # fmt: skip
WINDOW = ["school_year", "season"]
STRATA = ["school_year", "step", "domain", "measure"]
CELL = [*STRATA, "support", "to"]
EXPECTED = ["expected", "excess", "excess_low", "excess_high"]
PLACE = {str(season): place for place, season in enumerate(Season)}


def pairs(students: pd.DataFrame) -> pd.DataFrame:
    """Put the scores of each student in two windows side by side: the next window, and the same one a year later.

    A student who missed the next window is in no step of it: two steps seen as one are not one step.

    Parameters
    ----------
    students
        The table students of a screening result.

    Returns
    -------
    pandas.DataFrame
        STRATA (the later window's year; step in words), student_id, grade_before, grade, score_before, score,
        sem_before, sem [score], support, to.
    """
    known = students[students["support"].isin(TIERS) & students["season"].isin(list(PLACE))]
    windows = sorted(set(known[WINDOW].itertuples(index=False, name=None)), key=lambda at: (at[0], PLACE[at[1]]))
    parts = [_side_by_side(known, *step) for step in _steps(windows)]
    return pd.concat(parts, ignore_index=True) if parts else _side_by_side(known.head(0), ("", ""), ("", ""))


def movement(paired: pd.DataFrame, measures: MeasuresParams, params: TiersParams) -> pd.DataFrame:
    """Count movement between bands over the district, and say how much of it error of measurement alone would make.

    Parameters
    ----------
    paired
        As from :func:`pairs`.

    Returns
    -------
    pandas.DataFrame
        CELL, n, students (of the row), percent, low, high, EXPECTED [percent of the row; students] and verdict. Where
        the error of the scores is not known, or in no grade enough students have both scores, expectation is missing
        and the verdict "cannot tell".
    """
    rows = paired.assign(school_id="")  # the district alone is asked about
    counted = partitions.count(rows, STRATA, "to", TIERS, of="students", districtwide=["support"])
    counted = counted[counted["school_id"] == TOTAL].assign(
        support=lambda frame: frame["group"].where(frame["by"] == "support", TOTAL)
    )
    shares = with_shares(counted.drop(columns=["school_id", "by", "group"]), "students", params.confidence)
    found = shares.merge(expectation(paired, measures, params), on=CELL, how="left")
    return found.assign(verdict=_verdicts(found)).reset_index(drop=True)


def expectation(paired: pd.DataFrame, measures: MeasuresParams, params: TiersParams) -> pd.DataFrame:
    """Return CELL and EXPECTED: what error alone would make. Grades are fitted on their own: their cuts differ."""
    rows = [row for key, part in paired.groupby(STRATA, sort=True) for row in _of_step(key, part, measures, params)]
    return pd.DataFrame(rows, columns=[*CELL, *EXPECTED]).astype(dict.fromkeys(CELL, "str"))


def _steps(windows: list[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Yield each window with the next, and with the same season of the next year that has it."""
    yield from pairwise(windows)
    for season in PLACE:
        same = [window for window in windows if window[1] == season]
        yield from (step for step in pairwise(same) if step not in set(pairwise(windows)))


def _side_by_side(known: pd.DataFrame, first: tuple[str, str], then: tuple[str, str]) -> pd.DataFrame:
    columns = ["student_id", "domain", "measure", "grade", "score", "sem", "support"]
    before, after = (
        known.loc[(known["school_year"] == year) & (known["season"] == season), columns]
        for year, season in (first, then)
    )
    both = before.merge(after, on=["student_id", "domain", "measure"], suffixes=("_before", ""))
    year = "" if first[0] == then[0] else f" {first[0]}"
    renamed = both.rename(columns={"support": "to", "support_before": "support"})
    return renamed.assign(school_year=then[0], step=f"{first[1]}{year} to {then[1]}", before=first[1], after=then[1])


def _of_step(
    key: tuple[Hashable, ...], part: pd.DataFrame, measures: MeasuresParams, params: TiersParams
) -> Iterator[tuple[object, ...]]:
    """Yield the expectation of each cell of one step, summed over its grades."""
    fits = [
        found for _, grade in part.groupby(["grade_before", "grade"]) if (found := _of_grade(grade, measures, params))
    ]
    told = sum(float(fit.counts.sum()) for fit in fits)
    if not fits or told < params.band_told_share / 100 * len(part):
        return
    counts, excess = (np.sum([getattr(fit, name) for fit in fits], axis=0) for name in ("counts", "excess"))
    reach = np.sqrt(np.sum([((fit.high - fit.low) / 2) ** 2 for fit in fits], axis=0))
    expected = 100 * (counts - excess) / np.maximum((counts - excess).sum(axis=1, keepdims=True), 1e-9)
    for row, support in enumerate(TIERS[::-1]):
        for column, to in enumerate(TIERS[::-1]):
            at = row, column
            yield (*key, support, to, expected[at], excess[at], excess[at] - reach[at], excess[at] + reach[at])


def _of_grade(part: pd.DataFrame, measures: MeasuresParams, params: TiersParams) -> BandMovement | None:
    """Fit one grade; None with too few students, an unknown error, or errors as large as the spread of the scores."""
    first = part.iloc[0]
    sems = [float(np.sqrt((part[name] ** 2).mean(skipna=False))) for name in ("sem_before", "sem")]
    scores = [part[name].to_numpy(np.float64) for name in ("score_before", "score")]
    if len(part) < params.band_students or not all(
        0 < sem < each.std() for sem, each in zip(sems, scores, strict=True)
    ):
        return None
    sign = 1.0 if measures.measure(first["measure"]).higher_is_better else -1.0
    before = _cuts(measures, first["measure"], first["grade_before"], first["before"], sign)
    after = _cuts(measures, first["measure"], first["grade"], first["after"], sign)
    if any(high <= low for low, high in (before, after)):
        return None
    return band_movement(
        sign * scores[0], sign * scores[1], before, after, (sems[0], sems[1]),
        draws=params.band_draws, confidence=params.confidence,
    )  # fmt: skip


def _cuts(measures: MeasuresParams, measure: str, grade: str, season: str, sign: float) -> tuple[float, float]:
    """Cuts of Tier 3 and Tier 2, ascending on the scale where low is at risk."""
    cuts = measures.cut_scores(measure, grade, season)
    return (sign * cuts.tier3, sign * cuts.tier2) if cuts else (0.0, 0.0)


def _verdicts(found: pd.DataFrame) -> "pd.Series[str]":
    tests = [found["support"].eq(TOTAL) | found["to"].eq(TOTAL), found["excess"].isna(), found["excess_low"] > 0,
             found["excess_high"] < 0]  # fmt: skip
    words = ["", CANNOT_TELL, MORE, FEWER]
    return pd.Series(np.select([test.to_numpy(bool) for test in tests], words, NO_MORE), found.index, dtype="str")
