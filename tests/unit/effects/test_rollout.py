from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from mtss_analysis.effects import rollout
from mtss_analysis.params import HOME, DistrictParams, MeasuresParams, layers

SETTINGS = layers(HOME / "data_samples" / "district")
MEASURES, DISTRICT = SETTINGS.load(MeasuresParams), SETTINGS.load(DistrictParams)
NAME = "Phonics small group"


def district(starts, years=range(2020, 2025), effect=0.5, seed=3, each=100):
    """Schools whose plans begin in the years `starts` (None for never), tested each fall."""
    rng = np.random.default_rng(seed)
    level = rng.normal(0, 3, len(starts))
    scores, plans, stays = [], [], []
    for school, start in enumerate(starts):
        ids = [f"S{school}-{k}" for k in range(each)]
        stays.append(pd.DataFrame({"student_id": ids, "school_id": f"H{school}"}))
        for year in years:
            gain = 10 * effect if start is not None and year >= start else 0.0
            values = 50 + level[school] + (year - 2020) + gain + rng.normal(0, 10, each)
            scores.append(pd.DataFrame({"student_id": ids, "score": values, "date": pd.Timestamp(year, 9, 10)}))
            if start is not None and year >= start:
                plans.append(pd.DataFrame({"student_id": ids[:5], "start": pd.Timestamp(year, 10, 1)}))
    plans.append(pd.DataFrame({"student_id": ["S0-0"], "start": [pd.Timestamp(years[0], 10, 1)]}))
    named = [NAME] * sum(map(len, plans[:-1])) + ["Another"]
    roster = pd.concat(stays).assign(enrolled_from=pd.Timestamp("2019-08-01"), enrolled_to=pd.NaT)
    tables = {
        "scores": pd.concat(scores, ignore_index=True).assign(
            domain="reading", measure="oral_reading_fluency", purpose="screening", season="fall"
        ),
        "interventions": pd.concat(plans, ignore_index=True).assign(domain="reading", intervention=named),
        "enrollments": roster,
        "students": pd.DataFrame({"student_id": ["S0-0"], "school_year": ["2020-21"], "grade": ["3"]}),
    }
    return SimpleNamespace(table=tables.__getitem__)


def follow(starts, not_given=frozenset(), **given):
    frame, without = rollout.rollout(district(starts, **given), MEASURES, DISTRICT, 0.95, not_given)
    return frame[frame["intervention"] == NAME], without


STAGGERED = [2022] * 4 + [2023] * 4 + [None] * 8


def test_the_change_since_schools_began_is_found_and_none_before():
    frame, _ = follow(STAGGERED)
    events = frame.dropna(subset=["event"]).set_index("event")
    whole = frame[frame["event"].isna()].iloc[0]
    assert events.index.min() < 0 < events.index.max()
    assert events.loc[events.index < 0, "estimate"].abs().max() < 0.2
    assert events.loc[events.index >= 0, "estimate"].min() > 0.3
    assert whole["low"] > 0.1
    assert (whole["schools"], whole["never"], whole["began"]) == (8, 8, "2022, 2023")


def test_lower_is_better_turns_the_sign():
    lower = MEASURES.measures["oral_reading_fluency"].model_copy(update={"higher_is_better": False})
    measures = MEASURES.model_copy(update={"measures": {**MEASURES.measures, "oral_reading_fluency": lower}})
    frame, _ = rollout.rollout(district(STAGGERED), measures, DISTRICT, 0.95)
    whole = frame[(frame["intervention"] == NAME) & frame["event"].isna()].iloc[0]
    assert whole["high"] < -0.1


@pytest.mark.parametrize(
    ("starts", "given", "code"),
    [
        ([2021] * 4 + [None] * 4, {"years": range(2020, 2022)}, "one_year"),
        ([2022] * 8, {}, "all_served"),
        ([2020] * 4 + [None] * 4, {}, "none_served"),
        ([2022] + [None] * 7, {}, "one_cluster"),
    ],
)
def test_without_a_roll_out_the_reason_is_named(starts, given, code):
    frame, without = follow(starts, **given)
    assert frame.empty
    assert NAME in without[code]
    assert rollout.WHY[code] in rollout.why_not(without, some=False)


def test_what_was_not_delivered_is_not_followed():
    frame, without = follow(STAGGERED, not_given=frozenset({NAME}))
    assert frame.empty
    assert NAME not in str(without)


def test_without_plans_there_is_nothing_to_say():
    dataset = district([None, None])
    tables = {"interventions": dataset.table("interventions").head(0), "scores": dataset.table("scores")}
    found, without = rollout.rollout(SimpleNamespace(table=tables.__getitem__), MEASURES, DISTRICT, 0.95)
    assert found.empty
    assert without == {}


def test_several_reasons_name_the_interventions():
    said = rollout.why_not({"one_year": ["B", "A"], "other": ["C"]}, some=True)
    assert said.startswith("No roll-out over schools can be followed for A, B (plans are on file")
    assert f"C ({rollout.OTHERWISE})" in said
