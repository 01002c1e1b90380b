"""The posterior rule on simulated districts: calibrated, sharper than published rules, and settled when it says so."""

import numpy as np
import pytest

from benchmarks.decisions import PUBLISHED, District, alike, auc, index, misses, plans, sample
from mtss_analysis.decisions.posterior_rule import posterior_rule, standing, told_after
from mtss_analysis.decisions.settings import DecisionParams
from mtss_analysis.params import layers

SETTINGS = layers(None, None).load(DecisionParams).posterior


@pytest.fixture(scope="module", params=[5.0, 8.0, 15.0], ids=lambda sem: f"SEM {sem:g}")
def district(request):
    rng = np.random.default_rng(3)
    one = District(request.param)
    return alike(one, rng), sample(one, 12_000, rng)


@pytest.mark.parametrize("weeks", [6, 14])
def test_the_chance_said_is_the_share_seen(district, weeks):
    known, seen = district
    chance, short = standing(plans(seen, weeks, known)).short, seen.truth < seen.goal
    for low in np.arange(0, 1, 0.1):
        here = (chance >= low) & (chance < low + 0.1)
        if here.sum() > 400:
            assert short[here].mean() == pytest.approx(chance[here].mean(), abs=0.09)


@pytest.mark.parametrize("weeks", [6, 8, 14])
def test_it_tells_students_apart_better_than_every_published_rule(district, weeks):
    known, seen = district
    at, short = plans(seen, weeks, known), seen.truth < seen.goal
    own = auc(index("posterior", at), short)
    for rule in PUBLISHED:
        assert own > auc(index(rule, at), short)
        _, missed, ours = misses(rule, at, short)
        assert ours < missed


def test_a_settled_verdict_is_seldom_turned_by_the_scores_to_come(district):
    known, seen = district
    at_8, at_14 = (posterior_rule(plans(seen, weeks, known), SETTINGS).verdict for weeks in (8, 14))
    told = at_8 != "collect_more_data"
    assert 0.2 < told.mean() < 0.95
    later = standing(plans(seen, 14, known)).short >= 0.5
    turned = later != (at_8 == "change")
    assert turned[told].mean() < 1 - SETTINGS.sure
    assert (at_14 != "collect_more_data").mean() > told.mean()


def test_by_the_day_named_it_can_be_told_in_half_of_the_cases(district):
    known, seen = district
    at_8 = plans(seen, 8, known)
    weeks = told_after(at_8, SETTINGS)
    waits = posterior_rule(at_8, SETTINGS).verdict == "collect_more_data"
    assert (weeks[~waits] == 0).all()
    soon = waits & (weeks <= 14 - at_8.weeks)
    by_14 = posterior_rule(plans(seen, 14, known), SETTINGS).verdict[soon]
    assert soon.sum() > 50
    assert (by_14 != "collect_more_data").mean() > 0.45  # half or more where every planned probe is given
