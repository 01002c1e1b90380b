"""A second look at an effect: students' own growth, weighted so that the comparison looks like the served.

It rests on other assumptions than the growth model: each student's own line, weights from what was known before, and
an adjustment for the same facts, grade, school year and school. Where both agree, an effect rests on neither alone. It
is a check of the model's answer and takes no part in the verdict.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.effects import equal_starts
from mtss_analysis.effects.arms import Arms
from mtss_analysis.effects.equal_starts import Facts
from mtss_analysis.estimators import contrasts
from mtss_analysis.estimators.contrasts import Refused

Floats = NDArray[np.float64]
NUMBERS = ("served", "comparison", "outside", "like_served", "like_comparison", "weighted", "low", "high")
COLUMNS = ["domain", "measure", "intervention", *NUMBERS, "said"]
TOO_FEW = "Too few students of one arm have a score at the start."
FEW_LEFT = "Weighting leans on very few students of the comparison, so it is not used."
REFUSED = {
    "separated": "What is known of the students nearly tells who was served, so nobody like them is left to compare.",
    "collinear": "What is known of the students says the same thing twice, so weights cannot be told.",
}
NOT_WEIGHTED = "These data allow no weights."
WEIGHTED, STILL_APART = "Weighted.", "Weighted, but the groups still differ beyond .25 in something known."
LONELY = " Some served students have nobody like them in the comparison."


def second_looks(
    pairs: Iterable[Arms], everyone: Facts, scale: "pd.Series[float]", fewest: int, confidence: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare both arms at the start, weight them, and estimate every effect again.

    Parameters
    ----------
    everyone
        Of :func:`equal_starts.known`.
    scale
        What a student's weekly growth comes to over the set weeks, in spreads of scores and more being better, by
        measure; missing where nothing was estimated.
    fewest
        Students of an arm, as weighted, below which weighting fails.

    Returns
    -------
    (pandas.DataFrame, pandas.DataFrame)
        Rows of :data:`equal_starts.COLUMNS`, and a row of COLUMNS for each comparison.
    """
    rows: list[dict[str, object]] = []
    looks: list[dict[str, object]] = []
    for pair in pairs:
        facts = equal_starts.of(pair, everyone)
        weight, look = _look(facts, float(scale.get(pair.place["measure"], np.nan)), fewest, confidence)
        looks.append({**pair.place, **look})
        if min(facts.served.sum(), (~facts.served).sum()) > 1:
            rows.extend(equal_starts.balance(pair.place, facts, weight))
    return pd.DataFrame(rows, columns=equal_starts.COLUMNS), pd.DataFrame(looks, columns=COLUMNS)


def _look(facts: Facts, scale: float, fewest: int, confidence: float) -> tuple[Floats | None, dict[str, object]]:
    """Return the weights, None where weighting fails, and what is seen with them."""
    served = facts.served
    told: dict[str, object] = dict.fromkeys(NUMBERS, np.nan)
    told |= {"served": int(served.sum()), "comparison": int((~served).sum())}
    if min(served.sum(), (~served).sum()) < fewest:
        return None, told | {"said": TOO_FEW}
    try:
        weight, chances = equal_starts.weights(facts)
    except Refused as refused:
        return None, told | {"said": REFUSED.get(refused.code, NOT_WEIGHTED)}
    sizes = contrasts.effective_size(weight[served]), contrasts.effective_size(weight[~served])
    told |= {"outside": chances.outside[0], "like_served": sizes[0], "like_comparison": sizes[1]}
    if min(sizes) < fewest:
        return None, told | {"said": FEW_LEFT}
    lonely = LONELY if chances.cautions else ""
    return weight, told | _estimate(facts, weight, scale, confidence) | {"said": _said(facts, weight) + lonely}


def _said(facts: Facts, weight: Floats) -> str:
    told = [column for column in facts.columns.T if equal_starts.tellable(column, facts.served)]
    gaps = [equal_starts.index(column, facts.served, weight) for column in told]
    return STILL_APART if "too_far" in map(equal_starts.says, gaps) else WEIGHTED


def _estimate(facts: Facts, weight: Floats, scale: float, confidence: float) -> dict[str, object]:
    """Estimate the weighted, adjusted difference of students' own growth within schools."""
    school = facts.rows["school_id"].astype("str").to_numpy()
    growth = scale * facts.rows["roi"].to_numpy(np.float64)
    usable = np.isfinite(growth) & np.isfinite(weight)
    if not usable.any():
        return {}
    covariates = np.column_stack(list(independent([*facts.columns.T, *dummies(facts.rows)], school)))
    names = tuple(str(number) for number in range(covariates.shape[1]))
    student = facts.rows["student_id"].to_numpy()[usable]  # who has plans of both arms counts in both
    try:
        found = contrasts.adjusted_difference(
            growth[usable], facts.served[usable], covariates[usable], names, block=school[usable], cluster=student,
            weights=weight[usable], confidence=confidence,
        )  # fmt: skip
    except Refused:
        return {}
    return {"weighted": found.estimate, "low": found.ci[0], "high": found.ci[1]}


def dummies(rows: pd.DataFrame) -> Iterator[Floats]:
    """Yield a column of 0 and 1 for each grade and school year but the first."""
    for name in ("grade", "school_year"):
        values = rows[name].astype("str")
        for value in sorted(values.unique())[1:]:
            yield (values == value).to_numpy(np.float64)


def independent(columns: list[Floats], block: NDArray[np.object_]) -> Iterator[Floats]:
    """Yield the columns that say something within blocks which those before them do not."""
    codes = np.unique(block, return_inverse=True)[1]
    kept = np.empty((len(block), 0))
    for column in columns:
        within = column - (np.bincount(codes, column) / np.bincount(codes))[codes]
        rest = within - kept @ (kept.T @ within)
        length = float(np.linalg.norm(rest))
        if length > SAYS_NOTHING * max(float(np.linalg.norm(column)), 1.0):
            kept = np.column_stack([kept, rest / length])
            yield column


SAYS_NOTHING = 1e-6
