"""The languages that letters to families can be written in: one file each, sentences and the names of measures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from mtss_analysis.errors import ParamsError
from mtss_analysis.params.layers import Layers, merged, read_yaml
from mtss_analysis.params.letter_sentences import faults

FOLDER = "letters"
ENGLISH = "en"
"""The language of a letter for which there is none in the family's own."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the letters.

    Attributes
    ----------
    code
        Name of its file, such as ``"es"``.
    called
        How the tables may write it, in small letters.
    texts
        "group.name" → sentence.
    measures
        Measure → its name and unit in this language.
    interventions
        Name of an intervention in the tables → its name in this language, where it has another.
    """

    code: str
    called: frozenset[str]
    texts: Mapping[str, str]
    measures: Mapping[str, tuple[str, str]]
    interventions: Mapping[str, str]

    def say(self, key: str, **known: str) -> str:
        """Return one sentence, filled in.

        Examples
        --------
        >>> from mtss_analysis.params import layers
        >>> languages(layers())["es"].say("titles.entry", domain="lectura")
        'Su estudiante recibe ayuda adicional: lectura'
        """
        return self.texts[key].format_map(known)

    def day(self, day: date) -> str:
        """Write a day, such as ``"March 18, 2025"``."""
        return format_date(day, format="long", locale=self.texts["locale"])

    def short_day(self, day: date) -> str:
        """Write a day for the axis of a graph, such as ``"Mar 18"``."""
        return format_skeleton("MMMd", day, locale=self.texts["locale"])

    def number(self, value: float) -> str:
        """Write a number with one decimal at most."""
        return str(format_decimal(round(float(value), 1), locale=self.texts["locale"]))

    def measure(self, name: str) -> tuple[str, str]:
        """Return name and unit of a measure; general words where the file does not name it."""
        return self.measures.get(name, (self.texts["unnamed.measure"], self.texts["unnamed.unit"]))


def languages(settings: Layers) -> dict[str, Language]:
    """Read every language: code → language; a later folder's file changes or adds single sentences.

    Raises
    ------
    ParamsError
        A file lacks a sentence, has one that is not read, or asks for something that nobody can fill in; the message
        names file, sentence and the next move.

    Examples
    --------
    >>> from mtss_analysis.params import layers
    >>> sorted(languages(layers()))
    ['en', 'es']
    """
    return dict(_read_all(settings, settings.fingerprint))


@lru_cache(maxsize=4)
def _read_all(settings: Layers, _fingerprint: str) -> dict[str, Language]:
    files: dict[str, list[Path]] = {}
    for folder in settings.folders:
        for path in sorted((folder / FOLDER).glob("*.yml")):
            files.setdefault(path.stem, []).append(path)
    return {code: _language(code, paths) for code, paths in files.items()}


def _language(code: str, paths: list[Path]) -> Language:
    values: dict[str, Any] = {}
    for path in paths:
        values = merged(values, read_yaml(path))
    called, measures = values.pop("called", []), values.pop("measures", {})
    interventions = values.pop("interventions", {}) or {}
    texts = _flat(values)
    problems = [*faults(texts), *_of_lists(called, measures), *_of_locale(texts.get("locale", ""))]
    if problems:
        raise ParamsError(f"{paths[-1]}: {' '.join(problems)}")
    named = {str(name): (str(of["name"]), str(of["unit"])) for name, of in measures.items()}
    words = frozenset(str(word).casefold() for word in (code, *called))
    return Language(code, words, texts, named, {str(name): str(said) for name, said in interventions.items()})


def _flat(values: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for group, held in values.items():
        inner = held.items() if isinstance(held, dict) else [("", held)]
        found |= {f"{group}.{name}".rstrip("."): str(text) for name, text in inner if text is not None}
    return found


def _of_lists(called: object, measures: object) -> list[str]:
    found = [] if isinstance(called, list) else ['"called" is no list. Write it as [word, word].']
    for name, of in measures.items() if isinstance(measures, dict) else []:
        if not (isinstance(of, dict) and of.keys() == {"name", "unit"}):
            found.append(f'"measures.{name}" needs a name and a unit, and nothing else. Write {{name: …, unit: …}}.')
    return found if isinstance(measures, dict) else [*found, '"measures" is no list of measures with name and unit.']


def _of_locale(written: str) -> list[str]:
    try:
        Locale.parse(written)
    except (UnknownLocaleError, ValueError, TypeError):
        return [f'"locale" is "{written}", which writes no days and numbers. Write for example es_US.']
    return []
