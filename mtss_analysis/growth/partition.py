"""One grouping of the series of a growth model: who has a line of their own, and the mean lines of the groups."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtss_analysis.estimators.group_lines import GroupLines, Students, group_lines, students
from mtss_analysis.estimators.series import Floats
from mtss_analysis.growth.pooled import Modelled
from mtss_analysis.vocabulary import NO_DATA, TOTAL

SCHOOLS = "school_id"


@dataclass(frozen=True, slots=True)
class Partition:
    """The series of one model by one grouping.

    Attributes
    ----------
    names
        Groups with a line of their own (G,).
    lines
        Their mean lines; a last column, if any, holds all other series together.
    n
        Students behind each column of `lines` (G or G + 1,).
    member
        1 where a series belongs to a group of `names` (m, G).
    """

    names: list[str]
    lines: GroupLines
    n: Floats
    member: Floats

    def against_others(self) -> Floats:
        """Return weights (G, columns) of each group's slope less the mean of all others, by number of students."""
        columns = len(self.n)
        rest = np.where(np.eye(columns, dtype=bool), 0.0, self.n)
        less: Floats = rest / np.maximum(rest.sum(axis=1, keepdims=True), 1.0)
        return (np.eye(columns) - less)[: len(self.names)]


def sums(model: Modelled, *, schools: bool) -> Students:
    """Sum up the scores of a model's series at its variances, with one growth for all.

    Levels keep their grades and tiers; growth does not, so what grades and tiers differ by in growth is added to what
    students differ by, as it must be where any other grouping is asked about.
    """
    scored, fit = model.scored, model.fit
    school = np.zeros(len(model.rows), np.int64)
    if scored.school is not None:
        school[scored.place] = scored.school
    known = schools and fit.school_cov is not None and scored.school is not None
    spread = fit.student_cov + np.diag([0.0, _between(model)])
    return students(
        scored.time, scored.score, scored.place, spread, fit.residual_var, school if known else None,
        float(fit.school_cov[0, 0]) if known and fit.school_cov is not None else 0.0,
        float(np.nan_to_num(fit.autocorrelation)),
    )  # fmt: skip


def _between(model: Modelled) -> float:
    """Return how much the mean growths of grades and tiers differ (variance), less what is noise of their estimates."""
    covariates, fit = model.design.covariates, model.fit
    width = covariates.shape[1]
    away = covariates - covariates.mean(axis=0)
    noise = ((away @ fit.fixed_cov[width:, width:]) * away).sum(axis=1).mean()
    return max(float(np.var(away @ fit.fixed[width:]) - noise), 0.0)


def partition(model: Modelled, known: Students, by: str, n: Mapping[str, int], fewest: int) -> Partition | None:
    """Group the series of a model by one column; None where no group has enough students.

    Parameters
    ----------
    model, known
        The model, and its :func:`sums`.
    by
        Column of the series, or "All".
    n
        Group → students with enough points.
    fewest
        Students with which a group has a line of its own; smaller groups share one.
    """
    names = [name for name, count in n.items() if count >= fewest]
    if not names:
        return None
    member = np.ones((len(model.rows), 1)) if by == TOTAL else _member(model.rows[by], names)
    other = 1.0 - member.sum(axis=1)
    columns, counts = member, np.array([n[name] for name in names], np.float64)
    if (model.rows["enough"].to_numpy(bool) & (other > 0)).any():
        columns, counts = np.column_stack([member, other]), np.append(counts, sum(n.values()) - counts.sum())
    levels = np.column_stack([model.design.covariates, columns])
    return Partition(names, group_lines(known, levels, columns), counts, member)


def _member(values: "pd.Series[str]", names: list[str]) -> Floats:
    """Return 1 where a value is that of a group, shape (m, G)."""
    place = {name: number for number, name in enumerate(names)}
    codes = values.astype("str").fillna(NO_DATA).map(place).fillna(len(names)).to_numpy(np.int64)
    found: Floats = np.eye(len(names) + 1)[codes][:, :-1]
    return found
