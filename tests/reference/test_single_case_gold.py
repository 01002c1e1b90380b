"""Single-case indices against SingleCaseES, scan and published values; regression against nlme; BC-SMD against scdhlm.

Hand values are of Parker, Vannest and Davis (2011, Behavior Modification 35), Parker, Vannest, Davis and Sauber (2011,
Behavior Therapy 42), Parker and Vannest (2009, Behavior Therapy 40), McKissick and others (2010) and Tarlow (2017),
computed with SingleCaseES 0.7.4 and scan 0.67.1.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mtss_analysis.estimators import nonoverlap
from mtss_analysis.estimators.between_case import multiple_baseline
from mtss_analysis.estimators.single_case_regression import piecewise

GOLD = Path(__file__).parent / "gold"
CASES = pd.read_csv(GOLD / "single_case.csv")
EXPECTED = json.loads((GOLD / "single_case.json").read_text())
PLAIN = ("PND", "PEM", "PAND", "IRD", "NAP", "Tau", "Tau_U", "SMD")

PVD = [20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29]
SAUBER = [3, 3, 4, 5], [4, 5, 6, 7, 7]
VANNEST = [4, 3, 4, 3, 4, 7, 5, 2, 3, 2], [5, 9, 7, 9, 7, 5, 9, 11, 11, 10, 9]
MCKISSICK = [13.62, 12.57, 15.76], [5.97, 4.63, 5.82, 3.72, 8.07, 2.95, 11.86]
BOB = [2, 3, 5, 3], [4, 5, 5, 7, 6]
ABOVE = [2, 3, 2, 4, 3], [7, 8, 9, 8, 10]
CONSTANT = [3, 3, 3], [3, 3, 3, 3]
TARLOW = [9, 6, 11, 5], [4, 7, 8, 7, 3, 7, 1]


def phases(name):
    rows = CASES[CASES["case"] == name]
    a, b = (rows.loc[rows["phase"] == phase, "score"].to_numpy() for phase in "AB")
    return a, b, bool(rows["direction"].iloc[0] == "increase"), rows["scale"].iloc[0]


def all_cases():
    codes, names = pd.factorize(CASES["case"])
    first = CASES.groupby("case", sort=False).first()
    increase, scale = (first["direction"] == "increase").to_numpy(), first["scale"].to_numpy()
    return names, nonoverlap.battery(CASES["score"], codes, CASES["phase"] == "B", increase, scale)


@pytest.mark.parametrize("name", sorted(EXPECTED["scd"]))
def test_agrees_with_singlecasees(name):
    a, b, increase, scale = phases(name)
    expected = EXPECTED["scd"][name]
    found = {index: getattr(nonoverlap, index.lower())(a, b, increase) for index in PLAIN}
    ratio = nonoverlap.lrr(a, b, increase, scale=scale)
    found[ratio.name] = ratio
    assert set(expected) == {*found, "Tau_BC"}
    for index, one in found.items():
        known = expected[index]
        if known["Est"] is None:
            assert np.isnan(one.estimate)
            assert ("flat_baseline" if index == "SMD" else "zero_treatment") in one.cautions
            continue
        assert one.estimate == pytest.approx(known["Est"], abs=1e-9), index
        if known["SE"] is not None:
            assert one.se == pytest.approx(known["SE"], abs=1e-9), index
    corrected, known = nonoverlap.tau_bc(a, b, increase), expected["Tau_BC"]
    tie = 2 / (len(a) * len(b))
    assert corrected.estimate == pytest.approx(known["Est"], abs=tie + 1e-9)
    if abs(corrected.estimate - known["Est"]) < 1e-9:
        assert corrected.se == pytest.approx(known["SE"], abs=1e-9)


def test_most_baseline_corrected_taus_are_the_same_to_the_last_digit():
    away = []
    for name, known in EXPECTED["scd"].items():
        a, b, increase, _ = phases(name)
        away.append(abs(nonoverlap.tau_bc(a, b, increase).estimate - known["Tau_BC"]["Est"]))
    assert np.mean(np.array(away) < 1e-9) >= 0.9


def test_the_battery_agrees_with_singlecasees():
    names, found = all_cases()
    keys = {key.lower(): key for key in PLAIN} | {"lrr": ("LRRi", "LRRd")}
    for place, name in enumerate(names):
        for key, gold in keys.items():
            known = EXPECTED["scd"][name]
            known = known.get("LRRi", known.get("LRRd")) if key == "lrr" else known[gold]
            if known["Est"] is None:
                assert found[key].flags["zero_treatment" if key == "lrr" else "flat_baseline"][place]
                continue
            assert found[key].estimate[place] == pytest.approx(known["Est"], abs=1e-9)
            if known["SE"] is not None:
                assert found[key].se[place] == pytest.approx(known["SE"], abs=1e-9)


@pytest.mark.parametrize(
    ("index", "data", "increase", "estimate"),
    [
        ("pnd", PVD, True, 0.714286),
        ("pand", PVD, True, 0.846154),
        ("pem", PVD, True, 1.0),
        ("ird", PVD, True, 0.690476),
        ("nap", PVD, True, 0.916667),
        ("tau", PVD, True, 0.833333),
        ("tau_u", PVD, True, 0.738095),
        ("smd", PVD, True, 1.649932),
        ("tau_bc", PVD, True, 0.285714),
        ("tau", SAUBER, True, 0.8),
        ("tau_u", SAUBER, True, 0.55),
        ("tau_bc", SAUBER, True, -1.0),
        ("nap", VANNEST, True, 0.963636),
        ("tau_u", VANNEST, True, 1.018182),
        ("pnd", MCKISSICK, False, 1.0),
        ("nap", MCKISSICK, False, 1.0),
        ("tau_u", MCKISSICK, False, 1.047619),
        ("smd", MCKISSICK, False, 2.754830),
        ("tau_u", ABOVE, True, 0.84),
        ("pnd", CONSTANT, True, 0.0),
        ("nap", CONSTANT, True, 0.5),
        ("pem", CONSTANT, True, 0.5),
        ("pand", CONSTANT, True, 0.571429),
        ("ird", CONSTANT, True, 0.125),
    ],
)
def test_published_examples(index, data, increase, estimate):
    assert getattr(nonoverlap, index)(*data, increase).estimate == pytest.approx(estimate, abs=5e-7)


@pytest.mark.parametrize(
    ("data", "increase", "estimate", "se"),
    [
        (PVD, True, 0.195396165735149, 0.0555772321349662),
        (PVD, False, 0.195396165735149, 0.0555772321349662),
        (MCKISSICK, False, -0.807064041489947, 0.197751379433715),
        (([0, 0, 0, 0], [2, 3, 1, 4, 5]), True, 3.08083160812572, 0.552770798392567),
        (CONSTANT, True, -0.000468857167352565, 0.0424943512747357),
    ],
)
def test_log_response_ratios(data, increase, estimate, se):
    found = nonoverlap.lrr(*data, increase, scale="count")
    assert (found.estimate, found.se) == pytest.approx((estimate, se), abs=1e-12)
    assert found.name == ("LRRi" if increase else "LRRd")


@pytest.mark.parametrize(
    ("variance", "data", "se"),
    [
        ("unbiased", PVD, 0.0690065559342354),
        ("hanley", PVD, 0.0773918534097282),
        ("null", PVD, 0.166666666666667),
        ("unbiased", VANNEST, 0.0319262234934932),
        ("hanley", VANNEST, 0.0348335097780291),
        ("unbiased", ABOVE, 0.035),
        ("hanley", ABOVE, 0.028),
    ],
)
def test_standard_errors_of_nap(variance, data, se):
    assert nonoverlap.nap(*data, True, variance=variance).se == pytest.approx(se, abs=1e-12)


@pytest.mark.parametrize(
    ("data", "low", "high"),
    [
        (PVD, 0.597340610527278, 0.986017584590098),
        (SAUBER, 0.499924869280587, 0.985963112938766),
        (VANNEST, 0.749974108078036, 0.995072899240167),
        (CONSTANT, 0.166864252713506, 0.833135747286494),
    ],
)
def test_intervals_of_nap(data, low, high):
    """To four digits: the package's search for the roots stops there."""
    assert nonoverlap.nap(*data, True).ci == pytest.approx((low, high), abs=1.5e-4)


def test_pooled_difference_and_progress_to_the_goal():
    pooled = nonoverlap.smd(*PVD, True, pooled=True)
    assert (pooled.estimate, pooled.se) == pytest.approx((1.87624741107057, 0.637421552498555), abs=1e-12)
    rising = nonoverlap.pogo(*PVD, True, goal=30)
    assert (rising.estimate, rising.se) == pytest.approx((0.668831168831169, 0.207451278958423), abs=1e-12)
    assert rising.ci == pytest.approx((0.262234, 1.075428), abs=1e-6)
    falling = nonoverlap.pogo(*MCKISSICK, False, goal=1)
    assert (falling.estimate, falling.se) == pytest.approx((0.603667705849991, 0.121998705620162), abs=1e-9)


@pytest.mark.parametrize(
    ("variant", "estimate", "p"),
    [
        ("parker", 0.65, 0.125131322091647),
        ("tarlow", 0.5, 0.156887189852531),
        ("complete", 0.450693909432999, 0.125131),
    ],
)
def test_three_statistics_named_tau_u(variant, estimate, p):
    found = nonoverlap.tau_u(*BOB, True, variant=variant)
    assert found.variant == variant
    assert found.estimate == pytest.approx(estimate, abs=1e-12)
    assert found.p == pytest.approx(p, abs=1e-6)


def test_tau_u_of_all_pairs_reads_scans_standard_error():
    assert nonoverlap.tau_u(*BOB, True, variant="complete").se == pytest.approx(0.293882218315022, abs=1e-12)
    assert nonoverlap.tau_u(*BOB, True, variant="parker").se == pytest.approx(0.423842962832766, abs=1e-12)


@pytest.mark.parametrize(
    ("data", "kendall", "kept"),
    [
        (TARLOW, 0.4077177531501, -0.314485451016575),
        (([1, 2, 3, 4, 5], [2, 1, 0, 0, 0]), -0.845154254728517, None),
        (
            ([33, 25, 17, 25, 14, 13, 14], [14, 15, 15, 4, 6, 9, 5, 4, 2, 2, 8, 11, 7]),
            0.689923614352815,
            None,
        ),
    ],
)
def test_baseline_corrected_tau_of_tarlow(data, kendall, kept):
    """Baseline trends of p = .73, .03 and .03: the first is left in by Tarlow's rule."""
    assert nonoverlap.tau_bc(*data, True, variant="kendall").estimate == pytest.approx(kendall, abs=1e-12)
    rule = nonoverlap.tau_bc(*data, True, variant="tarlow")
    assert rule.estimate == pytest.approx(kendall if kept is None else kept, abs=1e-12)
    assert ("trend_kept" in rule.cautions) == (kept is not None)


def case01():
    rows = CASES[CASES["case"] == "case01"]
    return rows["session"], rows["score"], rows["phase"] == "B"


def test_piecewise_regression_agrees_with_lm():
    found, known = piecewise(*case01()), EXPECTED["piecewise_case01"]
    np.testing.assert_allclose(found.estimate, list(known["ols"].values()), atol=1e-9)
    np.testing.assert_allclose(found.se, list(known["se"].values()), atol=1e-9)


def test_piecewise_regression_with_ar1_errors_agrees_with_nlme():
    found, known = piecewise(*case01(), errors="ar1"), EXPECTED["piecewise_case01"]["ar1"]
    np.testing.assert_allclose(found.estimate, list(known["coef"].values()), atol=1e-4)
    assert found.autocorrelation == pytest.approx(known["phi"], abs=1e-4)
    assert found.loglik == pytest.approx(known["loglik"], abs=1e-8)


@pytest.mark.parametrize("study", sorted(EXPECTED["bcsmd"]))
def test_between_case_difference_agrees_with_scdhlm(study):
    rows = pd.read_csv(GOLD / "multiple_baseline.csv")
    rows, known = rows[rows["study"] == study], EXPECTED["bcsmd"][study]
    found = multiple_baseline(rows["outcome"], rows["phase"] == "treatment", rows["case"], rows["session"])
    shown = {
        "n_obs": found.points,
        "D_bar": found.difference,
        "delta_unadj": found.unadjusted,
        "V": found.variance,
        "g": found.estimate,
        "S2": found.sd**2,
        "phi": found.autocorrelation,
        "rho": found.between,
        "nu": found.df,
        "theta": found.theta,
    }
    assert shown == pytest.approx(known, abs=1e-9)
    assert not found.cautions
