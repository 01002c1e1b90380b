from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from mtss_analysis.effects import EffectsParams
from mtss_analysis.effects.comparison import ComparisonParams, compare
from mtss_analysis.effects.comparison_result import NOTHING
from mtss_analysis.effects.trial_students import Trial
from mtss_analysis.errors import ParamsError
from mtss_analysis.params import HOME, DistrictParams, MeasuresParams, layers
from mtss_analysis.tables import empty
from mtss_analysis.vocabulary import TOTAL, Effectiveness

SETTINGS = layers(HOME / "data_samples" / "district")
MEASURES, DISTRICT = SETTINGS.load(MeasuresParams), SETTINGS.load(DistrictParams)
PARAMS, BARS = SETTINGS.load(ComparisonParams), SETTINGS.load(EffectsParams)
STATUS = {"Group": "delivered", "Practice": "delivered", "Never given": "not_held"}


def observed(plan_ids, adherence):
    return pd.DataFrame({
        "plan_id": plan_ids, "date": pd.Timestamp("2025-09-10"), "source": "observation", "dimension": "adherence",
        "item": "1", "score": adherence,
    })  # fmt: skip


@pytest.fixture
def sample(district):
    def sample(
        status=STATUS, names=tuple(STATUS), head_start=0.0, params=PARAMS, bars=BARS, measures=MEASURES, adherence=0.9
    ):
        series, points, chosen = district(names=names)
        series = series.assign(baseline=np.arange(len(series)) % 7 + head_start * (chosen == "Group").to_numpy())
        tables = {
            "interventions": pd.DataFrame({
                "plan_id": chosen.index, "student_id": series["student_id"].to_numpy(), "domain": "reading",
                "intervention": chosen.to_numpy(), "start": pd.Timestamp("2025-09-08"),
            }),
            "sessions": pd.DataFrame({
                "plan_id": chosen.index, "status": chosen.map(status).to_numpy(), "date": pd.Timestamp("2025-09-10"),
            }),
            "students": pd.DataFrame({"student_id": ["S1"], "arm": ["a"], "grade": ["3"], "school_year": ["2025-26"]}),
            "scores": empty("scores").reindex([0]).assign(measure="maze", purpose="progress"),
            "enrollments": empty("enrollments"),
            "fidelity_checks": observed(chosen.index, adherence),
        }  # fmt: skip
        grown = SimpleNamespace(
            tables={"series": SimpleNamespace(frame=series), "points": SimpleNamespace(frame=points)}
        )
        dataset = SimpleNamespace(table=tables.__getitem__, fingerprint="test")
        return compare(grown, dataset, params, bars, measures, DISTRICT)

    return sample


def verdicts(found):
    return found.tables["effects"].frame.set_index("intervention")["verdict"]


def test_delivery_comes_first_and_makes_the_comparison(sample):
    found = sample()
    told = verdicts(found)
    assert told["Group"] == str(Effectiveness.WORKING)
    assert told["Never given"] == str(Effectiveness.NOT_DELIVERED)
    assert told["Practice"] != str(Effectiveness.WORKING)
    assert "Not delivered, so not judged: Never given." in found.summary().headline
    assert {"people_chose", "not_given"} <= {caution.code for caution in found.cautions}


def test_without_a_log_nothing_is_judged(sample):
    found = sample(status=dict.fromkeys(STATUS, "not_logged"))
    assert set(verdicts(found)) == {str(Effectiveness.CANNOT_TELL)}
    assert all("Logs have to be filled in" in reason for reason in found.tables["effects"].frame["reason"])


def test_doing_no_better_than_other_support_is_never_not_working(sample):
    told = verdicts(sample(status=dict.fromkeys(STATUS, "delivered")))
    assert told["Group"] == str(Effectiveness.WORKING)
    assert told["Practice"] == told["Never given"] == str(Effectiveness.CANNOT_TELL)


def test_groups_that_start_too_far_apart_are_not_compared(sample):
    row = sample(head_start=9.0).tables["effects"].frame.set_index("intervention").loc["Group"]
    assert row["start"] > PARAMS.largest_start
    assert row["verdict"] == str(Effectiveness.CANNOT_TELL)
    assert "started too far apart" in row["reason"]


def test_more_is_better_also_where_a_lower_score_is(sample):
    lower = MEASURES.measures["maze"].model_copy(update={"higher_is_better": False})
    measures = MEASURES.model_copy(update={"measures": {**MEASURES.measures, "maze": lower}})
    up, down = (
        sample(measures=each).tables["effects"].frame.set_index("intervention").loc["Group"]
        for each in (MEASURES, measures)
    )
    assert (down["effect"], down["low"], down["high"]) == pytest.approx((-up["effect"], -up["high"], -up["low"]))
    assert down["start"] == pytest.approx(-up["start"])


def test_delivery_is_told_for_the_district_and_each_school(sample):
    frame = sample().tables["delivery"].frame
    assert frame.groupby("intervention")["school_id"].apply(set).map(len).tolist() == [3, 3, 3]
    whole = frame[frame["school_id"] == TOTAL].set_index("intervention")
    assert whole.loc["Never given", "held_high"] == 0
    assert whole.loc["Group", "held_low"] == 100


def test_with_a_single_intervention_the_page_says_why_there_is_nothing(sample):
    found = sample(names=("Group",))
    assert "one_intervention" in {caution.code for caution in found.cautions}
    assert found.summary().headline == NOTHING


@pytest.mark.parametrize(
    ("trial", "match"),
    [
        ({"column": "arms"}, 'no column "arms".*arm'),
        ({"served": "b"}, 'no student has arm "b"'),
        ({"measures": ("mase",)}, 'no score is of measure "mase".*maze'),
    ],
)
def test_a_trial_that_the_data_do_not_hold_is_refused_with_its_name(sample, trial, match):
    given = {"name": "Pilot", "column": "arm", "served": "a", "comparison": "a", "measures": ("maze",)} | trial
    params = PARAMS.model_copy(update={"trials": (Trial(**given),)})
    with pytest.raises(ParamsError, match=match):
        sample(params=params)


def test_settings_are_part_of_where_a_result_came_from(sample):
    strict = BARS.model_copy(update={"smallest_worthwhile": 0.3})
    assert sample().provenance != sample(bars=strict).provenance
    assert replace(sample().provenance) == sample().provenance


def test_support_that_was_not_carried_out_as_designed_is_not_called_not_working(sample):
    high_bar = BARS.model_copy(update={"smallest_worthwhile": 3.0})
    assert verdicts(sample(bars=high_bar))["Practice"] == Effectiveness.NOT_WORKING
    poor = verdicts(sample(bars=high_bar, adherence=0.4))
    assert poor["Practice"] == Effectiveness.CANNOT_TELL
    assert poor["Group"] == Effectiveness.WORKING
