"""Compute once what many pages of one run show: the same inputs give the same result object."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from mtss_analysis.params import Params

P = ParamSpec("P")
R = TypeVar("R")

KEPT = 4
"""Results kept for each function; the oldest goes first."""


def computed_once(function: Callable[P, R]) -> Callable[P, R]:
    """Let `function` give back its earlier result when it is called with the same inputs.

    Settings are the same when their values are; everything else when it is the same object.
    Results must be frozen, for every caller gets the same one. A process forked after the first
    call has the result for nothing.

    Examples
    --------
    >>> calls = []
    >>> @computed_once
    ... def doubled(frame: list[int]) -> int:
    ...     calls.append(frame)
    ...     return 2 * len(frame)
    >>> rows = [1, 2, 3]
    >>> doubled(rows), doubled(rows), len(calls)
    (6, 6, 1)
    """
    known: dict[tuple[Any, ...], tuple[Any, R]] = {}

    @wraps(function)
    def remembered(*args: P.args, **kwargs: P.kwargs) -> R:
        key = (*map(_sameness, args), *((name, _sameness(value)) for name, value in sorted(kwargs.items())))
        if key not in known:
            result = function(*args, **kwargs)
            while len(known) >= KEPT:
                known.pop(next(iter(known)))
            known[key] = ((args, kwargs), result)  # inputs are held, so that their identity stays theirs
        return known[key][1]

    return remembered


def _sameness(value: object) -> object:
    return (type(value), value.fingerprint()) if isinstance(value, Params) else id(value)
