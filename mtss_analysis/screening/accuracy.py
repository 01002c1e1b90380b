"""How well screening sees who will need help: every screening held against the later outcome of the same students."""

import pandas as pd

import mtss_analysis
from mtss_analysis.intake import Dataset
from mtss_analysis.params import DistrictParams, MeasuresParams
from mtss_analysis.recall import computed_once
from mtss_analysis.results import Provenance
from mtss_analysis.screening import chances, classified, cut_choice, foresight, later_outcome, norms, stages
from mtss_analysis.screening.accuracy_cautions import cautions
from mtss_analysis.screening.accuracy_documents import TABLES, table
from mtss_analysis.screening.accuracy_result import AccuracyResult
from mtss_analysis.screening.accuracy_settings import AccuracyParams
from mtss_analysis.screening.later_outcome import Followed
from mtss_analysis.screening.result import ScreeningResult
from mtss_analysis.vocabulary import NO_DATA

__all__ = ["AccuracyParams", "AccuracyResult", "check_accuracy"]


@computed_once
def check_accuracy(
    screened: ScreeningResult, dataset: Dataset, params: AccuracyParams, measures: MeasuresParams,
    district: DistrictParams,
) -> AccuracyResult:  # fmt: skip
    """Hold every screening against the later outcome of the same students, and say what other cuts would do.

    The direction of a measure is that of measures.yml, never guessed. A student without a later outcome is counted and
    left out, never taken for one who needed no help.

    Returns
    -------
    AccuracyResult
        Tables without rows and a caution ``does_not_apply`` where no outcome follows any screening; local norms and
        the planning table need no outcome.
    """
    students = screened.tables["students"].frame
    found = later_outcome.follow(students, dataset, params, measures, district)
    groups = [name for name in district.group_columns if (found.known[name] != NO_DATA).any()]
    frames = {name: pd.DataFrame() for name in TABLES} | {"norms": norms.norms(students, params)}
    if not found.known.empty:
        frames |= _tables(found, groups, params, measures)
    frames["planning"] = foresight.planning(students, table("accuracy", frames["accuracy"]).frame, params)
    parts = (params, screened.params, measures, district)
    return AccuracyResult(
        params=params,
        tables={name: table(name, frame) for name, frame in frames.items()},
        cautions=cautions(found, dataset, params, measures),
        provenance=Provenance(
            dataset.fingerprint, "-".join(part.fingerprint() for part in parts), mtss_analysis.__version__, params.seed
        ),
    )


def _tables(
    found: Followed, groups: list[str], params: AccuracyParams, measures: MeasuresParams
) -> dict[str, pd.DataFrame]:
    known = found.known
    bins, drift = chances.calibration(known, params)
    return {
        "followed": classified.followed(known, groups, params),
        "accuracy": classified.accuracy(found.tested, groups, params),
        "choices": cut_choice.choices(found, params, measures),
        "seats": cut_choice.seats(found, groups, params),
        "pairs": stages.pairs(known, params),
        "bins": bins,
        "drift": drift,
        "curve": foresight.curves(found, params),
    }
