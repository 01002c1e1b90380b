"""The book and the list of lessons hold each other, and every part that a page asks for is made."""

import re

from mtss_analysis.params import HOME, LessonsParams, instruments, layers
from mtss_analysis.workflow.effective import Effective
from mtss_analysis.workflow.site import instruments as pages
from mtss_analysis.workflow.site.reference import parts

LESSONS = layers().load(LessonsParams).lessons
LEARN = HOME / "book" / "learn"
DEFAULTS = Effective({})


def test_every_lesson_has_its_page_and_every_page_its_lesson():
    assert {page.stem for page in LEARN.glob("*.md")} - {"index"} == set(LESSONS)
    for name, lesson in LESSONS.items():
        text = (LEARN / f"{name}.md").read_text(encoding="utf-8")
        assert text.startswith(f"# {lesson.title}\n\n<!-- generated: lesson-{name} -->\n"), name


def test_the_contents_list_every_lesson():
    contents = (HOME / "book" / "_toc.yml").read_text(encoding="utf-8")
    assert sorted(re.findall(r"file: learn/([\w-]+)", contents)) == sorted(["index", *LESSONS])


def test_every_lesson_has_a_sentence_and_three_or_four_aims():
    for lesson in LESSONS.values():
        assert lesson.about.endswith(".")
        assert 3 <= len(lesson.aims) <= 4
        assert all(aim.endswith(".") for aim in lesson.aims)


def test_aims_are_written_nowhere_but_in_the_list():
    for name, lesson in LESSONS.items():
        text = (LEARN / f"{name}.md").read_text(encoding="utf-8")
        made = pages.lesson(name, DEFAULTS)
        assert not any(aim in text for aim in lesson.aims)
        assert all(f"- {aim}\n" in made for aim in lesson.aims)
        assert made.startswith("{.mtss-lead}\n" + lesson.about)


def test_the_list_links_to_every_lesson():
    assert re.findall(r"\]\(([\w-]+)\.md\)", pages.lessons(DEFAULTS)) == list(LESSONS)


def test_every_lesson_is_led_to_by_an_item_of_our_own_instrument():
    ours = instruments(layers())[pages.OURS]
    assert {item.lesson for item in ours.items} == set(LESSONS)


def test_pages_ask_only_for_parts_that_are_made():
    asked = {
        name
        for page in (HOME / "book").rglob("*.md")
        for name in re.findall(r"<!-- generated: ([\w-]+) -->", page.read_text(encoding="utf-8"))
    }
    assert asked - set(parts(DEFAULTS)) == {"reports", "right-to-evaluation", "editions"}
    assert set(parts(DEFAULTS)) <= asked


def test_the_item_page_shows_every_level_and_leads_to_the_lesson():
    text = pages.items(DEFAULTS)
    for item in instruments(layers())[pages.OURS].items:
        assert f"### {item.number}. {item.text}" in text
        assert all(words in text for words in (*item.anchors.values(), *item.wording.values()))
        assert f"](../learn/{item.lesson}.md)" in text


def test_the_page_of_instruments_says_what_was_not_seen_and_what_is_to_complete():
    text = pages.scoring()
    for made in instruments(layers()).values():
        assert f"## {made.label}" in text
        assert all(sentence in text for sentence in made.unverified)
        assert made.shell in text
