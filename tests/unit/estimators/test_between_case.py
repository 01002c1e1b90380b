"""Between-case difference: recovers a known one, two codings of one study agree, and what is missing is named."""

import numpy as np
import pytest

from mtss_analysis.estimators.between_case import multiple_baseline, reversal

STARTS = (4, 7, 10, 13)


def study(rng, effect, cases=4, sessions=16, phi=0.2):
    case, session = np.repeat(np.arange(cases), sessions), np.tile(np.arange(sessions), cases)
    treated = session >= np.array(STARTS[:cases])[case]
    noise = rng.normal(size=(cases, sessions))
    for t in range(1, sessions):
        noise[:, t] = phi * noise[:, t - 1] + np.sqrt(1 - phi**2) * noise[:, t]
    level = rng.normal(size=cases)[case]
    return 10 + (level + noise.ravel()) / np.sqrt(2) + effect * treated, treated, case, session


def test_recovers_the_effect_and_its_error():
    rng = np.random.default_rng(8)
    found = [multiple_baseline(*study(rng, 1.0)) for _ in range(300)]
    estimates = np.array([one.estimate for one in found])
    assert estimates.mean() == pytest.approx(1.0, abs=0.06)
    assert np.sqrt(np.mean([one.variance for one in found])) == pytest.approx(estimates.std(), rel=0.25)
    inside = [one.ci[0] < 1 < one.ci[1] for one in found]
    assert 0.9 < np.mean(inside) <= 1
    assert np.mean([one.between for one in found]) == pytest.approx(0.5, abs=0.15)


def test_rows_may_stand_in_any_order_and_units_do_not_matter():
    score, treated, case, session = study(np.random.default_rng(9), 1.5)
    order = np.random.default_rng(1).permutation(len(score))
    one = multiple_baseline(score, treated, case, session)
    names = np.array(["x", "c", "k", "a"])[case]
    other = multiple_baseline(40 - 3 * score[order], treated[order], names[order], session[order] + 100)
    assert other.estimate == pytest.approx(-one.estimate)
    assert (other.variance, other.df) == pytest.approx((one.variance, one.df))


def abab(rng, effect, cases=4):
    case, session = np.repeat(np.arange(cases), 20), np.tile(np.arange(20), cases)
    treated, pair = session // 5 % 2 == 1, session // 10
    return (
        8 + rng.normal(size=cases)[case] + rng.normal(size=len(case)) + effect * treated,
        treated,
        case,
        pair,
        session,
    )


def test_reversals_recover_the_effect():
    rng = np.random.default_rng(10)
    found = [reversal(*abab(rng, -2.0)) for _ in range(200)]
    assert np.mean([one.estimate for one in found]) == pytest.approx(-np.sqrt(2), abs=0.07)
    assert 0.9 < np.mean([one.ci[0] < -np.sqrt(2) < one.ci[1] for one in found]) <= 1


def test_places_that_a_case_did_not_reach_are_left_out_of_the_spread_alone():
    score, treated, case, pair, session = abab(np.random.default_rng(2), 1.0)
    keep = ~((case == 1) & (session == 4))
    all_there = reversal(score, treated, case, pair, session)
    shorter = reversal(score[keep], treated[keep], case[keep], pair[keep], session[keep])
    assert shorter.points == all_there.points - 1
    others = score[(session == 4) & (case != 1)]
    assert others.size == 3
    changed = score.copy()
    changed[(session == 4) & (case != 1)] = others.mean()
    assert reversal(changed[keep], treated[keep], case[keep], pair[keep], session[keep]).sd == pytest.approx(shorter.sd)


def test_cautions():
    score, treated, case, session = study(np.random.default_rng(11), 1.0, cases=2)
    assert "few_cases" in multiple_baseline(score, treated, case, session).cautions
    flat = multiple_baseline(0.1 + 2.0 * treated, treated, case, session)
    assert np.isnan([flat.estimate, flat.se, *flat.ci]).all()
    assert flat.difference == pytest.approx(2)
    assert "no_scatter" in flat.cautions


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"score": [1, 2, 3]}, "expected one of each for every score"),
        ({"score": [1, 2, np.nan, 4, 5, 6, 7, 8]}, 'row 2 holds score "nan"'),
        ({"session": [1, 2, 2.5, 4] * 2}, 'at session "2.5"'),
        ({"session": [1, 1, 3, 4] * 2}, "1 stands twice in one case"),
        ({"treated": [0, 0, 1, 1, 0, 0, 0, 0]}, "the cases hold 3 phases, expected 4"),
        ({"session": [1, 2, 3, 4, 11, 12, 13, 14]}, "no two cases have a score at the same session"),
        ({"case": [1] * 8, "session": range(8)}, "no two cases have a score at the same session"),
        ({"confidence": 95}, "confidence: got 95"),
    ],
)
def test_what_cannot_be_compared_is_refused(change, words):
    given = {
        "score": np.arange(8.0),
        "treated": [0, 0, 1, 1] * 2,
        "case": [1] * 4 + [2] * 4,
        "session": [1, 2, 3, 4] * 2,
    }
    with pytest.raises(ValueError, match=words):
        multiple_baseline(**(given | change))
