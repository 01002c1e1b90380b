"""What no estimate can be made from, said by name, and the checks that every comparison begins with.

A refusal carries a short code, so that an analysis can turn it into "cannot tell" with a reason instead of a number.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.estimators.series import Floats

Bools = NDArray[np.bool_]
Codes = NDArray[np.intp]
FEW_CLUSTERS = 10
"""Below so many clusters in an arm, what an interval says rests on those few."""


class Refused(ValueError):  # noqa: N818 - an answer, not a mistake
    """Data from which the asked estimate cannot be made; `code` names the reason.

    >>> Refused("none_served", "treated: all 8 rows are 0, expected served students too.").code
    'none_served'
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class Caution:
    """Something a reader of an estimate must know: a short `code` and a plain `sentence`."""

    code: str
    sentence: str


def vector(name: str, values: ArrayLike, length: int | None = None) -> Floats:
    """Return finite numbers (n,), or refuse: the wrong shape (`shape`), or a value that is missing (`not_finite`).

    >>> vector("outcome", [1, 2, None])
    Traceback (most recent call last):
    mtss_analysis.estimators.contrasts.refusals.Refused: outcome: row 2 holds "nan" (1 such), expected a finite ...
    """
    found = np.asarray(values, np.float64)
    if found.ndim != 1 or (length is not None and len(found) != length) or not len(found):
        wanted = "one dimension of at least one number" if length is None else f"{length} numbers"
        raise Refused(
            "shape", f"{name}: got shape {found.shape}, expected {wanted}. Take all arrays from the same rows."
        )
    bad = np.flatnonzero(~np.isfinite(found))
    if len(bad):
        raise Refused(
            "not_finite",
            f'{name}: row {bad[0]} holds "{found[bad[0]]}" ({len(bad)} such), expected a finite number. Leave these '
            "rows out of every array and say how many they were.",
        )
    return found


def varied(name: str, values: ArrayLike, length: int | None = None) -> Floats:
    """Return finite numbers that are not all the same (`constant`)."""
    found = vector(name, values, length)
    if found.min() == found.max():
        raise Refused(
            "constant",
            f"{name}: all {len(found)} rows hold {found[0]:g}, expected numbers that differ. Nothing can be compared "
            "on this measure; take another.",
        )
    return found


def arms(treated: ArrayLike, length: int | None = None) -> Bools:
    """Return who was served (n,); refuse if all (`all_served`) or none (`none_served`) were.

    >>> arms([1, 0, 1]).tolist()
    [True, False, True]
    """
    found = vector("treated", treated, length)
    strange = np.flatnonzero((found != 0) & (found != 1))
    if len(strange):
        raise Refused(
            "not_binary",
            f'treated: row {strange[0]} holds "{found[strange[0]]:g}", expected 1 for served or 0 for comparison. Code '
            "the arms so, and use dose_response for amounts.",
        )
    served: Bools = np.asarray(found == 1, np.bool_)
    if served.all() or not served.any():
        code, other = ("all_served", "comparison") if served.all() else ("none_served", "served")
        raise Refused(
            code,
            f"treated: all {len(served)} rows are {int(served[0])}, expected {other} students too. Nothing can be said "
            f"about an effect without them; add {other} students who could have been in the other group.",
        )
    return served


def coded(name: str, labels: ArrayLike, length: int) -> tuple[Codes, int]:
    """Return labels (n,) as numbers from 0, and how many there are."""
    found: NDArray[Any] = np.asarray(labels)
    if found.shape != (length,):
        raise Refused("shape", f"{name}: got shape {found.shape}, expected {length} labels, one for each row.")
    missing = found.dtype.kind == "f" and np.flatnonzero(~np.isfinite(found))
    if missing is not False and len(missing):
        raise Refused(
            "not_finite", f'{name}: row {missing[0]} holds "{found[missing[0]]}", expected a label. Leave the row out.'
        )
    distinct, codes = np.unique(found, return_inverse=True)
    return np.asarray(codes, np.intp), len(distinct)


def clusters_by_arm(served: Bools, codes: Codes) -> tuple[int, int]:
    """Count the clusters with served and with comparison students; refuse one in an arm (`one_cluster`)."""
    counts = len(np.unique(codes[served])), len(np.unique(codes[~served]))
    if min(counts) < 2:
        raise Refused(
            "one_cluster",
            f"cluster: {counts[0]} with served and {counts[1]} with comparison students, expected two or more each. An "
            "effect cannot be told from what is particular to one class or school; add others.",
        )
    return counts


def few_clusters(counts: tuple[int, int]) -> tuple[Caution, ...]:
    """Return a caution where an arm has fewer than ten clusters."""
    if min(counts) >= FEW_CLUSTERS:
        return ()
    sentence = (
        f"The interval rests on {counts[0]} served and {counts[1]} comparison clusters; a few others could have said "
        "something else."
    )
    return (Caution("few_clusters", sentence),)
