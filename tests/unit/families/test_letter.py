"""A letter as a page: nothing left open, in one language, with its graph in words and the right to an evaluation."""

import re
from html import unescape

import pytest

from mtss_analysis.errors import ParamsError
from mtss_analysis.families import Written, letter
from mtss_analysis.params import LETTERS, LettersParams, languages, layers, validated

DEFAULTS = {"owner_role": "MTSS coordinator", "version": "1", "contact": "", "confidence": 0.95, "notices": {}}
SPOKEN = languages(layers())
NOTICE = {
    "texts": {"en": "State notice.", "es": "Aviso."},
    "source": "Statute 1",
    "domains": ["reading"],
    "letters": ["entry"],
}


def write(found, code="en", wanted="", **how):
    written = Written(SPOKEN[code], wanted, "First School", validated(LettersParams, DEFAULTS | how))
    return letter(found, written)


def text(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html.partition("<body>")[2])).split())


@pytest.mark.parametrize("code", sorted(SPOKEN))
@pytest.mark.parametrize("kind", LETTERS)
def test_no_place_is_left_open_in_any_letter(facts, kind, code):
    html = write(facts(kind, plans=[{"end": "2025-01-17"}] if kind == "exit" else [{}]), code)
    assert not re.search(r"[{}]|\bnan\b|\bNaT\b|None", text(html))
    assert f'<html lang="{code}">' in html
    assert SPOKEN[code].texts["rights.text"] in text(html)
    assert html.count("<h1>") == html.count("<img") == 1
    assert 'alt="' in html
    assert "<script" not in html


def test_a_spanish_letter_has_no_english_sentence(facts):
    said, english = text(write(facts(), "es")), set(SPOKEN["en"].texts.values())
    assert [sentence for sentence in english if len(sentence.split()) > 2 and sentence in said] == []


def test_the_graph_is_told_in_words(facts):
    html = unescape(write(facts()))
    assert "from 40 on September 30, 2024 to 70 on May 30, 2025. Number of scores: 8. The first is 40" in html


def test_without_a_goal_there_is_no_graph_and_it_is_said(facts):
    html = write(facts(plans=[{"goal": None}]))
    assert "<img" not in html
    assert SPOKEN["en"].texts["goal.unknown"] in text(html)


def test_without_a_template_the_letter_is_english_and_offers_an_interpreter(facts):
    said = text(write(facts(), wanted="Somali"))
    assert "We do not have this letter in Somali yet. Ask the school for an interpreter. It is free." in said
    assert "in Somali" not in text(write(facts()))


def test_a_measure_the_language_does_not_name_has_general_words(facts):
    found = facts(plans=[{"measure": "own_measure"}])
    assert "una prueba breve" in text(write(found, "es"))


def test_a_notice_of_the_state_stands_where_it_belongs_with_its_source(facts):
    notices = {"reading_deficiency": NOTICE}
    assert "Aviso. Fuente: Statute 1" in text(write(facts("entry"), "es", notices=notices))
    assert "Aviso" not in text(write(facts("progress"), "es", notices=notices))


def test_a_notice_without_the_language_stops_the_letter(facts):
    notices = {"dyslexia": NOTICE | {"texts": {"en": "State notice."}}}
    with pytest.raises(ParamsError, match=r'the notice "dyslexia" has no text in "es".* Add it under texts'):
        write(facts("entry"), "es", notices=notices)


def test_a_contact_takes_the_place_of_the_line(facts):
    assert "Whom to ask: Office, 555-0100" in text(write(facts(), contact="Office, 555-0100"))
