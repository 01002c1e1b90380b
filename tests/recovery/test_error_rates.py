"""The error rates of the four-point rule, against figures computed once with 200,000 simulated students."""

import numpy as np
import pytest

from mtss_analysis.decisions.error_rates import Alike, called, sentence
from mtss_analysis.decisions.ledger import usual
from mtss_analysis.decisions.monitored import monitored
from mtss_analysis.decisions.rules import RULES
from mtss_analysis.decisions.settings import DecisionParams, FourPointSettings
from mtss_analysis.estimators.aimline import aimline
from mtss_analysis.params import layers

AT_ONCE = FourPointSettings(points=4, minimum_points=4, minimum_weeks=0, raise_goal=False)


def test_the_four_point_rule_calls_two_in_five_students_who_are_on_pace():
    found = called("four_point", AT_ONCE, pace=0.2, weeks=15)
    assert found.by_look[-1] == pytest.approx(0.43, abs=0.015)
    np.testing.assert_allclose(found.at_look[3:], 0.143, atol=0.01)


def test_with_a_fixed_goal_later_looks_err_less():
    found = called("four_point", AT_ONCE, pace=0.2, weeks=15, drawn="baseline_to_goal")
    assert found.by_look[-1] == pytest.approx(0.41, abs=0.015)
    assert 0.055 < found.at_look[-1] < 0.075 < found.at_look[9] < 0.095


def test_false_alarms_of_the_four_point_rule_do_not_depend_on_noise():
    slow, fast = (called("four_point", AT_ONCE, pace=pace, weeks=15).by_look[-1] for pace in (0.02, 1.0))
    assert slow == pytest.approx(fast, abs=0.02)


@pytest.mark.parametrize("rule", RULES)
def test_slower_students_are_called_more_often(rule):
    settings = getattr(layers(None, None).load(DecisionParams), rule)
    shares = [
        called(rule, settings, pace=0.3, weeks=12, share=share, alike=Alike(0.3, 0.1, 2.0)).by_look[-1]
        for share in (1.0, 0.5, 0.0)
    ]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]


def test_before_its_fewest_points_a_rule_calls_nobody():
    settings = layers(None, None).load(DecisionParams).four_point
    assert not called("four_point", settings, pace=0.2, weeks=5).by_look.any()


def test_the_sentence_names_both_errors():
    said = sentence("four-point rule", "four_point", AT_ONCE, pace=0.2, weeks=15)
    assert "exactly on pace" in said
    assert "half the pace" in said
    assert "about 43 of 100" in said or "about 44 of 100" in said  # 43.4 in 200,000 students


def test_the_usual_pace_is_that_of_the_plans():
    rng, weeks = np.random.default_rng(2), np.arange(1.0, 11)
    line = aimline(np.zeros(50), np.full(50, 40.0), np.full(50, 20.0), np.full(50, 60.0))
    score = 40 + weeks + rng.normal(0, 5, (50, 10))
    seen = monitored(np.tile(weeks, 50), score.ravel(), np.repeat(np.arange(50), 10), line)
    assert usual(seen) == (0.2, 10, None)
