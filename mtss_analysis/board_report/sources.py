"""The results that the report reads, each computed as its own page computes it."""

from collections.abc import Mapping

from mtss_analysis import checks, early_warning, effects, equity, fidelity, growth, intake, params, screening, tiers
from mtss_analysis.effects import comparison, plan
from mtss_analysis.effects import regression_discontinuity as discontinuity
from mtss_analysis.equity import service_given_need
from mtss_analysis.params import Layers
from mtss_analysis.results import Result


def gather(raw: intake.Dataset, settings: Layers, planned: tuple[plan.PlannedStudy, ...] = ()) -> Mapping[str, Result]:
    """Compute what the pages of the report's questions show, with the same inputs in the same order.

    Equal inputs give equal tables, so a public page withholds exactly what the page of the question withholds
    (:mod:`mtss_analysis.privacy.reuse`). In a run each result is there already (:mod:`mtss_analysis.recall`).

    Parameters
    ----------
    raw
        The district's tables as they were read.
    settings
        Of the district.
    planned
        The plans of studies that the district wrote down beforehand.

    Returns
    -------
    mapping
        Page, such as ``"02_screening"`` → its exact result, over the whole district.
    """
    measures, district = settings.load(params.MeasuresParams), settings.load(params.DistrictParams)
    data = checks.usable(raw, measures, settings.load(checks.ChecksParams))
    seen = settings.load(screening.ScreeningParams)
    screened = screening.evaluate(data, seen, measures, district)
    grown = growth.estimate(data, settings.load(growth.GrowthParams), measures, district)
    bars, cuts = settings.load(effects.EffectsParams), settings.load(discontinuity.CutoffParams)
    flags = screened.tables["students"]
    signs = settings.load(early_warning.EarlyWarningParams)
    found = (
        screening.audit_cuts(screened, data, seen, measures),
        grown,
        _support(data, settings, screened),
        _delivery(raw, data, settings, screened, grown),
        comparison.compare(
            grown, data, settings.load(comparison.ComparisonParams), bars, measures, district, planned
        ),
        discontinuity.evaluate(screened, data, cuts, bars, measures, district),
        early_warning.watch(data, signs, measures, district, flags),
        equity.compare(data, settings.load(equity.EquityParams), measures, district, flags),
        service_given_need.compare_service(
            data, settings.load(service_given_need.ServiceEquityParams), settings.load(tiers.TiersParams), measures,
            district, flags, grown.tables["series"],
        ),
        _system(raw, settings),
    )  # fmt: skip
    return {result.analysis: result for result in found}


def _support(data: intake.Dataset, settings: Layers, screened: Result) -> Result:
    measures, district = settings.load(params.MeasuresParams), settings.load(params.DistrictParams)
    rules, catalogue = settings.load(tiers.TiersParams), settings.load(params.InterventionsParams)
    return tiers.follow(data, rules, district, screened.tables["students"], measures, catalogue)


def _delivery(
    raw: intake.Dataset, data: intake.Dataset, settings: Layers, screened: Result, grown: Result
) -> Result:  # fmt: skip
    measures, district = settings.load(params.MeasuresParams), settings.load(params.DistrictParams)
    flags, series = screened.tables["students"], grown.tables["series"]
    waits = tiers.follow(data, settings.load(tiers.TiersParams), district, flags).tables["entries"]
    catalogue, rules = settings.load(params.InterventionsParams), settings.load(fidelity.PlanAuditParams)
    audit = fidelity.audit_plans(raw, catalogue, measures, rules, district)
    met = fidelity.teaming_table(fidelity.teaming(data, settings.load(params.TeamsParams), district))
    how, bars = settings.load(fidelity.FidelityParams), settings.load(effects.EffectsParams)
    return fidelity.assess(data, how, bars, district, flags, series, waits, audit, met)


def _system(raw: intake.Dataset, settings: Layers) -> Result:
    measures, district = settings.load(params.MeasuresParams), settings.load(params.DistrictParams)
    instruments = params.instruments(settings)
    data = checks.usable(raw, measures, settings.load(checks.ChecksParams), instruments)
    how, lessons = settings.load(fidelity.SelfAssessmentParams), settings.load(params.LessonsParams)
    return fidelity.self_assess(data, instruments, how, district, lessons)
