"""How long the rate of improvement of every student takes, against named peers in the same run.

    python -m benchmarks.growth [--students 1000000] [--rounds 9]

Every round times each contestant once, in turn, so that a busy moment of the machine meets them all; the table holds
medians. Peers that call a function once per student run on a sample and are scaled up: the table says so.
"""

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import statsmodels.api as sm
from scipy import stats
from tqdm import tqdm

from mtss_analysis.estimators import trend

POINTS, SEED = 10, 20
PEER_STUDENTS = {"statsmodels": 300, "scipy": 1_000}
ROBUST_STUDENTS = 100_000
PACKAGES = ("numpy", "scipy", "pandas", "pyarrow", "statsmodels")


class Contestant(NamedTuple):
    name: str
    run: Callable[[], object]
    students: int


def scores(students: int, share_taken: float = 1.0) -> pd.DataFrame:
    """Weekly scores with days that wander, whole-number scores, and integer-encoded, sorted students."""
    rng = np.random.default_rng(SEED)
    rows = students * POINTS
    student = np.repeat(np.arange(students), POINTS)
    week = (7 * np.tile(np.arange(POINTS), students) + rng.integers(0, 5, rows)) / 7
    score = np.round(rng.normal(60, 25, students)[student] + 1.3 * week + rng.normal(0, 8, rows))
    table = {"student": student, "week": week, "score": score}
    table |= {"school": rng.integers(0, 400, students)[student], "measure": rng.integers(0, 6, rows).astype(np.int8)}
    frame = pd.DataFrame(table)
    return frame[rng.random(rows) < share_taken] if share_taken < 1 else frame


def grouped_sums(frame: pd.DataFrame) -> pd.Series:
    """Slopes from sums by group, the fastest way that stays inside pandas (no SE, no interval)."""
    parts = frame.assign(tt=frame.week**2, ty=frame.week * frame.score)[["student", "week", "score", "tt", "ty"]]
    grouped = parts.groupby("student", sort=False)
    sums, n = grouped.sum(), grouped.size()
    return (sums.ty - sums.week * sums.score / n) / (sums.tt - sums.week**2 / n)


def statsmodels_slope(one: pd.DataFrame) -> pd.Series:
    fit = sm.OLS(one.score.to_numpy(), sm.add_constant(one.week.to_numpy())).fit()
    return pd.Series([fit.params[1], fit.bse[1], *fit.conf_int()[1]])


def scipy_slopes(frame: pd.DataFrame) -> list[object]:
    return [stats.theilslopes(one.score.to_numpy(), one.week.to_numpy()) for _, one in frame.groupby("student")]


def arrays(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return tuple(frame[name].to_numpy().copy() for name in ("week", "score", "student"))


def contestants(students: int, file: Path) -> dict[str, Contestant]:
    full, holed = scores(students), scores(students, share_taken=0.8)
    pq.write_table(pa.Table.from_pandas(full, preserve_index=False), file)
    few, some = (full[full.student < count] for count in PEER_STUDENTS.values())
    many, equal, unequal = full[full.student < ROBUST_STUDENTS], arrays(full), arrays(holed)
    robust = arrays(many)
    rows = [
        Contestant("read the five-column Parquet file (pyarrow)", lambda: pq.read_table(file), students),
        Contestant("trend.ols: slope, SE, interval", lambda: trend.ols(*equal), students),
        Contestant("trend.ols, one thread", lambda: trend.ols(*equal, workers=1), students),
        Contestant("trend.ols, a fifth of the scores missing", lambda: trend.ols(*unequal), students),
        Contestant("pandas groupby sums: slope only", lambda: grouped_sums(full), students),
        Contestant(
            "groupby.apply with statsmodels OLS",
            lambda: few.groupby("student")[["week", "score"]].apply(statsmodels_slope),
            len(few) // POINTS,
        ),
        Contestant("trend.theil_sen: slope, interval", lambda: trend.theil_sen(*robust), len(many) // POINTS),
        Contestant("loop over scipy.stats.theilslopes", lambda: scipy_slopes(some), len(some) // POINTS),
    ]
    return dict(zip(("read", "ols", "ols_1", "ols_holed", "sums", "apply", "robust", "loop"), rows, strict=True))


def timed(run: Callable[[], object]) -> float:
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def per_million(field: dict[str, Contestant], seconds: dict[str, float]) -> dict[str, float]:
    return {key: seconds[key] / one.students * 1_000_000 for key, one in field.items()}


def ratios(million: dict[str, float]) -> dict[str, float]:
    return {
        "trend.ols takes, of one Parquet read (aim: at most 1.5)": million["ols"] / million["read"],
        "groupby.apply with statsmodels takes, of trend.ols (aim: at least 1,000)": million["apply"] / million["ols"],
        "pandas groupby sums take, of trend.ols": million["sums"] / million["ols"],
        "a loop over scipy.stats.theilslopes takes, of trend.theil_sen": million["loop"] / million["robust"],
    }


def report(
    students: int, rounds: int, field: dict[str, Contestant], middle: dict[str, float], best: dict[str, float]
) -> str:
    usual, fastest = per_million(field, middle), per_million(field, best)
    lines = [
        f"| {one.name} | {one.students:,} | {usual[key]:,.3f} | {fastest[key]:,.3f} |" for key, one in field.items()
    ]
    pairs = zip(ratios(usual).items(), ratios(fastest).values(), strict=True)
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    head = f"Python {platform.python_version()}, {versions}; {os.cpu_count()} processor cores, {platform.machine()}."
    return "\n".join(
        [
            "# Rate of improvement: how long it takes",
            "",
            f"Made by `python -m benchmarks.growth --students {students} --rounds {rounds}` (seed {SEED}). {head}",
            f"{POINTS} points a student, identifiers integer-encoded and sorted. {rounds} rounds, contestants taking",
            "turns, after one round to warm up. Other work on the machine slows medians more than the fastest",
            "rounds. A contestant that ran on fewer students is scaled up to a million.",
            "",
            "| contestant | students run | seconds per million students, median | fastest |",
            "| --- | ---: | ---: | ---: |",
            *lines,
            "",
            "| ratio | by medians | by fastest rounds |",
            "| --- | ---: | ---: |",
            *(f"| {name} | {usual:,.2f} | {fastest:,.2f} |" for (name, usual), fastest in pairs),
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--to", type=Path, default=Path(__file__).with_suffix(".md"), help="file for the table")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        field = contestants(options.students, Path(folder) / "scores.parquet")
        rounds = [{key: timed(one.run) for key, one in field.items()} for _ in tqdm(range(options.rounds + 1))]
    middle, best = ({key: pick(one[key] for one in rounds[1:]) for key in field} for pick in (median, min))
    options.to.write_text(report(options.students, options.rounds, field, middle, best), encoding="utf-8")
    print(options.to.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
