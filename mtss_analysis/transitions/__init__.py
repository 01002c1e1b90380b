"""Students who change school, grade band or district: who they are, whether support follows them, what lasts."""

import pandas as pd

import mtss_analysis
from mtss_analysis.fidelity import FidelityParams
from mtss_analysis.intake import Dataset, last_recorded, roster
from mtss_analysis.params import DistrictParams, MeasuresParams
from mtss_analysis.recall import computed_once
from mtss_analysis.results import Provenance, ResultTable
from mtss_analysis.tiers import TiersParams
from mtss_analysis.transitions import continued, counts, persistence, record, summer
from mtss_analysis.transitions.cautions import cautions
from mtss_analysis.transitions.documents import TABLES, table
from mtss_analysis.transitions.doses import doses, sessions
from mtss_analysis.transitions.moves import grade_steps, moves
from mtss_analysis.transitions.result import TransitionsResult
from mtss_analysis.transitions.settings import TransitionsParams
from mtss_analysis.vocabulary import NO_DATA

__all__ = ["TransitionsParams", "TransitionsResult", "follow"]

NO_SCREENING = [
    "student_id", "school_id", "grade", "school_year", "season", "domain", "measure", "date", "score", "sem", "support"
]  # fmt: skip


@computed_once
def follow(
    dataset: Dataset,
    params: TransitionsParams,
    support: TiersParams,
    delivery: FidelityParams,
    measures: MeasuresParams,
    district: DistrictParams,
    screened: ResultTable | None = None,
    series: ResultTable | None = None,
) -> TransitionsResult:
    """Follow students across schools and school years, and their support with them.

    Parameters
    ----------
    support, delivery
        What the words of exit_status mean, and how sessions are read.
    screened
        The table ``students`` of a screening result, for summers and gains that last; or None.
    series
        The table ``series`` of a growth result, for the last rate of each plan; or None.

    Returns
    -------
    TransitionsResult
        Empty tables and a caution ``does_not_apply`` where the data hold no stays or no students.
    """
    scores = _frame(screened, NO_SCREENING)
    following = persistence.next_fall(dataset, scores, support, district)
    frames = _frames(dataset, params, support, delivery, district, _frame(series, ["plan_id", "roi"]))
    plans = dataset.table("interventions")
    frames["summer"] = summer.change(summer.pairs(scores, measures), plans[plans["tier"] >= 2], params)
    frames["persistence"] = persistence.persistence(following, params.confidence)
    fingerprints = (each.fingerprint() for each in (params, support, delivery, measures, district))
    return TransitionsResult(
        params=params,
        tables={name: table(name, frames[name]) for name in TABLES},
        cautions=cautions(dataset, frames, following, scores, measures),
        provenance=Provenance(dataset.fingerprint, "-".join(fingerprints), mtss_analysis.__version__),
    )


def _frame(given: ResultTable | None, columns: list[str]) -> pd.DataFrame:
    if given is None or given.frame.empty:
        return pd.DataFrame({name: pd.Series(dtype="float64" if name in ("score", "sem", "roi") else "str")
                             for name in columns})  # fmt: skip
    return given.frame


def _frames(
    dataset: Dataset, params: TransitionsParams, support: TiersParams, delivery: FidelityParams,
    district: DistrictParams, series: pd.DataFrame,
) -> dict[str, pd.DataFrame]:  # fmt: skip
    moved = moves(dataset, params, district)
    at_move = continued.supported(dataset, moved, params, support)
    given = doses(sessions(dataset, delivery, district))
    place = roster(dataset, district)[["student_id", "school_year", "school_id"]]
    return {
        "moves": moved,
        "grades": grade_steps(dataset).merge(place, on=["student_id", "school_year"], how="left").fillna(
            {"school_id": NO_DATA}
        ),
        "supported": at_move,
        "doses": given,
        "record": record.record(dataset, given, series, district, last_recorded(dataset, params.as_of)),
        "directions": counts.directions(dataset, moved, district, params.confidence),
        "continuity": counts.continuity(at_move, params.confidence),
        "waits": counts.waits(at_move),
    }  # fmt: skip
