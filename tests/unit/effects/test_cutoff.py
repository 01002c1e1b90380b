"""The referee at a cut score: each verdict, each caution, and what refuses to be estimated."""

import math
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from mtss_analysis.effects import cutoff
from mtss_analysis.effects.cutoff import Rules


def students(seed=11, n=1500, effect=4.0, noise=8.0, compliance=(0.85, 0.1)):
    rng = np.random.default_rng(seed)
    score = np.round(rng.normal(45, 15, n))
    served = (rng.random(n) < np.where(score < 40, *compliance)).astype(float)
    return score, 20 + 0.8 * score + effect * served + rng.normal(0, noise, n), served


def codes(found):
    return [caution.code for caution in found.cautions]


def test_an_effect_that_is_there_is_said():
    found = cutoff.estimate(*students(effect=6), 40)
    assert (found.verdict, codes(found)) == ("effect", [])
    assert found.ci[0] < 6 < found.ci[1]
    assert found.first_stage == pytest.approx(0.75, abs=0.15)
    assert found.first_stage_f > 10
    with pytest.raises(FrozenInstanceError):
        found.verdict = "no_claim"


def test_harm_is_an_effect_of_negative_sign():
    found = cutoff.estimate(*students(effect=-8), 40)
    assert (found.verdict, found.estimate < 0, found.intent_to_treat < 0) == ("effect", True, True)


def test_no_detectable_effect_needs_a_limit_fixed_beforehand():
    data = students(effect=0.0, noise=2.0, n=3000)
    limited = cutoff.estimate(*data, 40, smallest_worthwhile=3.0)
    assert limited.verdict == "no_detectable_effect"
    assert max(map(abs, limited.ci)) < 3
    unlimited = cutoff.estimate(*data, 40)
    assert (unlimited.verdict, codes(unlimited)) == ("cannot_tell", ["underpowered"])
    assert cutoff.estimate(*data, 40, smallest_worthwhile=0.1).verdict == "cannot_tell"


def test_an_effect_below_what_is_worthwhile_is_said_to_be_small():
    found = cutoff.estimate(*students(effect=2.0, noise=1.0, n=3000), 40, smallest_worthwhile=5.0)
    assert (found.verdict, codes(found)) == ("effect", ["below_worthwhile"])


def test_too_little_power_says_what_could_have_been_seen():
    found = cutoff.estimate(*students(n=250, effect=1.0), 40)
    assert found.verdict == "cannot_tell"
    assert found.minimum_detectable == pytest.approx(2.8016 * found.se, rel=1e-4)
    sentence = next(each.sentence for each in found.cautions if each.code == "underpowered")
    assert f"{found.minimum_detectable:.3g}" in sentence


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_students_moved_below_the_cut_withhold_the_verdict(share):
    score, outcome, served = students(n=2000, effect=6)
    rng = np.random.default_rng(0)
    moved = (score >= 40) & (score < 43) & (rng.random(len(score)) < share)
    found = cutoff.estimate(np.where(moved, 39, score), outcome, served, 40)
    assert found.verdict == "no_claim"
    assert {"manipulation", "heaping"} & set(codes(found))


def test_students_moved_who_lack_an_outcome_still_show():
    score, outcome, served = students(n=2000, effect=6)
    moved = (score >= 40) & (score < 43)
    found = cutoff.estimate(np.where(moved, 39, score), np.where(moved, np.nan, outcome), served, 40)
    assert found.verdict == "no_claim"


def test_a_service_that_does_not_jump_tells_nothing():
    found = cutoff.estimate(*students(compliance=(0.4, 0.36)), 40)
    assert (found.verdict, "weak_first_stage" in codes(found)) == ("cannot_tell", True)


def test_missing_values_are_counted_not_dropped_in_silence():
    score, outcome, served = students()
    outcome[:7], served[5:9], score[20] = np.nan, np.nan, np.nan
    found = cutoff.estimate(score, outcome, served, 40)
    assert codes(found)[0] == "missing_values"
    assert found.cautions[0].sentence.startswith(
        "10 of 1500 students are left out: 1 without score, 7 without outcome, 4 without served"
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"served": np.ones(1500)}, "all_served"),
        ({"served": np.zeros(1500)}, "none_served"),
        ({"score": np.arange(1500) % 30 + 41.0}, "one_side"),
        ({"outcome": np.full(1500, np.nan)}, "no_students"),
        ({"outcome": np.full(1500, 3.0)}, "too_few_near_cut"),
    ],
)
def test_where_nothing_can_be_estimated_a_caution_says_why(change, code):
    columns = dict(zip(("score", "outcome", "served"), students(), strict=True)) | change
    found = cutoff.estimate(*columns.values(), 40)
    assert found.verdict == "cannot_tell"
    assert code in codes(found)
    assert math.isnan(found.estimate)


def test_nobody_untreated_or_nobody_treated_near_the_cut_is_said():
    score, outcome, _ = students()
    everyone = cutoff.estimate(score, outcome, score < 70, 40)
    nobody = cutoff.estimate(score, outcome, score < 10, 40)
    assert (everyone.verdict, codes(everyone)) == ("cannot_tell", ["no_untreated_near_cut"])
    assert (nobody.verdict, codes(nobody)) == ("cannot_tell", ["no_served_near_cut"])


def test_few_students_few_scores_and_few_schools_are_said():
    few = cutoff.estimate(*students(n=60), 40)
    assert few.verdict == "cannot_tell"
    assert {"few_near_cut", "too_few_near_cut"} & set(codes(few))
    score, outcome, served = students(n=3000)
    coarse = cutoff.estimate(np.floor(score / 5) * 5, outcome, served, 40, bandwidth=16)
    assert "few_distinct_scores" in codes(coarse)
    schools = cutoff.estimate(score, outcome, served, 40, cluster=np.arange(3000) % 4)
    assert "few_clusters" in codes(schools)


def test_one_school_has_the_errors_of_students():
    data = students()
    found = cutoff.estimate(*data, 40, cluster=np.full(1500, "S01"))
    assert codes(found) == ["one_school"]
    assert found.ci == cutoff.estimate(*data, 40).ci


def test_three_scores_on_a_side_are_too_few():
    score, outcome, served = students()
    found = cutoff.estimate(np.clip(score, 37, 80), outcome, served, 40)
    assert (found.verdict, codes(found)) == ("cannot_tell", ["short_scale", "too_few_near_cut"])
    assert "3 distinct scores on the served side" in found.cautions[1].sentence


def test_the_rules_are_the_callers():
    data = students(effect=6)
    assert cutoff.estimate(*data, 40, rules=Rules(density_alpha=1.1)).verdict == "no_claim"
    assert cutoff.estimate(*data, 40, rules=Rules(weakest_jump=0.99)).verdict == "cannot_tell"
    wide, narrow = (cutoff.estimate(*data, 40, rules=Rules(confidence=level)).ci for level in (0.99, 0.8))
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"served": np.full(1500, 2.0)}, 'served: row 0 holds "2", expected 0 or 1'),
        ({"outcome": np.ones(3)}, r"got shapes .*'outcome': \(3,\)"),
        ({"cut": np.nan}, "cut: got a value that is not finite"),
        ({"cluster": [1, 2]}, r"'cluster': \(2,\)"),
    ],
)
def test_wrong_input_is_named(change, words):
    columns = dict(zip(("score", "outcome", "served"), students(), strict=True)) | {"cut": 40} | change
    with pytest.raises(ValueError, match=words):
        cutoff.estimate(**columns)
