"""The jump at a cut score, the effect of being served and the density test against the packages' R versions."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mtss_analysis.effects import cutoff
from mtss_analysis.estimators import discontinuity

GOLD = Path(__file__).parent / "gold"
CUT = 40


@pytest.fixture(scope="module")
def students():
    return pd.read_csv(GOLD / "cutoff.csv")


@pytest.fixture(scope="module")
def gold():
    return json.loads((GOLD / "cutoff.json").read_text())


@pytest.fixture(scope="module")
def effect(students):
    return cutoff.estimate(students["screen"], students["outcome"], students["served"], CUT)


def assert_agrees(found, expected):
    coefficients, errors, intervals = expected["coef"], expected["se"], expected["ci"]
    assert found.estimate == pytest.approx(coefficients[0], rel=1e-3)
    assert found.corrected == pytest.approx(coefficients[2], rel=1e-3)
    assert found.se == pytest.approx(errors[2], rel=1e-3)
    assert found.ci == pytest.approx(intervals[2], rel=1e-3)
    assert found.bandwidth == pytest.approx(expected["bws"][0][0], rel=1e-3)
    assert found.bias_bandwidth == pytest.approx(expected["bws"][1][0], rel=1e-3)
    assert list(found.n) == expected["N_h"]


@pytest.mark.parametrize("name", ["itt", "clust"])
def test_the_jump_of_the_outcome_agrees(students, gold, name):
    cluster = students["school"] if name == "clust" else None
    assert_agrees(discontinuity.jump(students["screen"], students["outcome"], CUT, cluster=cluster), gold[name])


def test_the_effect_of_being_served_agrees(students, gold):
    found = discontinuity.jump(students["screen"], students["outcome"], CUT, students["served"])
    assert_agrees(found, gold["fuzzy"])
    assert found.first_stage.estimate == pytest.approx(-0.775851, abs=1e-5)  # from the same run


def test_the_density_test_agrees(students, gold):
    found = discontinuity.density_break(students["screen"], CUT)
    assert found.statistic == pytest.approx(gold["density"]["t"], rel=1e-3)
    assert found.p == pytest.approx(gold["density"]["p"], rel=1e-3)


def test_the_referee_reports_the_effect_with_the_sign_of_better(effect, gold):
    fuzzy, itt = gold["fuzzy"], gold["itt"]
    assert effect.estimate == pytest.approx(fuzzy["coef"][0], rel=1e-3)
    assert effect.se == pytest.approx(fuzzy["se"][2], rel=1e-3)
    assert effect.ci == pytest.approx(fuzzy["ci"][2], rel=1e-3)
    assert effect.bandwidth == pytest.approx(fuzzy["bws"][0][0], rel=1e-3)
    assert effect.intent_to_treat == pytest.approx(-itt["coef"][0], rel=1e-3)
    assert effect.intent_to_treat_ci == pytest.approx((-itt["ci"][2][1], -itt["ci"][2][0]), rel=1e-3)
    assert effect.density_p == pytest.approx(gold["density"]["p"], rel=1e-3)
    assert (effect.verdict, effect.cautions) == ("effect", ())


def test_turning_the_scale_round_turns_nothing_else(students, effect):
    turned = cutoff.estimate(-students["screen"], students["outcome"], students["served"], -CUT, served_below=False)
    assert (turned.estimate, turned.ci, turned.verdict) == (effect.estimate, effect.ci, effect.verdict)
    assert turned.n == effect.n[::-1]


def test_an_outcome_that_is_better_when_lower_turns_the_sign(students, effect):
    lower = cutoff.estimate(
        students["screen"], -students["outcome"], students["served"], CUT, higher_is_better=False
    )  # fmt: skip
    np.testing.assert_allclose(lower.estimate, effect.estimate)
    assert lower.verdict == effect.verdict
