"""The cut each school works by, and piles of scores at it, from plans that began after the screening."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.effects.cutoff_settings import CutoffParams
from mtss_analysis.screening import ScreeningParams
from mtss_analysis.screening.served import with_support
from mtss_analysis.tiers import TiersParams


@pytest.fixture
def schools(frames):
    """Two schools of eighty students each with scores 20 to 59: A serves below the written 40, B below 46."""
    ids = [f"SYN-{i:03d}" for i in range(160)]
    where, score = np.repeat(["A", "B"], 80), np.tile(np.repeat(np.arange(20, 60), 2), 2)
    students = pd.DataFrame({"student_id": ids, "school_year": "2024-25", "grade": "2"})
    stays = pd.DataFrame({"student_id": ids, "school_id": where, "enrolled_from": "2024-08-15", "enrolled_to": None})
    tested = frames["scores"].iloc[:1].drop(columns=["student_id", "score"])
    tested = pd.DataFrame({"student_id": ids, "score": score}).merge(tested, how="cross")
    served = score < np.where(where == "A", 40, 46)
    plans = pd.DataFrame({"student_id": ids, "domain": "reading", "tier": 2, "start": "2024-10-01", "end": None})
    plans = plans[served].assign(plan_id=lambda each: [f"P{i}" for i in range(len(each))])
    return frames | {"students": students, "enrollments": stays, "scores": tested, "interventions": plans}


def test_a_school_that_serves_by_another_cut_is_found_with_it(evaluate, schools):
    found = evaluate(schools).tables["in_force"].frame.set_index("school_id")
    assert found["status"].tolist() == ["found", "found"]
    assert found["cut"].tolist() == [0.0, 6.0]
    assert found.loc["B", "cut_low"] > 0
    assert not found["heaped"].any()


def test_scores_moved_up_to_the_cut_are_asked_about(evaluate, schools):
    more = pd.concat([schools["scores"]] * 4, ignore_index=True)
    ids = [f"SYN-{i:03d}" for i in range(len(more))]
    near = more["score"].between(34, 39) & (np.arange(len(more)) % 160 < 80)
    more = more.assign(student_id=ids, score=more["score"].mask(near, 40))
    stays = pd.DataFrame({"student_id": ids, "school_id": np.tile(np.repeat(["A", "B"], 80), 4),
                          "enrolled_from": "2024-08-15", "enrolled_to": None})  # fmt: skip
    students = pd.DataFrame({"student_id": ids, "school_year": "2024-25", "grade": "2"})
    found = evaluate(schools | {"scores": more, "students": students, "enrollments": stays}).tables["in_force"].frame
    assert found.set_index("school_id")["heaped"].to_dict() == {"A": True, "B": False}


def test_without_plans_of_the_domain_nobody_can_tell(evaluate, schools):
    assert evaluate(schools | {"interventions": schools["interventions"].iloc[:0]}).tables["in_force"].frame.empty
    other = schools["interventions"].assign(domain="math")
    assert evaluate(schools | {"interventions": other}).tables["in_force"].frame.empty


def test_support_before_the_screening_and_long_after_it_was_not_decided_by_the_score():
    rows = pd.DataFrame({"student_id": list("abcd"), "school_year": "2024-25", "date": pd.Timestamp("2024-09-10")})
    starts = pd.to_datetime(["2024-09-20", "2024-08-20", "2025-02-01", None])
    plans = pd.DataFrame({"student_id": list("abcd"), "plan_id": list("pqrs"), "start": starts, "end": pd.NaT})
    found = with_support(rows, plans, 8).set_index("student_id")
    assert found["served"].tolist()[:3] == [1.0, 0.0, 0.0]
    assert np.isnan(found.loc["d", "served"])
    assert found["already"].tolist() == [False, True, False, False]
    assert found.loc["a", "plan_id"] == "p"


def test_the_settings_that_other_analyses_share_are_equal():
    settings = params.layers()
    own, cutoff = settings.load(ScreeningParams), settings.load(CutoffParams)
    assert own.served_season == cutoff.season
    assert own.served_within_weeks == cutoff.within_weeks
    assert (own.least_jump, own.heap_alpha) == (cutoff.least_jump, cutoff.heap_alpha)
    assert own.planned == settings.load(TiersParams).planned
