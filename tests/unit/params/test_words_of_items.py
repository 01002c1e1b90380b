"""The words of our own instruments: plain, about support and never about kinds of students, readable by those asked."""

import re

import pytest

from mtss_analysis.params import instruments, layers

ALL = instruments(layers())
OURS = ALL["mtss_implementation_self_assessment", "1.0"]
SUPPORT = ALL["mtss_staff_support", "1.0"]
WORDS = [
    (f"{made.instrument} {item.number} {place}", text)
    for made in (OURS, SUPPORT)
    for item in made.items
    for place, text in {"text": item.text, **item.anchors, **item.wording}.items()
]
JARGON = re.compile(
    r"\b(fidelity|stakeholder|leverage|utili[sz]e|dosage|probes?|audit|flag|triangulat|efficacy)\w*", re.I
)
KINDS = re.compile(r"\btier [123] (student|child|kid)|\b(at-risk|low|struggling) (student|child|kid)", re.I)


@pytest.mark.parametrize(("place", "text"), WORDS, ids=[place for place, _ in WORDS])
def test_words_are_plain_and_speak_of_support(place, text):
    assert not JARGON.search(text), place
    assert not KINDS.search(text), place
    assert text.endswith("."), place
    assert max(len(sentence.split()) for sentence in text.split(". ")) <= 26, place


def test_levels_of_an_item_differ_and_each_is_something_to_see():
    for item in OURS.items:
        said = list(item.anchors.values())
        assert len(set(said)) == len(OURS.scale), item.number
        assert min(len(words.split()) for words in said) >= 3, item.number


def test_words_of_amount_are_explained():
    amounts = {word for _, text in WORDS for word in re.findall(r"\b(some|most|nearly all)\b", text.lower())}
    assert amounts
    assert all(f'"{word}"' in OURS.guide for word in amounts)


def test_short_and_full_form_ask_about_every_subscale():
    for form in ("full", "short"):
        assert {item.subscale for item in OURS.items_of(form)} == set(OURS.subscales)
    assert 12 <= len(OURS.items_of("short")) <= 16
    assert len(SUPPORT.items) == 8


@pytest.mark.parametrize("form", ["staff", "family", "student"])
def test_forms_for_others_have_words_of_their_own_for_exactly_their_items(form):
    worded = [item.number for item in OURS.items if form in item.wording]
    assert worded == [item.number for item in OURS.items_of(form)]
    assert OURS.forms[form].roles


def _syllables(word: str) -> int:
    return max(len(re.findall(r"[aeiouy]+", re.sub(r"(?<=[^l])e$", "", word.lower()))), 1)


def test_students_can_read_their_form():
    """The Flesch-Kincaid grade (Kincaid and others, 1975) of the whole form is at most 4."""
    sentences = [item.wording["student"] for item in OURS.items_of("student")]
    words = re.findall(r"[A-Za-z']+", " ".join(sentences))
    grade = 0.39 * len(words) / len(sentences) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59
    assert grade <= 4
    assert len(sentences) <= 10
