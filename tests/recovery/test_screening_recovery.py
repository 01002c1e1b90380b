"""What is planted in the sample district shows on the pages of screening; accuracy is what its noise allows."""

import json

import numpy as np
import pytest

from mtss_analysis import checks, intake, params, screening
from mtss_analysis.params import HOME
from mtss_analysis.screening import accuracy
from mtss_analysis.vocabulary import TOTAL

FOLDER = HOME / "data_samples" / "district"
FLUENCY = "oral_reading_fluency"


@pytest.fixture(scope="module")
def found():
    settings = params.layers(FOLDER)
    measures, district = settings.load(params.MeasuresParams), settings.load(params.DistrictParams)
    dataset = checks.usable(intake.read(FOLDER), measures, settings.load(checks.ChecksParams))
    screened = screening.evaluate(dataset, settings.load(screening.ScreeningParams), measures, district)
    return screened, accuracy.check_accuracy(
        screened, dataset, settings.load(accuracy.AccuracyParams), measures, district
    )


@pytest.fixture(scope="module")
def truths():
    return json.loads((FOLDER / "truths.json").read_text(encoding="utf-8"))


def test_schools_that_serve_by_another_cut_are_found_with_it(found, truths):
    cuts = found[0].tables["in_force"].frame
    own = cuts[cuts["measure"] == FLUENCY].set_index("school_id")
    for school, planted in truths["operating_cuts"].items():
        assert own.loc[school, "cut_low"] <= planted["offset"] <= own.loc[school, "cut_high"]
    others = own.drop(list(truths["operating_cuts"]))
    assert ((others["cut_low"] <= 0) & (others["cut_high"] >= 0)).all()


def test_the_school_that_tests_again_is_the_only_one_whose_scores_pile_up(found, truths):
    cuts = found[0].tables["in_force"].frame
    piled = cuts.loc[cuts["heaped"], ["measure", "school_id"]].to_numpy().tolist()
    assert piled == [[FLUENCY, truths["schools"]["heaped_at_cut"]]]


def test_the_school_with_a_core_instruction_question_is_asked(found, truths):
    planned = found[0].tables["planned"].frame
    asked = planned[(planned["measure"] == FLUENCY) & planned["said"].isin(["core", "more"])]
    assert truths["schools"]["core_instruction_question"] in set(asked["school_id"])


def test_later_screening_foretells_better_and_groups_are_seen_alike(found):
    pairs = found[1].tables["pairs"].frame
    assert (pairs["low"] > 0).all()  # winter is nearer to the outcome
    told = found[1].tables["accuracy"].frame
    told = told[(told["school_year"] == TOTAL) & (told["season"] == "fall") & (told["measure"] == FLUENCY)]
    sexes = told[told["by"] == "sex"]
    assert len(sexes) == 2
    assert np.ptp(sexes["sensitivity"]) < 15
    assert (sexes["sensitivity_low"].max()) < sexes["sensitivity_high"].min()


def test_years_that_were_drawn_alike_do_not_drift_far(found):
    drift = found[1].tables["drift"].frame
    checked = drift[drift["fitted"] == "earlier years"]
    assert len(checked) == 6
    assert (checked["surplus"].abs() < 4).all()
    assert (checked["slope"] > 0.6).all()
