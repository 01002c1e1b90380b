"""Parts of plans that were left empty in the sample are found plan by plan, and the school is named."""

import json

import pytest

from mtss_analysis import fidelity, intake, params
from mtss_analysis.fidelity.plan_cautions import incomplete
from mtss_analysis.params import HOME

DATA = HOME / "data_samples" / "district"
COLUMNS = {"need": "has_need", "review_by": "has_review", "provider_id": "has_provider"}


@pytest.fixture(scope="module")
def truths():
    return json.loads((DATA / "truths.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def audit():
    settings = params.layers(DATA)
    asked = (params.InterventionsParams, params.MeasuresParams, fidelity.PlanAuditParams, params.DistrictParams)
    return fidelity.audit_plans(intake.read(DATA), *map(settings.load, asked))


def test_every_empty_part_is_found_and_no_other(audit, truths):
    plans = audit.tables["audit"].frame
    own = plans[plans["kind"] == "student"]
    for part, empty in truths["unfinished_plans"]["empty"].items():
        assert set(own.loc[own[COLUMNS[part]] == "missing", "plan_id"]) == set(empty)
    assert set(own.loc[own["has_strategy"] == "missing", "plan_id"]) == set()


def test_the_school_with_unfinished_plans_is_named_with_what_is_missing_and_no_other(audit, truths):
    said = {each.school: each.sentence for each in incomplete(audit) if each.code == "plans_incomplete"}
    assert set(said) == {truths["schools"]["unfinished_plans"]}
    assert "the need in words, day of the review, who delivers or leads" in next(iter(said.values()))


def test_plans_of_many_are_audited_with_the_parts_that_they_have(audit, truths):
    many = audit.tables["audit"].frame.set_index("plan_id").loc[truths["plans_of_many"]]
    assert set(many["kind"]) == {"group", "school", "district"}
    assert set(many.loc[many["kind"] != "group", "has_schedule"]) == {"does not apply"}
    assert many.loc[many["kind"] == "district", "missing"].tolist() == ["who delivers or leads"]
    assert (many.loc[many["kind"] == "group", "completeness"] == 100).all()
