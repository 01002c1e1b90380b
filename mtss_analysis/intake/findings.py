"""What is wrong with a table, said so that its reader can mend it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in the data: where, what, what was expected and the next move.

    Attributes
    ----------
    code
        Short name, stable over versions, such as ``"wrong_type"``.
    table, column
        Canonical table and column; column is empty if the whole table is meant.
    rows
        Index labels of the affected rows in the dataset's table; empty if the whole table is meant.
    place
        The rows as a person finds them: ``"scores.csv, rows 14 and 88"``.
    fact
        What stands there, with the value quoted.
    value
        The offending value as given; several are separated by commas.
    expected
        What was expected, as a noun phrase; empty if the fact says it.
    next_move
        What happens with these rows until then, and what to do.
    blocking
        The analyses cannot be believed until this is mended.
    """

    code: str
    table: str
    column: str
    rows: tuple[int, ...]
    place: str
    fact: str
    value: str
    expected: str
    next_move: str
    blocking: bool = False

    @property
    def sentence(self) -> str:
        """The finding in full sentences.

        Examples
        --------
        >>> Finding("wrong_type", "scores", "score", (12,), "scores.csv, row 14", 'score is "absent"', "absent",
        ...         "a number", "Leave the cell empty.").sentence
        'scores.csv, row 14: score is "absent"; expected a number. Leave the cell empty.'
        """
        expected = f"; expected {self.expected}" if self.expected else ""
        return f"{self.place}: {self.fact}{expected}. {self.next_move}"


def quoted(values: Iterable[object], limit: int = 3) -> str:
    """Quote the first few different values.

    Examples
    --------
    >>> quoted(["absent", "N/T", "absent", "ill", "gone"])
    '"absent", "N/T", "ill" and others'
    """
    different = list(dict.fromkeys(str(value) for value in values))
    return ", ".join(f'"{value}"' for value in different[:limit]) + (" and others" if len(different) > limit else "")


def listed(words: Sequence[str]) -> str:
    """Join words as in a sentence.

    Examples
    --------
    >>> listed(["14", "88", "90"])
    '14, 88 and 90'
    """
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def numbered(rows: Sequence[int], limit: int = 3) -> str:
    """Name rows by number; beyond `limit` say how many more there are.

    Examples
    --------
    >>> numbered([14]), numbered([14, 88]), numbered([1, 2, 3, 4, 5], limit=3)
    ('row 14', 'rows 14 and 88', 'rows 1, 2, 3 and 2 more')
    """
    words = [str(row) for row in rows[:limit]]
    if len(rows) > limit:
        return f"rows {', '.join(words)} and {len(rows) - limit:,} more"
    return f"row{'s' if len(rows) > 1 else ''} {listed(words)}"
