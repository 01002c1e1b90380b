"""Students about a cut as the estimators need them: the served side to the left of zero, a better outcome upward."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mtss_analysis.effects.cutoff_words import caution
from mtss_analysis.estimators.series import Floats
from mtss_analysis.results import Caution


@dataclass(frozen=True, slots=True)
class Students:
    """Students of whom everything needed is known. Arrays are (n,).

    Attributes
    ----------
    score : distance from the cut, negative on the side to be served [score]
    outcome : turned so that a higher one is better
    served : 0 or 1
    cluster : code of the cluster, or None if errors are not clustered
    screened : (m,) distances of all who have a score, known otherwise or not: moving students shows in these
    cautions : what was left out or could not be done
    """

    score: Floats
    outcome: Floats
    served: Floats
    cluster: NDArray[np.intp] | None
    screened: Floats
    cautions: tuple[Caution, ...]

    def where(self, kept: NDArray[np.bool_]) -> "Students":
        """Return some of the students (n,), their scores as they are."""
        cluster = None if self.cluster is None else self.cluster[kept]
        score = self.score[kept]
        return Students(score, self.outcome[kept], self.served[kept], cluster, score, self.cautions)

    def moved(self, distance: float) -> "Students":
        """Return the students with zero moved up by a distance [score]."""
        return replace(self, score=self.score - distance, screened=self.screened - distance)


def about(
    score: ArrayLike, outcome: ArrayLike, served: ArrayLike, cluster: ArrayLike | None, cut: ArrayLike,
    served_below: bool, higher_is_better: bool,
) -> Students:  # fmt: skip
    """Turn and centre scores at the cut (one, or one a student), and leave out whom something is not known of.

    Raises ValueError where lengths differ, the cut is not finite or `served` holds anything but 0, 1 and NaN.
    """
    columns = {"score": score, "outcome": outcome, "served": served}
    values = {name: np.asarray(column, np.float64) for name, column in columns.items()}
    cuts = np.asarray(cut, np.float64)
    groups = None if cluster is None else np.asarray(cluster)
    _require_usable(values, cuts, groups)
    known: NDArray[np.bool_] = np.asarray(np.isfinite(np.vstack([*values.values()])).all(axis=0), np.bool_)
    cautions = () if known.all() else (_lost(values, known),)
    centred = values["score"] - cuts if served_below else cuts - values["score"]
    codes, alone = _codes(groups, known)
    upward = values["outcome"] if higher_is_better else -values["outcome"]
    score_at, better, given = (column[known] for column in (centred, upward, values["served"]))
    return Students(score_at, better, given, codes, centred[np.isfinite(centred)], cautions + alone)


def refusal(students: Students) -> tuple[Caution, ...]:
    """Say why nothing can be compared whatever the method; empty if something can."""
    if not len(students.score):
        return (caution("no_students"),)
    if students.served.all():
        return (caution("all_served"),)
    if not students.served.any():
        return (caution("none_served"),)
    below = students.score < 0
    if below.all() or not below.any():
        return (caution("one_side", side="served" if below.all() else "other"),)
    return ()


def refusal_within(students: Students, bandwidth: float) -> tuple[Caution, ...]:
    """Say the same of those within a bandwidth [score] of the cut."""
    near = students.served[np.abs(students.score) < bandwidth]
    if len(near) and near.all():
        return (caution("no_untreated_near_cut", bandwidth=f"{bandwidth:.3g}"),)
    if not near.any():
        return (caution("no_served_near_cut", bandwidth=f"{bandwidth:.3g}"),)
    return ()


def _codes(
    groups: NDArray[np.generic] | None, known: NDArray[np.bool_]
) -> tuple[NDArray[np.intp] | None, tuple[Caution, ...]]:
    if groups is None:
        return None, ()
    codes = np.unique(groups[known].astype(str), return_inverse=True)[1].ravel()
    return (codes, ()) if len(codes) and codes.max() > 0 else (None, (caution("one_school"),))


def _lost(values: dict[str, Floats], known: NDArray[np.bool_]) -> Caution:
    parts = [f"{int((~np.isfinite(column)).sum())} without {name}" for name, column in values.items()]
    return caution("missing_values", lost=int((~known).sum()), of=len(known), parts=", ".join(parts))


def _require_usable(values: dict[str, Floats], cuts: Floats, groups: NDArray[np.generic] | None) -> None:
    lengths = {name: column.shape for name, column in values.items()}
    lengths |= {} if groups is None else {"cluster": groups.shape}
    lengths |= {} if cuts.ndim == 0 else {"cut": cuts.shape}
    if len(set(lengths.values())) > 1 or len(lengths["score"]) != 1:
        raise ValueError(
            f"got shapes {lengths}, expected one value of each for every student. Take all from one table."
        )
    if not np.isfinite(cuts).all():
        raise ValueError("cut: got a value that is not finite, expected a score. Leave out students without a cut.")
    served = values["served"]
    odd = np.flatnonzero(np.isfinite(served) & (served != 0) & (served != 1))
    if len(odd):
        raise ValueError(
            f'served: row {odd[0]} holds "{served[odd[0]]:g}", expected 0 or 1. Say who was served at all.'
        )
