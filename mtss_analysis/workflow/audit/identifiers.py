"""Codes and names of persons on a site: each as a whole word, wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from mtss_analysis.intake.persons import Persons
from mtss_analysis.privacy.attack import Leak
from mtss_analysis.workflow.audit.surfaces import Surface

CODE, NAME = "a code of a person", "a name or number of a person"
TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{4,}[A-Za-z0-9]")
"""What could be a code: at least six letters and digits."""
WORD = re.compile(r"[\w@.+'-]+")
LONGEST = 5
"""Longest name or address looked for [words]."""
FEWEST_DIGITS = 7
"""Codes of digits alone are looked for if they have more than this: shorter ones are counts as well."""
SEARCH_INDEX = "searchindex.js"


def telling(code: str) -> bool:
    """Tell whether finding a code on a page can only mean the person.

    Examples
    --------
    >>> telling("SYN-000488"), telling("100234"), telling("4711")
    (True, False, False)
    """
    return bool(TOKEN.fullmatch(code)) and (len(code) > FEWEST_DIGITS or not code.isdigit())


def find(seen: Sequence[Surface], known: Persons, patterns: Iterable[str]) -> Iterator[Leak]:
    """Find codes and names of persons; a leak names the file and never the code itself.

    Parameters
    ----------
    seen
        What can be seen of the site.
    known
        Codes and names of persons.
    patterns
        Regular expressions of codes.
    """
    codes = frozenset(code for code in known.codes if telling(code))
    shapes = [re.compile(pattern) for pattern in patterns]
    split = frozenset(part for code in codes for part in _indexed(code))
    names = frozenset(" ".join(WORD.findall(name.casefold())) for name in known.names) - {""}
    for surface in seen:
        tokens = set(TOKEN.findall(surface.text))
        if not codes.isdisjoint(tokens) or (not surface.program and any(map(_in(surface.text), shapes))):
            yield Leak(CODE, surface.where, "the text holds a code of a student, a plan or a member of staff")
        elif surface.where.endswith(SEARCH_INDEX) and not split.isdisjoint(
            re.findall(r"\w{6,}", surface.text.casefold())
        ):
            yield Leak(
                CODE, surface.where, "the words of the search hold a code of a student, a plan or a member of staff"
            )
        if names and not surface.program and not names.isdisjoint(_phrases(surface.text)):
            yield Leak(NAME, surface.where, "the text holds a name, an address or a number of a person")


def _in(text: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    return lambda shape: shape.search(text)


def _indexed(code: str) -> Iterator[str]:
    """Give the words into which a search index splits a code; those of few letters are words of their own."""
    parts = re.findall(r"\w+", code.casefold())
    yield from (part for part in parts if len(part) > FEWEST_DIGITS - 2 and any(map(str.isdigit, part)))


def _phrases(text: str) -> Iterator[str]:
    words = WORD.findall(text.casefold())
    for size in range(1, LONGEST + 1):
        yield from (" ".join(words[start : start + size]) for start in range(len(words) - size + 1))
