"""Dates as districts write them, read without guessing."""

import re
from datetime import datetime
from typing import Final

_ISO: Final = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:?\d\d)?)?$")
_SLASHED: Final = re.compile(r"^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:[ ,]+\d{1,2}:\d\d(?::\d\d)?\s*(?:[AaPp][Mm])?)?$")


def read(texts: list[str]) -> tuple[list[datetime | None], set[int], set[int]]:
    """Read the different values of one column.

    Accepted are ISO dates and datetimes and month/day/year. A column in which some date can
    only be day/month/year is not month/day/year: its slashed dates that could be either are
    refused with it, because a wrong guess would move a score by months.

    Parameters
    ----------
    texts
        The different values, none missing.

    Returns
    -------
    tuple
        The dates (None where refused), the positions refused as ambiguous, and the positions
        of datetimes with a time zone, whose local date may be the day before.

    Examples
    --------
    >>> dates, ambiguous, zoned = read(["9/22/2022", "2023-08-21T13:28:05.852Z", "soon"])
    >>> [date and f"{date:%Y-%m-%d}" for date in dates], ambiguous, zoned
    (['2022-09-22', '2023-08-21', None], set(), {1})
    >>> read(["09/16/2021", "03/04/2021", "22/09/2021"])[1]
    {1, 2}
    """
    zoned = {i for i, text in enumerate(texts) if (match := _ISO.match(text)) and match[5]}
    slashed = {i: (int(m[1]), int(m[2])) for i, text in enumerate(texts) if (m := _SLASHED.match(text))}
    day_first = any(first > 12 >= second for first, second in slashed.values())
    ambiguous = {i for i, (_, second) in slashed.items() if day_first and second <= 12}
    return [None if i in ambiguous else _date(text) for i, text in enumerate(texts)], ambiguous, zoned


def _date(text: str) -> datetime | None:
    if iso := _ISO.match(text):
        parts = (iso[1], iso[2], iso[3])
    elif slashed := _SLASHED.match(text):
        parts = (slashed[3], slashed[1], slashed[2])
    else:
        return None
    try:
        return datetime(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None
