"""Social-emotional competencies as measures beside academics: where students stand, season by season."""

import pandas as pd

from mtss_analysis.early_warning.settings import EarlyWarningParams
from mtss_analysis.estimators import proportions
from mtss_analysis.intake import partitions
from mtss_analysis.params import MeasuresParams
from mtss_analysis.vocabulary import Domain

BANDS = ("above the cuts", "below the first cut", "below the second cut")
_OF_SUPPORT = dict(zip(("Tier 1", "Tier 2", "Tier 3"), BANDS, strict=True))
ACADEMIC = (Domain.READING, Domain.MATH)


def bands(screened: pd.DataFrame, params: EarlyWarningParams) -> pd.DataFrame:
    """Count students of each band of each mapped measure, and of academic measures beside them.

    "Below" is on the side of the cut that asks for a closer look, whichever direction the measure has.

    Parameters
    ----------
    screened
        The table ``students`` of a screening result.

    Returns
    -------
    pandas.DataFrame
        school_year, season, competency (or "academics: reading"), measure, school_id, by, group, band, n, tested,
        percent, low, high (Wilson); students without a score are in no number.
    """
    rows = screened[screened["support"].isin(list(_OF_SUPPORT))]
    academic = rows["domain"].map({str(domain): f"academics: {domain}" for domain in ACADEMIC})
    mapped = rows["measure"].map({name: str(word) for name, word in params.competencies.items()})
    said = mapped.where(mapped.notna(), academic)
    rows = rows.assign(competency=said, band=rows["support"].map(_OF_SUPPORT))
    rows = rows.dropna(subset=["competency"]).astype({"competency": "str", "band": "str"})
    strata = ["school_year", "season", "competency", "measure"]
    counted = partitions.count(rows, strata, "band", BANDS, of="tested")
    share = proportions.wilson(counted["n"], counted["tested"], params.confidence)
    return counted.assign(percent=100 * share.share, low=100 * share.low, high=100 * share.high)


def unknown(measures: MeasuresParams, params: EarlyWarningParams) -> list[str]:
    """Name mapped measures that the settings of measures do not describe, so that no cut is known."""
    return sorted(name for name in params.competencies if name not in measures.measures)
