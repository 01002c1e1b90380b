"""One-way codes in place of identifiers: the same person, the same code, and no way back without the key."""

import hashlib
import hmac
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from mtss_analysis.intake.dataset import Dataset
from mtss_analysis.intake.key import read_key
from mtss_analysis.params import IdentityParams

STUDENTS: Mapping[str, str] = {"student_id": "P"}
"""Columns that name a student → first letter of their codes."""
STAFF: Mapping[str, str] = {"provider_id": "A", "rater_id": "A", "assessor_id": "A"}
"""Columns that name an adult → first letter of their codes."""
LETTERS = 12
"""Letters of a code: 60 bits, so that two of a million people share one with a chance below one in a million."""


def code(identifier: str, kind: str, key: bytes) -> str:
    """Return the code of one identifier: HMAC-SHA256 (RFC 2104), shortened.

    Parameters
    ----------
    identifier
        As the data have it.
    kind
        "P" for students, "A" for adults: the same identifier gives two codes.
    key
        The district's key.

    Examples
    --------
    >>> code("0012", "P", b"a key of thirty-two bytes or more")
    'P-JDXMYVSJC7YX'
    """
    digest = hmac.new(key, f"{kind}\0{identifier}".encode(), hashlib.sha256).digest()
    return f"{kind}-{b32encode(digest).decode()[:LETTERS]}"


def coded(dataset: Dataset, settings: IdentityParams, data: Path) -> Dataset:
    """Return the dataset with codes in place of identifiers, as the settings ask; without a wish, as it is.

    Raises
    ------
    ParamsError
        The key cannot be had; see :func:`mtss_analysis.intake.key.read_key`.
    """
    columns = columns_of(settings)
    if not columns:
        return dataset
    key = read_key(settings, data)
    tables = {name: _coded(frame, columns, key) for name, frame in dataset.tables.items()}
    mark = hmac.new(key, f"{dataset.fingerprint}{settings.fingerprint()}".encode(), hashlib.sha256).hexdigest()[:16]
    return replace(dataset, tables=tables, fingerprint=mark)


def columns_of(settings: IdentityParams) -> dict[str, str]:
    """Return the columns that get codes → first letter of the codes."""
    students = STUDENTS if settings.student_codes == "keyed" else {}
    return {**students, **(STAFF if settings.staff_codes == "keyed" else {})}


def _coded(frame: pd.DataFrame, columns: Mapping[str, str], key: bytes) -> pd.DataFrame:
    return frame.assign(
        **{name: _codes(frame[name], kind, key) for name, kind in columns.items() if name in frame.columns}
    )


def _codes(values: "pd.Series[str]", kind: str, key: bytes) -> "pd.Series[str]":
    """Code each different identifier once; a missing one stays missing."""
    known = {each: code(str(each), kind, key) for each in values.dropna().unique()}
    return values.map(known).astype(values.dtype)
