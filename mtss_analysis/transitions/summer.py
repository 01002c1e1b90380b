"""What a summer changed: spring scores and the next fall's of the same students, beside regression to the mean."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from mtss_analysis.estimators.means import mean_interval
from mtss_analysis.params import MeasuresParams
from mtss_analysis.transitions.settings import TransitionsParams
from mtss_analysis.vocabulary import TOTAL, Season

BELOW, ABOVE = "below the cut in spring", "at or above the cut in spring"
SUPPORTED, UNSUPPORTED = "a plan open in spring", "no plan open in spring"
STRATA = ["school_year", "domain", "measure"]
COLUMNS = [*STRATA, "by", "group", "n", "change", "low", "high", "expected", "beyond", "beyond_low", "beyond_high"]
PAIR = ["student_id", "domain", "measure"]


def pairs(screened: pd.DataFrame, measures: MeasuresParams) -> pd.DataFrame:
    """Put each spring score beside the next fall's of the same student and measure.

    Grades have tests of their own, so scores of two grades are no growth. What can be compared is where a score lies:
    its distance to the cut of its own grade and season, positive on the side without risk. Measures without a cut in
    one of the two are left out.

    Parameters
    ----------
    screened
        The table ``students`` of a screening result.

    Returns
    -------
    pandas.DataFrame
        student_id, domain, measure, school_year (of the fall), grade (in spring), date (in spring), spring, fall
        (distances [score]), sem [score].
    """
    known = screened[screened["score"].notna() & screened["measure"].isin(list(measures.measures))]
    known = known[known["season"].isin([Season.SPRING, Season.FALL])]
    known = known.assign(distance=_distance(known, measures)).dropna(subset=["distance"])
    year = pd.to_numeric(known["school_year"].str[:4])
    known = known.assign(summer=year + (known["season"] == Season.SPRING).astype("int64"))
    spring = known[known["season"] == Season.SPRING].drop_duplicates([*PAIR, "summer"])
    fall = known[known["season"] == Season.FALL].drop_duplicates([*PAIR, "summer"])
    fall = fall[[*PAIR, "summer", "school_year", "distance"]].rename(columns={"distance": "fall"})
    spring = spring[[*PAIR, "summer", "grade", "date", "distance", "sem"]].rename(columns={"distance": "spring"})
    return spring.merge(fall, on=[*PAIR, "summer"]).drop(columns="summer")


def _distance(known: pd.DataFrame, measures: MeasuresParams) -> "pd.Series[float]":
    """Distance to the cut of grade and season, in the direction of less need [score]; missing without a cut."""
    keys = known[["measure", "grade", "season"]].drop_duplicates()
    cuts = {key: _cut(measures, *key) for key in keys.itertuples(index=False, name=None)}
    found = [cuts[key] for key in zip(known["measure"], known["grade"], known["season"], strict=True)]
    signs = {name: 1.0 if each.higher_is_better else -1.0 for name, each in measures.measures.items()}
    sign = known["measure"].map(signs).astype("float64")
    return (known["score"] - np.array(found, np.float64)) * sign


def _cut(measures: MeasuresParams, measure: str, grade: str, season: str) -> float:
    found = measures.measures[measure].cuts.get(grade, {}).get(Season(season))
    return float("nan") if found is None else found.tier2


def expected(rows: pd.DataFrame, fewest: int) -> "pd.Series[float]":
    """Change to expect of each student if the summer changed all of a grade alike, and luck did the rest.

    With everyone's mean change D and mean distance m in the grade, and the reliability R = 1 − SEM² / variance, a
    student at x is expected to change by D + (1 − R)(m − x): an observed score holds luck, and the next one does not
    hold the same luck (Davis 1976, American Journal of Epidemiology 104:493).

    Parameters
    ----------
    rows
        As :func:`pairs` gives them.
    fewest
        Fewest students of a grade; below, and without an SEM, the answer is missing.

    Examples
    --------
    >>> rows = pd.DataFrame({"school_year": "2025-26", "measure": "m", "grade": "2", "spring": [-10.0, 0.0, 10.0],
    ...                      "fall": [-6.0, 0.0, 9.0], "sem": 5.0})
    >>> expected(rows, 3).tolist()
    [3.5, 1.0, -1.5]
    """
    grouped = rows.groupby(["school_year", "measure", "grade"])
    mean, spread, n = (grouped["spring"].transform(name) for name in ("mean", "var", "size"))
    drift = (rows["fall"] - rows["spring"]).groupby([rows[name] for name in ("school_year", "measure", "grade")])
    luck = (grouped["sem"].transform(lambda sem: (sem**2).mean()) / spread.where(spread > 0)).clip(upper=1)
    found: pd.Series[float] = drift.transform("mean") + luck * (mean - rows["spring"])
    return found.where(n >= fewest)


def change(rows: pd.DataFrame, plans: pd.DataFrame, params: TransitionsParams) -> pd.DataFrame:
    """Sum the summers: COLUMNS, one row a measure, year and group, with t intervals of the means [score]."""
    if rows.empty:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in COLUMNS})
    told = rows.assign(change=rows["fall"] - rows["spring"], expected=expected(rows, params.fewest))
    told = told.dropna(subset=["expected"]).reset_index(drop=True)
    told["spring_standing"] = np.where(told["spring"] < 0, BELOW, ABOVE)
    told["support"] = np.where(_supported(told, plans), SUPPORTED, UNSUPPORTED)
    told[TOTAL] = TOTAL
    found = [_means(told, by, params.confidence) for by in (TOTAL, "spring_standing", "support")]
    return pd.concat(found, ignore_index=True)[COLUMNS]


def _supported(rows: pd.DataFrame, plans: pd.DataFrame) -> np.ndarray:
    """Tell who had a plan of Tier 2 or 3 in the domain on the day of the spring score, or within a month before."""
    on = ["student_id", "domain"]
    both = rows.reset_index(names="row")[["row", *on, "date"]].merge(plans[[*on, "start", "end"]], on=on)
    open_ = (both["start"] <= both["date"]) & (both["end"].isna() | (both["end"] >= both["date"]))
    return np.asarray(rows.index.isin(both.loc[open_, "row"]))


def _means(told: pd.DataFrame, by: str, confidence: float) -> pd.DataFrame:
    keys = [*STRATA, by]
    rest = told.assign(beyond=told["change"] - told["expected"]).groupby(keys)
    found = rest.size().rename("n").reset_index().rename(columns={by: "group"}).assign(by=by)
    found["expected"] = rest["expected"].mean().to_numpy()
    for name, ends in (("change", ("low", "high")), ("beyond", ("beyond_low", "beyond_high"))):
        found[name] = rest[name].mean().to_numpy()
        interval = mean_interval(found["n"], found[name], rest[name].std().to_numpy(), confidence)
        found[ends[0]], found[ends[1]] = interval.low, interval.high
    if by == TOTAL:  # what all have in common is what is expected
        found[["beyond", "beyond_low", "beyond_high"]] = np.nan
    return found


def not_compared(screened: pd.DataFrame, measures: MeasuresParams) -> Iterator[tuple[str, str]]:
    """Name each screened measure that has no summer to show, and why."""
    for name in screened.loc[screened["score"].notna(), "measure"].drop_duplicates():
        known = measures.measures.get(name)
        seasons = {season for cuts in known.cuts.values() for season in cuts} if known else set()
        if not {Season.SPRING, Season.FALL} <= seasons:
            yield name, "measures.yml gives it no cut score in spring or in fall"
