"""The book and the list of lessons hold each other, and every part that a page asks for is made."""

import re

from mtss_analysis.params import HOME, LessonsParams, instruments, layers
from mtss_analysis.workflow.effective import Effective
from mtss_analysis.workflow.site import instruments as forms
from mtss_analysis.workflow.site import lessons as pages
from mtss_analysis.workflow.site.reference import parts

LESSONS = layers().load(LessonsParams).lessons
LEARN = HOME / "book" / "learn"
DEFAULTS = Effective({})


ORDER = ("lesson", "case", "check", "items")
HEADINGS = ("## A worked case", "## Check what you know", "## Leading this lesson", "## Further reading")
FEWEST_WORDS = 850
"""Of authored reading: what ten minutes hold with the case."""


def text(name: str) -> str:
    return (LEARN / f"{name}.md").read_text(encoding="utf-8")


def test_every_lesson_has_its_page_and_every_page_its_lesson():
    assert {page.stem for page in LEARN.glob("*.md")} - {"index"} == set(LESSONS)
    for name, lesson in LESSONS.items():
        assert text(name).startswith(f"# {lesson.title}\n\n<!-- generated: lesson-{name} -->\n"), name


def test_every_lesson_holds_all_its_parts_in_order():
    for name in LESSONS:
        parts_of = [text(name).find(f"<!-- generated: {part}-{name} -->") for part in ORDER]
        headings = [text(name).find(heading) for heading in HEADINGS]
        assert parts_of == sorted(parts_of), name
        assert -1 not in parts_of + headings, name
        assert headings == sorted(headings), name


def test_every_lesson_is_a_reading_and_not_a_list():
    for name in LESSONS:
        reading = text(name).split(HEADINGS[0])[0]
        assert len(reading.split()) >= FEWEST_WORDS, name


def test_lessons_rest_only_on_lessons_there_are_and_never_on_each_other():
    for name, lesson in LESSONS.items():
        assert set(lesson.before) <= set(LESSONS) - {name}
    order = pages.in_order(LESSONS)
    assert sorted(order) == sorted(LESSONS)
    assert all(order.index(each) < order.index(name) for name, lesson in LESSONS.items() for each in lesson.before)


def test_every_role_has_a_path():
    made = pages.paths(DEFAULTS)
    assert all(f"### {called}" in made for called in pages.ROLES.values())
    assert all(lesson.roles for lesson in LESSONS.values())


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
        made = pages.head(name, DEFAULTS)
        assert not any(aim in text(name) for aim in lesson.aims)
        assert all(f"- {aim}" in made for aim in lesson.aims)
        assert made.startswith("{.mtss-lead}\n" + lesson.about)


def test_the_list_links_to_every_lesson():
    assert re.findall(r"\]\(([\w-]+)\.md\)", pages.listed(DEFAULTS)) == list(LESSONS)


def test_every_item_of_our_own_instrument_leads_to_a_lesson_and_most_lessons_are_led_to():
    ours = instruments(layers())[forms.OURS]
    assert {item.lesson for item in ours.items} <= set(LESSONS)
    for name in LESSONS:
        assert (f"{name}" in {item.lesson for item in ours.items}) == bool(pages.led(name, DEFAULTS))


def test_pages_ask_only_for_parts_that_are_made():
    asked = {
        name
        for page in (HOME / "book").rglob("*.md")
        for name in re.findall(r"<!-- generated: ([\w-]+) -->", page.read_text(encoding="utf-8"))
    }
    assert asked - set(parts(DEFAULTS)) == {"reports", "right-to-evaluation", "editions"}
    assert set(parts(DEFAULTS)) <= asked


def test_the_item_page_shows_every_level_and_leads_to_the_lesson():
    text = forms.items(DEFAULTS)
    for item in instruments(layers())[pages.OURS].items:
        assert f"### {item.number}. {item.text}" in text
        assert all(words in text for words in (*item.anchors.values(), *item.wording.values()))
        assert f"](../learn/{item.lesson}.md)" in text


def test_the_page_of_instruments_says_what_was_not_seen_and_what_is_to_complete():
    text = forms.scoring(DEFAULTS)
    for made in instruments(layers()).values():
        assert f"## {made.label}" in text
        assert all(sentence in text for sentence in made.unverified)
        assert made.shell in text
