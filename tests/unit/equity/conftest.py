"""A small invented district, read once."""

from dataclasses import replace

import pytest

from mtss_analysis import checks, intake, params, samples, screening, tiers
from mtss_analysis.equity.service_given_need import ServiceEquityParams, compare_service


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    folder = samples.write(tmp_path_factory.mktemp("equity") / "small", samples.generate(4, 500, 1, seed=11))
    settings = params.layers(folder)
    measures = settings.load(params.MeasuresParams)
    return settings, checks.usable(intake.read(folder), measures)


@pytest.fixture(scope="session")
def compare(small):
    """Compare in a changed copy of the small district: tables to replace, settings to change."""

    def run(tables=None, district=None, **rules):
        settings, data = small
        data = replace(data, tables={**data.tables, **(tables or {})})
        measures = settings.load(params.MeasuresParams)
        groups = settings.load(params.DistrictParams).model_copy(update=district or {})
        screened = screening.evaluate(data, settings.load(screening.ScreeningParams), measures, groups)
        chosen = settings.load(ServiceEquityParams).model_copy(update=rules)
        support = settings.load(tiers.TiersParams)
        return compare_service(data, chosen, support, measures, groups, screened.tables["students"])

    return run
