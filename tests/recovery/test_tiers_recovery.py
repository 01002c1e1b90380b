"""Support planted in the sample district is found again: tiers on a day, endings, waits, and where it moved."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import intake, params, screening, tiers
from mtss_analysis.tiers import match
from mtss_analysis.vocabulary import TOTAL, Domain

HOME = Path(__file__).resolve().parents[2] / "data_samples" / "district"
TRUTHS = json.loads((HOME / "truths.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def data():
    return intake.read(HOME)


@pytest.fixture(scope="module")
def screened(data):
    settings = params.layers(HOME)
    measures, district = settings.load(params.MeasuresParams), settings.load(params.DistrictParams)
    return screening.evaluate(data, settings.load(screening.ScreeningParams), measures, district)


@pytest.fixture(scope="module")
def followed(data, screened):
    settings = params.layers(HOME)
    district = settings.load(params.DistrictParams)
    return tiers.follow(data, settings.load(tiers.TiersParams), district, screened.tables["students"])


def test_plans_of_every_domain_are_counted_and_none_is_lost(data, followed):
    periods = followed.tables["periods"].frame
    of_students = data.table("interventions")["student_id"].notna().sum()
    assert periods["plans"].sum() == of_students == len(TRUTHS["plans"]["plan_id"])
    assert set(periods["domain"]) == {str(domain) for domain in Domain}


def test_endings_are_those_the_tables_were_written_with(data, followed):
    plans = data.table("interventions").dropna(
        subset=["student_id"]
    )  # plans of groups and schools are none of a student
    written = plans["exit_status"].fillna("open").value_counts()
    found = followed.tables["periods"].frame["ended"].value_counts()
    named = {"goal_met": "goal reached", "school_year_ended": "school year ended", "left_district": "left",
             "intensified": "moved up", "open": "open"}  # fmt: skip
    assert found.to_dict() == {named[word]: count for word, count in written.items()}


def test_a_goal_is_reached_only_where_there_was_one(data, followed):
    goals = data.table("interventions").set_index("plan_id")["goal"]
    reached = followed.tables["periods"].frame.query("ended == 'goal reached'")
    assert len(reached) > 1000
    assert goals.reindex(reached["plan_id"]).notna().all()


def test_tier_2_support_is_intensified_in_winter_as_often_as_planted(screened, followed):
    # of those whose Tier 2 support is open when a winter score suggests Tier 3: chance_intensified_in_winter
    scored = screened.tables["students"].frame.query("season == 'winter' and support == 'Tier 3'")
    scored = scored[~scored["school_id"].isin(TRUTHS["operating_cuts"])]
    scored = scored.drop_duplicates(["student_id", "domain", "school_year"])[["student_id", "domain", "date"]]
    periods = followed.tables["periods"].frame.query("tier == 2")
    both = scored.merge(periods, on=["student_id", "domain"])
    both = both[(both["first"] <= both["date"]) & (both["last"] > both["date"] + pd.Timedelta(weeks=8))]
    up = followed.tables["periods"].frame.query("tier == 2 and ended == 'moved up'")
    eligible = scored.merge(up, on=["student_id", "domain"])
    eligible = eligible[(eligible["first"] <= eligible["date"]) & (eligible["date"] <= eligible["last"])]
    stayed = both[both["ended"] != "moved up"]
    found, n = len(eligible), len(eligible) + len(stayed)
    truth = TRUTHS["support"]["chance_intensified_in_winter"]
    assert n > 100
    assert abs(found / n - truth) <= 4 * np.sqrt(truth * (1 - truth) / n)
    assert "faded" not in set(followed.tables["periods"].frame["ended"])  # nothing of that kind was planted


def test_movement_up_between_looks_is_intensified_support(followed):
    steps = followed.tables["steps"].frame
    whole = steps[(steps["school_id"] == TOTAL) & (steps["step"] == "fall to winter")]
    up = whole[(whole["support"] == "Tier 2") & (whole["to"] == "Tier 3")]["n"].sum()
    assert 0 < up <= followed.tables["periods"].frame["ended"].value_counts()["moved up"]


def test_fall_support_starts_within_the_planted_weeks(followed):
    # plans start in the three weeks from the first Monday after September 25, winter plans in February or April
    entries = followed.tables["entries"].frame.query("begun and domain == 'reading'")
    first = entries["date"] + pd.to_timedelta((entries["weeks"] * 7).round(), unit="D")
    fall = first[entries["date"].dt.month == 9]
    day = fall.dt.strftime("%m-%d")
    assert len(fall) > 500
    assert ((day >= "09-25") | (day < "08-01")).all()
    assert day.between("09-25", "10-27").mean() > 0.85
    assert fall.dt.month.isin([9, 10, 11, 12, 2, 3, 4]).mean() > 0.99


def test_flagged_students_begin_as_often_as_support_was_planted(followed):
    # below the cut in fall, chance_below_cut_in_fall; winter plans come too late for ten weeks and not logged or never
    # delivered support never begins, so the share found lies below the planted chance, and not far
    truth = TRUTHS["support"]["chance_below_cut_in_fall"]
    table = followed.tables["followups"].frame
    rows = table[
        (table["school_id"] == TOTAL) & (table["answer"] == "yes") & (table["question"].str.contains("flagged"))
    ]
    for domain in ("math", "behavior"):
        part = rows[rows["domain"] == domain]
        share, n = part["n"].sum() / part["followed"].sum(), part["followed"].sum()
        assert share <= truth[domain] + 4 * np.sqrt(truth[domain] * (1 - truth[domain]) / n)
        assert share >= 0.6 * truth[domain]


def test_stocks_of_a_look_are_the_plans_open_that_day(data, followed):
    day, plans = pd.Timestamp("2025-03-01"), data.table("interventions")
    plans = plans[(plans["start"] <= day) & ~(plans["end"] < day)]
    tier = plans.groupby(["domain", "student_id"])["tier"].max().reset_index().groupby(["domain", "tier"]).size()
    found = followed.tables["tiers"].frame.query("school_id == 'All' and day == '2025-03-01'")
    for row in found[found["support"].isin(["Tier 2", "Tier 3"])].itertuples():
        assert row.n == tier[row.domain, int(row.support[-1])]


def test_everyone_enrolled_counts_once_on_every_look(data, followed):
    stays = data.table("enrollments")
    found = followed.tables["tiers"].frame.query("school_id == 'All' and support == 'All'")
    for row in found.itertuples():
        day = pd.Timestamp(row.day)
        there = stays[(stays["enrolled_from"] <= day) & ~(stays["enrolled_to"] < day)]
        assert row.n == row.enrolled == there["student_id"].nunique()


@pytest.fixture(scope="module")
def need(followed):
    found = followed.tables["match"].frame
    return found[found["look"] == "fall"].set_index(["domain", "school_year", "school_id", "question"])


@pytest.mark.parametrize("domain", ["math", "behavior", "attendance", "social_emotional"])
def test_planted_unserved_need_lies_in_its_interval(need, domain):
    # 1 - chance_below_cut_in_fall; reading has other chances at two schools and for English learners
    truth = 100 * (1 - TRUTHS["support"]["chance_below_cut_in_fall"][domain])
    rows = need.xs((TOTAL, match.UNSERVED), level=("school_id", "question")).loc[domain]
    assert len(rows) == 2
    assert (rows["students"] > 300).all()
    assert (rows["low"] <= truth).all()
    assert (truth <= rows["high"]).all()


def test_planted_unserved_need_in_reading_where_cut_and_language_are_the_districts(data, followed, screened):
    # English learners receive support less often at the same score, and two schools use other cuts
    learners = data.table("students").query("english_learner == 'yes'")["student_id"]
    looks = followed.tables["looks"].frame
    looks = looks[~looks["school_id"].isin(TRUTHS["operating_cuts"]) & ~looks["student_id"].isin(learners)]
    found = match.answers(match.beside(looks[looks["look"] == "fall"], screened.tables["students"].frame), 0.99)
    rows = found.query("school_id == 'All' and domain == 'reading'").set_index(["school_year", "question"])
    truth = 100 * (1 - TRUTHS["support"]["chance_below_cut_in_fall"]["reading"])
    for row in rows.xs(match.UNSERVED, level="question").itertuples():
        assert row.low <= truth <= row.high


def test_schools_cover_the_planted_unserved_need_as_often_as_they_should(need):
    truth = 100 * (1 - TRUTHS["support"]["chance_below_cut_in_fall"]["math"])
    rows = need.xs(match.UNSERVED, level="question").loc["math"].reset_index()
    rows = rows[rows["school_id"] != TOTAL]
    assert len(rows) == 2 * TRUTHS["settings"]["schools"]
    assert ((rows["low"] <= truth) & (truth <= rows["high"])).mean() >= 0.85  # 24 intervals of 95 %


def test_capacity_adds_up_and_counts_the_same_students(followed, need):
    room = followed.tables["capacity"].frame.query("look == 'fall'")
    schools, whole = room[room["school_id"] != TOTAL], room[room["school_id"] == TOTAL]
    keys = ["domain", "school_year", "support"]
    numbers = ["need", "waiting", "receiving", "groups", "seats_open", "groups_needed", "groups_more"]
    sums = schools.groupby(keys)[numbers].sum(min_count=1)
    pd.testing.assert_frame_equal(sums, whole.set_index(keys)[numbers].sort_index(), check_dtype=False)
    asked = need.xs((TOTAL, match.UNSERVED), level=("school_id", "question"))["students"].sort_index()
    assert (whole.groupby(["domain", "school_year"])["need"].sum() == asked).all()
