"""Which support a score suggests under the district's written cut scores, and how sure that is."""

import numpy as np
import pandas as pd

from mtss_analysis.params import MeasuresParams
from mtss_analysis.vocabulary import NO_DATA

TIERS = ("Tier 1", "Tier 2", "Tier 3")
"""Where the district's rule looks; a score suggests support, it does not name the student."""


def suggest(rows: pd.DataFrame, measures: MeasuresParams, near_cut_sems: float) -> pd.DataFrame:
    """Add `support`, `near_cut` and the SEM in force to one row a student × window × measure.

    A score strictly on the risk side of a cut suggests that tier: below it where higher is better, above it where
    lower is better. Without a score or a cut for the grade and season, support is "No data", never "Tier 1".

    Examples
    --------
    >>> from mtss_analysis import params
    >>> rows = pd.DataFrame({"measure": "oral_reading_fluency", "grade": ["2", "2", "2", "12"], "season": "fall",
    ...                      "score": [36.0, 35.0, 22.0, 10.0], "sem": np.nan})
    >>> suggest(rows, params.layers().load(params.MeasuresParams), 1.0)[["support", "near_cut"]].values.tolist()
    [['Tier 1', True], ['Tier 2', True], ['Tier 3', True], ['No data', False]]
    """
    merged = rows.merge(cuts(measures), on=["measure", "grade", "season"], how="left").set_axis(rows.index)
    signs = {name: 1.0 if found.higher_is_better else -1.0 for name, found in measures.measures.items()}
    sems = {name: found.sem for name, found in measures.measures.items()}
    sign = merged["measure"].map(signs).astype("float64")
    sem = merged["sem"].fillna(merged["measure"].map(sems).astype("float64"))
    distance = {tier: (merged["score"] - merged[tier]) * sign for tier in ("tier2", "tier3")}
    suggested = np.select([distance["tier3"] < 0, distance["tier2"] < 0, distance["tier2"] >= 0], TIERS[::-1], NO_DATA)
    near = (distance["tier2"].abs() <= near_cut_sems * sem) | (distance["tier3"].abs() <= near_cut_sems * sem)
    return rows.assign(sem=sem, support=pd.Series(suggested, index=rows.index, dtype="str"), near_cut=near)


def cuts(measures: MeasuresParams) -> pd.DataFrame:
    """Every cut score in force: measure, grade, season, tier2, tier3 [the measure's unit]."""
    rows = [
        (name, grade, str(season), scores.tier2, scores.tier3)
        for name, measure in measures.measures.items()
        for grade, seasons in measure.cuts.items()
        for season, scores in seasons.items()
    ]
    frame = pd.DataFrame(rows, columns=["measure", "grade", "season", "tier2", "tier3"])
    return frame.astype({"measure": "str", "grade": "str", "season": "str", "tier2": "float64", "tier3": "float64"})
