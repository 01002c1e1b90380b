"""Codes and names of persons on a site: each as a whole word, wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from mtss_analysis.intake.persons import Persons
from mtss_analysis.privacy.attack import Leak
from mtss_analysis.workflow.audit import labels
from mtss_analysis.workflow.audit.surfaces import Surface

CODE, NAME = "a code of a person", "a name or number of a person"
TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{4,}[A-Za-z0-9]")
"""What could be a code: at least six letters and digits."""
PIECE = re.compile(r"[A-Za-z0-9]+")
WORD = re.compile(r"[\w@.+'-]+")
LONGEST = 5
"""Longest name or address looked for [words]."""
FEWEST_DIGITS = 7
"""Codes of digits alone are looked for everywhere if they have more than this: shorter ones are counts as well."""
SHORTEST = 5
"""Codes of digits alone with so many are looked for where no number of a table stands."""
SEARCH_INDEX = "searchindex.js"


def telling(code: str) -> bool:
    """Tell whether finding a code on a page can only mean the person.

    Examples
    --------
    >>> telling("SYN-000488"), telling("100234"), telling("4711")
    (True, False, False)
    """
    return bool(TOKEN.fullmatch(code)) and (len(code) > FEWEST_DIGITS or not code.isdigit())


def hinting(code: str) -> bool:
    """Tell whether a code means the person at least in a name, a title or a description.

    Examples
    --------
    >>> hinting("100234"), hinting("4711"), hinting("SYN-000488")
    (True, False, False)
    """
    return code.isdecimal() and SHORTEST <= len(code) <= FEWEST_DIGITS


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
    codes = _by_piece(code for code in known.codes if telling(code))
    shapes = [re.compile(pattern) for pattern in patterns]
    split = frozenset(piece for piece in codes if _tells_in_an_index(piece))
    names = frozenset(" ".join(WORD.findall(name.casefold())) for name in known.names) - {""}
    digits = frozenset(filter(hinting, known.codes))
    for surface in seen:
        if digits and not surface.program and not digits.isdisjoint(labels.numbers(surface)):
            yield Leak(CODE, surface.where, "a name, a title or a description holds the digits of a person's code")
        pieces = set(PIECE.findall(surface.text.casefold()))
        if _holds(surface.text, pieces, codes) or (not surface.program and _shaped(surface.text, shapes)):
            yield Leak(CODE, surface.where, "the text holds a code of a student, a plan or a member of staff")
        elif surface.where.endswith(SEARCH_INDEX) and not split.isdisjoint(pieces):
            yield Leak(
                CODE, surface.where, "the words of the search hold a code of a student, a plan or a member of staff"
            )
        if names and not surface.program and not names.isdisjoint(_phrases(surface.text)):
            yield Leak(NAME, surface.where, "the text holds a name, an address or a number of a person")


def _by_piece(codes: Iterable[str]) -> dict[str, list[str]]:
    """Group codes by their longest run of letters and digits: few texts hold it, and only these are searched."""
    found: dict[str, list[str]] = {}
    for code in codes:
        found.setdefault(max(PIECE.findall(code.casefold()), key=len), []).append(code)
    return found


def _holds(text: str, pieces: set[str], codes: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether a text holds one of the codes, not inside a longer word; what joins its pieces may differ."""
    near = (code for piece in pieces & codes.keys() for code in codes[piece])
    return any(re.search(_joined(code), text, re.IGNORECASE) for code in near)


def _joined(code: str) -> str:
    pieces = r"[^A-Za-z0-9]{1,3}".join(map(re.escape, PIECE.findall(code)))
    return rf"(?<![A-Za-z0-9]){pieces}(?![A-Za-z0-9])"


def _shaped(text: str, shapes: Iterable[re.Pattern[str]]) -> bool:
    return any(shape.search(text) for shape in shapes)


def _tells_in_an_index(piece: str) -> bool:
    """Tell whether a piece of a code, as a search index splits it, still means the person: long, with digits."""
    return len(piece) > FEWEST_DIGITS - 2 and any(map(str.isdigit, piece))


def _phrases(text: str) -> Iterator[str]:
    words = WORD.findall(text.casefold())
    for size in range(1, LONGEST + 1):
        yield from (" ".join(words[start : start + size]) for start in range(len(words) - size + 1))
