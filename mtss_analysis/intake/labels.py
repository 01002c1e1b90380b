"""Grades, school years and coded values, as the canonical tables write them."""

import re
from typing import Final

from mtss_analysis.tables.roster import GRADES

_WORDS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth",
)  # fmt: skip
_CARDINALS: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_NAMES: Final[dict[str, str]] = {
    **dict.fromkeys(("k", "kg", "kn", "kdg", "kinder", "kindergarten", "0", "00"), "K"),
    **dict.fromkeys(("pk", "prek", "pre-k", "prekindergarten", "pre-kindergarten", "preschool", "-1"), "PK"),
    **{word: str(i) for i, word in enumerate(_WORDS, 1)},
    **{word: str(i) for i, word in enumerate(_CARDINALS, 1)},
}
_YEAR: Final = re.compile(r"^(?:sy\s*)?(\d{4})\s*[-–/]\s*(?:\d\d)?(\d\d)$", re.IGNORECASE)


def grade(text: str) -> str | None:
    """Return a grade as the tables write it, or None if it is not one.

    Examples
    --------
    >>> [grade(text) for text in ("K", "Kindergarten", "04", "Grade 2", "Two", "3rd", "4.0", "13")]
    ['K', 'K', '4', '2', '2', '3', '4', None]
    """
    word = re.sub(r"^(grade|gr\.?)\s*|\s*grade$", "", text.strip().casefold())
    word = re.sub(r"(?<=\d)(st|nd|rd|th|\.0+)$", "", word)
    found = _NAMES.get(word) or word.lstrip("0").upper()
    return found if found in GRADES else None


def school_year(text: str) -> str | None:
    """Return a school year as the tables write it, or None if it is not one.

    Examples
    --------
    >>> [school_year(text) for text in ("2024-25", "2024-2025", "2024/25", "SY2024-25", "2024", "2024-27")]
    ['2024-25', '2024-25', '2024-25', '2024-25', None, None]
    """
    match = _YEAR.match(text.strip())
    if not match or int(match[2]) != (int(match[1]) + 1) % 100:
        return None
    return f"{match[1]}-{match[2]}"


def code(text: str) -> str:
    """Return a coded value in the tables' spelling: small letters, underscores.

    Examples
    --------
    >>> code("Self Report"), code("Social-Emotional")
    ('self_report', 'social_emotional')
    """
    return re.sub(r"[\s\-]+", "_", text.strip().casefold())
