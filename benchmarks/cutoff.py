"""How often the cut-score referee is right: coverage of its interval, rate of every verdict, where truth is known.

    python -m benchmarks.cutoff [--districts 500] [--cases "no effect"] [--first 0]

Every case draws districts with whole screening scores and an outcome that bends with the score; the cut is 40. Coverage
is the share of robust 95 % intervals that hold the true effect of being served, whatever the verdict. A case without
effect shows the false-positive rate of the verdict "effect"; "worthwhile" fixes a smallest effect worth having.
"""

import argparse
import platform
import time
from importlib.metadata import version
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from mtss_analysis.effects import cutoff

CUT = 40
PACKAGES = ("numpy", "scipy", "rdrobust", "rddensity")


class Case(NamedTuple):
    name: str
    n: int = 1000
    effect: float = 5.0
    noise: float = 8.0
    served: tuple[float, float] = (0.85, 0.1)
    moved: float = 0.0
    sd: float = 15.0
    schools: int = 0
    worthwhile: float | None = None


CASES = (
    Case("effect 5, most follow the cut"),
    Case("effect 5, all follow the cut", served=(1.0, 0.0)),
    Case("effect 5, 2,000 students", n=2000),
    Case("effect 5, short scale (SD 6)", sd=6.0),
    Case("effect 5, errors clustered in 20 schools", schools=20),
    Case("no effect", effect=0.0),
    Case("no effect, worthwhile 3, 2,000 students, little noise", n=2000, effect=0.0, noise=2.0, worthwhile=3.0),
    Case("no effect, clustered in 20 schools", effect=0.0, schools=20),
    Case("effect 1, 250 students", n=250, effect=1.0),
    Case("effect 5, service hardly jumps", served=(0.4, 0.35)),
    Case("effect 5, half of those just above moved below", moved=0.5),
    Case("no effect, half of those just above moved below", effect=0.0, moved=0.5),
)


def district(case: Case, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray | None]:
    rng = np.random.default_rng([seed, case.n])
    score = np.round(rng.normal(CUT + case.sd / 3, case.sd, case.n))
    school = rng.integers(0, case.schools, case.n) if case.schools else None
    moved = (score >= CUT) & (score < CUT + 3) & (rng.random(case.n) < case.moved)
    seen = np.where(moved, CUT - 1, score)
    served = (rng.random(case.n) < np.where(seen < CUT, *case.served)).astype(float)
    bend = 0.8 * score - 0.9 * ((score - CUT) / case.sd) ** 2
    level = rng.normal(0, 3, case.schools)[school] if school is not None else 0.0
    return seen, 20 + bend + level + case.effect * served + rng.normal(0, case.noise, case.n), served, school


def judged(case: Case, seed: int) -> cutoff.CutoffEffect:
    score, outcome, served, school = district(case, seed)
    return cutoff.estimate(score, outcome, served, CUT, cluster=school, smallest_worthwhile=case.worthwhile)


def row(case: Case, first: int, districts: int) -> str:
    found = [judged(case, seed) for seed in tqdm(range(first, first + districts), desc=case.name, leave=False)]
    fitted = [one for one in found if np.isfinite(one.se)]
    covered = np.mean([one.ci[0] <= case.effect <= one.ci[1] for one in fitted])
    detectable = np.median([one.minimum_detectable for one in fitted])
    broken = np.mean([one.density_p < 0.05 for one in found])
    heaped = np.mean([one.heap_p < 0.01 for one in found])
    rates = [100 * np.mean([one.verdict == verdict for one in found]) for verdict in cutoff.VERDICTS]
    shown = " | ".join(f"{rate:.1f}" for rate in rates)
    return (
        f"| {case.name} | {len(found)} | {100 * covered:.1f} | {detectable:.1f} | {shown} | "
        f"{100 * broken:.1f} | {100 * heaped:.1f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--districts", type=int, default=500, help="districts drawn in each case")
    parser.add_argument("--cases", nargs="*", default=[case.name for case in CASES], help="names of cases")
    parser.add_argument("--first", type=int, default=0, help="seed of the first district")
    options = parser.parse_args()
    began = time.perf_counter()
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    print(f"Python {platform.python_version()}, {versions}\n")
    verdicts = " | ".join(f"{name} %" for name in cutoff.VERDICTS)
    print(f"| case | districts | interval holds the truth % | MDE, median | {verdicts} | density breaks % | heaps % |")
    print("| --- |" + " ---: |" * 9)
    for case in CASES:
        if case.name in options.cases:
            print(row(case, options.first, options.districts), flush=True)
    print(f"\n{time.perf_counter() - began:.0f} seconds.")


if __name__ == "__main__":
    main()
