"""Columns of fixed effects for growth that is no straight line: a bend, a jump, summers, a square.

Slopes before and after a bend at k are those of min(t, k) and max(t − k, 0) (Raudenbush and Bryk 2002, chapter 6). Each
part carries the names its effects are read by; :func:`design` joins parts into what :func:`fit` takes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mtss_analysis.estimators.multilevel.labels import Floats


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of a design: `values` (n, k) and their `names`."""

    values: Floats
    names: list[str]


def bend(time: ArrayLike, at: ArrayLike) -> Columns:
    """Return growth before and after a bend.

    Parameters
    ----------
    time
        Times (n,).
    at
        Time of the bend: one for all, or one for each row, such as the start of the student's support; missing (NaN)
        where a student's growth does not bend.

    Examples
    --------
    >>> bend([0, 2, 4, 6], 3).values.tolist()
    [[0.0, 0.0], [2.0, 0.0], [3.0, 1.0], [3.0, 3.0]]
    """
    t, k = _times(time, at)
    return Columns(np.column_stack([np.minimum(t, k), np.maximum(t - k, 0.0)]), ["growth before", "growth after"])


def jump(time: ArrayLike, at: ArrayLike) -> Columns:
    """Return 1 from `at` on: the change of level there; `at` as for :func:`bend`.

    Examples
    --------
    >>> jump([0, 3, 6], [3, 3, np.nan]).values.ravel().tolist()
    [0.0, 1.0, 0.0]
    """
    t, k = _times(time, at)
    return Columns((t >= k).astype(np.float64)[:, None], ["jump"])


def summers(time: ArrayLike, spans: Sequence[tuple[float, float]]) -> Columns:
    """Return time of instruction, which stands still in summer, and what each summer changes.

    Over calendar time a summer without growth would flatten the slope.

    Parameters
    ----------
    time
        Times (n,).
    spans
        First and last time of each summer, in order.

    Raises
    ------
    ValueError
        A summer ends before it begins, or begins before the one before has ended.

    Examples
    --------
    >>> found = summers([0, 36, 42, 48, 60], [(36, 48)])
    >>> found.values.tolist(), found.names
    ([[0.0, 0.0], [36.0, 0.0], [36.0, 0.5], [36.0, 1.0], [48.0, 1.0]], ['growth', 'summer 1'])
    """
    t = np.asarray(time, dtype=np.float64)
    edges = [edge for span in spans for edge in span]
    if sorted(set(edges)) != edges:
        raise ValueError(
            f"summers {list(spans)} overlap or end before they begin; give each as (first, last), in order"
        )
    off = [np.clip(t - first, 0.0, last - first) for first, last in spans]
    passed = [part / (last - first) for part, (first, last) in zip(off, spans, strict=True)]
    names = ["growth", *(f"summer {place}" for place in range(1, len(spans) + 1))]
    return Columns(np.column_stack([t - sum(off, np.zeros_like(t)), *passed]), names)


def square(time: ArrayLike, centre: float | None = None) -> Columns:
    """Return growth at `centre` (the mean time if not given), and the square of time from there.

    Twice the effect of the square is how fast growth changes.

    Examples
    --------
    >>> square([0, 2, 4]).values.tolist()
    [[0.0, 4.0], [2.0, 0.0], [4.0, 4.0]]
    """
    t = np.asarray(time, dtype=np.float64)
    away = t - (float(t.mean()) if centre is None else centre)
    return Columns(np.column_stack([t, away**2]), ["growth", "growth, squared"])


def design(*parts: Columns, by: tuple[str, ArrayLike] | None = None) -> Columns:
    """Join an intercept and the parts; with `by`, a name and 0/1 of each row, also what the group adds to each.

    Raises
    ------
    ValueError
        Parts hold a name twice, or differ in length.

    Examples
    --------
    >>> design(bend([0, 2, 4], 3), by=("Tier 2", [0, 1, 1])).names
    ['all', 'growth before', 'growth after', 'Tier 2', 'Tier 2, growth before', 'Tier 2, growth after']
    """
    if len(lengths := {len(part.values) for part in parts}) != 1:
        raise ValueError(f"parts have {sorted(lengths)} rows; give each a row for each score")
    values = np.column_stack([np.ones(lengths.pop()), *(part.values for part in parts)])
    names = ["all", *(name for part in parts for name in part.names)]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"more than one part has a column {', '.join(twice)}; leave one part out")
    if by is not None:
        member = np.asarray(by[1], dtype=np.float64)[:, None]
        values = np.concatenate([values, values * member], axis=1)
        names += [by[0], *(f"{by[0]}, {name}" for name in names[1:])]
    return Columns(values, names)


def _times(time: ArrayLike, at: ArrayLike) -> tuple[Floats, Floats]:
    t = np.asarray(time, dtype=np.float64)
    k = np.broadcast_to(np.asarray(at, dtype=np.float64), t.shape)
    return t, np.where(np.isnan(k), np.inf, k)
