"""Every case of every rule's spec table, alone and all at once."""

import numpy as np
import pytest

from mtss_analysis import params
from mtss_analysis.decisions import specs
from mtss_analysis.decisions.rules import RULES
from mtss_analysis.decisions.settings import DecisionParams
from mtss_analysis.decisions.verdicts import VERDICTS

CASES = [(spec.rule, case) for spec in specs.load() for case in spec.cases]


@pytest.mark.parametrize(("rule", "case"), CASES, ids=[f"{rule}: {case.title}" for rule, case in CASES])
def test_the_rule_answers_as_its_spec_table_says(rule, case):
    found = specs.decide(rule, case)
    assert found.verdict.tolist() == [case.expected]
    assert (found.used[0] == 0) == (case.expected == "collect_more_data")


@pytest.mark.parametrize("spec", specs.load(), ids=lambda spec: spec.rule)
def test_many_plans_at_once_are_answered_as_one_by_one(spec):
    cases = [case for case in spec.cases if case.settings == spec.settings and case.prior == spec.prior]
    together = RULES[spec.rule](specs.plans_of(cases), specs.settings_of(spec.rule, spec.settings))
    assert together.verdict.tolist() == [case.expected for case in cases]


@pytest.mark.parametrize("spec", specs.load(), ids=lambda spec: spec.rule)
def test_a_spec_table_shows_every_answer_the_rule_can_give(spec):
    assert len(spec.cases) >= 6
    assert {case.expected for case in spec.cases} == {str(verdict) for verdict in VERDICTS}
    assert any(not case.higher_is_better for case in spec.cases)


@pytest.mark.parametrize("spec", specs.load(), ids=lambda spec: spec.rule)
def test_the_spec_table_uses_the_settings_we_ship(spec):
    shipped = params.layers().load(DecisionParams)
    assert getattr(shipped, spec.rule) == specs.settings_of(spec.rule, spec.settings)


@pytest.mark.parametrize("spec", specs.load(), ids=lambda spec: spec.rule)
def test_mirrored_scores_on_a_decreasing_measure_get_the_same_answer(spec):
    for case in spec.cases:
        plans = specs.plans_of([case])
        turned = specs.Case(
            **{name: getattr(case, name) for name in specs.Case.__dataclass_fields__}
            | {
                "scores": tuple(-score for score in case.scores),
                "baseline": None if case.baseline is None else -case.baseline,
                "goal": None if case.goal is None else -case.goal,
                "higher_is_better": not case.higher_is_better,
                "prior": {k: -v if k in ("level", "slope") else v for k, v in case.prior.items()},
            }
        )
        assert specs.decide(spec.rule, turned).verdict.tolist() == [case.expected]
        assert np.array_equal(plans.score, specs.plans_of([turned]).score)
