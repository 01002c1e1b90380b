import numpy as np
import pandas as pd
import pytest

from mtss_analysis.effects import reach
from mtss_analysis.estimators import contrasts

SCALE = pd.Series({"maze": 2.0})


def judged(se=0.05, each=100):
    frame = pd.DataFrame({"domain": "reading", "measure": "maze", "intervention": ["A", "B"], "se": se})
    return frame.assign(served=each, comparison=each, detectable=2.8 * 2 * se)


def series(n=400, schools=20, between=0.3, seed=2):
    rng = np.random.default_rng(seed)
    home = np.arange(n) % schools
    return pd.DataFrame({
        "student_id": np.arange(n), "school_id": [f"H{h}" for h in home], "measure": "maze", "grade": "3",
        "enough": True, "plan_id": "P", "school_year": "2025-26",
        "roi": rng.normal(0, between, schools)[home] + rng.normal(0, 1, n),
    })  # fmt: skip


def told(frame=None, **given):
    names = pd.Series({"P": "A"})
    return reach.reach(judged() if frame is None else frame, series(**given), names, SCALE, power=0.8, alpha=0.05)


def test_the_curve_of_students_runs_through_where_the_comparisons_stand():
    found = told().set_index("design")
    curve = found.loc[reach.ALONE]
    at = np.interp(200, curve["students"], curve["detectable"])
    assert found.loc[reach.HERE, "detectable"].tolist() == pytest.approx([at, at], rel=0.03)
    assert (np.diff(curve["detectable"]) < 0).all()


def test_whole_schools_need_more_students_and_a_few_schools_say_nothing():
    found = told()
    both = found[found["design"] != reach.HERE].pivot_table(index="students", columns="design", values="detectable")
    both = both.dropna()
    assert (both[reach.SCHOOLS] > both[reach.ALONE]).all()
    few = told(n=60, schools=2)
    assert few.loc[few["design"] == reach.SCHOOLS, "students"].min() >= 6 * 30


def test_without_an_estimate_there_is_no_curve():
    assert told(judged().assign(detectable=np.nan)).empty


def test_a_trial_stands_where_its_own_standard_error_puts_it():
    row = {"trial": "Pilot", "measure": "maze", "domain": "reading", "unit": "SD", "estimate": 0.2, "served": 150,
           "comparison": 150, "clusters": np.nan, "icc": np.nan}  # fmt: skip
    tried = pd.DataFrame(
        [
            {**row, "told_as": "students one by one", "se": 0.1, "df": 298.0},
            {**row, "told_as": "class as the cluster", "se": 0.2, "df": 18.0, "clusters": 20.0, "icc": 0.2},
        ]
    )
    found = reach.of_trials(tried, power=0.8, alpha=0.05).set_index("design")
    own = contrasts.minimum_detectable(contrasts.Design("", 0.2, 18.0), power=0.8, alpha=0.05)
    assert found.loc[reach.HERE, "detectable"] == pytest.approx(own.estimate)
    assert {reach.ALONE, "each class as a whole"} < set(found.index)
    assert reach.of_trials(pd.DataFrame(), power=0.8, alpha=0.05).empty
