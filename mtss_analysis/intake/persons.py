"""Who must not be recognized on a public page: codes and names of persons, as the district's own files have them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from mtss_analysis.intake import folder, readers
from mtss_analysis.intake.codes import code, columns_of
from mtss_analysis.intake.key import read_key
from mtss_analysis.intake.readers import Part, canonical
from mtss_analysis.params import IdentityParams, layers

CODES = ("student_id", "plan_id", "provider_id", "rater_id", "assessor_id")
"""Columns that hold codes of persons, or of plans made for one."""
FEWEST_DIGITS = 6
"""A value with so many digits is a number of a person: of a telephone, an insurance, a card."""


@dataclass(frozen=True, slots=True)
class Persons:
    """Codes and names of persons.

    Attributes
    ----------
    codes
        Identifiers of students, plans and staff, as given and as the codes that stand for them.
    names
        Full names, addresses and numbers of persons, if the files hold any.
    """

    codes: frozenset[str]
    names: frozenset[str]


def persons(path: Path) -> Persons:
    """Collect the codes and names of persons from a district's files.

    Raises
    ------
    DataError
        A file cannot be read.
    ParamsError
        The key of the codes cannot be had.
    """
    identity = layers(path).load(IdentityParams)
    codes: set[str] = set()
    names: set[str] = set()
    for each in folder.candidates(path):
        for _, part in readers.parts(each.path, each.label, each.table):
            codes.update(_codes(part))
            names.update(_names(part, identity))
    if kinds := set(columns_of(identity).values()):
        key = read_key(identity, path)
        codes |= {code(each, kind, key) for each in set(codes) for kind in kinds}
    return Persons(frozenset(codes), frozenset(names))


def _codes(part: Part) -> Iterator[str]:
    for name, values in _columns(part):
        if name in CODES:
            yield from (value for value in values.dropna().unique() if value)


def _names(part: Part, identity: IdentityParams) -> Iterator[str]:
    found = {name: values.fillna("") for name, values in _columns(part) if identity.identifies(name)}
    if not any(name in CODES for name, _ in _columns(part)):
        return  # a list of schools has names, too
    for values in found.values():
        yield from (value for value in values.unique() if _tells(value))
    first = next((values for name, values in found.items() if "first" in name), None)
    last = next((values for name, values in found.items() if "last" in name), None)
    if first is not None and last is not None:
        yield from (f"{one} {two}" for one, two in zip(first, last, strict=True) if one and two)


def _columns(part: Part) -> Iterator[tuple[str, "pd.Series[str]"]]:
    for at, name in enumerate(part.header):
        yield canonical(name), part.cells[at].astype("str").str.strip()


def _tells(value: str) -> bool:
    """Tell whether a value means one person: several words, an address, or a long number."""
    return len(value.split()) > 1 or "@" in value or sum(letter.isdigit() for letter in value) >= FEWEST_DIGITS
