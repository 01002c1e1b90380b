"""Whether movement between bands balances, and whether it is alike from step to step."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from mtss_analysis.estimators import transitions
from mtss_analysis.tiers.looks import TIERS
from mtss_analysis.tiers.settings import TiersParams

BALANCE, ALIKE = "do as many move one way as the other?", "is movement the same in every step?"
UP, DOWN, NOT_EQUAL, NOT_TOLD, CANNOT_TELL = (
    "more move to a band of more risk", "more move to a band of less risk", "movement differs from step to step",
    "no difference can be told", "cannot tell",
)  # fmt: skip
EVERY = "every step together"
STEPS = ["domain", "measure", "school_year", "step"]
COLUMNS = [*STEPS, "question", "students", "statistic", "df", "p_value", "answer"]


def band_tests(paired: pd.DataFrame, params: TiersParams) -> pd.DataFrame:
    """Test each step for balance (Bowker), and the steps of each measure within school years for likeness (G²).

    Fewer students than `band_students` are not tested: the approximation is rough, and the answer is "cannot tell".

    Parameters
    ----------
    paired
        As from :func:`mtss_analysis.tiers.bands.pairs`.

    Returns
    -------
    pandas.DataFrame
        COLUMNS; `students` moved between bands or stayed.
    """
    rows = [*_balanced(paired, params), *_alike(paired, params)]
    return pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys([*STEPS, "question", "answer"], "str"))


def counts(part: pd.DataFrame) -> np.ndarray:
    """Count students (3, 3) by band before and after, the band of most risk first."""
    table = pd.crosstab(part["support"], part["to"]).reindex(index=TIERS[::-1], columns=TIERS[::-1], fill_value=0)
    return table.to_numpy(np.float64)


def _balanced(paired: pd.DataFrame, params: TiersParams) -> Iterator[tuple[object, ...]]:
    for key, part in paired.groupby(STEPS, sort=True):
        table = counts(part)
        test = transitions.symmetry(table)
        less = np.triu(table, 1).sum() - np.tril(table, -1).sum()
        yield (*key, BALANCE, *_told(test, len(part), DOWN if less > 0 else UP, params))


def _alike(paired: pd.DataFrame, params: TiersParams) -> Iterator[tuple[object, ...]]:
    within = paired[~paired["step"].str.contains(r"\d")]
    for (domain, measure), part in within.groupby(["domain", "measure"], sort=True):
        steps = [counts(step) for _, step in part.groupby(STEPS)]
        if len(steps) > 1:
            test = transitions.homogeneity(steps)
            yield (domain, measure, "", EVERY, ALIKE, *_told(test, len(part), NOT_EQUAL, params))


def _told(test: transitions.CountTest, students: int, answer: str, params: TiersParams) -> tuple[object, ...]:
    if students < params.band_students or test.df == 0:
        return students, np.nan, test.df, np.nan, CANNOT_TELL
    sure = test.p_value < 1 - params.confidence
    return students, test.statistic, test.df, test.p_value, answer if sure else NOT_TOLD
