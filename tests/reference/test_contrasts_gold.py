"""Contrasts against R 4.2.2, on a real trial (Project STAR), on hand cases, and on 60 simulated schools.

Hand cases, p values and designs were computed with the formulas of the What Works Clearinghouse's handbook, `p.adjust`
and PowerUpR 1.1.0; STAR with lm, lme4, clubSandwich 0.5.8 and sandwich; interrupted series with nlme 3.1-162.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import optimize

from mtss_analysis.estimators import contrasts
from mtss_analysis.estimators.contrasts.attrition import CAUTIOUS, OPTIMISTIC, modelled

GOLD = Path(__file__).parent / "gold"
STAR = Path(__file__).parents[2] / "data_samples" / "star"
EXACT = pytest.approx


@pytest.fixture(scope="module")
def star():
    students, scores = (pd.read_parquet(STAR / f"{name}.parquet") for name in ("students", "scores"))
    reading = scores[scores["domain"] == "reading"]
    ends = reading["date"].dt.year
    reading = reading.assign(school_year=[f"{end - 1}-{end % 100}" for end in ends])
    homes = pd.read_parquet(STAR / "enrollments.parquet")
    homes = homes.assign(school_year=[f"{day.year}-{day.year % 100 + 1}" for day in homes["enrolled_from"]])
    key = ["student_id", "school_year"]
    rows = students.merge(homes[[*key, "school_id"]], on=key)
    return rows.merge(reading[[*key, "score"]], on=key, how="left")


@pytest.fixture(scope="module")
def kindergarten(star):
    return star[(star["grade"] == "K") & star["score"].notna()]


@pytest.fixture(scope="module")
def small_or_regular(kindergarten):
    return kindergarten[kindergarten["class_type"].isin(["small", "regular"])]


def test_hedges_g_of_small_classes(small_or_regular):
    found = contrasts.hedges_g(small_or_regular["score"], small_or_regular["class_type"] == "small")
    assert (found.n_treated, found.n_comparison) == (1739, 2006)
    assert found.uncorrected == EXACT(0.183613560003772, rel=1e-10)
    assert found.omega == EXACT(0.99979961258433, rel=1e-10)
    assert found.estimate == EXACT(0.183576766157001, rel=1e-10)
    assert found.improvement == EXACT(7.2827254372081, rel=1e-10)
    assert found.se**2 == EXACT(0.00107804700448424, rel=1e-8)


def test_hedges_g_of_small_classes_as_they_were_assigned(small_or_regular):
    alike = contrasts.intraclass_correlation(small_or_regular["score"], small_or_regular["class_id"])
    assert alike.clusters == 234
    assert alike.cluster_size == EXACT(16.0042735042735, rel=1e-12)
    assert alike.estimate == EXACT(0.289019067759126, rel=1e-5)  # lmer stops its search about here
    found = contrasts.hedges_g(
        small_or_regular["score"],
        small_or_regular["class_type"] == "small",
        icc=0.289019067759126,
        cluster_size=alike.cluster_size,
    )
    for name, expected in {
        "df": 1663.74911874273,
        "gamma": 0.99884075978274,
        "eta": 5.33652114060809,
        "omega": 0.999549143133561,
        "estimate": 0.183318020312169,
        "se": 0.0757569064167209,
    }.items():
        assert getattr(found, name) == EXACT(expected, rel=1e-10), name


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ((0.30, 200, 200, 0.2, 20), (231.657587548638, 0.990406241202601, 4.8, 0.296158890089407, 0.219520636314039)),
        ((0.15, 500, 500, 0.1, 25), (810.635592663204, 0.997592291851497, 3.4, 0.149500355218884, 0.11667812862223)),
        ((0.30, 200, 200, 0.0, 1), (398, 1.0, 1.0, 0.299434318038969, None)),
    ],
)
def test_hand_cases_of_the_clearinghouse(case, expected):
    d, treated, comparison, icc, size = case
    found = contrasts.standardized(d, treated, comparison, icc=icc, cluster_size=size)
    shown = found.df, found.gamma, found.eta, found.estimate, found.se
    for value, gold in zip(shown, expected, strict=True):
        assert gold is None or value == EXACT(gold, rel=1e-10)


def test_small_classes_within_schools_with_errors_by_class(kindergarten):
    X = np.column_stack([kindergarten["class_type"] == kind for kind in ("regular", "regular_with_aide")])
    options = {"cluster": kindergarten["class_id"], "block": kindergarten["school_id"]}
    found = contrasts.least_squares(kindergarten["score"], X, ("regular", "aide"), **options)
    assert found.estimate == EXACT([-6.57006932862069, -5.51572772202862], rel=1e-10)
    assert found.se == EXACT([1.69195294062992, 1.62926675034678], rel=1e-8)
    assert found.df == EXACT([180.947525761537, 181.204255755269], rel=1e-8)
    plain = contrasts.least_squares(kindergarten["score"], X, ("regular", "aide"), **options, errors="classical")
    assert plain.se == EXACT([0.94427063125453, 0.936461550280573], rel=1e-10)


def test_years_in_a_small_class_as_a_dose(star):
    years = star.groupby("student_id")["grade"].transform("nunique")
    dose = (star["class_type"] == "small").groupby(star["student_id"]).transform("sum")
    rows = star.assign(dose=dose)[(years == 4) & (star["grade"] == "3") & star["score"].notna()]
    assert len(rows) == 2899
    plain = contrasts.dose_response(rows["score"], rows["dose"], errors="classical")
    assert plain.estimate == EXACT(1.65126019474684, rel=1e-10)
    assert plain.se == EXACT(0.386931558689025, rel=1e-10)
    schools = contrasts.dose_response(rows["score"], rows["dose"], cluster=rows["school_id"], errors="CR1")
    # clubSandwich's CR1 leaves out the factor (n - 1)/(n - p) of its CR1S and of Stata, which is ours
    assert schools.se == EXACT(0.467864899195693 * np.sqrt(2898 / 2897), rel=1e-10)


@pytest.fixture(scope="module")
def adoption():
    return pd.read_csv(GOLD / "adoption.csv"), json.loads((GOLD / "staggered.json").read_text())


@pytest.fixture(scope="module")
def staggered(adoption):
    rows, _ = adoption
    return contrasts.staggered_effects(rows["outcome"], rows["school_id"], rows["year"], rows["first_year"])


def test_staggered_effects_of_groups_and_years(adoption, staggered):
    gold = adoption[1]["att_gt"]
    assert [(g, t) for g, t in zip(staggered.group, staggered.period, strict=True)] == [(o["g"], o["t"]) for o in gold]
    assert staggered.estimate == EXACT([one["att"] for one in gold], abs=1e-8)
    assert staggered.se == EXACT([one["se"] for one in gold], abs=1e-8)


def test_averages_of_staggered_effects(adoption, staggered):
    gold = adoption[1]
    assert staggered.simple().estimate == EXACT(gold["simple"], abs=1e-8)
    found = staggered.by_event()
    assert found.at.tolist() == [one["e"] for one in gold["dynamic"]]
    assert found.estimate == EXACT([one["att"] for one in gold["dynamic"]], abs=1e-8)


def test_two_way_fixed_effects_as_a_warning(adoption):
    rows, gold = adoption
    served = (rows["first_year"] > 0) & (rows["year"] >= rows["first_year"])
    found = contrasts.two_way_fixed_effects(rows["outcome"], rows["school_id"], rows["year"], served).contrast
    assert (found.estimate, found.se) == EXACT((gold["twfe"]["est"], gold["twfe"]["se"]), rel=1e-8)
    assert found.cautions[0].code == "two_way_fixed_effects"


def test_interrupted_series_with_correlated_residuals_equal_nlme(adoption):
    rows = adoption[0]
    rows = rows[rows["first_year"].isin([0, 2022])]
    found = contrasts.interrupted_series(
        rows["outcome"], rows["year"], rows["first_year"] > 0, 2022, rows["school_id"], errors="ar1"
    )
    assert found.phi == EXACT(0.7871143346, rel=1e-5)
    assert (found.level.estimate, found.level.se) == EXACT((4.23528065924, 1.1875833369), rel=1e-5)
    assert (found.slope.estimate, found.slope.se) == EXACT((-0.04320358638, 0.7936836385), rel=1e-5)
    assert found.slopes_before.se == EXACT(0.5119269685, rel=1e-5)


def test_one_interrupted_series_by_maximum_likelihood_equals_nlme():
    score = [26, 21, 23, 30, 28, 26, 36, 25, 19, 19, 26, 15, 16, 16, 27, 21, 22, 24, 20, 20, 13, 18, 18]
    session = np.arange(1.0, 24.0)
    phase = (session >= 10).astype(float)
    X = np.column_stack([np.ones(23), session, phase, (session - 10) * phase])
    found = contrasts.autoregressive_fit(score, X, np.zeros(23, int), session, reml=False)
    assert found.coefficients == EXACT([25.5853849294, 0.078032851056, -5.5335076795, -0.25865809757], rel=1e-4)
    assert found.phi == EXACT(0.039552932882, rel=1e-4)
    assert found.loglik == EXACT(-65.9061109209, rel=1e-8)


def test_benjamini_hochberg_equals_r():
    p = [.001, .008, .012, .021, .039, .041, .042, .06, .074, .205, .212, .216, .222, .251, .269, .275, .34, .341, .384,
         .569, .594, .696, .762, .94, .986]  # fmt: skip
    expected = [.025, .1, .1, .13125, .15, .15, .15, .1875, .205555555555556, *[.426923076923077] * 4, .4296875,
                .4296875, .4296875, .473611111111111, .473611111111111, .505263157894737, .707142857142857,
                .707142857142857, .790909090909091, .828260869565217, .979166666666667, .986]  # fmt: skip
    assert contrasts.benjamini_hochberg(p).adjusted == EXACT(expected, rel=1e-12)


HALF = {"r2_1": 0.5, "r2_2": 0.5}


@pytest.mark.parametrize(
    ("design", "expected"),
    [
        (contrasts.cra2(40, 20, 0.2), (0.445482460934793, 0.131864665615171, 0.759100256254415)),
        (contrasts.cra2(40, 20, 0.2, **HALF, covariates=1), (0.315229284015373, 0.0932710204457738, 0.537187547584972)),
        (
            contrasts.cra3(40, 3, 20, 0.15, 0.10, **HALF, r2_3=0.5, covariates=1),
            (0.28475033443485, 0.0842528140999698, 0.485247854769729),
        ),
        (contrasts.bira2(20, 40, 0.2, 0.1, r2_1=0.5), (0.161795852527913, 0.0471562037278778, 0.276435501327948)),
        (contrasts.ira(200, r2_1=0.5, covariates=1), (0.281552864728906, 0.0843449613510561, 0.478760768106756)),
    ],
)
def test_minimum_detectable_effects_equal_powerup(design, expected):
    found = contrasts.minimum_detectable(design)
    assert (found.estimate, *found.ci) == EXACT(expected, rel=1e-9)


def plan(clusters):
    return contrasts.cra2(clusters, 20, 0.2, **HALF, covariates=1)


def test_power_equals_powerup():
    assert contrasts.power_of(plan(40), 0.25) == EXACT(0.603627920240868, rel=1e-9)


def test_clusters_needed_are_those_of_powerup_rounded_up():
    exact = optimize.brentq(lambda units: contrasts.minimum_detectable(plan(units)).estimate - 0.25, 20, 200)
    assert round(exact) == 62
    assert contrasts.units_needed(plan, 0.25) == int(np.ceil(exact))


@pytest.mark.parametrize(("table", "boundary"), [(CAUTIOUS, "cautious"), (OPTIMISTIC, "optimistic")])
def test_the_published_boundaries_of_attrition_are_those_of_their_model(table, boundary):
    rows = np.arange(15, 57)
    assert [modelled(row, boundary) for row in rows] == EXACT(table[rows], abs=0.16)
