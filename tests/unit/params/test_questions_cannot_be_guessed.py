"""Knowledge checks ask for what was read: marks that have nothing to do with it must not give the answer away."""

from collections import Counter

import pytest

from mtss_analysis.params import knowledge_checks, layers

CHECKS = knowledge_checks(layers())
ITEMS = [item for check in CHECKS.values() for item in check.items]
MOST_BY_PLACE, MOST_BY_LENGTH = 0.40, 0.42
"""Right answers that always the same place, or always the longest choice, may earn [share]."""


def earned(choose):
    """Share of right answers of somebody who chooses by a mark alone."""
    return sum(choose(item) == item.answer for item in ITEMS) / len(ITEMS)


@pytest.mark.parametrize("place", [1, 2, 3])
def test_no_place_is_right_more_often_than_others(place):
    assert earned(lambda item: place) <= MOST_BY_PLACE


@pytest.mark.parametrize("name", CHECKS)
def test_within_a_lesson_no_place_is_right_in_more_than_half_of_the_questions(name):
    places = Counter(item.answer for item in CHECKS[name].items)
    assert max(places.values()) <= len(CHECKS[name].items) / 2


@pytest.mark.parametrize("pick", [max, min])
def test_length_does_not_give_the_answer_away(pick):
    def chosen(item):
        lengths = [len(choice.says) for choice in item.choices]
        return 1 + lengths.index(pick(lengths))

    assert earned(chosen) <= MOST_BY_LENGTH
