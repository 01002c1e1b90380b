"""Which cells to withhold so that no small count can be worked out: complementary suppression.

The pattern of least weight is found by cutting planes (Fischetti & Salazar 2001, Management
Science 47(7), 1008-1027): a master program proposes the cheapest pattern, attacker programs
look for a cell that is still too narrow, their dual solutions become new inequalities of the
master, until nothing is narrow. HiGHS solves both. In a very large table the pattern only grows,
and the answer comes with the gap to the best bound proven; so it does if the effort allowed is
used up and the last proposal is mended greedily.
"""

# mypy: disable-error-code="no-untyped-call, attr-defined"

from dataclasses import dataclass
from time import monotonic
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse
from scipy.optimize import Bounds as Limits
from scipy.optimize import LinearConstraint, linprog, milp

from mtss_analysis.estimators.disclosure_alternatives import Alternatives, narrow_cells
from mtss_analysis.estimators.linked_table import Bools, Floats, LinkedTable
from mtss_analysis.estimators.suppression_cuts import from_sums, strengthened
from mtss_analysis.estimators.suppression_greedy import Task, greedy_pattern

Method = Literal["nothing to protect", "cutting planes", "greedy"]
_SLACK, _HALF, _INFEASIBLE, _SMALL, _LARGE, _HUGE = 1e-6, 0.5, 2, 100, 300, 2000
_PROVEN = 1e-4
_CUTS_A_ROUND = 40


@dataclass(frozen=True)
class Effort:
    """How much work to spend on the cheapest pattern.

    Attributes
    ----------
    rounds
        Proposals of the master program; 0 asks for the greedy answer.
    nodes
        Branch-and-bound nodes of each proposal. Rounds and nodes give the same answer on
        every machine, which matters: two different patterns of the same table tell more than one.
    seconds
        A brake for hopeless cases, after which answers may differ between machines [s].
    trials
        Complementary cells that the greedy way tries to publish again.
    """

    rounds: int = 100
    nodes: int = 20_000
    seconds: float = 120.0
    trials: int = 10


@dataclass(frozen=True)
class Suppression:
    """A safe pattern and how good it is.

    Attributes
    ----------
    pattern
        True where a cell is withheld, shape (m,).
    weight
        Sum of the weights of the withheld cells.
    bound
        No safe pattern weighs less than this.
    method
        ``"cutting planes"``, ``"greedy"`` (the last proposal was mended when the effort was
        used up) or ``"nothing to protect"``.
    alternatives
        Proof: tables that a reader cannot rule out under the pattern.
    """

    pattern: Bools
    weight: float
    bound: float
    method: Method
    alternatives: Alternatives

    @property
    def gap(self) -> float:
        """Largest possible share of the weight that was not needed, 0 to 1."""
        return 0.0 if self.weight <= 0 else max(0.0, (self.weight - self.bound) / self.weight)

    @property
    def optimal(self) -> bool:
        """True if no safe pattern weighs less (by more than a ten-thousandth)."""
        return self.gap <= _PROVEN


def default_weights(values: ArrayLike, constraints: ArrayLike | sparse.sparray) -> Floats:
    """Price of withholding each cell: first how many cells, then how many students.

    A cell costs 1 plus its share of all students; a total costs as much more as it has parts,
    in every sum it is the total of, so that totals are kept as long as possible.

    Returns
    -------
    array
        Shape (m,), positive.

    Examples
    --------
    >>> default_weights([3, 4, 80, 87], [[-1, -1, -1, 1]]).round(3).tolist()
    [1.017, 1.023, 1.457, 4.497]
    """
    table = LinkedTable.of(values, constraints)
    parts = np.diff(sparse.csr_array(table.sums < 0).indptr).astype(np.float64)
    of_total = (table.sums > 0).T @ parts
    return np.asarray(1.0 + of_total + table.values / (table.values.sum() + 1.0))


def protect(
    values: ArrayLike,
    constraints: ArrayLike | sparse.sparray,
    primary: ArrayLike,
    minimum: float,
    weights: ArrayLike | None = None,
    *,
    every: bool = False,
    hidden: ArrayLike | None = None,
    effort: Effort | None = None,
) -> Suppression:
    """Choose the cells to withhold, at least weight.

    Parameters
    ----------
    values
        True counts [students], shape (m,).
    constraints
        Shape (r, m), dense or sparse; each row is total - parts = 0.
    primary
        True where a cell may never be published, shape (m,).
    minimum
        Smallest width of the interval a reader can work out for a protected cell [students].
    weights
        Positive price of withholding each cell, shape (m,); :func:`default_weights` if None.
    every
        True protects each withheld cell, so that a reader cannot tell primary from
        complementary cells by their intervals; False protects the primary cells only.
    hidden
        True where a cell appears on no page (such as the remainder of a total) and needs no
        protection of its own, shape (m,).
    effort
        How much work to spend; see :class:`Effort`.

    Returns
    -------
    Suppression
        Always safe; `optimal` says whether it is proven cheapest, `gap` how far it may be off.

    Raises
    ------
    ValueError
        The arrays do not fit together, a sum does not hold, a weight is not positive, or a
        cell cannot be protected even if all are withheld.

    Examples
    --------
    3 and 4 are too small. Withholding only them would publish their sum 7, so 80 goes too:

    >>> protect([3, 4, 80, 90, 177], [[-1, -1, -1, -1, 1]], [True, True, False, False, False], 10).pattern.tolist()
    [True, True, True, False, False]
    """
    table = LinkedTable.of(values, constraints)
    price = default_weights(values, constraints) if weights is None else np.asarray(weights, dtype=np.float64)
    secret = np.asarray(primary, dtype=np.bool_).ravel()
    if not (price.size == secret.size == table.values.size and (price > 0).all()):
        raise ValueError("every cell needs one primary mark and one weight above 0")
    task = Task(table, secret, minimum, price, every, table.mask(np.zeros(secret.size) if hidden is None else hidden))
    if not secret.any():
        return Suppression(task.never_shown, 0.0, 0.0, "nothing to protect", Alternatives(table))
    return _Search(task, effort or Effort()).run()


class _Search:
    """The cutting-plane loop: proposal, attack, new cuts."""

    def __init__(self, task: Task, effort: Effort) -> None:
        self.task, self.effort, self.until = task, effort, monotonic() + effort.seconds
        self.known = Alternatives(task.table)
        self.cuts = [from_sums(task.table, task.minimum)]
        self.bound = float(task.weights[task.never_shown].sum())

    def run(self) -> Suppression:
        """Loop until a proposal is safe, or until the effort is used up."""
        best = self.task.never_shown
        for turn in range(self.effort.rounds):
            proposal = self._propose(best if best.size > _HUGE else self.task.never_shown)
            if proposal is None:
                break
            if not self._attack(proposal, turn):
                self.bound = max(self.bound, self._relaxed() if proposal.size > _HUGE else 0.0)
                return self._finished(proposal, "cutting planes")
            best = proposal
        self.bound = max(self.bound, self._relaxed())
        return self._finished(greedy_pattern(self.task, best, self.known, self.effort.trials), "greedy")

    def _propose(self, least: Bools) -> Bools | None:
        """Cheapest pattern around `least` that satisfies all cuts so far; None if it takes too much work.

        In a very large table the pattern only grows, so that what was proven of its cells stays proven.
        """
        weights, left = self.task.weights, self.until - monotonic()
        gap = 1e-6 if weights.size < _SMALL else _PROVEN if weights.size < _LARGE else 1e-3
        answer = milp(
            weights, integrality=np.ones(weights.size), bounds=Limits(least.astype(float), 1.0),
            constraints=LinearConstraint(sparse.vstack(self.cuts, format="csr"), lb=-_SLACK),
            options={"time_limit": max(left, 0.01), "mip_rel_gap": gap, "node_limit": self.effort.nodes},
        )  # fmt: skip
        if answer.status == _INFEASIBLE:
            raise ValueError("some cell cannot be protected, even with every cell of the table withheld")
        free = not least[~self.task.never_shown].any()
        if free and answer.mip_dual_bound is not None and np.isfinite(answer.mip_dual_bound):
            self.bound = max(self.bound, float(answer.mip_dual_bound))
        return None if answer.x is None else np.asarray(answer.x > _HALF)

    def _relaxed(self) -> float:
        """Weight that no pattern undercuts, cells being withheld in part."""
        limits = np.column_stack([self.task.never_shown.astype(float), np.ones(self.task.primary.size)])
        cuts, weights = sparse.vstack(self.cuts, format="csr"), self.task.weights
        answer = linprog(weights, A_ub=-cuts, b_ub=np.full(cuts.shape[0], _SLACK), bounds=limits, method="highs")
        return float(answer.fun) if answer.status == 0 else 0.0

    def _attack(self, withheld: Bools, turn: int) -> bool:
        """Add cuts for cells that are too narrow, some at a time; False if there is none."""
        task, found = self.task, 0
        wanted = np.random.default_rng(turn).permutation(np.flatnonzero(task.protected(withheld)))
        for attack in narrow_cells(task.table, withheld, wanted, task.minimum, self.known):
            self.cuts.append(strengthened(attack.capacity, attack.cells, task.minimum))
            found += attack.cells.size
            if found >= _CUTS_A_ROUND:
                break
        return found > 0

    def _finished(self, pattern: Bools, method: Method) -> Suppression:
        weight = float(self.task.weights[pattern].sum())
        return Suppression(pattern, weight, min(self.bound, weight), method, self.known)
