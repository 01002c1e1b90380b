"""What a built site holds: the authored pages, the generated reference, the reports; and nothing else."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest
from pydantic import BaseModel

from mtss_analysis.params import TeamsParams, layers
from mtss_analysis.tables import TABLES
from mtss_analysis.vocabulary import GLOSSARY, RIGHT_TO_EVALUATION
from mtss_analysis.workflow.site import settings

AUTHORED = ["index", "lead/index", "lead/what-is-mtss", "lead/reading-a-report", "learn/index", "self_assessment/index",
            "self_assessment/items", "self_assessment/instruments"]  # fmt: skip
AUTHORED += ["lead/teams-and-meetings", "lead/families"]
REFERENCE = ["index", "glossary", "rules", "methods", "data-dictionary", "parameters", "privacy"]
ADDRESS = re.compile(r"""(?:href|src)="([^"]*)\"""")
OUTSIDE = re.compile(r"""(?:src|href|action)=["']?(?:https?:)?//|(?:url\(|@import )["']?(?:https?:)?//""")


def words(page: Path) -> str:
    """Return the text of the article of a page, with blanks evened out."""
    article = re.search(r"<article.*?</article>", page.read_text(encoding="utf-8"), re.DOTALL)
    assert article, page
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", article[0])).replace("’", "'").split())


def html_pages(pages: Path) -> list[Path]:
    return sorted(pages.rglob("*.html"))


def test_first_page_is_the_book_and_not_a_redirect(pages: Path) -> None:
    text = (pages / "index.html").read_text(encoding="utf-8")
    assert "http-equiv" not in text.lower()
    for door in ("Lead", "Practise", "Look up"):
        assert door in words(pages / "index.html")
    assert 'href="reports/index.html"' in text


@pytest.mark.parametrize("name", AUTHORED + [f"reference/{name}" for name in REFERENCE])
def test_authored_page_is_built_and_every_generated_part_is_filled(pages: Path, name: str) -> None:
    text = (pages / f"{name}.html").read_text(encoding="utf-8")
    assert "generated:" not in text
    assert len(words(pages / f"{name}.html")) > 150


def test_agendas_and_questions_of_the_settings_are_on_the_page_of_meetings(pages: Path) -> None:
    text = words(pages / "lead" / "teams-and-meetings.html")
    for kind in layers().load(TeamsParams).kinds.values():
        for said in (kind.purpose, *kind.questions, *(step.step for step in kind.agenda)):
            assert " ".join(said.replace("’", "'").split()) in text


def test_links_of_every_page_lead_to_a_file_and_an_anchor_of_the_site(pages: Path) -> None:
    broken = []
    for page in html_pages(pages):
        for address in ADDRESS.findall(page.read_text(encoding="utf-8")):
            parts = urlsplit(unescape(address))
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            known = target.is_file() and (
                not parts.fragment or target.suffix != ".html" or f'id="{parts.fragment}"' in target.read_text("utf-8")
            )
            if parts.scheme != "data" and not known:
                broken.append(f"{page.relative_to(pages)}: {address}")
    assert broken == []


def test_no_page_or_stylesheet_loads_an_outside_address(pages: Path) -> None:
    texts = [*html_pages(pages), *pages.rglob("*.css")]
    assert [path for path in texts if OUTSIDE.search(path.read_text(encoding="utf-8"))] == []


def test_no_widget_script_is_on_the_site(pages: Path) -> None:
    assert not list(pages.rglob("*require*.js"))
    assert not list(pages.rglob("*embed-amd*"))


def test_only_pages_with_a_formula_load_the_formula_setter(pages: Path) -> None:
    loading = {str(page.relative_to(pages)) for page in html_pages(pages) if "tex-mml-chtml" in page.read_text("utf-8")}
    assert loading <= {"reference/methods.html", "reference/index.html", "index.html"}  # Sphinx adds pages above it
    assert "reference/methods.html" in loading


def test_notebook_sources_are_not_on_the_site(pages: Path) -> None:
    assert not list(pages.rglob("*.ipynb"))
    assert not (pages / "_sources").exists()


def test_glossary_page_holds_every_term_with_its_meaning(pages: Path) -> None:
    text = words(pages / "reference" / "glossary.html")
    assert [term for term, meaning in GLOSSARY.items() if f"{term} {meaning}".replace("’", "'") not in text] == []


def test_data_dictionary_page_holds_every_table_and_column(pages: Path) -> None:
    text = words(pages / "reference" / "data-dictionary.html")
    columns = [column for table in TABLES.values() for column in table.columns]
    assert [table.name for table in TABLES.values() if f"One row is {table.row}." not in text] == []
    assert [c.name for c in columns if c.name not in text or c.description[1:] not in text] == []


def test_parameters_page_holds_every_setting_with_its_source(pages: Path) -> None:
    text = words(pages / "reference" / "parameters.html")
    assert {cls.file for cls in settings.classes()} >= {"district", "measures", "screening", "growth", "decisions"}
    shown = [entry for cls in settings.classes() for entry in leaves(cls)]
    assert [name for name, about, source in shown if f"{name} " not in text or about[1:] not in text] == []
    assert [name for name, _, source in shown if " ".join(source.split()) not in text] == []


def leaves(cls: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, str, str]]:
    """Give name, description and source of every setting, those of nested groups too."""
    for name, field in cls.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from leaves(field.annotation, f"{prefix}{name}.")
        else:
            extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
            yield f"{prefix}{name}", str(field.description), str(extra["source"])


def test_parameters_page_shows_the_defaults_in_force(pages: Path) -> None:
    measure = next(iter(layers().load(settings.params.MeasuresParams).measures.values()))
    assert measure.label in words(pages / "reference" / "parameters.html")


@pytest.mark.parametrize("page", ["reference/rules", "reports/district/04_decisions", "reports/N01/04_decisions"])
def test_pages_that_advise_to_wait_carry_the_right_to_an_evaluation(pages: Path, page: str) -> None:
    assert RIGHT_TO_EVALUATION in words(pages / f"{page}.html")


def test_a_page_without_such_advice_does_not_repeat_the_notice(pages: Path) -> None:
    assert RIGHT_TO_EVALUATION not in words(pages / "reports" / "N01" / "02_screening.html")


def test_report_pages_show_results_and_no_code(pages: Path) -> None:
    text = (pages / "reports" / "N01" / "02_screening.html").read_text(encoding="utf-8")
    assert "Tiers by school" in text
    assert "reporting.present" not in text
    assert "from mtss_analysis" not in text


def test_pictures_keep_the_words_computed_for_them(pages: Path) -> None:
    text = (pages / "reports" / "district" / "02_screening.html").read_text(encoding="utf-8")
    assert 'alt="Bar chart: in fall most of the students tested' in text


def test_report_pages_name_the_school_and_the_data(pages: Path) -> None:
    assert "South Middle · Sample district" in words(pages / "reports" / "S02" / "04_decisions.html")


def test_reports_page_says_where_the_numbers_come_from(pages: Path, run: Path) -> None:
    text = words(pages / "reports" / "index.html")
    manifest = json.loads((run / "manifest.json").read_text())
    for key in ("data", "params", "version"):
        assert manifest[key] in text
    assert "2026-03-02" in text
    assert text.index("The whole district") < text.index("North Elementary") < text.index("South Middle")


def test_released_table_can_be_downloaded_and_nothing_of_the_team(pages: Path) -> None:
    (download,) = pages.rglob("*.csv")
    assert download.name == "district__02_screening__tiers.csv"
    assert pd.read_csv(download)["shown"].tolist() == ["120", "fewer than 10"]


def test_search_finds_the_words_of_report_pages(pages: Path) -> None:
    index = (pages / "searchindex.js").read_text(encoding="utf-8")
    assert "reports/N01/02_screening" in index
    assert '"withheld"' in index


def test_authored_pages_speak_of_support_and_not_of_kinds_of_students(pages: Path) -> None:
    label = re.compile(r"\btier [123] (?:student|kid|child)", re.IGNORECASE)
    for page in html_pages(pages):
        text = words(page) if page.stem not in {"search", "genindex"} else ""
        for found in label.finditer(text):
            assert "We do not say" in text, (page, found[0])


def test_every_public_page_says_at_its_foot_whom_it_shows(pages: Path) -> None:
    for page in html_pages(pages):
        assert "never a single child" in page.read_text(encoding="utf-8"), page


def test_team_pages_keep_out_of_search_engines_and_say_so(run: Path) -> None:
    for page in ("index", "reports/N01/02_screening", "reports/index"):
        text = (run / "team" / f"{page}.html").read_text(encoding="utf-8")
        assert re.search(r'<meta content="noindex[^>]*name="robots"|name="robots"[^>]*noindex', text), page
        assert "Team pages – student level – do not share. Only for staff" in text
        assert "Education records" in text


def test_team_pages_leave_the_notebooks_in_place(run: Path) -> None:
    assert (run / "team" / "notebooks" / "N01" / "02_screening.ipynb").is_file()
