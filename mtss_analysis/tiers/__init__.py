"""Support over time: who receives which tier in which domain, how that changes, how long it lasts, how it ends."""

import pandas as pd

import mtss_analysis
from mtss_analysis.intake import Dataset
from mtss_analysis.params import DistrictParams, InterventionsParams, MeasuresParams
from mtss_analysis.recall import computed_once
from mtss_analysis.results import Provenance, ResultTable
from mtss_analysis.tiers import bands, durations, movement
from mtss_analysis.tiers.band_tests import band_tests
from mtss_analysis.tiers.cautions import cautions
from mtss_analysis.tiers.looks import TIERS, looks
from mtss_analysis.tiers.periods import periods
from mtss_analysis.tiers.plans import Records, records
from mtss_analysis.tiers.result import TABLES, TiersResult, table
from mtss_analysis.tiers.service import service
from mtss_analysis.tiers.service_documents import TABLES as SERVICE
from mtss_analysis.tiers.settings import TiersParams
from mtss_analysis.vocabulary import TOTAL

__all__ = ["TiersParams", "TiersResult", "follow"]


@computed_once
def follow(
    dataset: Dataset, params: TiersParams, district: DistrictParams, screened: ResultTable | None = None,
    measures: MeasuresParams | None = None, interventions: InterventionsParams | None = None,
) -> TiersResult:  # fmt: skip
    """Follow the support of every student over time, domain by domain.

    On each day of looking a student counts with the most intensive open plan; without one, with Tier 1, but only if
    the student is enrolled and the table interventions speaks of that domain and school year. Otherwise: no data.
    Shares carry Wilson's interval, medians Kaplan and Meier's.

    Parameters
    ----------
    screened
        The table ``students`` of a screening result, for the time from a flag to the first session and for need
        beside service; or None.
    measures
        With them and `screened`, movement between bands of scores is held against error of measurement.
    interventions
        The catalogue, for the seats of groups and the hours of a full position; None is not known.

    Returns
    -------
    TiersResult
        Empty tables and a caution ``does_not_apply`` where no plan names a student.
    """
    found = records(dataset, params, district)
    frames = _frames(dataset, found, params, district, screened) | _banded(screened, measures, params)
    flags = pd.DataFrame() if screened is None else screened.frame
    frames |= service(dataset, found, frames, flags, params, interventions)
    known = not frames["entries"].empty
    return TiersResult(
        params=params,
        tables={name: table(name, frames[name]) for name in TABLES},
        cautions=cautions(dataset, found, frames, params, screened=known),
        provenance=Provenance(
            dataset.fingerprint,
            "-".join(part.fingerprint() for part in (params, district, measures, interventions) if part),
            mtss_analysis.__version__,
        ),
    )


def _frames(
    dataset: Dataset, found: Records, params: TiersParams, district: DistrictParams, screened: ResultTable | None
) -> dict[str, pd.DataFrame]:
    received = looks(dataset, found, params, district)
    if received.empty or found.plans.empty:
        return {name: _nothing(name) for name in TABLES}
    lasted = periods(dataset, found, params, district)
    none = _nothing("entries").assign(support="").astype({"date": "datetime64[us]"})
    flags = none if screened is None or screened.frame.empty else screened.frame
    entered = durations.entries(flags, dataset, found, params, district)
    confidence = params.confidence
    frames = {"looks": received, "periods": lasted, "entries": entered}
    frames["tiers"] = _planned(movement.distribution(received, confidence), "support", params)
    frames["steps"] = movement.between(received, confidence, within_year=False)
    frames["movement"] = _planned(movement.between(received, confidence, within_year=True), "to", params)
    frames["endings"] = durations.endings(lasted, confidence)
    frames["followups"] = durations.followups(lasted, entered, params)
    frames["times"] = durations.times(lasted, entered, confidence)
    frames["curves"] = durations.curves(lasted, confidence)
    return {name: _nothing(name) for name in SERVICE} | frames


def _banded(
    screened: ResultTable | None, measures: MeasuresParams | None, params: TiersParams
) -> dict[str, pd.DataFrame]:
    """Return the tables about bands of scores; empty ones without scores in two windows."""
    given = measures is not None and screened is not None and len(screened.frame)
    paired = bands.pairs(screened.frame) if given and screened is not None else pd.DataFrame()
    if measures is None or paired.empty:
        return {name: _nothing(name) for name in ("band_movement", "band_tests")}
    return {"band_movement": bands.movement(paired, measures, params), "band_tests": band_tests(paired, params)}


def _nothing(name: str) -> pd.DataFrame:
    return pd.DataFrame({column.name: pd.Series(dtype="str") for column in TABLES[name][2]})


def _planned(frame: pd.DataFrame, column: str, params: TiersParams) -> pd.DataFrame:
    """Add the planning figure beside the tiers of everyone; it is no count and so is kept as text."""
    figures = dict(zip(TIERS, (f"{share:g}" for share in params.planned), strict=True))
    planned = frame[column].map(figures)
    if column == "to":
        planned = planned.where(frame["support"] == TOTAL)
    return frame.assign(planned=planned.fillna("").astype("str"))
