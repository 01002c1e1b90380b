"""A knowledge check as a form: everything that is asked and explained stands in it, safely."""

from mtss_analysis.params import KnowledgeCheck
from mtss_analysis.workflow.site import knowledge

MADE = KnowledgeCheck.model_validate({
    "lesson": "fidelity", "version": "1.0",
    "items": [
        {"ask": f"Is {n} < 3 & why?", "choices": [
            {"says": "No, <b>never</b>", "why": "It is smaller."}, {"says": "Yes", "why": "So it is.", "right": True},
        ]}
        for n in range(5)
    ],
})  # fmt: skip


def test_every_question_choice_and_reason_stands_in_the_form():
    made = knowledge.check(MADE)
    assert made.count("<fieldset data-item=") == 5
    assert made.count('type="radio"') == 10
    assert made.count("It is smaller.") == made.count("So it is.") == 5
    assert made.count('data-answer="2"') == 5


def test_words_are_never_read_as_tags():
    made = knowledge.check(MADE)
    assert "<b>never" not in made
    assert "Is 2 &lt; 3 &amp; why?" in made


def test_each_group_of_choices_is_named_by_its_question_and_has_a_name_of_its_own():
    made = knowledge.check(MADE)
    assert made.count("<legend>") == 6
    assert all(made.count(f'name="fidelity-{n}"') == 2 for n in range(1, 6))


def test_a_lesson_without_a_check_says_so():
    assert knowledge.check(None) == knowledge.NO_CHECK
