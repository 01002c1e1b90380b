"""Early warning: absence, referrals and courses, how well early signs told later trouble here, and what was done."""

import pandas as pd

import mtss_analysis
from mtss_analysis.early_warning import actions, behavior, competencies, counts, indicators, predictive, referrals
from mtss_analysis.early_warning.calendar import days_of
from mtss_analysis.early_warning.cautions import cautions
from mtss_analysis.early_warning.documents import TABLES, nothing, table
from mtss_analysis.early_warning.result import EarlyWarningResult
from mtss_analysis.early_warning.settings import EarlyWarningParams
from mtss_analysis.intake import Dataset
from mtss_analysis.params import DistrictParams, MeasuresParams
from mtss_analysis.recall import computed_once
from mtss_analysis.results import Provenance, ResultTable

__all__ = ["EarlyWarningParams", "EarlyWarningResult", "watch"]


@computed_once
def watch(
    dataset: Dataset, params: EarlyWarningParams, measures: MeasuresParams, district: DistrictParams,
    screened: ResultTable | None = None,
) -> EarlyWarningResult:  # fmt: skip
    """Watch absence, referrals and courses: each sign by itself, what it told later, and what answered it.

    Chronic absence is counted on whole numbers of days. An indicator read on a day uses nothing dated later. A student
    without data is "No data" and in no share.

    Parameters
    ----------
    screened
        The table ``students`` of a screening result, for social-emotional competencies; or None.

    Returns
    -------
    EarlyWarningResult
        Empty tables and a caution ``does_not_apply`` where no sign of an enrolled student is known.
    """
    found = indicators.sources(dataset, params, district)
    frames = {name: nothing(name) for name in TABLES}
    if len(found.present) and (len(found.attendance.rows) or len(found.incidents) or len(found.marks)):
        frames |= _signs(found, dataset, measures, params, district) | _behavior(found, params, district)
        frames |= _answers(found, dataset, params, district)
        if screened is not None and len(screened.frame):
            frames["competencies"] = competencies.bands(screened.frame, params)
    settings = (params, measures, district)
    return EarlyWarningResult(
        params=params,
        tables={name: table(name, frames[name]) for name in TABLES},
        cautions=cautions(dataset, found, frames, measures, params, district),
        provenance=Provenance(
            dataset.fingerprint, "-".join(each.fingerprint() for each in settings), mtss_analysis.__version__
        ),
    )


def _signs(
    found: indicators.Sources, dataset: Dataset, measures: MeasuresParams, params: EarlyWarningParams,
    district: DistrictParams,
) -> dict[str, pd.DataFrame]:  # fmt: skip
    groups = ("grade", *district.group_columns)
    whole = indicators.through(found, params, district)
    read = indicators.at_cutoffs(found, dataset, params, district)
    rows = counts.whole_years(whole, params)
    later = predictive.outcomes(found, whole, dataset, measures, params, district)
    return {
        "students": read,
        "at_cutoff": counts.together(read, params),
        "predictive": predictive.values(read, later, params),
        "absence_at_schools": counts.at_schools(found, params),
        "indicators": counts.indicators(rows, params, groups),
        "coverage": counts.coverage(rows, params, groups),
    }


def _behavior(
    found: indicators.Sources, params: EarlyWarningParams, district: DistrictParams
) -> dict[str, pd.DataFrame]:
    counted, days = behavior.exposure(found)
    early = days_of(found.incidents["school_year"], params.catch_day, district.school_year_starts)
    listed = behavior.aspects(found, params)
    months = behavior.rates(counted, found, ["school_year", "month"], params)
    months = months.merge(days, on=["school_year", "month", "school_id"], how="left")
    return {
        "catch": referrals.catch(found.present, found.incidents.assign(early=found.incidents["date"] <= early), params),
        "rates": behavior.rates(counted, found, ["school_year"], params, ("grade", *district.group_columns)),
        "months": months.assign(per_day=months["referrals"] / months["school_days"]),
        "kinds_at_schools": behavior.kinds(listed),
        "kinds": behavior.shared_kinds(listed, params),
    }


def _answers(
    found: indicators.Sources, dataset: Dataset, params: EarlyWarningParams, district: DistrictParams
) -> dict[str, pd.DataFrame]:
    flagged = actions.flags(found, dataset, params, district)
    return {"flags": flagged, "actions": actions.shares(flagged, params), "waits": actions.waits(flagged, params)}
