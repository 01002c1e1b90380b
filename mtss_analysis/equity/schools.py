"""Gaps in each school beside the district's: small schools are drawn towards the mean of all, and never ranked."""

import numpy as np
import pandas as pd
from scipy import special

from mtss_analysis.equity.gaps import STRATA, gaps
from mtss_analysis.equity.settings import EquityParams
from mtss_analysis.estimators.contrasts.multiplicity import benjamini_hochberg
from mtss_analysis.estimators.shrinkage import drawn_together
from mtss_analysis.vocabulary import NO_DATA

FEWEST = 3
"""Schools from which a mean of schools is formed."""
CLEAR, NOT_CLEAR, TOO_FEW = "clearly another than elsewhere", "no clear difference from elsewhere", "too few to say"


def school_gaps(rows: pd.DataFrame, groups: tuple[str, ...], params: EquityParams) -> pd.DataFrame:
    """Compare each group with the others of its school, in the latest window of every measure.

    Returns
    -------
    pandas.DataFrame
        domain, measure, by, group, school_id, n, gap, low, high (as they are), drawn, drawn_low, drawn_high (drawn
        towards the mean of the schools, by how noisy each is), answer. Where a column has two groups, each is all the
        other is not, and only the smaller one stands here. Among the schools of a domain that are called different, a
        share of at most 1 - confidence is expected to be so by chance (Benjamini and Hochberg 1995).
    """
    latest = rows.sort_values("date", kind="stable").drop_duplicates("measure", keep="last")
    rows = rows.merge(latest[["measure", "school_year", "season"]])
    found = gaps(rows.assign(place=rows["school_id"]), groups, params, more=("place",))
    found = found.rename(columns={"place": "school_id"})
    found = _once(found[found["by"] != "All"]).reset_index(drop=True)
    z = special.ndtri((1 + params.confidence) / 2)
    found = found.assign(drawn=np.nan, drawn_low=np.nan, drawn_high=np.nan, p=np.nan, answer=TOO_FEW)
    for _, part in found[found["gap"].notna()].groupby(["measure", "by", "group"]):
        if len(part) < FEWEST:
            continue
        fit = drawn_together(part["gap"], (part["high"] - part["low"]) / (2 * z))
        ends = fit.value - z * fit.se, fit.value + z * fit.se
        found.loc[part.index, ["drawn", "drawn_low", "drawn_high"]] = np.column_stack([fit.value, *ends])
        found.loc[part.index, "p"] = 2 * special.ndtr(-np.abs(fit.difference) / fit.difference_se)
    asked = found.index[found["p"].notna()]
    if asked.size:
        judged = benjamini_hochberg(found.loc[asked, "p"], found.loc[asked, "domain"], alpha=1 - params.confidence)
        found.loc[asked, "answer"] = np.where(judged.significant, CLEAR, NOT_CLEAR)
    found = found.drop(columns="p")
    return found.sort_values([*STRATA[2:], "by", "group", "school_id"], kind="stable", ignore_index=True)


def _once(found: pd.DataFrame) -> pd.DataFrame:
    """Leave out the larger of two groups that mirror each other."""
    told = found[found["group"] != NO_DATA].groupby(["by", "group"], as_index=False)["n"].sum()
    pairs = told[told.groupby("by")["group"].transform("size") == 2]
    pairs = pairs.sort_values(["by", "n", "group"], kind="stable")
    mirrored = pairs.drop_duplicates("by", keep="last")[["by", "group"]]
    kept = found.merge(mirrored, how="left", indicator="_of")
    return kept[kept["_of"] == "left_only"].drop(columns="_of")
