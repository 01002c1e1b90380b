"""A worked case of a lesson: a small table of the invented district, and what it says step by step."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from mtss_analysis.vocabulary import TOTAL

Tables = Callable[[str], pd.DataFrame]
"""Name of a table of the district's pages, such as ``"02_screening__tiers"`` → its rows."""
INVENTED = "SYN-"
"""How the codes of invented students begin; no case may hold one."""


@dataclass(frozen=True, slots=True)
class Case:
    """A worked case.

    Attributes
    ----------
    name
        The lesson it belongs to.
    title
        What the table shows.
    columns, rows
        The table, every cell as it is printed.
    steps
        What it says, one sentence a step, computed.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    steps: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Fingerprint of all that a reader sees, by which an audit knows the case."""
        return hashlib.sha256(json.dumps(asdict(self), ensure_ascii=False).encode()).hexdigest()


def case(name: str, title: str, frame: pd.DataFrame, *steps: str) -> Case:
    """Put a case together.

    Raises
    ------
    ValueError
        There are no rows, or a cell or sentence holds the code of a student.

    Examples
    --------
    >>> case("fidelity", "Sessions", pd.DataFrame({"Held": [3]}), "Three were held.").rows
    (('3',),)
    """
    rows = tuple(tuple(map(_printed, row)) for row in frame.itertuples(index=False))
    made = Case(name, title, tuple(map(str, frame.columns)), rows, steps)
    if not rows:
        raise ValueError(f"the case of {name} has no rows; make cases of the sample district")
    if INVENTED in json.dumps(asdict(made)):
        raise ValueError(f"the case of {name} holds the code of a student; leave it out")
    return made


def _printed(value: object) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return "no data"
    return f"{value:,}" if isinstance(value, int) else str(value)


def whole(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows of all schools and all groups."""
    for column in ("school_id", "by"):
        if column in frame:
            frame = frame[frame[column] == TOTAL]
    return frame


def latest(frame: pd.DataFrame, column: str = "school_year") -> pd.DataFrame:
    """Keep the rows of the latest school year."""
    kept: pd.DataFrame = frame[frame[column] == frame[column].max()]
    return kept


def words(name: str) -> str:
    """Write a name of the tables in words.

    Examples
    --------
    >>> words("oral_reading_fluency")
    'oral reading fluency'
    """
    return str(name).replace("_", " ").replace("`", "")


def span(low: float, high: float, digits: int = 0) -> str:
    """Write a range.

    Examples
    --------
    >>> span(55.1, 80.0), span(60.2, 60.4)
    ('55 to 80', '60')
    """
    one, other = f"{low:.{digits}f}", f"{high:.{digits}f}"
    return one if one == other else f"{one} to {other}"


def most(frame: pd.DataFrame, column: str) -> "pd.Series[Any]":
    """Return the row in which `column` is largest."""
    return frame.iloc[int(frame[column].to_numpy().argmax())]


def least(frame: pd.DataFrame, column: str) -> "pd.Series[Any]":
    """Return the row in which `column` is smallest."""
    return frame.iloc[int(frame[column].to_numpy().argmin())]
