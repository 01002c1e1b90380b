"""What counts as a flag and as the same need."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.equity import given_need_flags as need
from mtss_analysis.equity.given_need_settings import ServiceEquityParams
from mtss_analysis.intake import from_frames

HOME = Path(__file__).resolve().parents[3] / "data_samples" / "district"
SETTINGS = params.layers(HOME)
RULES = SETTINGS.load(ServiceEquityParams)
MEASURES, DISTRICT = SETTINGS.load(params.MeasuresParams), SETTINGS.load(params.DistrictParams)
CUT = MEASURES.measures["oral_reading_fluency"].cuts["2"]["fall"].tier2
EMPTY = from_frames({})


def _screened(rows):
    columns = ["student_id", "measure", "season", "date", "score", "support"]
    frame = pd.DataFrame(rows, columns=columns).assign(
        domain="reading", grade="2", school_id="S1", school_year="2024-25"
    )
    return frame.assign(date=pd.to_datetime(frame["date"]).astype("datetime64[us]"))


def _crowd(n=40):
    """Many others, so that scores have a standard deviation."""
    scores = CUT + np.linspace(1, 60, n)
    return [(f"X{i}", "oral_reading_fluency", "fall", "2024-09-10", s, "Tier 1") for i, s in enumerate(scores)]


def _flags(rows, crowd=40):
    scored = need.distances(_screened([*rows, *_crowd(crowd)]), MEASURES, RULES)
    return need.flags(scored, EMPTY, RULES, DISTRICT)


def test_the_first_window_with_a_score_below_is_the_flag():
    rows = [
        ("A", "oral_reading_fluency", "fall", "2024-09-10", CUT + 3, "Tier 1"),
        ("A", "oral_reading_fluency", "winter", "2025-01-15", 20.0, "Tier 2"),
        ("A", "oral_reading_fluency", "spring", "2025-05-10", 20.0, "Tier 3"),
    ]
    found = _flags(rows)
    assert found[["student_id", "season", "suggested"]].values.tolist() == [["A", "winter", "Tier 2"]]


def test_of_several_measures_the_one_furthest_below_says_the_need():
    rows = [
        ("A", "oral_reading_fluency", "fall", "2024-09-10", CUT - 1, "Tier 2"),
        ("A", "letter_sounds", "fall", "2024-09-12", 1.0, "Tier 3"),
    ]
    found = _flags(rows).iloc[0]
    assert found["measure"] == "oral_reading_fluency"  # letter sounds have too few scores for a distance
    assert (found["measures"], found["suggested"]) == ("several measures", "Tier 3")
    assert found["date"] == pd.Timestamp("2024-09-10")


def test_distance_is_in_standard_deviations_of_the_grade():
    scored = need.distances(
        _screened([("A", "oral_reading_fluency", "fall", "2024-09-10", CUT - 10.0, "Tier 2"), *_crowd()]),
        MEASURES,
        RULES,
    )
    spread = scored["score"].std()
    assert scored.set_index("student_id").loc["A", "below"] == pytest.approx(10 / spread)
    assert (scored.set_index("student_id")["below"].drop("A") < 0).all()


def test_too_few_scores_give_no_distance_and_their_own_band():
    found = _flags([("A", "oral_reading_fluency", "fall", "2024-09-10", CUT - 10.0, "Tier 2")], crowd=3)
    assert found["band"].tolist() == [need.NO_SPREAD]
    assert found["need"].str.contains(need.NO_SPREAD).all()


def test_a_score_where_lower_is_better_lies_below_when_it_is_higher():
    behavior = MEASURES.measures["behavior_screener"]
    assert not behavior.higher_is_better
    cut = behavior.cuts["2"]["fall"].tier2
    rows = _screened([(f"A{i}", "behavior_screener", "fall", "2024-09-10", cut + i - 10, "Tier 2") for i in range(20)])
    scored = need.distances(rows.assign(domain="behavior"), MEASURES, RULES)
    assert (np.sign(scored["below"]) == np.sign(scored["score"] - cut)).all()


def test_only_the_latest_years_are_looked_at():
    rows = pd.concat([_screened(_crowd()).assign(school_year=year) for year in ("2022-23", "2023-24", "2024-25")])
    assert set(need.distances(rows, MEASURES, RULES)["school_year"]) == {"2023-24", "2024-25"}


def test_low_all_year_asks_every_window_and_more_than_one():
    day = {"fall": "2024-09-10", "winter": "2025-01-15"}
    said = {"A": ("Tier 2", "Tier 3"), "B": ("Tier 2", "Tier 1"), "C": ("Tier 1", "Tier 1")}
    rows = [(who, "oral_reading_fluency", season, day[season], 20.0, support)
            for who, pair in said.items() for season, support in zip(day, pair, strict=True)]  # fmt: skip
    rows.append(("D", "oral_reading_fluency", "fall", "2024-09-10", 20.0, "Tier 2"))
    found = need.all_year(need.distances(_screened(rows), MEASURES, RULES), EMPTY, RULES, DISTRICT)
    assert found.set_index("student_id")["level"].to_dict() == {"A": need.LOW, "C": need.NEVER}
