"""Planted effects of the sample district are found, and support that was never delivered is not judged."""

import json

import numpy as np
import pytest

from mtss_analysis import checks, growth, intake, params
from mtss_analysis.effects import EffectsParams, comparison
from mtss_analysis.effects.growth_contrast import NOT_GIVEN
from mtss_analysis.params import HOME
from mtss_analysis.vocabulary import Effectiveness


def compared(folder, planned=()):
    settings = params.layers(folder)
    measures, district = settings.load(params.MeasuresParams), settings.load(params.DistrictParams)
    dataset = checks.usable(intake.read(folder), measures, settings.load(checks.ChecksParams))
    grown = growth.estimate(dataset, settings.load(growth.GrowthParams), measures, district)
    bars = settings.load(EffectsParams)
    return comparison.compare(
        grown, dataset, settings.load(comparison.ComparisonParams), bars, measures, district, planned
    )


@pytest.fixture(scope="module")
def found():
    return compared(HOME / "data_samples" / "district")


@pytest.fixture(scope="module")
def truths():
    return json.loads((HOME / "data_samples" / "district" / "truths.json").read_text(encoding="utf-8"))


def planted(row, rows, truths):
    effects = {name: each["effect"] for name, each in truths["interventions"].items()}
    factor = truths["progress"][row.measure]["effect_factor"]
    others = rows[(rows["measure"] == row.measure) & (rows["intervention"] != row.intervention)]
    mean = (
        0.0 if row.against == NOT_GIVEN else np.average(others["intervention"].map(effects), weights=others["served"])
    )
    return factor * (effects[row.intervention] - mean)


def test_planted_effects_lie_inside_their_intervals(found, truths):
    frame = found.tables["effects"].frame
    rows = frame[frame["effect"].notna()]
    inside = [row.low <= planted(row, rows, truths) <= row.high for row in rows.itertuples()]
    assert len(inside) == 21
    assert np.mean(inside) >= 0.85


def test_the_reading_interventions_get_the_verdicts_that_were_planted(found):
    rows = found.tables["effects"].frame.set_index(["measure", "intervention"])["verdict"]["oral_reading_fluency"]
    assert rows["Repeated reading"] == rows["Phonics small group"] == str(Effectiveness.WORKING)
    assert rows["Computer reading practice"] == str(Effectiveness.NOT_DELIVERED)
    assert rows["Independent reading time"] != str(Effectiveness.WORKING)


def test_the_evidence_memo_says_what_is_met_and_what_nobody_can_tell(found):
    memo = found.tables["evidence"].frame
    part = memo[(memo["measure"] == "oral_reading_fluency") & (memo["intervention"] == "Repeated reading")]
    status = part.set_index("check")["status"]
    assert status["Equal starts"] == status["Support was delivered"] == "met"
    assert status["Reliable outcome"] == "cannot tell"
    assert set(part["rating"]) == {"meets with reservations"}
    assert set(part["essa"]) == {2}
    assert "Computer reading practice" not in set(memo["intervention"])


def test_the_weighted_second_look_agrees_with_the_model(found):
    looks = found.tables["looks"].frame.dropna(subset=["weighted"])
    assert len(looks) >= 18
    assert np.corrcoef(looks["weighted"], looks["g"])[0, 1] > 0.95
    overlap = (looks["low"] <= looks["g_high"]) & (looks["g_low"] <= looks["high"])
    assert overlap.all()


def test_planted_effects_lie_inside_most_weighted_intervals(found, truths):
    frame = found.tables["effects"].frame
    rows = frame[frame["effect"].notna()].merge(
        found.tables["looks"]
        .frame[["measure", "intervention", "weighted"]]
        .assign(w_low=found.tables["looks"].frame["low"], w_high=found.tables["looks"].frame["high"]),
        on=["measure", "intervention"],
    )
    known = rows[rows["weighted"].notna()]
    scale = known["g"] / known["effect"]
    truth = [planted(row, rows, truths) for row in known.itertuples()]
    inside = (known["w_low"] <= scale * truth) & (scale * truth <= known["w_high"])
    assert inside.mean() >= 0.8


def test_weighting_makes_the_start_alike(found):
    balance = found.tables["balance"].frame
    start = balance[(balance["by"] == "start") & balance["after"].notna()]
    assert start["after"].abs().mean() < start["before"].abs().mean() / 3
    assert "too_far" not in set(start["after_says"])


def test_losses_come_with_both_boundaries_and_roll_out_with_a_reason(found):
    losses = found.tables["losses"].frame
    assert (losses["differential"] <= losses["cautious"]).all()
    assert set(losses["level"]) == {"low"}
    assert losses["joined"].isna().all()
    assert "no_rollout" in {caution.code for caution in found.cautions}
    assert found.tables["rollout"].frame.empty


def test_star_small_classes_are_told_with_and_without_the_class_as_the_cluster():
    """Gold: R's star analysis (lme4 for the intraclass correlation, the WWC's formulas for the rest)."""
    found = compared(HOME / "data_samples" / "star")
    rows = found.tables["trials"].frame
    reading = rows[rows["measure"] == "star_reading"].set_index("told_as")
    alone, clustered = reading.loc["students one by one"], reading.loc["class as the cluster"]
    assert (alone["served"], alone["comparison"]) == (1739, 2006)
    assert alone["estimate"] == pytest.approx(0.183577, abs=1e-6)
    assert alone["se"] == pytest.approx(0.032834, abs=1e-6)
    assert clustered["estimate"] == pytest.approx(0.183318, abs=1e-5)
    assert clustered["se"] == pytest.approx(0.075757, abs=1e-5)
    assert clustered["clusters"] == 234
    assert "Small class, kindergarten, on `star_reading`" in found.summary().headline
    losses = found.tables["losses"].frame
    assert losses[["overall", "differential", "assigned_served", "joined"]].isna().all(axis=None)
    assert all(losses["said"].str.startswith("The file does not show who was assigned"))
    assert found.tables["balance"].frame["before"].abs().max() < 0.05
    assert clustered["detectable"] == pytest.approx(2.81 * clustered["se"], abs=0.002)
