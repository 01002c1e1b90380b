"""Accuracy of a screening score: direction, cuts, refusals, and what a second stage changes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtss_analysis.estimators import classification
from mtss_analysis.estimators.classification import (
    auc,
    calibrate,
    choose,
    classify,
    compare,
    corrected,
    curve,
    from_counts,
    gate,
    logistic,
    planned,
    predictive_values,
    seat,
)

STUDENTS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 1)), min_size=4, max_size=60).filter(
    lambda rows: 2 <= sum(case for _, case in rows) <= len(rows) - 2
)


def columns(rows):
    return np.array(rows, float).T


@given(STUDENTS)
def test_turning_the_direction_turns_the_area(rows):
    score, case = columns(rows)
    up, down = (auc(score, case, higher_is_risk=way) for way in (True, False))
    assert up.auc == pytest.approx(1 - down.auc, abs=1e-12)
    assert up.why == down.why
    if not up.why:
        assert (up.se, up.low) == pytest.approx((down.se, 1 - down.high), abs=1e-9)


@given(STUDENTS)
def test_the_area_lies_under_the_curve(rows):
    score, case = columns(rows)
    found = curve(score, case, higher_is_risk=True)
    if found.why:
        return
    fall = np.concatenate([[0], 1 - found.specificity, [1]])
    rise = np.concatenate([[0], found.sensitivity, [1]])
    assert np.trapezoid(rise, fall) == pytest.approx(auc(score, case, higher_is_risk=True).auc, abs=1e-12)


@given(STUDENTS, st.integers(-1, 31), st.booleans())
def test_every_student_is_counted_once_and_a_score_at_the_cut_is_not_flagged(rows, cut, way):
    score, case = columns(rows)
    seen = classify(score, case, cut, higher_is_risk=way)
    assert seen.found + seen.missed + seen.false_alarms + seen.cleared == len(score)
    beyond = score > cut if way else score < cut
    assert seen.found + seen.false_alarms == beyond.sum()


@given(st.integers(1, 50), st.integers(1, 50), st.integers(1, 50), st.integers(1, 50))
def test_a_flag_means_more_where_the_outcome_is_more_frequent(found, missed, alarms, cleared):
    seen = from_counts(found, missed, alarms, cleared)
    values = [predictive_values(seen, rate) for rate in (0.05, 0.2, 0.5)]
    assert np.all(np.diff([each.ppv.value for each in values]) > 0)
    assert np.all(np.diff([each.npv.value for each in values]) < 0)
    assert all(each.ppv.low <= each.ppv.value <= each.ppv.high for each in values)


@given(STUDENTS, st.sampled_from(classification.RULES))
def test_a_chosen_cut_has_the_accuracy_it_says(rows, rule):
    score, case = columns(rows)
    chosen = choose(curve(score, case, higher_is_risk=False), rule, 0.8)
    if chosen.why:
        assert np.isnan(chosen.cut)
        return
    seen = classify(score, case, chosen.cut, higher_is_risk=False)
    assert (chosen.sensitivity, chosen.specificity) == pytest.approx((seen.sensitivity.value, seen.specificity.value))
    assert rule != "floor" or chosen.sensitivity >= 0.8


@given(st.lists(st.integers(0, 12), min_size=1, max_size=40), st.integers(0, 50), st.booleans())
def test_seats_are_never_exceeded_and_nobody_at_greater_risk_waits(scores, seats, way):
    given_ = seat(scores, seats, higher_is_risk=way)
    risk = np.array(scores) * (1 if way else -1)
    assert given_.served.sum() + given_.free == seats
    if given_.served.any() and not given_.served.all():
        assert risk[given_.served].min() > risk[~given_.served].max()
    if not given_.served.all():
        assert given_.free < np.sum(risk == risk[~given_.served].max())
        flagged = np.array(scores) > given_.cut if way else np.array(scores) < given_.cut
        assert np.array_equal(flagged, given_.served)


@settings(max_examples=25)
@given(STUDENTS, st.sampled_from(classification.RULES))
def test_the_same_seed_gives_the_same_correction(rows, rule):
    score, case = columns(rows)
    one, two = (corrected(score, case, rule, higher_is_risk=True, draws=20, seed=3) for _ in range(2))
    assert repr(one) == repr(two)
    if not one.chosen.why and one.draws:
        assert 0 <= one.sensitivity <= 1
        assert 0 <= one.specificity <= 1


@pytest.mark.parametrize(
    ("case", "why"), [([], "nobody"), ([0, 0], "no_cases"), ([1, 1], "all_cases")], ids=["nobody", "none", "all"]
)
def test_one_kind_of_student_is_cannot_tell(case, why):
    score = list(range(len(case)))
    assert auc(score, case, higher_is_risk=True).why == why
    assert curve(score, case, higher_is_risk=True).why == why
    assert np.isnan(auc(score, case, higher_is_risk=True).auc)


def test_one_case_gives_an_area_without_an_interval():
    found = auc([1, 2, 3], [0, 0, 1], higher_is_risk=True)
    assert (found.auc, found.why) == (1.0, "too_few")
    assert np.isnan(found.low)


def test_a_score_without_mistakes_gives_no_interval_of_no_width():
    found = auc([1, 2, 3, 4], [0, 0, 1, 1], higher_is_risk=True)
    assert (found.auc, found.why) == (1.0, "no_overlap")
    assert np.isnan([found.low, found.high]).all()


def test_equal_scores_cannot_be_parted():
    assert curve([5, 5, 5, 5], [0, 1, 0, 1], higher_is_risk=True).why == "one_score"
    assert auc([5, 5, 5, 5], [0, 1, 0, 1], higher_is_risk=True).why == "one_score"


def test_screeners_that_order_all_alike_do_not_differ():
    score, case = np.array([1, 2, 3, 4, 5, 6.0]), [0, 1, 0, 1, 0, 1]
    found = compare(score, 7 - 2 * score, case, higher_is_risk=(True, False))
    assert (found.difference, found.p) == (0.0, 1.0)


def test_a_ratio_to_no_false_alarm_is_infinite_and_of_nobody_unknown():
    assert from_counts(5, 5, 0, 20).lr_positive.value == np.inf
    empty = from_counts(0, 0, 3, 20)
    assert np.isnan([empty.sensitivity.value, empty.lr_positive.value]).all()
    assert np.isnan(predictive_values(empty, 0.2).ppv.value)


def test_likelihood_ratio_of_a_worked_table():
    # found 80 of 100, false alarms 90 of 900: LR+ = .8/.1; ln interval with sqrt(1/80 - 1/100 + 1/90 - 1/900)
    found = from_counts(80, 20, 90, 810).lr_positive
    reach = 1.959963985 * np.sqrt(1 / 80 - 1 / 100 + 1 / 90 - 1 / 900)
    assert (found.value, found.low, found.high) == pytest.approx((8.0, 8 * np.exp(-reach), 8 * np.exp(reach)))


def test_a_floor_that_no_cut_reaches_is_refused():
    chosen = choose(curve([1, 2, 3, 9], [1, 1, 0, 1], higher_is_risk=False), "floor", 0.9)
    assert (chosen.why, chosen.flagged) == ("no_cut_reaches", 0)


def test_seats_for_all_and_for_none():
    assert seat([3, 1, 2], 5, higher_is_risk=False).served.all()
    none = seat([3, 1, 1], 0, higher_is_risk=False)
    assert not none.served.any()
    assert none.free == 0


def test_a_score_that_parts_without_mistake_fits_no_curve():
    assert logistic([1, 2, 3, 4], [0, 0, 1, 1]).why == "separated"
    assert np.isnan(logistic([1, 2], [0, 0]).expected([1])).all()


def test_chances_that_come_true_are_calibrated():
    rng = np.random.default_rng(4)
    chance = rng.uniform(0.05, 0.9, 4000)
    found = calibrate(chance, rng.random(4000) < chance, bins=8)
    assert found.surplus.low < 0 < found.surplus.high
    assert found.slope.low < 1 < found.slope.high
    assert found.n.sum() == 4000
    extreme = calibrate(1 / (1 + np.exp(-2 * np.log(chance / (1 - chance)))), rng.random(4000) < chance)
    assert extreme.slope.high < 1


def test_planning_falls_back_to_chance_without_correlation():
    found = planned(0.0, 0.25, 0.2)
    assert (float(found.sensitivity), float(found.ppv)) == pytest.approx((0.25, 0.2), abs=1e-12)


def test_a_second_stage_saves_alarms_and_adds_misses():
    found = gate([1, 1, 1, 0], [0, 1, 0, 1], [0, 1, 1, 1])
    assert (found.alarms_saved, found.misses_added, found.tested_again) == (1, 1, 3)
    assert found.both.missed == found.alone.missed + found.misses_added


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: auc([1, 2], [0, 2], higher_is_risk=True), 'outcome: row 1 holds "2", expected 0 or 1'),
        (lambda: auc([1, np.nan], [0, 1], higher_is_risk=True), 'score: row 1 holds "nan"'),
        (lambda: auc([1], [0, 1], higher_is_risk=True), "expected one of each a student"),
        (lambda: auc([1, 2], [0, 1], higher_is_risk=True, interval="exact"), 'interval: got "exact"'),
        (lambda: classify([1, 2], [0, 1], np.nan, higher_is_risk=True), "cut: got a value that is not finite"),
        (lambda: choose(curve([1, 2], [0, 1], higher_is_risk=True), "best"), 'rule: got "best"'),
        (lambda: choose(curve([1, 2], [0, 1], higher_is_risk=True), "floor", 90), "floor: got 90"),
        (lambda: seat([1], -1, higher_is_risk=True), "seats: got -1"),
        (lambda: corrected([1, 2], [0, 1], "youden", higher_is_risk=True, draws=0), "draws: got 0"),
        (lambda: calibrate([1.2], [1]), "chances between 0 and 1"),
        (lambda: planned(1.0, 0.2, 0.2), "expected a correlation"),
        (lambda: gate([1, 0], [1, 2], [0, 1]), 'second: row 1 holds "2"'),
        (lambda: gate([1], [1, 0], [0, 1]), "expected the same in all"),
        (lambda: predictive_values(from_counts(1, 1, 1, 1), 1.0), "base_rate: got 1"),
    ],
)
def test_a_wrong_argument_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
