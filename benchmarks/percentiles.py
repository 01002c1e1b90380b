"""How long student growth percentiles take, against statsmodels' quantile regression in the same run.

    python -m benchmarks.percentiles [--rounds 5] [--cases "one cohort"]

Both fit the same hundred quantiles on the same design of B-splines. Every round times each contestant once, in turn;
the table holds medians. statsmodels runs on a few of the hundred quantiles and is scaled up: the table says so. Beside
the times stands by what share the loss of the peer's quantiles exceeds the loss of ours.
"""

import argparse
import os
import platform
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np
import statsmodels.api as sm
from tqdm import tqdm

from mtss_analysis.estimators import percentiles

SEED = 20
COHORTS = {"one cohort": (1, 1_500), "a large cohort": (1, 10_000), "a State": (1, 100_000), "a district": (80, 320)}
PEER_TAUS = percentiles.TAUS[[4, 24, 49, 74, 94]]
PACKAGES = ("numpy", "scipy", "statsmodels")


class Case(NamedTuple):
    name: str
    cohort: np.ndarray
    prior: np.ndarray
    score: np.ndarray


def case(name: str, cohorts: int, students: int) -> Case:
    """Whole-number scores on a scale of several hundred points, each cohort with a level of its own."""
    rng = np.random.default_rng(SEED)
    cohort = np.repeat(np.arange(cohorts), students)
    prior = np.round(rng.normal(450, 50, len(cohort)) + 5 * rng.normal(size=cohorts)[cohort])
    return Case(name, cohort, prior, np.round(90 + 0.85 * prior + rng.normal(0, 28, len(cohort))))


def ours(one: Case) -> object:
    return percentiles.student_growth_percentiles(one.score, one.prior, one.cohort)


def designs(one: Case) -> list[tuple[np.ndarray, np.ndarray]]:
    found = []
    for code in np.unique(one.cohort):
        prior = one.prior[one.cohort == code]
        spline = percentiles.spline_basis(prior).columns(prior)
        found.append((np.column_stack([np.ones(len(prior)), spline]), one.score[one.cohort == code]))
    return found


def peer(one: Case) -> list[np.ndarray]:
    """statsmodels' coefficients for a few quantiles of the first few cohorts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its search by reweighting tells when it stops early
        return [np.array([sm.QuantReg(y, X).fit(q=tau).params for tau in PEER_TAUS]) for X, y in designs(one)[:4]]


def excess(one: Case, betas: list[np.ndarray]) -> float:
    """How much larger the peer's loss is than ours, at most, as a share."""
    shares = []
    for (design, y), beta in zip(designs(one)[:4], betas, strict=True):
        residual = y - beta @ design.T
        loss = (residual * (PEER_TAUS[:, None] - (residual < 0))).sum(axis=1)
        shares.append((loss / percentiles.quantile_process(design, y, PEER_TAUS).objective - 1).max())
    return float(max(shares))


def timed(run: Callable[[Case], object], one: Case) -> float:
    begin = time.perf_counter()
    run(one)
    return time.perf_counter() - begin


def row(one: Case, mine: list[float], others: list[float]) -> str:
    cohorts = len(np.unique(one.cohort))
    scale = len(percentiles.TAUS) / len(PEER_TAUS) * cohorts / min(cohorts, 4)
    ratio, best = scale * median(others) / median(mine), scale * min(others) / min(mine)
    return (
        f"| {one.name}: {cohorts:,} × {len(one.score) // cohorts:,} students | {median(mine):,.3f} | "
        f"{scale * median(others):,.2f} | {ratio:,.0f} | {best:,.0f} | {excess(one, peer(one)):.1e} |"
    )


def report(rounds: int, rows: list[str]) -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    head = f"Python {platform.python_version()}, {versions}; {os.cpu_count()} processor cores, {platform.machine()}."
    return "\n".join(
        [
            "# Student growth percentiles: how long they take",
            "",
            f"Made by `python -m benchmarks.percentiles --rounds {rounds}` (seed {SEED}). {head}",
            "One prior score, a hundred quantiles of B-splines with eight coefficients. Ours is",
            "`percentiles.student_growth_percentiles`, from scores to percentiles; the peer is statsmodels'",
            f"`QuantReg`, fits only, run on {len(PEER_TAUS)} quantiles of at most four cohorts and scaled up to all.",
            f"{rounds} rounds, contestants taking turns, after one round to warm up.",
            "",
            "| students | ours, seconds, median | statsmodels | ratio | of fastest rounds | its loss above ours |",
            "| --- | ---: | ---: | ---: | ---: | ---: |",
            *rows,
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cases", nargs="*", choices=COHORTS, default=list(COHORTS))
    parser.add_argument("--to", type=Path, default=Path(__file__).with_suffix(".md"), help="file for the table")
    options = parser.parse_args()
    rows = []
    for name in tqdm(options.cases, desc="cases"):
        one = case(name, *COHORTS[name])
        times = [(timed(ours, one), timed(peer, one)) for _ in range(options.rounds + 1)][1:]
        rows.append(row(one, *map(list, zip(*times, strict=True))))
    options.to.write_text(report(options.rounds, rows), encoding="utf-8")
    print(options.to.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
