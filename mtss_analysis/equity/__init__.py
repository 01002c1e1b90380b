"""Equity of need and outcome: who is identified, placed apart, removed and referred, group beside group; and gaps."""

import numpy as np
import pandas as pd

import mtss_analysis
from mtss_analysis.early_warning import absence
from mtss_analysis.equity import counts, gaps, referrals, schools, significant
from mtss_analysis.equity.cautions import cautions
from mtss_analysis.equity.children import NOT_RECORDED, WHO, YES, Children, children
from mtss_analysis.equity.documents import TABLES, nothing, table
from mtss_analysis.equity.result import EquityResult
from mtss_analysis.equity.settings import EquityParams
from mtss_analysis.estimators.risk_ratios import standardized_rate_ratio
from mtss_analysis.intake import Dataset, last_recorded
from mtss_analysis.params import DistrictParams, MeasuresParams
from mtss_analysis.recall import computed_once
from mtss_analysis.results import Provenance, ResultTable
from mtss_analysis.vocabulary import NO_DATA

__all__ = ["EquityParams", "EquityResult", "compare"]


@computed_once
def compare(
    dataset: Dataset, params: EquityParams, measures: MeasuresParams, district: DistrictParams,
    screened: ResultTable | None = None,
) -> EquityResult:  # fmt: skip
    """Compare groups of students: disability, placement, removal, referrals and scores.

    Ratios follow 34 CFR 300.646 and 300.647; each stands beside its interval. Where a group or its comparison is too
    small the answer says so.

    Parameters
    ----------
    screened
        The table ``students`` of a screening result, for gaps and for referrals at the same behavior score; or None.

    Returns
    -------
    EquityResult
        Empty tables and a caution ``does_not_apply`` where no group can be formed.
    """
    found = children(dataset, params, district)
    frames = {name: nothing(name) for name in TABLES}
    if found.groups:
        frames |= _counted(found, params) | _scores(found, screened, measures, params)
        frames |= _referred(dataset, found, screened, params, district)
    settings = (params, measures, district)
    return EquityResult(
        params=params,
        tables={name: table(name, frames[name]) for name in TABLES},
        cautions=cautions(dataset, found, frames, params, district),
        provenance=Provenance(
            dataset.fingerprint, "-".join(each.fingerprint() for each in settings), mtss_analysis.__version__
        ),
    )


def _counted(found: Children, params: EquityParams) -> dict[str, pd.DataFrame]:
    """Count what the records tell; a table stays empty where they tell nothing of it."""
    rows = found.rows
    frames: dict[str, pd.DataFrame] = {}
    if (rows["disability_said"] != NOT_RECORDED).any():
        frames["disability"] = counts.disability(found, params)
        served = rows[rows["disability_said"] == YES]
        if (served["category"] != NOT_RECORDED).any():
            frames["categories"] = counts.categories(found, params)
        if (served["placement"] != NOT_RECORDED).any():
            frames["placements"] = counts.placements(found, params)
        if (rows["race"] != NO_DATA).any():
            frames["ratios"] = _ratios(found, params)
    if (rows["out_of_school"] != NOT_RECORDED).any():
        frames["removals"] = counts.removals(found, params)
    return frames


def _ratios(found: Children, params: EquityParams) -> pd.DataFrame:
    counted = counts.idea(found, params)
    counted = counted[counted["group"] != NO_DATA].reset_index(drop=True)
    pairs = zip(counted["category"], counted["kind"], strict=True)
    thresholds = {category: significant.threshold(params, category, kind) for category, kind in pairs}
    return _of_removals(significant.ratios(counted, params, thresholds), found, params)


def _of_removals(frame: pd.DataFrame, found: Children, params: EquityParams) -> pd.DataFrame:
    """Put an interval beside ratios of removals; it allows for children who were removed more than once."""
    known = found.rows["removals"].notna() & (found.rows["race"] != NO_DATA)
    served = found.rows[(found.rows["disability_said"] == YES) & known]
    rows = frame[(frame["category"] == counts.REMOVALS) & (frame["method"] == significant.RATIO)]
    for at, row in rows.iterrows():
        part = served[served["school_year"] == row["school_year"]]
        member = (part["race"] == row["group"]).to_numpy()
        ones = np.ones(len(part))
        _, low, high = standardized_rate_ratio(part["removals"], ones, member, 0 * member, params.confidence)
        frame.loc[at, ["low", "high"]] = [low, high]
    return frame


def _scores(
    found: Children, screened: ResultTable | None, measures: MeasuresParams, params: EquityParams
) -> dict[str, pd.DataFrame]:
    if screened is None or screened.frame.empty:
        return {}
    up = {name: "higher" if measure.higher_is_better else "lower" for name, measure in measures.measures.items()}
    scores = screened.frame.drop(columns=list(found.groups), errors="ignore")
    scores = scores.assign(direction=scores["measure"].map(up))
    rows = gaps.standardized(scores).merge(found.rows[[*WHO, *found.groups]], on=WHO)
    if rows.empty:
        return {}
    frames = {
        "gaps": gaps.gaps(rows, found.groups, params),
        "school_gaps": schools.school_gaps(rows, found.groups, params),
    }
    if params.same_income in found.groups:
        others = tuple(name for name in found.groups if name != params.same_income)
        within = rows[rows[params.same_income] != NO_DATA].assign(income=rows[params.same_income])
        frames["same_income"] = gaps.gaps(within, others, params, more=("income",))
    return frames


def _referred(
    dataset: Dataset, found: Children, screened: ResultTable | None, params: EquityParams, district: DistrictParams
) -> dict[str, pd.DataFrame]:
    if found.incidents.empty:
        return {}
    read = absence.read(dataset.table("attendance"), district, last_recorded(dataset)).rows
    if read.empty:
        return {}
    days = read.groupby(WHO)["days_enrolled"].sum().rename("days").reset_index()
    scores = referrals.bands(screened.frame if screened is not None else pd.DataFrame(), params)
    return {
        "referrals": referrals.rates(found, days, scores, params),
        "places": referrals.places(found, days, params),
    }
