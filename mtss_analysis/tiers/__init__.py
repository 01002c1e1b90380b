"""Support over time: who receives which tier in which domain, how that changes, how long it lasts, how it ends."""

import pandas as pd

import mtss_analysis
from mtss_analysis.intake import Dataset
from mtss_analysis.params import DistrictParams, InterventionsParams
from mtss_analysis.recall import computed_once
from mtss_analysis.results import Provenance, ResultTable
from mtss_analysis.tiers import capacity, durations, match, movement
from mtss_analysis.tiers.cautions import cautions
from mtss_analysis.tiers.looks import TIERS, looks
from mtss_analysis.tiers.periods import periods
from mtss_analysis.tiers.plans import Records, records
from mtss_analysis.tiers.result import TABLES, TiersResult, table
from mtss_analysis.tiers.service_documents import TABLES as SERVICE
from mtss_analysis.tiers.settings import TiersParams
from mtss_analysis.vocabulary import TOTAL

__all__ = ["TiersParams", "TiersResult", "follow"]


@computed_once
def follow(
    dataset: Dataset, params: TiersParams, district: DistrictParams, screened: ResultTable | None = None,
    *, interventions: InterventionsParams | None = None,
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
    interventions
        The catalogue, for the seats of groups and the hours of a full position; None is not known.

    Returns
    -------
    TiersResult
        Empty tables and a caution ``does_not_apply`` where no plan names a student.
    """
    found = records(dataset, params, district)
    frames = _frames(dataset, found, params, district, screened)
    frames |= _service(dataset, found, frames, params, screened, interventions)
    known = not frames["entries"].empty
    return TiersResult(
        params=params,
        tables={name: table(name, frames[name]) for name in TABLES},
        cautions=cautions(dataset, found, frames, params, screened=known),
        provenance=Provenance(
            dataset.fingerprint, _fingerprint(params, district, interventions), mtss_analysis.__version__
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
    return frames


def _service(
    dataset: Dataset, found: Records, frames: dict[str, pd.DataFrame], params: TiersParams,
    screened: ResultTable | None, interventions: InterventionsParams | None,
) -> dict[str, pd.DataFrame]:  # fmt: skip
    """Hold need against service and capacity; empty tables where nothing can be followed or nobody was screened."""
    nothing = {name: _nothing(name) for name in SERVICE}
    if frames["looks"].empty or screened is None or screened.frame.empty or "season" not in screened.frame:
        return nothing
    rows = match.beside(frames["looks"], screened.frame)
    if rows.empty:
        return nothing
    groups = capacity.opened(found, dataset, frames["looks"], interventions)
    return {
        "match": match.answers(rows, params.confidence),
        "waits": match.waits(frames["entries"], params.confidence),
        "capacity": capacity.capacity(rows, groups, params, interventions),
    }


def _fingerprint(*parts: TiersParams | DistrictParams | InterventionsParams | None) -> str:
    return "-".join(part.fingerprint() for part in parts if part)


def _nothing(name: str) -> pd.DataFrame:
    return pd.DataFrame({column.name: pd.Series(dtype="str") for column in TABLES[name][2]})


def _planned(frame: pd.DataFrame, column: str, params: TiersParams) -> pd.DataFrame:
    """Add the planning figure beside the tiers of everyone; it is no count and so is kept as text."""
    figures = dict(zip(TIERS, (f"{share:g}" for share in params.planned), strict=True))
    planned = frame[column].map(figures)
    if column == "to":
        planned = planned.where(frame["support"] == TOTAL)
    return frame.assign(planned=planned.fillna("").astype("str"))
