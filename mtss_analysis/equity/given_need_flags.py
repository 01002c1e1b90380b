"""Who needs support by the same evidence: each student's flag in a domain, with how far below the cut the score was."""

from itertools import pairwise

import numpy as np
import pandas as pd

from mtss_analysis.equity.given_need_settings import ServiceEquityParams
from mtss_analysis.intake import Dataset, attach
from mtss_analysis.params import DistrictParams, MeasuresParams
from mtss_analysis.screening.support import cuts

WHO = ["student_id", "domain", "school_year"]
GRADE = ["school_year", "season", "measure", "grade"]
FLAGGED = ("Tier 2", "Tier 3")
NO_SPREAD = "distance not known"
STRATUM = ["domain", "measure", "season", "grade", "band", "measures"]
"""What makes need the same: all of these are equal."""
LOW, NEVER = "low all year", "never below a cut"


def distances(screened: pd.DataFrame, measures: MeasuresParams, params: ServiceEquityParams) -> pd.DataFrame:
    """Add to every screening score how far on the risk side of the cut it lies.

    Parameters
    ----------
    screened
        The table ``students`` of a screening result.

    Returns
    -------
    pandas.DataFrame
        Scores of the latest school years with a cut, and `below` [standard deviations of the scores of that grade,
        window and measure]: above 0 on the risk side, missing where too few scores give no standard deviation.
    """
    known = screened[screened["support"].isin(["Tier 1", *FLAGGED]) & screened["date"].notna()]
    years = sorted(known["school_year"].unique())[-params.school_years :]
    known = known[known["school_year"].isin(years)].reset_index(drop=True)
    cut = known.merge(cuts(measures), on=["measure", "grade", "season"], how="left")["tier2"]
    sign = known["measure"].map({name: 1.0 if found.higher_is_better else -1.0
                                 for name, found in measures.measures.items()})  # fmt: skip
    scores = known.groupby(GRADE)["score"]
    spread = scores.transform("std").where(scores.transform("size") >= params.fewest_scores)
    below = (cut - known["score"]) * sign / spread.where(spread > 0)
    return known.assign(below=below.astype("float64"))


def bands(below: "pd.Series[float]", edges: tuple[float, ...]) -> "pd.Series[str]":
    """Name the band of need of each distance below the cut.

    Examples
    --------
    >>> bands(pd.Series([0.1, 0.25, 3.0, float("nan")]), (0.25, 1.0)).tolist()
    ['0 to 0.25 SD below', '0.25 to 1 SD below', '1 SD or more below', 'distance not known']
    """
    ends = [0.0, *edges]
    names = [f"{low:g} to {high:g} SD below" for low, high in pairwise(ends)]
    names = [*names, f"{ends[-1]:g} SD or more below", NO_SPREAD]
    place = np.searchsorted(edges, below.fillna(0.0).to_numpy(), side="right")
    return pd.Series(
        np.array(names, dtype=object)[np.where(below.isna(), len(names) - 1, place)], below.index, dtype="str"
    )


def flags(
    scored: pd.DataFrame, dataset: Dataset, params: ServiceEquityParams, district: DistrictParams
) -> pd.DataFrame:
    """Find each student's first window of a school year with a score on the risk side, domain by domain.

    Of several measures of the domain in that window the one furthest below its cut says the need; how many of them are
    below is part of it.

    Parameters
    ----------
    scored
        As :func:`distances` gives them.

    Returns
    -------
    pandas.DataFrame
        WHO, season, date (of the first such score), grade, school_id, measure, below [SD], band, measures (how many are
        below, as text), suggested (Tier 2 or 3), the district's group columns, need (label of the stratum).
    """
    risky = scored[scored["support"].isin(FLAGGED)].sort_values(["date", "measure"], kind="stable")
    first = risky.groupby(WHO)["season"].transform("first")
    risky = risky[risky["season"] == first]
    grouped = risky.groupby(WHO)
    risky = risky.assign(
        many=grouped["measure"].transform("nunique"), date=grouped["date"].transform("min"),
        suggested=grouped["support"].transform("max"),
    )  # fmt: skip
    worst = risky.sort_values("below", ascending=False, kind="stable", na_position="last").drop_duplicates(WHO)
    worst = worst.assign(
        band=bands(worst["below"], params.need_bands),
        measures=np.where(worst["many"] > 1, "several measures", "one measure"),
    )
    worst = worst.astype({"measures": "str"}).sort_values(WHO, ignore_index=True)
    kept = [*WHO, "season", "date", "grade", "school_id", "measure", "below", "band", "measures", "suggested"]
    placed = attach(worst[kept], dataset, district, on="date")
    return placed.assign(need=placed[STRATUM].agg(" | ".join, axis=1).astype("str") if len(placed) else "")


def all_year(
    scored: pd.DataFrame, dataset: Dataset, params: ServiceEquityParams, district: DistrictParams
) -> pd.DataFrame:
    """Tell whose scores of a domain were below a cut in every window of a school year, and whose in none.

    Returns
    -------
    pandas.DataFrame
        One row a student × domain of the latest school year that says either: WHO, level (LOW or NEVER), grade,
        school_id, group columns, need (label of the stratum; for LOW with the band of the mean distance).
    """
    latest = scored[scored["school_year"] == scored["school_year"].max()]
    risky = latest["support"].isin(FLAGGED)
    windows = latest.assign(risky=risky).groupby([*WHO, "season"]).agg(
        risky=("risky", "max"), below=("below", "max"), date=("date", "max")
    ).reset_index()  # fmt: skip
    whole = windows.groupby(WHO).agg(
        windows=("season", "size"), risky=("risky", "sum"), below=("below", "mean"), date=("date", "max")
    ).reset_index()  # fmt: skip
    enough = whole["windows"] >= params.low_windows
    level = np.select([enough & (whole["risky"] == whole["windows"]), enough & (whole["risky"] == 0)], [LOW, NEVER], "")
    whole = whole.assign(level=pd.Series(level, whole.index, dtype="str"))
    whole = attach(whole[whole["level"] != ""].reset_index(drop=True), dataset, district, on="date")
    band = bands(whole["below"], params.need_bands).where(whole["level"] == LOW, "")
    return whole.assign(need=(whole["domain"] + " | " + whole["grade"] + " | " + band).astype("str"))
