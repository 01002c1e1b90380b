"""What was planted in the sample is found; what was not is rarely claimed."""

import json

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import fidelity, intake, params
from mtss_analysis.fidelity.gaps import ITEM, NOT_TOLD, gaps
from mtss_analysis.fidelity.profiles import percents, profile
from mtss_analysis.fidelity.rater_noise import BEYOND, changed
from mtss_analysis.vocabulary import TOTAL
from tests.unit.fidelity.ratings import SETTINGS, full, known, rating, read

DATA = params.HOME / "data_samples" / "district"
PLANTED = json.loads((DATA / "truths.json").read_text(encoding="utf-8"))["instrument"]


@pytest.fixture(scope="module")
def found():
    settings = params.layers(DATA)
    how, district = settings.load(fidelity.SelfAssessmentParams), settings.load(params.DistrictParams)
    lessons = settings.load(params.LessonsParams)
    return fidelity.self_assess(intake.read(DATA), params.instruments(settings), how, district, lessons)


def of_ours(found, name):
    frame = found.tables[name].frame
    frame = frame[frame["instrument"] == PLANTED["instrument"]]
    return frame[frame["round"] == frame["round"].max()]


def test_planted_weak_items_are_the_lowest_and_not_told_apart(found):
    items = of_ours(found, "items")
    team = items[(items["school_id"] == TOTAL) & (items["group"] == "team")].sort_values("mean")
    weak = set(PLANTED["weak_items"])
    assert set(team.head(len(weak))["item"]) == weak
    assert set(team.loc[team["place"] == 1, "item"]) == weak
    assert team.set_index("item").loc[sorted(weak), "weak"].all()


def test_planted_weak_items_stand_in_every_schools_plan(found):
    plan = of_ours(found, "plan")
    lowest = plan[plan["origin"] == "lowest now"].groupby("school_id")["item"].agg(set)
    shares = [len(set(PLANTED["weak_items"]) & items) / 3 for items in lowest]
    assert np.mean(shares) > 0.9


def test_the_planted_kind_team_is_named_and_no_other(found):
    gaps_found = of_ours(found, "gaps")
    whole = gaps_found[(gaps_found["part"] == "total") & (gaps_found["said"] == "team rates higher")]
    assert whole["school_id"].tolist() == [PLANTED["team_above_staff"]["school"]]
    named = {c.school for c in found.cautions if c.code == "team_and_staff_apart"}
    assert named == {PLANTED["team_above_staff"]["school"]}


def test_a_school_with_too_few_staff_is_not_shown(found):
    items, few = of_ours(found, "items"), PLANTED["too_few_staff"]
    assert "staff" not in set(items.loc[items["school_id"] == few, "group"])


def simulated(rng, schools, raters, shift=0.0):
    """Return forms of team and staff of many schools whose raters think alike but for noise of rater and item."""
    forms = []
    for school in range(schools):
        for number in range(sum(raters)):
            team = number < raters[0]
            level = 1.5 + rng.normal(0, 0.25) + shift * team
            scores = np.clip(np.round(level + rng.normal(0, 0.6, 4)), 0, 3)
            role, numbers = ("coach", "1234") if team else ("teacher", "13")
            drawn = {each: scores[int(each) - 1] for each in numbers}
            forms.append(rating(drawn, f"{school}-{number}", role, school=f"X{school}"))
    return forms


def test_the_gap_test_rarely_finds_a_gap_that_is_not_there():
    """Of schools without a gap about 5 % show one: within 1 to 9 % of 150, a binomial spread around the level."""
    rows = read(*simulated(np.random.default_rng(3), 150, (5, 9))).rows
    told = gaps(rows, known(), pd.Series([], dtype="str"), SETTINGS)
    for part in (told["kind"] == ITEM, told["kind"] != ITEM):
        claimed = told[part].groupby("school_id")["said"].agg(lambda said: (said != NOT_TOLD).any())
        assert 0.01 < claimed.mean() < 0.09


def test_rater_noise_is_rarely_called_change():
    """Raters who rate an unchanged system twice: about 5 % of schools pass the limit."""
    rng = np.random.default_rng(5)
    forms = []
    for school in range(120):
        for number in range(5):
            level = 1.5 + rng.normal(0, 0.3)
            for day in ("2024-10-01", "2025-04-01"):
                scores = np.clip(np.round(level + rng.normal(0, 0.6, 4)), 0, 3)
                forms.append(rating(full(*scores), f"{school}-{number}", school=f"X{school}", day=day))
    scored = percents(read(*forms).rows, known(), 0.34)
    told = changed(profile(scored, known(), pd.Series([], dtype="str"), 0.95), scored, 0.95)
    whole = told[(told["part"] == "total") & told["change"].notna()]
    assert 0.01 < (whole["beyond"] == BEYOND).mean() < 0.1
