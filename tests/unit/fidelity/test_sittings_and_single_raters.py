"""Surveys that stay open for days, and groups of which a single person answered."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.fidelity.answers import SHOWN, answers
from mtss_analysis.fidelity.gaps import TEAM_HIGHER, UNKNOWN, gaps
from mtss_analysis.fidelity.self_assessment_settings import SelfAssessmentParams

SETTINGS = params.layers()
SHIPPED = params.instruments(SETTINGS)
OURS = SHIPPED["mtss_implementation_self_assessment", "1.0"]
PARAMS, DISTRICT = SETTINGS.load(SelfAssessmentParams), SETTINGS.load(params.DistrictParams)
SCHOOLS = pd.Series(["S01"])


class Records:
    """A dataset of ratings alone."""

    def __init__(self, ratings):
        self.ratings = ratings

    def table(self, name):
        assert name == "ratings"
        return self.ratings


def rated(group, people, score, *, days=1, agreed=False):
    form = next(form for form in OURS.forms.values() if form.group == group)
    rows = [
        {"instrument": OURS.instrument, "version": OURS.version, "org_id": "S01", "administration_id": "S01-1",
         "administered_on": pd.Timestamp("2024-10-01") + pd.Timedelta(days=person % days),
         "respondent_role": form.roles[0], "rater_id": None if agreed else f"{group}-{person}", "item": item.number,
         "score": float(score + (person + place) % 2)}
        for person in range(people)
        for place, item in enumerate(OURS.items_of("staff" if group == "staff" else "full"))
    ]  # fmt: skip
    return pd.DataFrame(rows).astype({"rater_id": "str"})


def read(*parts):
    return answers(Records(pd.concat(parts, ignore_index=True)), SHIPPED, PARAMS, DISTRICT)


@pytest.mark.parametrize("days", [1, 5, 9])
def test_a_survey_open_for_days_is_one_sitting_of_its_last_day(days):
    found = read(rated("staff", 9, 1, days=days))
    assert found.sittings[["raters", "said"]].to_numpy().tolist() == [[9, SHOWN]]
    assert found.sittings["date"].tolist() == [pd.Timestamp("2024-10-01") + pd.Timedelta(days=days - 1)]
    assert found.rows["rater"].nunique() == 9


def test_a_survey_that_runs_over_the_end_of_a_half_year_stays_whole():
    late = rated("staff", 9, 1, days=9).assign(
        administered_on=lambda rows: rows["administered_on"] + pd.Timedelta(days=88)
    )
    assert read(late).sittings["round"].tolist() == ["2024-25 spring"]


def test_one_person_of_the_team_is_not_the_team():
    known = read(rated("team", 1, 2), rated("staff", 9, 0))
    found = gaps(known.rows, SHIPPED, SCHOOLS, PARAMS)
    own = found[found["school_id"] == "S01"]
    assert set(own["team_n"]) == {1}
    assert set(own["said"]) == {UNKNOWN}
    assert np.isfinite(own["gap"]).all()


def test_a_form_that_the_team_agreed_on_is_what_the_team_says():
    known = read(rated("team", 1, 2, agreed=True), rated("staff", 9, 0))
    found = gaps(known.rows, SHIPPED, SCHOOLS, PARAMS)
    assert found.loc[(found["school_id"] == "S01") & (found["part"] == "total"), "said"].tolist() == [TEAM_HIGHER]
