from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from mtss_analysis.effects import EffectsParams
from mtss_analysis.effects.regression_discontinuity import CutoffParams, evaluate
from mtss_analysis.errors import PackageError, ParamsError
from mtss_analysis.estimators import discontinuity
from mtss_analysis.params import HOME, DistrictParams, MeasuresParams, layers

SETTINGS = layers(HOME / "data_samples" / "district")
MEASURES, DISTRICT = SETTINGS.load(MeasuresParams), SETTINGS.load(DistrictParams)
PARAMS, BARS = SETTINGS.load(CutoffParams), SETTINGS.load(EffectsParams)
FALL, SPRING = pd.Timestamp("2024-09-10"), pd.Timestamp("2025-05-10")
MEASURE = "oral_reading_fluency"


def screened(measure=MEASURE, n=1600, effect=20.0, served=(0.95, 0.03), schools=6, seed=12):
    """Fall and spring scores of a third grade, and the plans of those served: mostly those on the side of risk."""
    rng = np.random.default_rng(seed)
    found = MEASURES.measures[measure]
    cut, side = found.cuts["3"]["fall"].tier2, 1 if found.higher_is_better else -1
    spread = 15.0 if side > 0 else 4.0
    score = np.clip(np.round(cut + side * rng.normal(0.6, 1, n) * spread), found.low, found.high)
    inside = (score - cut) * side < 0
    given = rng.random(n) < np.where(inside, *served)
    later = score + side * effect * given + rng.normal(0, spread / 3, n)
    who = pd.DataFrame({
        "student_id": [f"S{number:04d}" for number in range(n)], "school_year": "2024-25", "grade": "3",
        "school_id": [f"H{number % schools}" for number in range(n)], "domain": str(found.domain), "measure": measure,
        "sem": found.sem,
    })  # fmt: skip
    fall = who.assign(season="fall", date=FALL, score=score)
    spring = who.assign(season="spring", date=SPRING, score=later)
    plans = who[given].assign(plan_id="P" + who["student_id"], start=FALL + pd.Timedelta(weeks=2), end=SPRING)
    return pd.concat([fall, spring], ignore_index=True), plans[["student_id", "plan_id", "domain", "start", "end"]]


def look(rows, plans, status="delivered", params=PARAMS):
    students = rows[["student_id", "school_year"]].drop_duplicates().assign(sex=lambda s: np.arange(len(s)) % 2)
    tables = {
        "interventions": plans, "students": students.assign(sex=students["sex"].map({0: "F", 1: "M"})),
        "sessions": pd.DataFrame({"plan_id": plans["plan_id"].to_numpy(), "status": status}),
        "fidelity_checks": pd.DataFrame({
            "plan_id": plans["plan_id"].to_numpy(), "date": pd.Timestamp("2025-01-10"), "source": "observation",
            "dimension": "adherence", "item": "1", "score": 0.9,
        }),
    }  # fmt: skip
    dataset = SimpleNamespace(table=tables.__getitem__, fingerprint="test")
    result = SimpleNamespace(tables={"students": SimpleNamespace(frame=rows)})
    return evaluate(result, dataset, params, BARS, MEASURES, DISTRICT)


def codes(found):
    return {caution.code for caution in found.cautions}


@pytest.fixture(scope="module")
def sound():
    return look(*screened())


def test_an_effect_at_the_cut_is_found_and_delivered_support_works(sound):
    row = sound.tables["effects"].frame.iloc[0]
    assert (row["found"], row["verdict"]) == ("effect", "delivered_and_working")
    assert row["effect_low"] < 20 < row["effect_high"]
    assert row["effect"] / row["g"] == pytest.approx(row["effect_low"] / row["low"])
    assert "Oral" not in sound.summary().headline
    assert f"`{MEASURE}` (+" in sound.summary().headline


def test_every_number_of_what_is_found_is_there(sound):
    assert not sound.tables["effects"].frame.isna().any(axis=None)
    left = sound.tables["movement"].frame.query("moved == 'left'").iloc[0]
    assert left["excess"] == pytest.approx(left["percent"] - left["expected"])
    assert left["expected"] == pytest.approx(left["by_chance"] + left["by_growth"])
    assert set(sound.tables["checks"].frame["check"]) == {"continuity", "false_cut", "donut", "bandwidth"}


def test_lower_is_better_has_the_sign_a_principal_expects():
    found = look(*screened("behavior_screener", effect=4.0, n=2400))
    row = found.tables["effects"].frame.iloc[0]
    assert row["effect"] > 0
    assert row["jump"] > 80


def test_support_that_was_not_held_is_not_judged_and_unlogged_support_cannot_be_told():
    for status, verdict in (("not_held", "not_delivered"), ("not_logged", "cannot_tell")):
        row = look(*screened(), status=status).tables["effects"].frame.iloc[0]
        assert (row["found"], row["verdict"]) == ("effect", verdict)
    assert "were not logged" in row["reason"]


def test_a_school_with_its_own_cut_is_found_and_used(sound):
    rows, plans = screened()
    fall = rows[(rows["season"] == "fall") & (rows["school_id"] == "H2")]
    cut = MEASURES.measures[MEASURE].cuts["3"]["fall"].tier2
    others = plans[~plans["student_id"].isin(fall["student_id"])]
    own = fall[fall["score"] < cut - 9]
    own = own.assign(plan_id="P" + own["student_id"], start=FALL + pd.Timedelta(weeks=1), end=SPRING)
    found = look(rows, pd.concat([others, own[plans.columns]]))
    cuts = found.tables["schools"].frame.set_index("school_id")["cut"]
    assert cuts["H2"] == pytest.approx(-9, abs=1.5)
    assert (cuts.drop("H2") == 0).all()
    assert (sound.tables["schools"].frame["cut"] == 0).all()


def test_support_from_before_the_screening_is_left_out_and_counted():
    rows, plans = screened()
    early = plans.assign(start=plans["start"].where(np.arange(len(plans)) % 10 > 0, FALL - pd.Timedelta(weeks=3)))
    found = look(rows, early)
    said = next(caution.sentence for caution in found.cautions if caution.code == "already_served")
    assert f"{int((early['start'] < FALL).sum())} students already had support" in said


def test_a_plan_without_a_first_day_makes_service_unknown_not_absent():
    rows, plans = screened()
    undated = plans.assign(start=plans["start"].where(np.arange(len(plans)) % 10 > 0))
    found = look(rows, undated)
    assert found.tables["effects"].frame["jump"].iloc[0] > 88  # taken as absent, a tenth of the served would lower it
    assert found.tables["effects"].frame["found"].iloc[0] == "effect"


def test_losses_on_one_side_of_the_cut_are_found():
    rows, plans = screened()
    cut = MEASURES.measures[MEASURE].cuts["3"]["fall"].tier2
    below = rows.loc[(rows["season"] == "fall") & (rows["score"] < cut), "student_id"].iloc[::2]
    rows.loc[(rows["season"] == "spring") & rows["student_id"].isin(below), "score"] = np.nan
    found = look(rows, plans)
    assert "continuity" in codes(found)
    memo = found.tables["evidence"].frame.set_index("check")
    assert memo.loc["Having a later score does not jump", "status"] == "not met"
    assert set(memo["rating"]) == {"does not meet"}


def test_an_effect_in_a_sound_design_meets_the_standards(sound):
    memo = sound.tables["evidence"].frame.set_index("check")
    assert set(memo["rating"]) == {"meets without reservations"}
    assert memo.loc["Significant positive effect", "status"] == "met"
    assert set(memo["essa"]) == {1}


@pytest.mark.parametrize("served", [(1.0, 1.0), (0.5, 0.5)])
def test_where_no_cut_decides_nothing_is_told(served):
    found = look(*screened(served=served, seed=13))
    row = found.tables["effects"].frame.iloc[0]
    assert (row["found"], row["verdict"]) == ("cannot_tell", "cannot_tell")
    assert {"no_cut"} <= codes(found)
    assert row[["effect", "low", "high", "detectable"]].isna().all()
    assert row["reason"] == "In no school does a cut decide who is served."


def test_one_school_is_enough_and_a_lost_outcome_is_counted():
    rows, plans = screened(schools=1)
    spring = np.flatnonzero(rows["season"] == "spring")[::9]
    rows.loc[spring, "score"] = np.nan
    found = look(rows, plans)
    assert found.tables["effects"].frame["found"].iloc[0] == "effect"
    said = next(caution.sentence for caution in found.cautions if caution.code == "no_outcome")
    assert f"{len(spring)} of 1,600 students" in said


def test_scores_moved_across_the_cut_are_left_out_with_their_school():
    rows, plans = screened(schools=3, n=2400)
    cut = MEASURES.measures[MEASURE].cuts["3"]["fall"].tier2
    here = (rows["season"] == "fall") & (rows["school_id"] == "H1") & rows["score"].between(cut - 6, cut - 1)
    rows["score"] = rows["score"].where(~here, cut)
    plans = plans[~plans["student_id"].isin(rows.loc[here, "student_id"])]
    found = look(rows, plans)
    told = found.tables["schools"].frame.set_index("school_id")["found"]
    assert told["H1"] == "no_claim"
    assert found.tables["effects"].frame["moved"].iloc[0] == 1
    assert any(caution.school == "H1" for caution in found.cautions)


def test_too_few_students_do_not_apply_and_the_page_says_why():
    found = look(*screened(n=60))
    assert codes(found) == {"does_not_apply"}
    assert found.summary().headline.startswith("No measure has enough students")
    assert all(table.frame.empty for table in found.tables.values())


def test_without_plans_nobody_is_called_unserved():
    rows, plans = screened()
    found = look(rows, plans.iloc[:0])
    assert codes(found) == {"does_not_apply", "no_plans"}
    assert found.tables["effects"].frame.empty


def test_without_the_optional_packages_the_page_says_what_to_install(monkeypatch):
    def missing(name):
        raise PackageError(discontinuity.MISSING.format(name=name))

    monkeypatch.setattr(discontinuity, "_package", missing)
    found = look(*screened(seed=8))
    assert codes(found) == {"does_not_apply"}
    assert "pip install rdrobust rddensity" in found.summary().headline


def test_an_outcome_before_the_screening_is_refused():
    with pytest.raises((ParamsError, ValueError), match="an outcome comes after the screening"):
        CutoffParams(**PARAMS.model_dump() | {"season": "spring", "outcome_season": "fall"})


def test_another_outcome_has_no_risk_band_of_its_own():
    rows, plans = screened()
    other = rows[rows["season"] == "spring"].assign(measure="state_reading")
    found = look(
        pd.concat([rows, other]), plans, params=PARAMS.model_copy(update={"outcomes": {MEASURE: "state_reading"}})
    )
    assert found.tables["effects"].frame["outcome"].iloc[0] == "state_reading"
    assert found.tables["movement"].frame.empty
    assert "no_movement" in codes(found)
