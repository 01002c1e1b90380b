"""What can go wrong in a way its reader can mend: one class, and one exit code, per kind.

An :class:`MtssError` is shown to the reader as its sentence alone. Any other exception is a
bug and shows its traceback.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import ClassVar


class MtssError(Exception):
    """A mistake the reader can mend; the message says where, what and the next move.

    Parameters
    ----------
    message
        One or more plain sentences: place, quoted value, what was expected, next move.

    Examples
    --------
    >>> error = DataError('scores.csv has no column "score". Add it, or map it in params/exports/.')
    >>> error.exit_code
    11
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ParamsError(MtssError):
    """A parameter is unknown, out of range or not readable."""

    exit_code = 10


class DataError(MtssError):
    """The district's data cannot be read or cannot carry the analysis asked for."""

    exit_code = 11


class PrivacyError(MtssError):
    """Something that could identify a child was about to be released."""

    exit_code = 12


class NotebookError(MtssError):
    """One or more notebooks did not run to their end."""

    exit_code = 13


class SiteError(MtssError):
    """The site could not be built or served."""

    exit_code = 14


class PackageError(MtssError):
    """An optional package is not installed."""

    exit_code = 15


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """Name the choice nearest to `word`, as a sentence to append; empty if none is near.

    Examples
    --------
    >>> did_you_mean("raeding", ["reading", "math"])
    ' Did you mean "reading"?'
    >>> did_you_mean("zebra", ["reading", "math"])
    ''
    """
    near = get_close_matches(word, list(choices), n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else ""
