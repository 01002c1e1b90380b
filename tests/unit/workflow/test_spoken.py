"""Pages in another language name it, and family pages can be read by many."""

import re

import pytest
import textstat

from mtss_analysis.errors import SiteError
from mtss_analysis.params import HOME
from mtss_analysis.workflow.site import spoken

LEAD = HOME / "book" / "lead"
PAIR = ("for-families", "para-familias")


def test_the_article_names_its_language(tmp_path):
    (tmp_path / "lead").mkdir()
    page = tmp_path / "lead" / "para-familias.html"
    page.write_text('<html lang="en"><article class="bd-article">Hola</article>', encoding="utf-8")
    spoken.mark(tmp_path)
    assert '<article lang="es" class="bd-article">' in page.read_text(encoding="utf-8")


def test_a_page_without_an_article_is_refused(tmp_path):
    (tmp_path / "lead").mkdir()
    (tmp_path / "lead" / "para-familias.html").write_text("<p>Hola</p>", encoding="utf-8")
    with pytest.raises(SiteError, match="no article"):
        spoken.mark(tmp_path)


def plain(name):
    text = re.sub(r"\{[^}]*\}|[*#_>]|\]\([^)]*\)|\[", "", (LEAD / f"{name}.md").read_text(encoding="utf-8"))
    return re.sub(r"^\s*(-|\d\.)\s", "", text, flags=re.MULTILINE)


def test_the_family_page_is_read_with_six_years_of_school():
    assert textstat.automated_readability_index(plain("for-families")) <= 6.5


def test_the_spanish_family_page_is_easy_by_the_formula_for_spanish():
    textstat.set_lang("es")
    assert textstat.fernandez_huerta(plain("para-familias")) >= 80
    textstat.set_lang("en_US")


def test_both_family_pages_have_the_same_parts():
    one, other = ((LEAD / f"{name}.md").read_text(encoding="utf-8") for name in PAIR)
    for sign in (r"^## ", r"^- ", r"^\d\. "):
        assert len(re.findall(sign, one, re.MULTILINE)) == len(re.findall(sign, other, re.MULTILINE))
