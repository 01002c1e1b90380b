"""Every page opened in a real browser: accessible in light and dark, wide and narrow, by keyboard, without the web."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
WIDTHS = {"desktop": 1280, "phone": 390}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def site_address(pages: Path, serve: Callable[[Path], str]) -> str:
    return serve(pages)


@pytest.fixture(scope="session")
def artefacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the screenshots of this session."""
    return tmp_path_factory.mktemp("screenshots")


class Visit:
    """A tab that lets nothing out and notes what went wrong."""

    def __init__(self, tab: Any, address: str) -> None:
        self.tab, self.address, self.troubles = tab, address, []
        tab.route("**/*", self._only_local)
        tab.on("console", lambda message: self._note(message.type == "error", message.text))
        tab.on("pageerror", lambda error: self._note(True, str(error)))
        tab.on("response", lambda answer: self._note(answer.status >= 400, f"{answer.status} {answer.url}"))

    def _note(self, wrong: bool, words: str) -> None:
        if wrong:
            self.troubles.append(words)

    def _only_local(self, route: Any) -> None:
        if route.request.url.startswith((self.address, "data:")):
            route.continue_()
        else:
            self.troubles.append(f"asked for {route.request.url}")
            route.abort()

    def open(self, page: str) -> Any:
        self.tab.goto(f"{self.address}{page}")
        self.tab.evaluate("() => Promise.all([document.fonts.ready, window.MathJax?.startup?.promise])")
        return self.tab


@pytest.fixture(params=WIDTHS)
def visit(request: pytest.FixtureRequest, browser: Any, site_address: str) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": WIDTHS[request.param], "height": 900}, reduced_motion="reduce")
    yield Visit(context.new_page(), site_address)
    context.close()


@pytest.fixture
def desktop(browser: Any, site_address: str) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield Visit(context.new_page(), site_address)
    context.close()


def addresses(folder: Path) -> list[str]:
    return sorted(str(page.relative_to(folder)) for page in folder.rglob("*.html"))


def violations(tab: Any) -> list[str]:
    """Return what axe finds against WCAG 2.1 A and AA, one line each."""
    if not tab.evaluate("() => Boolean(window.axe)"):
        tab.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": STANDARD, "resultTypes": ["violations"]}
    found = tab.evaluate("options => axe.run(options)", options)["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def theme(tab: Any) -> str:
    return str(tab.evaluate("() => document.documentElement.dataset.theme"))


def show_in(tab: Any, wanted: str) -> None:
    """Press the theme switch until the page is in the theme wanted; the page is not loaded again."""
    for _ in range(3):
        tab.locator(".theme-switch-button:visible").first.click()
        mode = tab.evaluate("() => document.documentElement.dataset.mode")
        if mode == wanted:
            break
    assert theme(tab) == wanted


@dataclass
class Survey:
    """What one tour through every page found, at one width."""

    pages: list[str]
    violations: dict[str, list[str]] = field(default_factory=dict)
    wide: list[str] = field(default_factory=list)
    silent: dict[str, list[str]] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)


SILENT = "() => [...document.querySelectorAll('article img')].filter(p => p.alt.length < 20).map(p => p.src)"
OVER = "() => document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture(scope="session")
def places(request: pytest.FixtureRequest) -> Callable[[str], tuple[Path, list[str]]]:
    """Give a function from the name of a site to its folder and the pages to open there."""

    def find(name: str) -> tuple[Path, list[str]]:
        if name == "book":
            folder = request.getfixturevalue("pages")
            return folder, addresses(folder)
        folder = request.getfixturevalue("real_run") / ("site" if name == "real reports" else "team")
        return folder, ["index.html", *(page for page in addresses(folder) if page.startswith("reports/"))]

    return find


@pytest.fixture(scope="session", params=list(product(["book", "real reports", "team pages"], WIDTHS)), ids="-".join)
def survey(request: pytest.FixtureRequest, browser: Any, places: Any, serve: Any, artefacts: Path) -> Survey:
    """Open every page once, in light and dark, and note what is wrong; screenshots are kept."""
    site, size = request.param
    folder, names = places(site)
    context = browser.new_context(viewport={"width": WIDTHS[size], "height": 900}, reduced_motion="reduce")
    found, visit = Survey(pages=names), Visit(context.new_page(), serve(folder))
    for name in names:
        tab = visit.open(name)
        found.wide += [name] if tab.evaluate(OVER) > 0 else []
        found.silent |= {name: silent} if (silent := tab.evaluate(SILENT)) else {}
        for mode in ("light", "dark"):
            show_in(tab, mode)
            tab.screenshot(path=artefacts / f"{site}-{size}-{mode}-{name.replace('/', '_')}.png")
            found.violations |= {f"{name} {mode}": broken} if (broken := violations(tab)) else {}
    found.troubles = visit.troubles
    context.close()
    return found


def test_every_page_is_accessible_in_light_and_dark(survey: Survey) -> None:
    assert survey.violations == {}


def test_no_page_asks_for_an_outside_address_or_fails_in_the_browser(survey: Survey) -> None:
    assert survey.troubles == []


def test_no_page_is_wider_than_the_screen(survey: Survey) -> None:
    assert survey.wide == []


def test_every_picture_has_words(survey: Survey) -> None:
    assert survey.silent == {}


def test_the_tour_took_in_the_reports(survey: Survey) -> None:
    assert any(name.endswith("04_decisions.html") for name in survey.pages)


def test_the_tour_of_the_book_takes_in_search_and_index(pages: Path) -> None:
    assert {"search.html", "genindex.html", "index.html", "reports/S02/04_decisions.html"} <= set(addresses(pages))


@pytest.mark.parametrize("width", [640, 320])
def test_no_page_scrolls_sideways_at_200_and_400_percent(
    browser: Any, pages: Path, site_address: str, width: int
) -> None:
    """Magnified, a screen of 1280 points holds as much as one of 640 or 320 (WCAG 2.1, 1.4.4 and 1.4.10)."""
    tab = browser.new_page(viewport={"width": width, "height": 512})
    wide = []
    for name in addresses(pages):
        tab.goto(f"{site_address}{name}")
        wide += [name] if tab.evaluate(OVER) > 0 else []
    tab.close()
    assert wide == []


def test_first_press_of_tab_offers_to_skip_to_the_content(desktop: Visit) -> None:
    tab = desktop.open("reports/district/02_screening.html")
    tab.keyboard.press("Tab")
    assert tab.evaluate("() => document.activeElement.innerText") == "Skip to main content"
    assert tab.evaluate("() => document.activeElement.getBoundingClientRect().top >= 0")
    tab.keyboard.press("Enter")
    assert tab.evaluate("() => location.hash") == "#main-content"


def test_focus_can_be_seen_wherever_it_goes(desktop: Visit) -> None:
    tab = desktop.open("reports/district/02_screening.html")
    seen = """() => {
        const element = document.activeElement, style = getComputedStyle(element);
        return [element.outerHTML.slice(0, 120), style.outlineStyle, parseFloat(style.outlineWidth)];
    }"""
    for _ in range(25):
        tab.keyboard.press("Tab")
        element, style, width = tab.evaluate(seen)
        if element.startswith("<body"):
            break
        assert (style, width >= 2) == ("solid", True), element


def test_a_table_wider_than_its_place_scrolls_by_keyboard(visit: Visit) -> None:
    tab = visit.open("reports/district/02_screening.html")
    table = tab.locator(".mtss-table").first
    assert table.evaluate("box => box.scrollWidth > box.clientWidth")
    assert table.get_attribute("tabindex") == "0"
    assert table.get_attribute("role") == "region"
    assert table.get_attribute("aria-label") == "Table: Tiers by school"
    table.focus()
    tab.keyboard.press("ArrowRight")
    tab.wait_for_function("() => document.querySelector('.mtss-table').scrollLeft > 0", timeout=5000)


def test_a_figure_keeps_a_readable_size_and_scrolls_by_keyboard_where_the_screen_is_narrow(visit: Visit) -> None:
    tab = visit.open("reports/district/02_screening.html")
    frame = tab.locator(".mtss-picture").first
    narrow = tab.viewport_size["width"] == WIDTHS["phone"]
    if narrow:
        tab.wait_for_function("() => document.querySelector('.mtss-picture[tabindex]')", timeout=5000)
        assert frame.locator("img").evaluate("picture => picture.clientWidth") >= 640
        assert frame.get_attribute("aria-label") == "Figure: Support suggested, by school"
        assert frame.get_attribute("role") == "region"
    assert frame.evaluate("box => box.scrollWidth > box.clientWidth + 1") is narrow


def test_a_table_that_fits_is_no_stop_for_the_keyboard(desktop: Visit) -> None:
    tab = desktop.open("reports/index.html")
    assert tab.locator(".mtss-table").first.get_attribute("tabindex") in (None, "-1")


def test_search_finds_a_page(desktop: Visit) -> None:
    tab = desktop.open("search.html?q=aimline")
    tab.wait_for_selector("#search-results li a", timeout=10000)
    assert tab.locator("#search-results li a", has_text=re.compile("Glossary")).count() >= 1
    assert violations(tab) == []
    assert desktop.troubles == []


def test_formulas_are_set_and_can_be_read_aloud(desktop: Visit) -> None:
    tab = desktop.open("reference/methods.html")
    tab.wait_for_selector("mjx-container mjx-assistive-mml math", state="attached", timeout=10000)
    assert tab.locator("mjx-merror").count() == 0
    assert tab.locator("mjx-container").count() == tab.locator("mjx-assistive-mml").count()


def test_pages_can_be_read_without_scripts(browser: Any, site_address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{site_address}reports/district/02_screening.html")
    assert "Tiers by school" in tab.inner_text("article")
    context.close()


def test_printing_leaves_out_menus(desktop: Visit) -> None:
    tab = desktop.open("reports/district/02_screening.html")
    tab.emulate_media(media="print")
    assert not tab.locator(".bd-sidebar-primary").is_visible()
    assert tab.locator("h1:visible").count() == 1  # the theme prints a heading of its own and hides the article's
    assert tab.locator("article .mtss-table").first.is_visible()
