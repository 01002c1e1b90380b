"""Every look at once says the same as each look alone, for every rule."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtss_analysis.decisions.looks import every_look
from mtss_analysis.decisions.monitored import Monitored, monitored
from mtss_analysis.decisions.rules import RULES
from mtss_analysis.decisions.settings import DecisionParams
from mtss_analysis.estimators.aimline import aimline
from mtss_analysis.estimators.posterior import lines
from mtss_analysis.params import layers

SHIPPED = layers(None, None).load(DecisionParams)


def plans(seed: int, sizes: list[int]) -> Monitored:
    rng = np.random.default_rng(seed)
    series = np.repeat(np.arange(len(sizes)), sizes)
    time = np.concatenate([np.sort(rng.choice(60, size, replace=False)) / 2 for size in sizes])
    score = np.round(40 + rng.normal(0.8, 0.6, len(sizes))[series] * time + rng.normal(0, 6, len(time)))
    line = aimline(
        np.zeros(len(sizes)), rng.normal(40, 4, len(sizes)), np.full(len(sizes), 30.0), np.full(len(sizes), 75.0)
    )
    known = lines(np.full(len(sizes), 41.0), 1.0, 50.0, 0.5, 0.2, 40.0, 0.2)
    counted = np.concatenate([np.arange(size) >= 2 for size in sizes])
    return monitored(time, score, series, line, counted=counted, prior=known)


def until(whole: Monitored, look: int) -> Monitored:
    """Only the probes of one plan up to a look, as a plan of its own."""
    plan = whole.series[look]
    first = int(np.flatnonzero(whole.series == plan)[0])
    rows = slice(first, look + 1)
    one = whole.take(np.array([plan]))
    return Monitored(
        whole.time[rows],
        whole.score[rows],
        np.zeros(look + 1 - first, int),
        whole.counted[rows],
        one.aim,
        prior=one.prior,
    )


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 20), min_size=1, max_size=4))
def test_a_rule_says_at_every_look_what_it_says_of_that_look_alone(rule, seed, sizes):
    whole = plans(seed, sizes)
    together = RULES[rule](every_look(whole), getattr(SHIPPED, rule))
    alone = [RULES[rule](until(whole, look), getattr(SHIPPED, rule)) for look in range(len(whole.time))]
    assert together.verdict.tolist() == [found.verdict[0] for found in alone]
    assert together.used.tolist() == [found.used[0] for found in alone]


def test_running_lines_are_the_lines_of_the_prefixes():
    whole = plans(7, [15, 3, 9])
    looks = every_look(whole)
    for look in range(len(whole.time)):
        alone = until(whole, look)
        for name in ("slope", "slope_se", "see", "sxx", "slope_low", "last_time"):
            np.testing.assert_allclose(
                getattr(looks.fit, name)[look], getattr(alone.fit, name)[0], rtol=1e-8, atol=1e-10
            )
        np.testing.assert_allclose(looks.line.slope[look], alone.line.slope[0], rtol=1e-9)


def test_without_probes_there_is_nothing_to_look_at():
    none = monitored([], [], np.array([], int), aimline([0.0], [1.0], [2.0], [3.0]))
    assert every_look(none).size == 0
