"""What was planted about delivery in the sample district is found, and named."""

import json

import pytest

from mtss_analysis import checks, effects, fidelity, growth, intake, params, screening, tiers
from mtss_analysis.params import HOME
from mtss_analysis.vocabulary import TOTAL

DATA = HOME / "data_samples" / "district"


@pytest.fixture(scope="module")
def truths():
    return json.loads((DATA / "truths.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def result():
    settings = params.layers(DATA)
    measures, district = settings.load(params.MeasuresParams), settings.load(params.DistrictParams)
    dataset = checks.usable(intake.read(DATA), measures, settings.load(checks.ChecksParams))
    flags = screening.evaluate(dataset, settings.load(screening.ScreeningParams), measures, district).tables["students"]
    series = growth.estimate(dataset, settings.load(growth.GrowthParams), measures, district).tables["series"]
    waits = tiers.follow(dataset, settings.load(tiers.TiersParams), district, flags).tables["entries"]
    how, bars = settings.load(fidelity.FidelityParams), settings.load(effects.EffectsParams)
    return fidelity.assess(dataset, how, bars, district, flags, series, waits)


def test_support_that_was_never_delivered_is_found_and_no_other(result, truths):
    planted = {name for name, each in truths["interventions"].items() if not each["delivered"]}
    frame = result.tables["delivery"].frame
    assert set(frame.loc[frame["standing"] == "not_delivered", "intervention"]) == planted
    assert set(frame.loc[~frame["intervention"].isin(planted), "standing"]) == {"delivered"}
    assert all(name in result.summary().headline for name in planted)


def test_the_school_whose_reports_are_kinder_is_found_and_no_other(result, truths):
    frame = result.tables["reports"].frame.set_index("school_id").drop(TOTAL)
    planted = truths["schools"]["inflated_self_report"]
    assert set(frame.index[frame["said"] == fidelity.self_report.INFLATED]) == {planted}
    true = 100 * (truths["fidelity"]["self_report_bias_where_inflated"])
    assert abs(frame.loc[planted, "bias"] - true) < 6  # ratings end at the top of the scale, which takes some of it
    assert planted in {c.school for c in result.cautions if c.code == "kinder_reports"}
    assert {planted} == {c.school for c in result.cautions if c.code == "not_as_designed"}


def test_true_adherence_is_in_or_near_the_interval(result, truths):
    frame = result.tables["dimensions"].frame
    seen = frame[(frame["dimension"] == "adherence") & (frame["source"] == "observation")].set_index("school_id")
    true = 100 * truths["fidelity"]["true_share"]
    plain = seen.drop([TOTAL, truths["schools"]["inflated_self_report"]])
    assert ((plain["mean"] - true).abs() < 3).all()


def test_the_school_that_rarely_logs_is_named(result, truths):
    named = {caution.school for caution in result.cautions if caution.code == "rarely_logged"}
    assert named == {truths["schools"]["sessions_rarely_logged"]}
