"""Single-case indices: against plain loops, their invariants, and what is said when there is nothing to tell."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from mtss_analysis.estimators import nonoverlap
from mtss_analysis.estimators.nonoverlap.interval import newcombe

RANKED = ("pnd", "pem", "pand", "ird", "nap", "tau", "tau_u")
SHARES = {
    "pnd": (0, 1),
    "pem": (0, 1),
    "pand": (0, 1),
    "ird": (-1, 1),
    "nap": (0, 1),
    "tau": (-1, 1),
    "tau_bc": (-1, 1),
}
scores = st.integers(0, 12).map(float)
phase = st.lists(scores, min_size=2, max_size=8)
long_phase = st.lists(scores, min_size=1, max_size=8)


def call(name, a, b, increase=True, **options):
    options |= {"scale": "count"} if name == "lrr" else {}
    return getattr(nonoverlap, name)(a, b, increase, **options)


def loops(a, b):
    """The definitions, one pair at a time, for scores that should rise."""
    m, n = len(a), len(b)
    nap = sum((y > x) + 0.5 * (y == x) for x in a for y in b) / (m * n)
    trend = sum(np.sign(a[j] - a[i]) for i in range(m) for j in range(i + 1, m))
    cuts = sorted({-1.0, *a, *b})
    kept = max(sum(x <= cut for x in a) + sum(y > cut for y in b) for cut in cuts) / (m + n)
    return {
        "pnd": sum(y > max(a) for y in b) / n,
        "pem": sum((y > np.median(a)) + 0.5 * (y == np.median(a)) for y in b) / n,
        "pand": kept,
        "ird": ((m + n) ** 2 * kept - m**2 - n**2) / (2 * m * n),
        "nap": nap,
        "tau": 2 * nap - 1,
        "tau_u": 2 * nap - 1 - trend / (m * n),
    }


@given(phase, phase)
def test_indices_are_those_of_plain_loops(a, b):
    for name, value in loops(a, b).items():
        assert call(name, a, b).estimate == pytest.approx(value, abs=1e-12), name


@given(phase, phase)
def test_the_unbiased_variance_is_sens(a, b):
    q = np.array([[(y > x) + 0.5 * (y == x) for y in b] for x in a])
    m, n = q.shape
    share = q.mean()
    kept = min(max(share, 0.5 / (m * n)), 1 - 0.5 / (m * n))
    rows = ((q - share).sum(axis=1) ** 2).sum() / (m * n**2)
    columns = ((q - share).sum(axis=0) ** 2).sum() / (m**2 * n)
    expected = (kept * (1 - kept) + n * rows + m * columns - 2 * ((q - share) ** 2).mean()) / ((m - 1) * (n - 1))
    assert nonoverlap.nap(a, b, True).se == pytest.approx(np.sqrt(expected), abs=1e-9)


@given(phase, phase, st.sampled_from([*SHARES, "tau_u", "smd"]))
def test_turning_the_scale_and_the_direction_changes_nothing(a, b, name):
    turned = [[-x for x in one] for one in (a, b)]
    one, other = call(name, a, b, True), call(name, *turned, False)
    assert one.estimate == pytest.approx(other.estimate, abs=1e-9, nan_ok=True)
    assert one.se == pytest.approx(other.se, abs=1e-9, nan_ok=True)


@given(phase, phase, st.sampled_from(["nap", "tau", "tau_u"]))
def test_the_other_direction_is_the_mirror_image(a, b, name):
    one, other = call(name, a, b, True), call(name, a, b, False)
    mirror = 1 - one.estimate if name == "nap" else -one.estimate
    assert other.estimate == pytest.approx(mirror, abs=1e-12)


@given(phase, phase, st.sampled_from([*SHARES]))
def test_bounds(a, b, name):
    found = call(name, a, b)
    low, high = SHARES[name]
    assert low <= found.estimate <= high
    if name in ("nap", "tau", "tau_bc"):
        assert low <= found.ci[0] <= found.estimate + 1e-12
        assert found.estimate - 1e-12 <= found.ci[1] <= high
        assert found.ci[1] - found.ci[0] > 0.05


@given(phase, phase, st.sampled_from(RANKED))
def test_indices_of_ranks_do_not_know_the_scale(a, b, name):
    if name == "pem" and len(a) % 2 == 0:
        a = a[1:]
    stretched = [[np.expm1(x / 3) for x in one] for one in (a, b)]
    assert call(name, *stretched).estimate == pytest.approx(call(name, a, b).estimate, abs=1e-12)


@given(phase, phase)
def test_a_straight_baseline_trend_is_taken_out(a, b):
    assume(len(set(a)) > 1)
    tilted = [x + 0.7 * t for t, x in enumerate(a + b)]
    for variant in ("always", "kendall"):
        plain, other = (call("tau_bc", one[: len(a)], one[len(a) :], variant=variant) for one in (a + b, tilted))
        assert plain.estimate == pytest.approx(other.estimate, abs=1e-9)


@given(phase, phase, st.floats(0.1, 50))
def test_log_ratio_of_a_rate_does_not_know_its_unit(a, b, unit):
    assume(min(np.mean(a), np.mean(b)) > 0)
    one, other = (nonoverlap.lrr(np.array(a) * k, np.array(b) * k, True, scale="unknown") for k in (1, unit))
    assert one.estimate == pytest.approx(other.estimate, abs=1e-9)
    assert one.se == pytest.approx(other.se, abs=1e-9)


def test_log_ratio_is_the_logarithm_of_the_means_when_nothing_scatters():
    found = nonoverlap.lrr([4, 4, 4], [2, 2, 2, 2], False, scale="unknown")
    assert found.estimate == pytest.approx(np.log(0.5))
    assert found.name == "LRRd"
    assert found.se == 0


@given(
    st.lists(
        st.tuples(long_phase, long_phase, st.booleans(), st.sampled_from(["count", "rate"])), min_size=1, max_size=7
    )
)
def test_the_battery_is_the_single_functions(cases):
    flat = [x for a, b, *_ in cases for x in a + b]
    code = np.repeat(np.arange(len(cases)), [len(a) + len(b) for a, b, *_ in cases])
    treated = np.concatenate([[0] * len(a) + [1] * len(b) for a, b, *_ in cases])
    increase, scale = [one[2] for one in cases], [one[3] for one in cases]
    found = nonoverlap.battery(flat, code, treated, increase, scale, minutes=20.0)
    for place, (a, b, up, kind) in enumerate(cases):
        for name in found.indices:
            options = {"scale": kind, "minutes": 20.0} if name == "lrr" else {}
            one, many = getattr(nonoverlap, name)(a, b, up, **options), found[name]
            mine = one.estimate, one.se, *one.ci, one.p
            theirs = [column[place] for column in (many.estimate, many.se, many.low, many.high, many.p)]
            assert theirs == pytest.approx(mine, abs=1e-12, nan_ok=True), name
            assert {code for code, holds in many.flags.items() if holds[place]} == set(one.cautions), name


@given(st.lists(scores, max_size=5), st.lists(scores, max_size=5), st.booleans())
def test_nothing_is_nan_without_a_reason(a, b, increase):
    for name in (*SHARES, "tau_u", "smd", "lrr"):
        found = call(name, a, b, increase)
        assert np.isfinite(found.estimate) or found.cautions, name
        if name not in ("pnd", "pem", "pand", "ird"):
            assert np.isfinite(found.se) or found.cautions, name
    progress = nonoverlap.pogo(a, b, increase, goal=7.5)
    assert np.isfinite([progress.estimate, progress.se]).all() or progress.cautions


@pytest.mark.parametrize(
    ("name", "a", "b", "code"),
    [
        *((name, [], [1, 2], "empty_phase") for name in (*SHARES, "tau_u", "smd", "lrr")),
        *((name, [1, 2], [], "empty_phase") for name in (*SHARES, "tau_u", "smd", "lrr")),
        ("nap", [1], [2, 3], "one_point"),
        ("tau", [1, 2], [3], "one_point"),
        ("tau_bc", [1], [3, 4], "one_point"),
        ("smd", [1], [3, 4], "one_point"),
        ("smd", [1, 2], [3, 4], "short_baseline"),
        ("smd", [3, 3, 3], [4, 5], "flat_baseline"),
        ("smd", [0.1, 0.1, 0.1], [4, 5], "flat_baseline"),
        ("lrr", [0, 0, 0], [1, 2], "zero_baseline"),
        ("lrr", [1, 2], [0, 0, 0], "zero_treatment"),
        ("lrr", [-1, 2], [3, 4], "outside_scale"),
        ("lrr", [1], [3, 4], "one_point"),
        ("tau_u", [3, 2, 1], [4, 5], "above_one"),
    ],
)
def test_what_cannot_be_told_has_a_name(name, a, b, code):
    found = call(name, a, b)
    assert found.cautions[code] == nonoverlap.CAUTIONS[code]
    if code not in ("zero_baseline", "zero_treatment", "above_one", "one_point"):
        assert np.isnan([found.estimate, found.se, *found.ci]).all()


def test_a_zero_baseline_on_an_unknown_scale_gives_no_ratio():
    found = nonoverlap.lrr([0, 0], [3, 4], True, scale="unknown")
    assert np.isnan(found.estimate)
    assert list(found.cautions) == ["zero_baseline"]


@pytest.mark.parametrize("variant", ["parker", "tarlow", "complete"])
def test_equal_scores_show_no_difference_and_no_scatter(variant):
    found = nonoverlap.tau_u([3, 3, 3], [3, 3], True, variant=variant)
    assert (found.estimate, found.p, list(found.cautions)) == (0.0, 1.0, ["all_equal"])


def test_shares_of_intervals_have_an_upper_end():
    assert "outside_scale" in nonoverlap.lrr([0.5, 1.2], [0.2, 0.1], False, scale="proportion").cautions
    assert not nonoverlap.lrr([50, 100], [20, 10], False, scale="percentage", intervals=20).cautions


def test_a_goal_already_reached_at_baseline_measures_nothing():
    for goal, increase in ((4, True), (5, True), (6, False)):
        found = nonoverlap.pogo([4, 5, 6], [6, 7, 8], increase, goal=goal)
        assert np.isnan(found.estimate)
        assert list(found.cautions) == ["goal_behind_baseline"]


def test_one_point_still_has_an_estimate_and_hanleys_error():
    found = nonoverlap.nap([1], [2, 3], True, variance="null")
    assert (found.estimate, found.cautions) == (1.0, {})
    assert np.isfinite(found.se)


def test_a_share_of_one_still_has_an_interval():
    low, high = nonoverlap.nap([1, 2, 3], [4, 5, 6], True).ci
    assert 0.3 < low < 0.6
    assert high == 1


@pytest.mark.parametrize(("m", "n"), [(5, 8), (2, 2), (60, 50)])
@pytest.mark.parametrize("confidence", [0.5, 0.95])
def test_ends_of_the_interval_are_newcombes_roots(m, n, confidence):
    total = np.array([-m * n, -3, 0, 1, m * n - 1, m * n])
    share, h, z2 = (total / (m * n) + 1) / 2, (m + n) / 2 - 1, stats.chi2.ppf(confidence, 1)
    for side, x in zip((-1, 1), newcombe(total, m, n, confidence), strict=True):
        left = m * n * (share - x) ** 2 * (2 - x) * (1 + x)
        np.testing.assert_allclose(left, z2 * x * (1 - x) * (2 + h + (1 + 2 * h) * x * (1 - x)), atol=1e-9 * m * n)
        assert (side * (x - share) >= 0).all()
        assert ((x - share == 0) == (share == (side + 1) / 2)).all()


@pytest.mark.parametrize("increase", [None, "increase", np.nan, 1])
@pytest.mark.parametrize("name", [*SHARES, "tau_u", "smd", "lrr"])
def test_a_missing_direction_is_refused(name, increase):
    with pytest.raises(ValueError, match=r"increase: got .*, expected True .* or False"):
        call(name, [1, 2], [3, 4], increase)


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        ([1, np.nan], [2], 'a: point 1 holds "nan"'),
        ([1], [2, np.inf], 'b: point 1 holds "inf"'),
        ([[1, 2]], [2], "a: got 2 dimensions"),
    ],
)
def test_scores_that_are_not_numbers_are_refused(a, b, words):
    with pytest.raises(ValueError, match=words):
        nonoverlap.nap(a, b, True)


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (lambda: nonoverlap.nap([1], [2], True, variance="exact"), 'variance: got "exact"'),
        (lambda: nonoverlap.nap([1], [2], True, confidence=95), "confidence: got 95"),
        (lambda: nonoverlap.tau_u([1], [2], True, variant="b"), 'variant: got "b"'),
        (lambda: nonoverlap.tau_bc([1], [2], True, variant="b"), 'variant: got "b"'),
        (lambda: nonoverlap.lrr([1], [2], True, scale="points"), 'scale: got "points"'),
        (lambda: nonoverlap.lrr([1], [2], True, scale="rate", minutes=0), 'minutes: got "0"'),
        (lambda: nonoverlap.pogo([1], [2], True, goal=np.nan), 'goal: got "nan"'),
    ],
)
def test_unknown_options_are_refused(refused, words):
    with pytest.raises(ValueError, match=words):
        refused()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"scores": [1, 2, np.nan, 4]}, 'scores: row 2 holds "nan"'),
        ({"scores": [1, 2, 3]}, "expected one of each for every score"),
        ({"case": [1, 1, 0, 0]}, "follows code 1"),
        ({"phase": [0, 2, 0, 1]}, 'phase: row 1 holds "2"'),
        ({"phase": [1, 0, 0, 1]}, "phase: row 1 is baseline after treatment"),
        ({"increase": [True]}, "increase: got shape"),
        ({"scale": ["count", "points"]}, 'scale: got "points"'),
        ({"scale": ["count"] * 3}, "scale: got shape"),
        ({"only": ["nap", "mean"]}, 'only: got "mean"'),
    ],
)
def test_the_battery_refuses_what_it_cannot_read(change, words):
    given = {"scores": [1.0, 2, 3, 4], "case": [0, 0, 1, 1], "phase": [0, 1, 0, 1], "increase": True, "scale": "count"}
    with pytest.raises(ValueError, match=words):
        nonoverlap.battery(**(given | change))


def test_the_battery_keeps_cases_without_direction_or_phase():
    found = nonoverlap.battery([1, 2, 3, 4, 5, 6], [1, 1, 4, 4, 9, 9], [0, 1, 0, 1, 1, 1], [True, None, False], "count")
    assert found.case.tolist() == [1, 4, 9]
    np.testing.assert_equal(found["nap"].estimate, [1.0, np.nan, np.nan])
    assert found["nap"].flags["no_direction"].tolist() == [False, True, False]
    assert found["nap"].flags["empty_phase"].tolist() == [False, False, True]
    assert not found["nap"].flags["one_point"][1:].any()


def test_the_battery_of_nothing_and_of_some_indices():
    none = nonoverlap.battery([], [], [], True, "count")
    assert all(none[name].estimate.shape == (0,) for name in none.indices)
    some = nonoverlap.battery([1, 2], [0, 0], [0, 1], True, "count", only=["pnd"])
    assert list(some.indices) == ["pnd"]
