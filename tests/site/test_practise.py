"""Lessons and forms in a real browser: by mouse and by keyboard, and from the form to the school's results page."""

import csv
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mtss_analysis import samples
from mtss_analysis.params import knowledge_checks, layers
from mtss_analysis.tables import TABLES

LESSON = "learn/fidelity.html"
FORM = "self_assessment/forms/mtss_implementation_self_assessment_1-0.html"
pytestmark = pytest.mark.browser


@pytest.fixture
def tab(browser: Any, pages: Path, serve: Callable[[Path], str]) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    made = context.new_page()
    made.address = serve(pages)
    made.troubles = []
    made.on("pageerror", lambda error: made.troubles.append(str(error)))
    yield made
    assert made.troubles == []
    context.close()


def saved(tab: Any, button: str, folder: Path) -> Path:
    with tab.expect_download() as waiting:
        tab.get_by_role("button", name=button).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_a_check_says_what_is_right_and_why_and_saves_it(tab: Any, tmp_path: Path) -> None:
    check = knowledge_checks(layers())["fidelity"]
    tab.goto(tab.address + LESSON)
    for number, item in enumerate(check.items, 1):
        choice = item.answer if number > 1 else item.answer % len(item.choices) + 1
        tab.locator(f"input[name='fidelity-{number}'][value='{choice}']").check()
    tab.get_by_role("button", name="Check my answers").click()
    assert tab.locator(".mtss-score").inner_text().startswith(f"{len(check.items) - 1} of {len(check.items)} right")
    first = tab.locator("fieldset[data-item='1'] .mtss-verdict").inner_text()
    assert first.startswith("Not quite.")
    assert check.items[0].choices[check.items[0].answer - 1].why in first
    path = saved(tab, "Save my answers as a file", tmp_path)
    kept = rows(path)
    assert [row["item"] for row in kept] == [str(number) for number in range(1, len(check.items) + 1)]
    assert {row["lesson"] for row in kept} == {"fidelity"}
    assert len({row["respondent_id"] for row in kept}) == 1
    assert not any("name" in column for column in kept[0])


def test_nothing_is_remembered_of_a_check(tab: Any) -> None:
    tab.goto(tab.address + LESSON)
    tab.locator("input[name='fidelity-1']").first.check()
    tab.get_by_role("button", name="Check my answers").click()
    kept = (
        "() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter(key => /mtss|fidelity/.test(key))"
    )
    assert tab.evaluate(kept) == []
    assert tab.evaluate("() => document.cookie") == ""


def test_a_lesson_is_walked_by_keyboard_alone(tab: Any) -> None:
    tab.goto(tab.address + LESSON)
    tab.locator("input[name='fidelity-1']").first.focus()
    items = tab.locator("form.mtss-check fieldset[data-item]").count()
    for _ in range(items):
        tab.keyboard.press("Space")
        tab.keyboard.press("ArrowDown")
        tab.keyboard.press("Tab")
    assert tab.evaluate("() => document.activeElement.innerText") == "Check my answers"
    tab.keyboard.press("Enter")
    assert re.match(rf"\d of {items} right", tab.locator(".mtss-score").inner_text())
    assert tab.evaluate("() => document.activeElement.className") == "mtss-score"


def test_without_scripts_the_reasons_can_be_opened(browser: Any, pages: Path, serve: Callable[[Path], str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(serve(pages) + LESSON)
    tab.locator("form.mtss-check summary").first.click()
    assert tab.locator("form.mtss-check .mtss-why").first.is_visible()
    assert not tab.get_by_role("button", name="Check my answers").is_visible()
    context.close()


def fill(tab: Any, school: str) -> int:
    tab.goto(tab.address + FORM)
    tab.fill("[name=org_id]", school)
    tab.fill("[name=administered_on]", "2025-03-14")  # within the school year of the invented district
    fields = tab.locator("form.mtss-rating fieldset[data-item]:visible")
    for place in range(fields.count()):
        fields.nth(place).locator(f"input[value='{place % 4}']").check()
    tab.get_by_role("button", name="Add up").click()
    return int(fields.count())


def test_a_form_adds_up_names_lessons_and_is_read_again(tab: Any, tmp_path: Path) -> None:
    number = fill(tab, "S01")
    assert "All items are rated" in tab.locator(".mtss-score").inner_text()
    points = sum(place % 4 for place in range(number))
    whole = tab.locator(".mtss-sums table").first.locator("tbody td").all_inner_texts()
    assert whole[:2] == [str(points), str(3 * number)]
    assert tab.locator(".mtss-sums ol a").count() == 5
    path = saved(tab, "Save as a file", tmp_path)
    assert list(rows(path)[0]) == [column.name for column in TABLES["ratings"].columns]
    tab.reload()
    assert tab.locator("form.mtss-rating input[type=radio]:checked").count() == number
    tab.get_by_role("button", name="Delete my answers here").click()
    assert tab.locator("form.mtss-rating input[type=radio]:checked").count() == 0
    assert not tab.evaluate("() => Object.keys(localStorage).some(key => key.startsWith('mtss:'))")
    tab.set_input_files("form.mtss-rating input[type=file]", path)
    tab.wait_for_function("() => document.querySelector('.mtss-score').innerText.includes('were read')")
    assert tab.locator("form.mtss-rating input[type=radio]:checked").count() == number


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "Nothing was read"),
        (
            "instrument,version,item,score\nmtss_implementation_self_assessment,1.0,1,9\n",
            "item 1 has the score 9, expected one of 0, 1, 2, 3",
        ),
    ],
)
def test_a_strange_file_is_refused_in_words(tab: Any, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "strange.csv"
    path.write_text(text, encoding="utf-8")
    tab.goto(tab.address + FORM)
    tab.set_input_files("form.mtss-rating input[type=file]", path)
    tab.wait_for_function("() => document.querySelector('.mtss-score').innerText")
    assert said in tab.locator(".mtss-score").inner_text()


def test_a_form_without_the_code_of_a_school_is_not_saved(tab: Any) -> None:
    tab.goto(tab.address + FORM)
    tab.locator("form.mtss-rating input[type=radio]").first.check()
    tab.get_by_role("button", name="Save as a file").click()
    assert "code of the school" in tab.locator(".mtss-score").inner_text()


def test_the_staff_form_shows_its_own_items_and_words(tab: Any) -> None:
    tab.goto(tab.address + FORM)
    whole = tab.locator("form.mtss-rating fieldset[data-item]:visible").count()
    tab.select_option("[name=form]", "staff")
    assert 0 < tab.locator("form.mtss-rating fieldset[data-item]:visible").count() < whole
    assert "classroom teacher" in tab.locator("[name=respondent_role]").inner_text()


def test_from_a_check_to_the_page_on_professional_development(tab: Any, tmp_path: Path) -> None:
    tab.goto(tab.address + LESSON)
    fields = tab.locator("form.mtss-check fieldset[data-item]")
    for place in range(fields.count()):
        answer = fields.nth(place).get_attribute("data-answer")
        fields.nth(place).locator(f"input[value='{answer if place else 1 + int(answer) % 2}']").check()
    tab.fill("[name=school_id]", "S01")
    tab.get_by_role("button", name="Check my answers").click()
    data = samples.write(tmp_path / "small", samples.generate(schools=3, students=90, years=1, seed=7))
    (Path(data) / "learning.csv").unlink()
    (Path(data) / "learning").mkdir()
    path = saved(tab, "Save my answers as a file", tmp_path)
    assert list(rows(path)[0]) == [column.name for column in TABLES["learning"].columns]
    for person in range(6):
        text = path.read_text(encoding="utf-8").replace(rows(path)[0]["respondent_id"], f"person{person}")
        text = text.replace(rows(path)[0]["answered_on"], "2025-03-14")  # within the year of the invented district
        (Path(data) / "learning" / f"{person}.csv").write_text(text, encoding="utf-8")
    words = ["run", str(data), "--only", "21_learning", "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-m", "mtss_analysis", *words], capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    tab.goto(f"file://{tmp_path / 'out' / 'team' / 'reports' / 'district' / '21_learning.html'}")
    said = tab.inner_text("article")
    assert "Answers to 1 lesson came back from 1 of 3 schools" in said
    assert "83 %" in said


def test_from_the_form_to_the_results_page_of_the_school(tab: Any, tmp_path: Path) -> None:
    fill(tab, "S01")
    percent = tab.locator(".mtss-sums table").first.locator("tbody td").nth(2).inner_text().removesuffix(" %")
    data = samples.write(tmp_path / "small", samples.generate(schools=3, students=90, years=1, seed=7))
    for path in Path(data).glob("ratings*"):
        path.unlink()
    (Path(data) / "ratings").mkdir()
    shutil.move(saved(tab, "Save as a file", tmp_path), Path(data) / "ratings")
    words = ["run", str(data), "--only", "12_self_assessment", "--school", "S01", "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-m", "mtss_analysis", *words], capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    tab.goto(f"file://{tmp_path / 'out' / 'team' / 'reports' / 'S01' / '12_self_assessment.html'}")
    said = tab.inner_text("article")
    assert "MTSS Implementation Self-Assessment" in said
    assert re.search(rf"\b{percent}\b", said)
