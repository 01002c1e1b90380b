"""A quick, safe, usually too generous suppression pattern.

Narrow cells are given the room they lack by the cheapest flow through the sums (the
linear-programming heuristic of Kelly, Golden & Assad 1992, Networks 22(4), 397-417), first many
together for a rising reward, then one by one: every cell a flow passes is withheld. A last pass
publishes again what turns out not to be needed.
"""

# mypy: disable-error-code="no-untyped-call, attr-defined"

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from mtss_analysis.estimators.disclosure_alternatives import Alternatives, narrow_cells
from mtss_analysis.estimators.linked_table import TOLERANCE, Bools, Floats, Ints, LinkedTable

_FREE, _FEW = 1e-4, 3
_REWARDS = (0.3, 0.6, 1.2, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Task:
    """What has to be protected.

    Attributes
    ----------
    table
        The cells and their sums.
    primary
        Cells that are never published, shape (m,).
    minimum
        Width wanted [students].
    weights
        Price of withholding each cell, shape (m,).
    every
        True if each withheld cell must be wide, not only the primary ones.
    hidden
        Cells that appear on no page, such as a remainder, and need no protection of their
        own, shape (m,).
    """

    table: LinkedTable
    primary: Bools
    minimum: float
    weights: Floats
    every: bool
    hidden: Bools

    @property
    def never_shown(self) -> Bools:
        """Cells that every pattern withholds, shape (m,)."""
        return self.primary | self.hidden

    def protected(self, withheld: Bools) -> Bools:
        """Return the cells of a pattern that must be wide."""
        return (withheld & ~self.hidden) | self.primary if self.every else self.primary


def greedy_pattern(task: Task, start: Bools, known: Alternatives, trials: int) -> Bools:
    """Withhold cells until every protected one is wide enough, then publish again what can be.

    Parameters
    ----------
    task
        What has to be protected.
    start
        Cells withheld to begin with, shape (m,); contains the primary ones.
    known
        Alternatives found before; those found here are added.
    trials
        How many complementary cells to try to publish again.

    Returns
    -------
    array
        A safe pattern, shape (m,).

    Raises
    ------
    ValueError
        A cell stays narrow even if all others are withheld.
    """
    withheld, checked = _widened_together(task, start.copy(), known), np.zeros_like(start)
    while (left := task.protected(withheld) & ~checked).any():
        for attack in narrow_cells(task.table, withheld.copy(), smallest_first(task, left), task.minimum, known):
            for cell in known.unproven(withheld, attack.cells, task.minimum):
                flow = _cheapest_flow(task, int(cell), np.where(withheld, _FREE * task.weights, task.weights))
                known.add(flow)
                withheld |= (np.abs(flow) > TOLERANCE).any(axis=0)
        checked |= left
    return _tidied(task, withheld, known, trials)


def _widened_together(task: Task, withheld: Bools, known: Alternatives) -> Bools:
    """Move many narrow cells at once through published cells, the cheap ways first."""
    random, typical = np.random.default_rng(1), float(np.median(task.weights))
    for reward in _REWARDS:
        left, before = _left(task, withheld, known), task.weights.size + _FEW
        while left.size and before - left.size >= min(_FEW, left.size):
            before = left.size
            signs = random.choice([-1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0], size=task.weights.size)
            for way in (signs, -signs):
                if left.size:
                    move = _priced_move(task, withheld, known, left, way * reward * typical)
                    known.add(move[None])
                    withheld = withheld | (np.abs(move) > TOLERANCE)
                    left = _left(task, withheld, known)
    return withheld


def _left(task: Task, withheld: Bools, known: Alternatives) -> Ints:
    return known.unproven(withheld, np.flatnonzero(task.protected(withheld)), task.minimum)


def _priced_move(task: Task, withheld: Bools, known: Alternatives, left: Ints, reward: Floats) -> Floats:
    """Move the cells that lack width, each by no more than it lacks, where that is worth the price; shape (m,)."""
    size, price = reward.size, np.where(withheld, _FREE * task.weights, task.weights)
    up_to, down_to = np.full(size, task.minimum), np.full(size, task.minimum)
    down, up = known.reach(withheld)
    lacking = task.minimum - (down + up)[left]
    up_to[left], down_to[left] = up[left] + lacking, down[left] + lacking
    push = np.zeros(size)
    push[left] = reward[left]
    limits = np.concatenate([up_to, np.minimum(down_to, task.table.values)])
    answer = linprog(
        np.concatenate([price - push, price + push]), A_eq=sparse.hstack([task.table.sums, -task.table.sums]),
        b_eq=np.zeros(task.table.sums.shape[0]), bounds=np.column_stack([np.zeros(2 * size), limits]), method="highs",
    )  # fmt: skip
    return np.asarray(answer.x[:size] - answer.x[size:]) if answer.status == 0 else np.zeros(size)


def is_safe(task: Task, withheld: Bools, known: Alternatives) -> bool:
    """Tell whether the interval of every protected cell is wide enough."""
    order = smallest_first(task, task.protected(withheld))
    return next(narrow_cells(task.table, withheld, order, task.minimum, known), None) is None


def smallest_first(task: Task, protected: Bools) -> Ints:
    """Return the indices of the protected cells, smallest count first."""
    cells = np.flatnonzero(protected)
    return np.asarray(cells[np.argsort(task.table.values[cells], kind="stable")])


def _cheapest_flow(task: Task, cell: int, price: Floats) -> Floats:
    """Move `cell` up in one table and down in another, together by the minimum; both moves, shape (2, m)."""
    size, sums = task.table.values.size, task.table.sums
    both_ways = sparse.hstack([sums, -sums])
    limits = np.concatenate([np.full(size, task.minimum), np.minimum(task.table.values, task.minimum)] * 2)
    limits[[size + cell, 2 * size + cell]] = 0.0
    goal = sparse.csr_array(([-1.0, -1.0], ([0, 0], [cell, 3 * size + cell])), shape=(1, 4 * size))
    answer = linprog(
        np.tile(price, 4), A_eq=sparse.block_diag([both_ways, both_ways]), b_eq=np.zeros(2 * sums.shape[0]),
        A_ub=goal, b_ub=[-task.minimum], bounds=np.column_stack([np.zeros(4 * size), limits]), method="highs",
    )  # fmt: skip
    if answer.status != 0:
        raise ValueError(f"cell {cell} cannot be protected, even with every cell of the table withheld")
    up_a, down_a, up_b, down_b = answer.x.reshape(4, size)
    return np.array([up_a - down_a, up_b - down_b])


def _tidied(task: Task, withheld: Bools, known: Alternatives, trials: int) -> Bools:
    """Publish the dearest complements again where the rest still protects."""
    extra = np.flatnonzero(withheld & ~task.never_shown)
    for cell in extra[np.argsort(-task.weights[extra], kind="stable")]:
        without = withheld.copy()
        without[cell] = False
        if not _left(task, without, known).size:
            withheld = without
        elif trials > 0:
            trials -= 1
            withheld = without if is_safe(task, without, known) else withheld
    return withheld
