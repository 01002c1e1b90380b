"""How easily the sheets read: Flesch–Kincaid, grade 6 at most, for every version.

textstat looks up syllables in NLTK's copy of the CMU Pronouncing Dictionary, which it would fetch from the network; the
words of the sheets stand in syllables_en.csv instead. Names that data bring along, and numbers, are left out.
"""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import nltk
import pandas as pd
import pytest
import textstat

from mtss_analysis.board_report import BoardPage, Sign, memo
from mtss_analysis.board_report.result import DistrictReport
from mtss_analysis.vocabulary import Audience

TABLE = Path(__file__).parent / "syllables_en.csv"
MOST_GRADE = 6.0
LEFT_OUT = re.compile(
    r"<h[34].*?</h[34]>|<strong>.*?</strong>|<p class=\"mtss-board-(?:place|link|right)\">.*?</p>|“.*?”|\([^)]*\)",
    re.DOTALL,
)


def read(html: str) -> str:
    """Return the sentences of the sheets; headings, lead-ins, links, quotes and the law are left out."""
    ended = re.sub(r"</(li|p)>", ". ", LEFT_OUT.sub(" ", html))
    plain = unescape(re.sub(r"<[^>]+>", " ", ended)).replace("\xa0", " ")
    counted = re.sub(r"\d[\d,.-]*\d|\d", "ten", plain).replace("%", "percent")
    return re.sub(r"([.:?!])(\s*\.)+", r"\1", " ".join(counted.split()))


def sheets(page: BoardPage, midyear: bool) -> str:
    """Write the sheets with every question or decision on them."""
    assert isinstance(page.result, DistrictReport)
    assert page.material is not None
    bars = page.material.bars.model_copy(update={"most_questions": len(Sign)})
    first, *others = page.result.answers
    answers = [replace(first, signs=frozenset(Sign)), *others]
    return read(memo.written(answers, replace(page.material, bars=bars, midyear=midyear), Audience.PUBLIC))


@pytest.fixture(scope="module")
def syllables(tmp_path_factory):
    """Put the words of the sheets where NLTK looks for its dictionary: one vowel a syllable is all textstat reads."""
    known = pd.read_csv(TABLE, comment="#", keep_default_na=False).set_index("word")["syllables"]
    folder = tmp_path_factory.mktemp("nltk_data")
    (folder / "corpora" / "cmudict").mkdir(parents=True)
    lines = [f"{word.upper()} 1 {' '.join(['AH0'] * count)}" for word, count in known.items()]
    (folder / "corpora" / "cmudict" / "cmudict").write_text("\n".join(lines) + "\n", encoding="utf-8")
    nltk.data.path.insert(0, str(folder))
    yield known
    nltk.data.path.remove(str(folder))


@pytest.mark.parametrize("midyear", [False, True])
@pytest.mark.parametrize("audience", ["team", "public"])
def test_the_sheets_read_at_grade_6_or_below(pages, syllables, audience, midyear):
    said = sheets(pages[audience], midyear)
    unknown = set(re.findall(r"[a-z']+", said.lower().replace("’", "'"))) - set(syllables.index)
    assert unknown == set(), f"add these words with their syllables to {TABLE.name}"
    textstat.set_lang("en_US")
    assert textstat.flesch_kincaid_grade(said) <= MOST_GRADE


def test_the_measure_tells_hard_from_easy(syllables):
    textstat.set_lang("en_US")
    hard = "Universal screening identified an instructional deficiency necessitating supplementary intervention."
    assert textstat.flesch_kincaid_grade(hard) > 2 * MOST_GRADE
