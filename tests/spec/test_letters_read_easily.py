"""How easily letters read, by formulas of textstat: a bar for every letter in every language that we ship.

English: Flesch–Kincaid, grade 8 at most. Spanish: Fernández Huerta, 70 or more, which its author calls "rather easy"
(read from about the sixth grade on). textstat looks up syllables of English words in NLTK's copy of the CMU Pronouncing
Dictionary, which it would fetch from the network; the words of our letters stand in letters/syllables_en.csv instead.
"""

import re
from html import unescape
from pathlib import Path

import nltk
import pandas as pd
import pytest
import textstat

from mtss_analysis.decisions.standing import Place, Standing
from mtss_analysis.families import Facts, Written, letter
from mtss_analysis.fidelity import Dosage
from mtss_analysis.params import LETTERS, LettersParams, languages, layers

TABLE = Path(__file__).parent / "letters" / "syllables_en.csv"
MOST_GRADE, LEAST_EASE = 8.0, 70.0
SPOKEN = languages(layers())
START, DAY = pd.Timestamp("2024-09-30"), pd.Timestamp("2025-01-20")
PLAN = {
    "student_id": "0001", "domain": "reading", "tier": 2, "intervention": "Repeated reading", "start": START,
    "end": DAY, "sessions_per_week": 3, "minutes_per_session": 30, "measure": "oral_reading_fluency", "baseline": 40,
    "goal": 70, "goal_date": pd.Timestamp("2025-05-30"), "exit_status": "goal_met", "grade": "2",
}  # fmt: skip
DOSES = {
    "given": Dosage(40, 1, 1, 1, 1, 0),
    "low": Dosage(40, 0.5, 0.5, 0.5, 0.5, 0),
    "unlogged": Dosage(40, 0.6, 1, 0.6, 1, 0.4),
}
LEFT_OUT = re.compile(r"<figure.*?</figure>|<h2>.*?</h2>|<footer.*?</footer>|\([^)]*\)", re.DOTALL)


def facts(kind, place, dose="given", tier=2):
    days = pd.date_range(START, periods=8, freq="7D")
    counted = {"planned": 40, "delivered": 20, "not_logged": 16}
    return Facts(
        kind, DAY, DAY, PLAN | {"tier": tier}, pd.DataFrame({"date": days, "score": range(40, 48)}),
        Standing(place, 8, 8, 7.0, 6, 6, 4), DOSES[dose], counted, DAY + pd.Timedelta(days=20), 9.0, False, 0.8,
    )  # fmt: skip


VARIANTS = (
    *((kind, place, "given", tier) for kind in LETTERS for place in Place for tier in (2, 3)),
    *((kind, Place.BELOW, dose, 2) for kind in LETTERS for dose in ("low", "unlogged")),
)


def read(variant, code):
    """Return the sentences a family reads; headings are left out, because they would make any letter look easy."""
    kind, place, dose, tier = variant
    written = Written(SPOKEN[code], "", "First School", layers().load(LettersParams))
    body = LEFT_OUT.sub(" ", letter(facts(kind, place, dose, tier), written).partition("<main>")[2])
    ended = re.sub(r"</(li|p)>", ". ", body)
    plain = unescape(re.sub(r"<[^>]+>", " ", ended)).replace("\xa0", " ")
    return re.sub(r"([.:?!])(\s*\.)+", r"\1", " ".join(plain.split())).replace(":.", ".")


@pytest.fixture(scope="module")
def syllables(tmp_path_factory):
    """Put the words of the letters where NLTK looks for its dictionary: one vowel a syllable is all textstat reads."""
    known = pd.read_csv(TABLE, comment="#", keep_default_na=False).set_index("word")["syllables"]
    folder = tmp_path_factory.mktemp("nltk_data")
    (folder / "corpora" / "cmudict").mkdir(parents=True)
    lines = [f"{word.upper()} 1 {' '.join(['AH0'] * count)}" for word, count in known.items()]
    (folder / "corpora" / "cmudict" / "cmudict").write_text("\n".join(lines) + "\n", encoding="utf-8")
    nltk.data.path.insert(0, str(folder))
    yield known
    nltk.data.path.remove(str(folder))


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: "-".join(map(str, variant)))
def test_english_letters_read_at_grade_8_or_below(variant, syllables):
    said = read(variant, "en")
    unknown = set(re.findall(r"[a-z']+", said.lower().replace("’", "'"))) - set(syllables.index)
    assert unknown == set(), f"add these words with their syllables to {TABLE.name}"
    textstat.set_lang("en_US")
    assert textstat.flesch_kincaid_grade(said) <= MOST_GRADE


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: "-".join(map(str, variant)))
def test_spanish_letters_are_rather_easy_to_read(variant):
    textstat.set_lang("es")
    assert textstat.fernandez_huerta(read(variant, "es")) >= LEAST_EASE


def test_the_measure_tells_hard_from_easy(syllables):
    textstat.set_lang("en_US")
    hard = "Universal screening identified an instructional deficiency necessitating supplementary intervention."
    assert textstat.flesch_kincaid_grade(hard) > 2 * MOST_GRADE
