"""Same need, same help? Groups of students compared given how far below the cut their scores are."""

from dataclasses import dataclass

import pandas as pd

import mtss_analysis
from mtss_analysis.equity import given_need_flags as need
from mtss_analysis.equity import given_need_questions as asked
from mtss_analysis.equity import given_need_service as service
from mtss_analysis.equity.given_need_cautions import cautions, why_not
from mtss_analysis.equity.given_need_check import with_model
from mtss_analysis.equity.given_need_contrasts import contrasts
from mtss_analysis.equity.given_need_counts import served_counts, waits
from mtss_analysis.equity.given_need_documents import TABLES, table
from mtss_analysis.equity.given_need_result import ServiceEquityResult
from mtss_analysis.equity.given_need_settings import ServiceEquityParams
from mtss_analysis.intake import Dataset
from mtss_analysis.params import DistrictParams, MeasuresParams
from mtss_analysis.recall import computed_once
from mtss_analysis.results import Provenance, ResultTable
from mtss_analysis.tiers.plans import Records, records
from mtss_analysis.tiers.settings import TiersParams
from mtss_analysis.vocabulary import NO_DATA

__all__ = ["ServiceEquityParams", "ServiceEquityResult", "compare_service"]

NO_SERIES = pd.DataFrame({"plan_id": pd.Series(dtype="str"), "growth_percentile_observed": pd.Series(dtype="float64")})


@dataclass(frozen=True)
class _Rows:
    """Who is compared: scores with their distances, flags once a student and domain, levels of the year, plans."""

    scored: pd.DataFrame
    flagged: pd.DataFrame
    levels: pd.DataFrame
    found: Records


@computed_once
def compare_service(
    dataset: Dataset, params: ServiceEquityParams, support: TiersParams, measures: MeasuresParams,
    district: DistrictParams, screened: ResultTable, series: ResultTable | None = None,
) -> ServiceEquityResult:  # fmt: skip
    """Compare every group with the others given the same need: who is served, how soon, with what, and with what end.

    Need is the same where the lowest score of a student's first flagged window lies on the same measure, in the same
    grade and window and in the same band of distance below the cut [standard deviations], and as many measures are
    below. Shares are compared by Mantel and Haenszel's ratio and difference, means by differences within the strata.

    Parameters
    ----------
    support
        What the words of exit_status mean, and until when the records speak.
    screened
        The table ``students`` of a screening result.
    series
        The table ``series`` of a growth result, for growth with support; or None.

    Returns
    -------
    ServiceEquityResult
        Empty tables and a caution ``does_not_apply`` where the data hold no scores with cuts, no plans of single
        students or no groups.
    """
    rows = _rows(dataset, params, support, measures, district, screened)
    groups = [name for name in district.group_columns if _several(rows.flagged, name)]
    why = why_not(dataset, rows.scored, rows.flagged, groups)
    growth = NO_SERIES if series is None or series.frame.empty else series.frame
    frames = {} if why else _frames(dataset, rows, groups, params, support, district, growth)
    return ServiceEquityResult(
        params=params,
        tables={name: table(name, frames.get(name, _nothing(name))) for name in TABLES},
        cautions=cautions(why, rows.flagged, groups, frames, params),
        provenance=Provenance(
            dataset.fingerprint,
            "-".join(part.fingerprint() for part in (params, support, measures, district)),
            mtss_analysis.__version__,
        ),
    )


def _rows(
    dataset: Dataset, params: ServiceEquityParams, support: TiersParams, measures: MeasuresParams,
    district: DistrictParams, screened: ResultTable,
) -> _Rows:  # fmt: skip
    as_of = {"as_of": params.as_of} if params.as_of else {}
    found = records(dataset, support.model_copy(update=as_of), district)
    scored = need.distances(screened.frame, measures, params) if len(screened.frame) else screened.frame
    if scored.empty or found.plans.empty:
        return _Rows(scored, pd.DataFrame(), pd.DataFrame(), found)
    flags = need.flags(scored, dataset, params, district)
    flagged = service.served(flags, dataset, found, params, district) if len(flags) else flags
    levels = need.all_year(scored, dataset, params, district)
    return _Rows(scored, service.once(flagged) if len(flagged) else flagged, levels, found)


def _frames(
    dataset: Dataset, rows: _Rows, groups: list[str], params: ServiceEquityParams, support: TiersParams,
    district: DistrictParams, series: pd.DataFrame,
) -> dict[str, pd.DataFrame]:  # fmt: skip
    given = service.received(rows.flagged, dataset, rows.found, support, series)
    about = asked.about_service(given)
    compared = with_model(contrasts(about, groups, params), about[:2], groups, params)
    others = [name for name in groups if name != params.disability_column]
    parts = (
        compared,
        contrasts(asked.about_disability(rows.levels, params), others, params),
        contrasts(
            asked.about_letters(dataset, params, district, rows.found.as_of), [params.language_column], params
        ),
    )  # fmt: skip
    known = given[given["session"] != service.TOO_EARLY]
    return {
        "students": given, "comparisons": pd.concat([part for part in parts if len(part)], ignore_index=True),
        "waits": waits(known, groups, params), "served": served_counts(given, groups, params),
    }  # fmt: skip


def _several(rows: pd.DataFrame, name: str) -> bool:
    """Tell whether a column holds two groups or more on record."""
    return name in rows and len(set(rows[name]) - {NO_DATA}) > 1


def _nothing(name: str) -> pd.DataFrame:
    return pd.DataFrame({column.name: pd.Series(dtype="str") for column in TABLES[name][2]})
