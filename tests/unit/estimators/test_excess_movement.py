"""Movement out of the risk band beyond what would have happened anyway."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from mtss_analysis.estimators.excess_movement import Unsupported, excess_movement, sem_of

KNOWN = Unsupported(mean=50.0, sd=15.0, sem=5.0, growth=6.0, growth_sd=2.0, n=1000, growth_se=0.5)
BEFORE = np.repeat([25.5, 30.5, 35.5, 39.5], 10)
AFTER = BEFORE + np.tile([-2.0, 1.0, 4.0, 7.0, 9.0, 11.0, 12.0, 14.0, 16.0, 20.0], 4)


def test_the_chance_is_that_of_the_joint_normal_distribution():
    found = excess_movement(BEFORE, AFTER, 40, 44, KNOWN)
    true = 15**2 - 5**2
    covariance = np.array([[15.0**2, true], [true, true + 2.0**2 + 5.0**2]])
    slope = covariance[0, 1] / covariance[0, 0]
    spread = np.sqrt(covariance[1, 1] - slope * covariance[0, 1])
    expected = stats.norm.sf(44, 50 + 6 + slope * (BEFORE - 50), spread)
    np.testing.assert_allclose(found.chance, expected)
    assert found.expected == pytest.approx(expected.mean())
    assert found.excess == pytest.approx((AFTER >= 44).mean() - expected.mean())


def test_the_parts_add_up_and_students_are_shares_times_n():
    found = excess_movement(BEFORE, AFTER, 40, 44, KNOWN)
    assert found.by_chance + found.by_growth == pytest.approx(found.expected)
    assert found.observed == found.left / found.n
    assert (found.students, found.students_low, found.students_high) == pytest.approx(
        (found.n * found.excess, found.n * found.low, found.n * found.high)
    )
    grown = excess_movement(BEFORE, AFTER, 40, 44, replace(KNOWN, growth=0.0, growth_sd=0.0))
    assert grown.expected == pytest.approx(found.by_chance)
    assert grown.by_growth == 0


def test_turning_the_scale_round_changes_nothing():
    found = excess_movement(BEFORE, AFTER, 40, 44, KNOWN)
    turned = excess_movement(-BEFORE, -AFTER, -40, -44, replace(KNOWN, mean=-50.0, growth=-6.0), risk_below=False)
    assert (turned.left, turned.excess, turned.se) == pytest.approx((found.left, found.excess, found.se))


def test_a_test_without_much_error_sends_few_back_by_chance():
    sharp = excess_movement(BEFORE, AFTER, 40, 40, replace(KNOWN, sem=0.1))
    blunt = excess_movement(BEFORE, AFTER, 40, 40, replace(KNOWN, sem=8.0))
    assert sharp.by_chance < 0.01
    assert blunt.by_chance > 0.2


def test_whole_scores_count_from_half_a_point_before_the_cut():
    whole = excess_movement(np.floor(BEFORE), np.floor(AFTER), 40, 44, KNOWN)
    finer = excess_movement(np.floor(BEFORE), np.floor(AFTER), 40, 43.5, KNOWN, step=0)
    assert whole.expected == pytest.approx(finer.expected)


def test_each_student_may_have_an_error_of_measurement_of_the_own():
    sem = np.where(BEFORE < 33, 7.0, 2.0)
    found = excess_movement(BEFORE, AFTER, 40, 44, replace(KNOWN, sem=sem))
    true = 15**2 - (sem**2).mean()
    pull = true / (true + sem**2)
    spread = np.sqrt((1 - pull) * true + 4 + sem**2)
    np.testing.assert_allclose(found.chance, stats.norm.sf(44, 50 + pull * (BEFORE - 50) + 6, spread))


def test_what_is_less_well_known_widens_the_interval():
    sure = replace(KNOWN, n=0, growth_se=0.0)
    widths = [
        excess_movement(BEFORE, AFTER, 40, 44, known).se
        for known in (sure, replace(sure, n=100), replace(sure, growth_se=3.0), replace(sure, sem_se=2.0))
    ]
    assert min(widths[1:]) > widths[0]
    reach = 2.5758 * widths[0]
    wide = excess_movement(BEFORE, AFTER, 40, 44, sure, confidence=0.99)
    assert wide.high - wide.excess == pytest.approx(reach, rel=1e-4)


def test_schools_that_move_alike_widen_the_interval():
    school = np.arange(40) // 10
    together = np.where(school % 2 == 0, 60.0, 20.0)
    alone = excess_movement(BEFORE, together, 40, 44, KNOWN)
    clustered = excess_movement(BEFORE, together, 40, 44, KNOWN, cluster=school)
    assert clustered.se > 1.5 * alone.se
    assert clustered.excess == alone.excess


@pytest.mark.parametrize("after", [10.0, 90.0])
def test_nobody_or_everybody_leaving_has_an_interval(after):
    found = excess_movement(BEFORE, np.full(40, after), 40, 44, KNOWN)
    assert found.left == (40 if after > 44 else 0)
    assert 0 < found.se < 0.2
    assert found.low < found.excess < found.high


def test_reliability_gives_the_error_of_measurement():
    assert sem_of(0.75, 10.0) == 5.0
    with pytest.raises(ValueError, match="reliability: got 90, expected a share"):
        sem_of(90, 10.0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"before": np.append(BEFORE[:-1], 40.0)}, "row 39 holds 40, expected a score below the first cut 40"),
        ({"after": np.append(AFTER[:-1], np.nan)}, 'after: row 39 holds "nan"'),
        ({"after": AFTER[:-1]}, "got 40 and 39 scores"),
        ({"before": [], "after": []}, "got 0 and 0 scores"),
        ({"unsupported": replace(KNOWN, sem=15.0)}, "expected both above 0 and the SEM below the SD"),
        ({"unsupported": replace(KNOWN, growth_se=-1.0)}, "got one below 0"),
        ({"cluster": np.zeros(40, int)}, "40 codes of 1 clusters for 40 students"),
    ],
)
def test_wrong_input_is_named(change, words):
    given = {"before": BEFORE, "after": AFTER, "cut_before": 40, "cut_after": 44, "unsupported": KNOWN} | change
    with pytest.raises(ValueError, match=words):
        excess_movement(**given)
