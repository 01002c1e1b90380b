"""Random linked tables: what is withheld cannot be worked out, by any subtraction."""

import numpy as np
import pytest

from mtss_analysis.estimators.disclosure_alternatives import narrow_cells
from mtss_analysis.estimators.disclosure_bounds import bounds
from mtss_analysis.estimators.linked_table import LinkedTable
from mtss_analysis.estimators.suppression import Effort, protect

K = 10
SEEDS = range(500)


def linked_table(seed):
    """Schools × groups in two partitions × tiers, with all totals; some seeds drop a dimension."""
    random = np.random.default_rng(seed)
    schools, tiers = int(random.integers(1, 5)), int(random.integers(2, 4))
    partitions = [int(size) for size in random.integers(1, 4, size=int(random.integers(1, 3)))]
    students = int(random.integers(30, 300))
    at = (
        random.integers(schools, size=students),
        random.choice(tiers, size=students, p=random.dirichlet(np.ones(tiers))),
    )
    belongs = [random.choice(size, size=students, p=random.dirichlet(np.ones(size))) for size in partitions]
    places = [np.ones(students, dtype=bool), *(at[0] == school for school in range(schools))]
    kinds = [np.ones(students, dtype=bool), *(at[1] == tier for tier in range(tiers))]
    groups = [
        [np.ones(students, dtype=bool)],
        *([group == value for value in range(size)] for group, size in zip(belongs, partitions, strict=True)),
    ]
    flat = [mask for part in groups for mask in part]
    values = np.array([[[np.sum(p & g & t) for t in kinds] for g in flat] for p in places], dtype=float)
    number = np.arange(values.size).reshape(values.shape)
    sums = [(line[0], line[1:]) for line in np.moveaxis(number, 0, -1).reshape(-1, schools + 1)]
    sums += [(line[0], line[1:]) for line in number.reshape(-1, tiers + 1)]
    start = 1
    for size in partitions:
        sums += [(line[0], line[start : start + size]) for line in np.moveaxis(number, 1, -1).reshape(-1, len(flat))]
        start += size
    matrix = np.zeros((len(sums), values.size))
    for row, (total, parts) in enumerate(sums):
        matrix[row, total], matrix[row, parts] = 1, -1
    return values.ravel(), matrix


def small(values):
    return (values > 0) & (values < K)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_withheld_cell_is_narrower_than_the_minimum(seed):
    values, sums = linked_table(seed)
    found = protect(values, sums, small(values), K, every=True, effort=Effort(rounds=8, nodes=200))
    table, withheld = LinkedTable.of(values, sums), np.flatnonzero(found.pattern)
    assert found.pattern[small(values)].all()
    assert not list(narrow_cells(table, found.pattern, withheld, K))


@pytest.mark.parametrize("seed", range(0, 500, 10))
def test_the_intervals_agree_with_the_audit(seed):
    values, sums = linked_table(seed)
    found = protect(values, sums, small(values), K, every=True, effort=Effort(rounds=8, nodes=200))
    audit = bounds(values, sums, found.pattern)
    assert (audit.width[found.pattern] >= K).all()
    assert ((audit.low <= values) & (values <= audit.high)).all()
    whole = sum(np.floor(reach + 1e-4) for reach in found.alternatives.reach(found.pattern))
    assert (whole <= audit.width).all()


@pytest.mark.parametrize("seed", range(0, 500, 10))
def test_greedy_is_never_better_than_optimal(seed):
    values, sums = linked_table(seed)
    best = protect(values, sums, small(values), K, effort=Effort(rounds=60, nodes=500))
    quick = protect(values, sums, small(values), K, effort=Effort(rounds=0, trials=5))
    assert quick.weight >= best.bound - 1e-6
    if best.optimal:
        assert quick.bound <= best.weight + 1e-6


def test_primary_suppression_alone_is_broken_by_subtraction():
    broken = 0
    for seed in SEEDS:
        values, sums = linked_table(seed)
        secret = small(values)
        broken += bool(secret.any() and (bounds(values, sums, secret).width[secret] == 0).any())
    assert broken >= len(SEEDS) // 4


@pytest.mark.parametrize("seed", range(0, 500, 50))
def test_order_of_the_cells_changes_no_weight(seed):
    values, sums = linked_table(seed)
    order = np.random.default_rng(seed).permutation(values.size)
    effort = Effort(rounds=60, nodes=2000)
    found, moved = (
        protect(values[at], sums[:, at], small(values[at]), K, effort=effort) for at in (np.arange(values.size), order)
    )
    assert found.weight == pytest.approx(moved.weight, rel=1e-3)
