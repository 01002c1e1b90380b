"""Universal screening: where the district's rule looks closer, and who was tested at all."""

import numpy as np
import pandas as pd

import mtss_analysis
from mtss_analysis.estimators import proportions
from mtss_analysis.intake import Dataset, partitions
from mtss_analysis.params import DistrictParams, MeasuresParams
from mtss_analysis.recall import computed_once
from mtss_analysis.results import Provenance
from mtss_analysis.screening import windows
from mtss_analysis.screening.cautions import cautions
from mtss_analysis.screening.in_force import in_force
from mtss_analysis.screening.planning_figure import planned
from mtss_analysis.screening.result import ScreeningResult, table
from mtss_analysis.screening.settings import ScreeningParams
from mtss_analysis.screening.support import TIERS, suggest
from mtss_analysis.vocabulary import NO_DATA, TOTAL

__all__ = ["ScreeningParams", "ScreeningResult", "evaluate"]

STATUS = ("tested", "not tested")


@computed_once
def evaluate(
    dataset: Dataset, params: ScreeningParams, measures: MeasuresParams, district: DistrictParams
) -> ScreeningResult:
    """Compare every screening score with the district's cut score, and count who was tested.

    Shares carry Wilson's interval (Wilson 1927). Students without a score are counted in coverage, never as Tier 1.

    Returns
    -------
    ScreeningResult
        Tables ``students``, ``tiers``, ``coverage`` (by school and group, for the team), ``coverage_district``,
        ``reasons``, ``planned`` (shares against the planning figure) and ``in_force`` (each school's own cut; both for
        the team). Empty tables and a caution ``does_not_apply`` where the data hold no screening scores.
    """
    tested = windows.tests(dataset, params, district)
    rows = suggest(windows.everyone(tested, dataset, params, district), measures, params.near_cut_sems)
    groups = ["grade", *(column for column in district.group_columns if (rows[column] != NO_DATA).any())]
    coverage = _coverage(rows[rows["given"]], groups)
    tables = {"students": rows, "tiers": _tiers(rows, groups, params.confidence), "coverage": coverage}
    tables["coverage_district"] = _whole_district(coverage)
    tables["reasons"] = _reasons(rows[rows["given"]])
    tables["planned"] = planned(tables["tiers"], params)
    tables["in_force"] = in_force(rows, dataset, params, measures)
    return ScreeningResult(
        params=params,
        tables={name: table(name, frame) for name, frame in tables.items()},
        cautions=cautions(rows, coverage, params, measures),
        provenance=Provenance(dataset.fingerprint, _fingerprint(params, measures, district), mtss_analysis.__version__),
    )


def _tiers(rows: pd.DataFrame, groups: list[str], confidence: float) -> pd.DataFrame:
    judged = rows[rows["support"].isin(TIERS)]
    counted = partitions.count(judged, windows.STRATA, "support", TIERS, of="tested", districtwide=groups)
    share = proportions.wilson(counted["n"], counted["tested"], confidence)
    return counted.assign(percent=share.share * 100, low=share.low * 100, high=share.high * 100)


def _coverage(rows: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    counted = partitions.count(rows, windows.STRATA, "status", STATUS, of="enrolled", districtwide=groups)
    return _with_percent(counted, "enrolled")


def _whole_district(coverage: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows about everyone: how few were missed in one school or group is not for publication."""
    everyone = (coverage["school_id"] == TOTAL) & (coverage["by"] == TOTAL)
    return coverage[everyone].reset_index(drop=True)


def _reasons(rows: pd.DataFrame) -> pd.DataFrame:
    missing = rows[rows["status"] == "not tested"].rename(columns={"not_tested_reason": "reason"})
    counted = partitions.count(missing, windows.STRATA, "reason", sorted(missing["reason"].unique()), of="not_tested")
    return _with_percent(counted[counted["school_id"] == TOTAL], "not_tested").reset_index(drop=True)


def _with_percent(counted: pd.DataFrame, of: str) -> pd.DataFrame:
    share = proportions.wilson(counted["n"], counted[of]).share
    return counted.assign(percent=np.asarray(share) * 100)


def _fingerprint(*parts: ScreeningParams | MeasuresParams | DistrictParams) -> str:
    return "-".join(part.fingerprint() for part in parts)
