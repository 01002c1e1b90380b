"""A risk ratio with traits held equal: refusals and traits that nobody has."""

import numpy as np
import pytest

from mtss_analysis.estimators.adjusted_risk import adjusted_risk


def test_a_side_without_events_cannot_tell():
    found = adjusted_risk([0, 0, 1, 0], [1, 1, 0, 0], np.zeros((4, 0)))
    assert np.isnan([found.ratio, found.low, found.high]).all()


def test_a_trait_whose_holders_never_have_the_event_changes_little():
    rng = np.random.default_rng(2)
    group, trait = rng.random(900) < 0.3, rng.random(900) < 0.1
    event = (rng.random(900) < np.where(group, 0.3, 0.6)) & ~trait
    found = adjusted_risk(event, group, trait[:, None].astype(float))
    wanted = event[group & ~trait].mean() / event[~group & ~trait].mean()
    assert found.ratio == pytest.approx(wanted, rel=1e-6)
    assert found.low < 0.5 < found.high


def test_a_confounder_is_taken_out():
    rng = np.random.default_rng(3)
    trait = rng.random(4000) < 0.5
    group = rng.random(4000) < np.where(trait, 0.6, 0.1)
    event = rng.random(4000) < np.where(trait, 0.3, 0.6)
    crude, held = adjusted_risk(event, group, np.zeros((4000, 1))), adjusted_risk(event, group, trait[:, None])
    assert crude.high < 0.8
    assert held.low < 1 < held.high
