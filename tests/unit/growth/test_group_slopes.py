"""Growth of groups: the model's own where there is one, too few to say below the minimum, equal counts everywhere."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.growth.fans import EDGES, MOMENTS
from mtss_analysis.privacy import PrivacyParams, release
from mtss_analysis.vocabulary import TOTAL, Purpose

from .conftest import plan, probes, roster_of

PACE = {"2": 1.4, "3": 0.8}


def growing(students=60, schools=1, seed=1, weeks=12, few=0):
    """Frames of students in two tiers with different pace; the last `few` are of a third sex."""
    rng = np.random.default_rng(seed)
    names = [f"s{number:03d}" for number in range(students)]
    tiers = ["2" if number % 2 else "3" for number in range(students)]
    own = [PACE[tier] + rng.normal(0, 0.2) for tier in tiers]
    scores = [
        probes(name, 30 + rng.normal(0, 5) + pace * np.arange(weeks) + rng.normal(0, 3, weeks))
        for name, pace in zip(names, own, strict=True)
    ]
    plans = [plan(f"P{name}", name, tier=int(tier)) for name, tier in zip(names, tiers, strict=True)]
    frames = roster_of(names) | {"scores": pd.concat(scores), "interventions": pd.DataFrame(plans)}
    frames["students"]["sex"] = ["F", "M"] * (students // 2)
    frames["students"].loc[students - few :, "sex"] = "X"
    frames["enrollments"]["school_id"] = [f"S{number % schools:02d}" for number in range(students)]
    frames["schools"] = pd.DataFrame({"school_id": [f"S{k:02d}" for k in range(schools)]}).assign(name="School")
    return frames


@pytest.fixture
def grown(estimate):
    def run(**options):
        return estimate(growing(**options), pooled_fewest=20)

    return run


def rows(result, by, name="group_growth", school=TOTAL):
    frame = result.tables[name].frame
    return frame[(frame["by"] == by) & (frame["school_id"] == school)].set_index("group")


def test_tiers_grow_as_they_were_made_to(grown):
    tiers = rows(grown(students=120), "tier")
    for tier, pace in PACE.items():
        assert tiers.loc[tier, "low"] < pace < tiers.loc[tier, "high"]
    gap = tiers.loc["2", "slope"] - tiers.loc["3", "slope"]
    assert tiers.loc["2", "difference"] == pytest.approx(gap)
    assert tiers.loc["3", "difference"] == pytest.approx(-gap)
    assert tiers.loc["2", "difference_low"] > 0


def test_where_nothing_groups_the_growth_is_the_models_own(grown):
    result = grown(students=26)  # too few for a line of either tier
    terms = result.tables["models"].frame.set_index("term")
    whole = rows(result, TOTAL).iloc[0]
    assert whole["slope"] == pytest.approx(terms.loc["all, growth", "estimate"], abs=1e-8)
    assert whole["se"] == pytest.approx(terms.loc["all, growth", "se"], rel=1e-6)
    assert np.isnan(whole["difference"])
    assert whole["unit"] == "words per week"


def test_few_students_are_too_few_to_say_and_still_count_among_the_others(grown):
    sexes = rows(grown(students=60, few=4), "sex")
    assert sexes.loc["X", ["slope", "low", "difference"]].isna().all()
    assert sexes.loc["X", "n"] == 4
    assert sexes.loc[["F", "M"], "difference"].notna().all()
    assert abs(sexes.loc["F", "difference"]) != pytest.approx(abs(sexes.loc["M", "difference"]))


def test_without_a_model_there_is_no_growth_of_groups(estimate):
    result = estimate(growing(students=12), pooled_fewest=20)
    for name in ("group_growth", "fan"):
        frame = result.tables[name].frame
        assert len(frame) == len(result.tables["groups"].frame)
        assert frame.drop(columns="unit", errors="ignore").iloc[:, 7:].isna().all(axis=None)


def test_schools_are_drawn_together_where_there_are_enough(grown):
    many, two = grown(students=120, schools=6), grown(students=120, schools=2)
    drawn = many.tables["group_growth"].frame.query("school_id != 'All'")
    own = many.tables["groups"].frame.query("school_id != 'All'")
    assert drawn["slope"].std() < own["mean_roi"].std()
    assert drawn["low"].notna().all()
    apart = two.tables["group_growth"].frame.query("school_id != 'All'")
    assert apart["difference"].sum() == pytest.approx(0.0, abs=1e-9)


def test_counts_are_those_of_the_means(grown):
    tables = grown(students=60, few=4).tables
    for name in ("group_growth", "fan"):
        assert tables[name].frame["n"].tolist() == tables["groups"].frame["n"].tolist()


def test_an_edge_of_a_band_has_enough_students_beyond_it(grown):
    fan = rows(grown(students=90), TOTAL, "fan").iloc[0]
    assert fan[[f"end_{edge}" for edge in (25, 75)]].notna().all()  # 90 students, a quarter are 22
    assert fan[[f"end_{edge}" for edge in (10, 90)]].isna().all()  # a tenth are 9
    assert fan["end_25"] < fan["end"] < fan["end_75"]
    assert fan["span"] == 11


def test_what_is_withheld_of_means_is_withheld_of_growth_and_of_lines(grown):
    released = release(grown(students=80, few=4, schools=6), params.layers().load(PrivacyParams)).tables
    key = ["measure", "school_id", "by", "group"]
    held = {name: released[name].frame.set_index(key).sort_index() for name in ("groups", "group_growth", "fan")}
    for name in ("group_growth", "fan"):
        frame = held[name]
        assert frame["n"].isna().equals(held["groups"]["n"].isna())
        assert frame["n"].isna().any()
        numbers = frame.select_dtypes("number").drop(columns="n")
        assert numbers[frame["n"].isna()].isna().all(axis=None)
    assert released["fan"].frame[[f"{moment}_{edge}" for moment in MOMENTS for edge in EDGES]].notna().any(axis=None)


def test_annual_growth_that_slows_is_told_with_its_rates(estimate):
    rng, years = np.random.default_rng(2), np.arange(4)
    curve = 400 + np.array([0.0, 80.0, 140.0, 170.0])
    scores = [
        probes(f"s{k:03d}", curve + rng.normal(0, 20) + rng.normal(0, 8, 4), start="2021-05-01", every=365,
               purpose="outcome")
        for k in range(80)
    ]  # fmt: skip
    yearly = {"time_unit": "year", "minimum_points": 3, "minimum_weeks": 100, "purposes": (Purpose.OUTCOME,)}
    frames = roster_of([f"s{k:03d}" for k in range(80)]) | {"scores": pd.concat(scores)}

    def curved(frames):
        found = estimate(frames, **yearly, pooled_fewest=20).cautions
        return [caution.sentence for caution in found if caution.code == "curved"]

    (sentence,) = curved(frames)
    assert "growth slows over the years tested" in sentence
    first, last = (
        float(part) for part in (sentence.split("about ")[1].split()[0], sentence.split("about ")[2].split()[0])
    )
    assert first == pytest.approx(80, abs=8)
    assert last == pytest.approx(33, abs=8)
    straight = frames["scores"].assign(score=400 + 57.0 * np.tile(years, 80) + rng.normal(0, 8, 320))
    assert curved(frames | {"scores": straight}) == []


def test_a_series_with_a_summer_in_it_is_told(district, estimate):
    weeks = [20, 21, 22, 23, 24, 25]
    spring, fall = probes("a", weeks, start="2025-04-07"), probes("a", weeks, start="2025-08-25")
    whole = district([plan("P1", "a", start="2025-04-01", goal_date="2025-12-01")], [spring, fall])
    whole["enrollments"]["enrolled_from"] = "2024-08-15"
    codes = {caution.code for caution in estimate(whole).cautions}
    assert "long_break" in codes
    assert "long_break" not in {caution.code for caution in estimate(district([], [spring])).cautions}


def test_the_headline_tells_the_models_growth_with_its_interval(grown, estimate):
    result = grown(students=60)
    row = rows(result, TOTAL).iloc[0]
    said = result.summary()
    assert f"changed by {row['slope']:.2f} points a week on average (interval {row['low']:.2f} to" in said.headline
    assert "of their own: 60 of the 60 with any score" in said.headline
    few = estimate(growing(students=12), pooled_fewest=20).summary()
    assert "students with enough scores (12 of the 12 with any score) changed by" in few.headline
    assert few.table["growth"].tolist() == ["no model"]
