"""What the battery is given, checked: scores in phases, a direction and a scale for every case, in blocks by shape."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.estimators.nonoverlap.log_ratio import MOST, fineness_of
from mtss_analysis.estimators.nonoverlap.phases import Flags
from mtss_analysis.estimators.series import Floats, Integers, SeriesLayout, layout

ROOM = 200_000  # pairs of scores compared at a time: what is made of them stays near the processor


def checked(scores: ArrayLike, case: ArrayLike, phase: ArrayLike) -> tuple[Floats, Flags, SeriesLayout]:
    """Refuse what cannot be read as one baseline and then one treatment phase of every case, naming the row."""
    values, treated, found = np.asarray(scores, np.float64), np.asarray(phase), layout(case)
    if not values.shape == treated.shape == np.shape(case):
        lengths = f"{values.shape}, {np.shape(case)} and {treated.shape}"
        raise ValueError(
            f"scores, case and phase: got lengths {lengths}, expected one of each for every score. "
            "Take all three from the same rows."
        )
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        raise ValueError(f'scores: row {bad[0]} holds "{values[bad[0]]}", expected a finite score. Leave it out.')
    odd = np.flatnonzero((treated != 0) & (treated != 1))
    if len(odd):
        raise ValueError(f'phase: row {odd[0]} holds "{treated[odd[0]]}", expected 0 (baseline) or 1 (treatment).')
    back = np.flatnonzero((treated[1:] < treated[:-1]) & (np.asarray(case)[1:] == np.asarray(case)[:-1]))
    if len(back):
        raise ValueError(
            f"phase: row {back[0] + 1} is baseline after treatment in the same case, expected one baseline and then "
            "one treatment phase. Give each pair of phases a case code of its own."
        )
    return values, treated.astype(bool), found


def directions(increase: ArrayLike, cases: int) -> Floats:
    """+1 or −1 of every case (C,), 0 where the direction is not known."""
    given = np.asarray(increase)
    if given.shape not in ((), (cases,)):
        raise ValueError(f"increase: got shape {given.shape}, expected one direction or one for each of {cases} cases.")
    if given.dtype == bool:
        sign = np.where(given, 1.0, -1.0)
    else:
        known = [isinstance(one, bool | np.bool_) for one in given.ravel().tolist()]
        turned = [(1.0 if one else -1.0) if told else 0.0 for one, told in zip(given.ravel(), known, strict=True)]
        sign = np.array(turned).reshape(given.shape)
    return np.broadcast_to(sign, (cases,))


def scales(scale: ArrayLike, cases: int, minutes: float | None, intervals: float | None) -> tuple[Floats, Floats]:
    """Fineness and largest score of the scale of every case (C,), (C,)."""
    given = np.asarray(scale)
    if given.shape not in ((), (cases,)):
        raise ValueError(f"scale: got shape {given.shape}, expected one scale or one for each of {cases} cases.")
    names, place = np.unique(given.astype(str), return_inverse=True)
    fineness = np.array([fineness_of(str(name), minutes, intervals) for name in names])
    most = np.array([MOST[str(name)] for name in names])
    place = place.reshape(given.shape)
    return np.broadcast_to(fineness[place], (cases,)), np.broadcast_to(most[place], (cases,))


def equal_shapes(before: Integers, after: Integers) -> Iterator[tuple[NDArray[np.intp], int, int]]:
    """Cases whose phases are equally long, as many at a time as fit in the room."""
    shape = before * (int(after.max(initial=0)) + 1) + after
    order = np.argsort(shape, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(shape[order])) + 1) if len(order) else []:
        m, n = int(before[rows[0]]), int(after[rows[0]])
        step = max(1, ROOM // max(m * n, m * m, 1))
        yield from ((rows[low : low + step], m, n) for low in range(0, len(rows), step))
