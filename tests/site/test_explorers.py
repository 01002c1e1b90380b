"""Explorers in a real browser: what is moved changes words, figure and table; rules are those of the program."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mtss_analysis.decisions import error_rates, specs
from mtss_analysis.decisions.looks import every_look
from mtss_analysis.decisions.rules import RULES
from mtss_analysis.decisions.settings import DecisionParams
from mtss_analysis.estimators import trend
from mtss_analysis.estimators.proportions import wilson
from mtss_analysis.params import layers
from mtss_analysis.reporting.examples.ruled import SIMPLE
from mtss_analysis.workflow import examples

SCRIPTS = Path(__file__).parents[2] / "book" / "_assets" / "site"
DRAWN = ".mtss-drawing > svg[role=img]"
PAGES = ("cut-score", "decision-rule", "student-graph")
MOST = 200
"""Longest wait for a page after a slider was moved [milliseconds]."""
MOVE = """([name, value]) => {
    const field = document.querySelector(`[name="${name}"]`), begun = performance.now();
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    document.body.offsetHeight;
    return performance.now() - begun;
}"""
VERDICTS = "cases => cases.map(([rule, plan, settings, upTo]) => mtssRules.verdict(rule, plan, settings, upTo))"
SIMULATED = "asked => mtssSimulated.rates(mtssSimulated.noise(1), ...asked)"
pytestmark = pytest.mark.browser


@pytest.fixture
def tab(browser: Any, pages: Path, serve: Callable[[Path], str]) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    made = context.new_page()
    made.address, made.troubles = serve(pages), []
    made.on("pageerror", lambda error: made.troubles.append(str(error)))
    yield made
    assert made.troubles == []
    context.close()


@pytest.fixture(scope="module")
def scripts(browser: Any) -> Iterator[Any]:
    """A blank page with the scripts alone."""
    made = browser.new_page()
    for name in ("explore", "explore-draw", "explore-rules", "explore-decision"):
        made.add_script_tag(path=SCRIPTS / f"{name}.js")
    yield made
    made.close()


def show(tab: Any, name: str) -> Any:
    tab.goto(f"{tab.address}explore/{name}.html")
    return tab


def told(tab: Any) -> str:
    return str(tab.locator(".mtss-told").inner_text())


def rows(tab: Any, table: str) -> list[list[str]]:
    found = "body => [...body.rows].map(row => [...row.cells].map(cell => cell.textContent))"
    return [[text.replace("\u00a0", " ") for text in row] for row in
            tab.locator(f"[data-table={table}] tbody").evaluate(found)]  # fmt: skip


def described(tab: Any) -> str:
    return str(tab.locator(f"{DRAWN} > desc").first.text_content())


def of_browser(plan: Any, at: int) -> dict[str, Any]:
    """Give plan `at` of monitored plans as the browser reads it; they are turned so that higher is better."""
    own, aim = plan.series == at, plan.aim
    start, goal, week = (
        None if np.isnan(part[at]) else float(part[at]) for part in (aim.start, aim.goal, aim.goal_time)
    )
    return {
        "weeks": plan.time[own].tolist(), "scores": plan.score[own].tolist(), "counted": plan.counted[own].tolist(),
        "start": start if start is not None else float("nan"), "goal": goal if goal is not None else float("nan"),
        "goalWeek": week if week is not None else float("nan"),
    }  # fmt: skip


@pytest.mark.parametrize("rule", SIMPLE)
def test_a_rule_of_the_browser_answers_every_worked_case_as_the_spec_table(scripts: Any, rule: str) -> None:
    (spec,) = [spec for spec in specs.load() if spec.rule == rule]
    asked = [
        [rule, of_browser(specs.plans_of([case]), 0), dict(case.settings), len(case.scores)] for case in spec.cases
    ]
    assert scripts.evaluate(VERDICTS, asked) == [case.expected for case in spec.cases]


@pytest.mark.parametrize("rule", SIMPLE)
def test_where_lower_is_better_a_rule_of_the_browser_turns_scores_itself(scripts: Any, rule: str) -> None:
    (spec,) = [spec for spec in specs.load() if spec.rule == rule]
    lower = [case for case in spec.cases if not case.higher_is_better]
    asked = []
    for case in lower:
        plan = of_browser(specs.plans_of([replace(case, higher_is_better=True)]), 0)
        asked.append([rule, {**plan, "sign": -1}, dict(case.settings), len(case.scores)])
    assert lower
    assert scripts.evaluate(VERDICTS, asked) == [case.expected for case in lower]


@pytest.mark.parametrize("rule", SIMPLE)
def test_rules_of_browser_and_program_agree_at_every_look_at_random_series(scripts: Any, rule: str) -> None:
    rng, settings = np.random.default_rng(11), getattr(layers().load(DecisionParams), rule)
    cases = []
    for _ in range(150):
        n = int(rng.integers(3, 16))
        weeks = np.cumsum(rng.choice([0.5, 1.0, 1.0, 2.0], n))
        scores = np.round(40 + rng.uniform(-0.5, 3) * weeks + rng.normal(0, rng.choice([0.0, 2.0, 8.0]), n))
        cases.append(specs.Case(
            title="", weeks=tuple(weeks.tolist()), scores=tuple(scores.tolist()), baseline=40.0,
            goal=40.0 + float(rng.integers(0, 3)) * 20, goal_week=20.0, higher_is_better=True,
            baseline_points=int(rng.integers(0, 4)), settings={}, prior={}, expected="", why="", source="",
        ))  # fmt: skip
    plans = specs.plans_of(cases)
    wanted = RULES[rule](every_look(plans), settings).verdict.tolist()
    given = settings.model_dump()
    asked = [[rule, of_browser(plans, at), given, look] for at, case in enumerate(cases)
             for look in range(1, len(case.scores) + 1)]  # fmt: skip
    assert len(set(wanted)) > 2
    assert scripts.evaluate(VERDICTS, asked) == wanted


@pytest.mark.parametrize("rule", SIMPLE)
def test_simulated_errors_are_those_of_the_program(scripts: Any, rule: str) -> None:
    """Both draw some thousand students of their own: they may differ by luck, and by no more."""
    settings, weeks, pace, noise = getattr(layers().load(DecisionParams), rule), 14, 1.5, 7.5
    asked = [rule, settings.model_dump(), {"needed": pace, "slow": pace / 2, "scatter": noise}, weeks]
    found = scripts.evaluate(SIMULATED, asked)
    on, slow = (error_rates.called(rule, settings, pace=pace / noise, weeks=weeks, share=share) for share in (1.0, 0.5))
    assert [look["alarm"] for look in found] == pytest.approx(on.at_look.tolist(), abs=0.035)
    assert [look["everAlarm"] for look in found] == pytest.approx(on.by_look.tolist(), abs=0.04)
    assert [look["everMissed"] for look in found] == pytest.approx((1 - slow.by_look).tolist(), abs=0.04)


def test_a_moved_cut_changes_words_figure_and_tables_as_the_program_counts(tab: Any) -> None:
    facts = examples.read("cut-score")
    show(tab, "cut-score")
    tab.select_option("[name=grade]", "4")
    grade = facts["grades"]["4"]
    scores, later = np.array(grade["scores"]), np.array(grade["later"], dtype=np.float64)
    for cut in (grade["cut"], 60, 100):
        tab.evaluate(MOVE, ["cut-slider", cut])
        flagged, known = scores < cut, ~np.isnan(later)
        below = int((later == 1).sum())
        found, alarm = int((flagged & (later == 1)).sum()), int((flagged & (later == 0)).sum())
        fine = int(known.sum()) - below
        lines = rows(tab, "numbers")
        fit = wilson(found, below)
        ranged = f"{100 * found / below:.0f} % ({100 * fit.low:.0f} to {100 * fit.high:.0f})"
        assert lines[0][1:] == [f"{found} of {below}", ranged]
        assert lines[1][1] == f"{fine - alarm} of {fine}"
        assert lines[2][1] == f"{found} of {found + alarm}"
        assert lines[3][1] == f"{fine - alarm} of {fine - alarm + below - found}"
        assert lines[4][1] == f"{int(flagged.sum())} of {len(scores)}"
        assert f"With a cut of {cut}, {int(flagged.sum())} of {len(scores)} students" in told(tab)
        assert f"Found {found}, missed {below - found}, flagged without need {alarm}" in described(tab)
        assert tab.input_value("[name=cut]") == str(cut)


def test_groups_and_bars_add_up_to_the_whole(tab: Any) -> None:
    show(tab, "cut-score")
    whole = rows(tab, "numbers")
    tab.locator(".mtss-explorer details summary").click()
    bars = rows(tab, "bars")
    assert sum(int(row[1]) for row in bars) == int(whole[0][1].split(" of ")[1])
    assert sum(int(row[2]) for row in bars) == int(whole[1][1].split(" of ")[1])
    assert f"{sum(int(row[4]) for row in bars)} of" in whole[4][1]
    for by in examples.read("cut-score")["groups"]:
        tab.select_option("[name=by]", by)
        missed = re.search(r"are found and (\d+) missed", told(tab))
        assert sum(int(row[3]) for row in rows(tab, "groups")) <= int(missed[1])


def test_seats_are_held_against_flags_and_a_word_is_no_number(tab: Any) -> None:
    show(tab, "cut-score")
    flagged = int(re.search(r", (\d+) of", told(tab))[1])
    tab.fill("[name=seats]", str(flagged - 5))
    assert "5 would have none" in told(tab)
    tab.fill("[name=seats]", str(flagged + 2))
    assert "2 would be left over" in told(tab)
    before = told(tab)
    tab.fill("[name=cut]", "9999")
    assert tab.locator("#odd-cut").inner_text().startswith("Type a number from")
    assert tab.get_attribute("[name=cut]", "aria-invalid") == "true"
    assert told(tab) == before


def test_a_cut_is_moved_by_keyboard_and_put_back(tab: Any) -> None:
    show(tab, "cut-score")
    written = int(tab.input_value("[name=cut]"))
    tab.locator("[name=cut-slider]").focus()
    for _ in range(3):
        tab.keyboard.press("ArrowRight")
    assert tab.input_value("[name=cut]") == str(written + 3)
    assert f"With a cut of {written + 3}," in told(tab)
    tab.keyboard.press("Tab")
    tab.keyboard.press("ArrowDown")
    assert tab.input_value("[name=cut-slider]") == str(written + 2)
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert "This is the written cut." in told(tab)


def test_a_rule_is_wrong_less_often_with_less_noise_and_the_words_follow(tab: Any) -> None:
    show(tab, "decision-rule")
    tab.select_option("[name=rule]", "trend_line")
    tab.fill("[name=minimum_points]", "6")
    first, share = told(tab), re.compile(r"it misses (\d+) of 100")
    tab.fill("[name=scatter]", "2")
    assert int(share.search(told(tab))[1]) < int(share.search(first)[1])
    tab.evaluate(MOVE, ["weeks-slider", 20])
    assert told(tab).startswith("After 20 weekly scores the trend-line rule")
    assert rows(tab, "now")[2][1] in told(tab)
    assert len(rows(tab, "looks")) == 23
    tab.fill("[name=slow]", "4")
    assert "cannot be missed" in told(tab)
    assert rows(tab, "now")[2][1] == "nobody is behind"


def test_a_rule_that_cannot_tell_yet_says_so_and_shows_only_its_own_settings(tab: Any) -> None:
    show(tab, "decision-rule")
    tab.evaluate(MOVE, ["weeks-slider", 3])
    assert "cannot tell yet" in told(tab)
    assert rows(tab, "now")[0][1] == "cannot tell yet"
    assert tab.locator("[name=points]").is_visible()
    assert not tab.locator("[name=z]").is_visible()
    tab.select_option("[name=rule]", "ci_rule")
    assert tab.locator("[name=z]").is_visible()
    assert not tab.locator("[name=points]").is_visible()


def test_other_students_are_drawn_and_the_same_come_back_with_the_page(tab: Any) -> None:
    show(tab, "decision-rule")
    first = rows(tab, "looks")
    tab.get_by_role("button", name="Draw other students").press("Enter")
    assert rows(tab, "looks") != first
    tab.reload()
    assert rows(tab, "looks") == first


def test_a_students_graph_tells_what_the_program_told(tab: Any) -> None:
    words = {"change": "change the support", "continue": "no reason to change", "raise_goal": "set a higher goal",
             "collect_more_data": "cannot tell yet"}  # fmt: skip
    show(tab, "student-graph")
    for at, student in enumerate(examples.read("student-graph")["students"]):
        tab.select_option("[name=student]", str(at))
        lines = rows(tab, "says")
        assert [row[1] for row in lines[:4]] == [words[student["says"][rule]] for rule in SIMPLE]
        assert lines[4][1] == words[student["says"]["posterior"]]
        assert lines[5][1] == student["chance_said"]
        days = np.array(student["days"]) / 7
        fit = trend.ols(days, student["scores"], np.zeros(len(days), int))
        assert f"{fit.slope[0]:.1f} ({fit.slope_low[0]:.1f} to {fit.slope_high[0]:.1f})" in told(tab)
        assert len(rows(tab, "scores")) == len(student["scores"]) + len(student["before"]["scores"])


def test_supposed_scores_move_the_trend_by_keyboard(tab: Any) -> None:
    show(tab, "student-graph")
    tab.locator("[name=student]").focus()
    before, scores = told(tab), len(rows(tab, "scores"))
    for score in ("90", "95", "99"):
        tab.keyboard.press("Tab")
        tab.keyboard.type(score)
    assert "With 90, 95, 99 next, the trend would be" in told(tab)
    assert rows(tab, "scores")[-1][1] == "99"
    assert len(rows(tab, "scores")) == scores + 3
    assert ", and 3 supposed" in described(tab)
    student = examples.read("student-graph")["students"][0]
    days = np.array([*student["days"], *(student["days"][-1] + 7 * week for week in (1, 2, 3))]) / 7
    fit = trend.ols(days, [*student["scores"], 90, 95, 99], np.zeros(len(days), int))
    assert f"would be {fit.slope[0]:.1f} ({fit.slope_low[0]:.1f} to {fit.slope_high[0]:.1f})" in told(tab)
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert told(tab) == before
    tab.fill("[name=next2]", "80")
    assert "Fill the fields in order" in told(tab)


@pytest.mark.parametrize(
    ("name", "moved", "values"),
    [
        ("cut-score", "cut-slider", (40, 90)),
        ("decision-rule", "weeks-slider", (30, 29)),
        ("student-graph", "next1", (50, 90)),
    ],
)
def test_a_moved_slider_is_answered_at_once(tab: Any, name: str, moved: str, values: tuple[int, int]) -> None:
    show(tab, name)
    assert min(tab.evaluate(MOVE, [moved, value]) for value in values * 3) < MOST


@pytest.mark.parametrize("name", PAGES)
def test_figures_have_a_title_and_words_that_belong_to_them(tab: Any, name: str) -> None:
    show(tab, name)
    for at in range(tab.locator(DRAWN).count()):
        drawn = tab.locator(DRAWN).nth(at)
        title, desc = drawn.get_attribute("aria-labelledby").split()
        assert len(tab.locator(f"#{title}").text_content()) > 20
        assert len(tab.locator(f"#{desc}").text_content()) > 60
    assert tab.locator(".mtss-told[role=status]").count() == 1


@pytest.mark.parametrize("name", PAGES)
def test_an_explorer_works_from_a_folder_and_names_no_student(browser: Any, pages: Path, name: str) -> None:
    tab = browser.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(f"file://{pages / 'explore' / name}.html")
    assert len(told(tab)) > 60
    assert tab.locator(DRAWN).count() >= 1
    assert all(url.startswith(("file://", "data:")) for url in asked)
    assert "SYN-" not in tab.content()
    assert tab.evaluate("() => Object.keys(localStorage).filter(key => key.includes('explore'))") == []
    tab.close()


@pytest.mark.parametrize("name", PAGES)
def test_without_scripts_a_sentence_leads_to_the_lesson(
    browser: Any, pages: Path, serve: Callable[[Path], str], name: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{serve(pages)}explore/{name}.html")
    assert "needs scripts" in tab.locator(".mtss-without").inner_text()
    assert not tab.locator(".mtss-explorer form").is_visible()
    tab.locator(".mtss-without a").click()
    tab.wait_for_url("**/learn/*.html")
    tab.locator("article h1:visible").first.wait_for(timeout=5000)
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_an_explorer_prints_its_figure_within_the_page(tab: Any, name: str) -> None:
    show(tab, name)
    tab.set_viewport_size({"width": 700, "height": 900})
    tab.emulate_media(media="print")
    for at in range(tab.locator(DRAWN).count()):
        drawn = tab.locator(DRAWN).nth(at)
        assert drawn.is_visible()
        assert drawn.bounding_box()["width"] <= 700
    assert tab.locator(".mtss-told").is_visible()
    assert not tab.locator(".mtss-explorer button").first.is_visible()
