"""How long a multilevel growth model takes, against named peers in the same run.

    python -m benchmarks.growth_models [--students 1000000] [--rounds 5] [--lme4 20000]

Every round times each contestant once, in turn; the table holds medians. lme4 takes part where `Rscript` and lme4 are
installed, at its best settings (time scaled, no derivatives after the search); its time is taken inside R. A contestant
that ran on fewer students is scaled up.
"""

import argparse
import os
import platform
import shutil
import subprocess
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

from mtss_analysis.estimators import multilevel

POINTS, PER_SCHOOL, SEED = 10, 250, 20
STATSMODELS = 1_000
R_MODEL = """
suppressMessages(library(lme4)); d <- read.csv(commandArgs(TRUE)[1]); d$z <- (d$week - mean(d$week)) / sd(d$week)
seconds <- system.time(m <- lmer(MODEL, d, control = lmerControl(calc.derivs = FALSE)))[["elapsed"]]
cat(seconds, as.numeric(logLik(m)), as.character(packageVersion("lme4")))
"""
MODELS = {
    "two": "score ~ z + (1 + z | student)",
    "three": "score ~ z + (1 + z | student) + (1 | school)",
}


class Contestant(NamedTuple):
    name: str
    run: Callable[[], float]
    students: int


def scores(students: int) -> pd.DataFrame:
    rng = np.random.default_rng(SEED)
    student = np.repeat(np.arange(students), POINTS)
    school = student // PER_SCHOOL
    week = np.tile(np.arange(POINTS) * 3.5, students) + rng.uniform(0, 3, len(student))
    level = rng.normal(60, 18, students)[student] + rng.normal(0, 4, school[-1] + 1)[school]
    score = level + rng.normal(1.2, 0.5, students)[student] * week + rng.normal(0, 9, len(student))
    return pd.DataFrame({"student": student, "school": school, "week": week, "score": score, "grade": student % 6})


def timed(run: Callable[[], object]) -> Callable[[], float]:
    def seconds() -> float:
        begin = time.perf_counter()
        run()
        return time.perf_counter() - begin

    return seconds


def ours(frame: pd.DataFrame, levels: int) -> Callable[[], float]:
    week, score, student, school = (frame[name].to_numpy().copy() for name in ("week", "score", "student", "school"))
    place = {2: {}, 3: {"school": school}}[levels]
    return timed(lambda: multilevel.fit(score, None, week, student, small_sample=False, **place))


def lme4(frame: pd.DataFrame, model: str, folder: Path) -> Callable[[], float]:
    data, script = folder / f"{model}.csv", folder / f"{model}.R"
    frame.to_csv(data, index=False)
    script.write_text(R_MODEL.replace("MODEL", MODELS[model]))
    return lambda: float(
        subprocess.run(["Rscript", script, data], capture_output=True, text=True, check=True).stdout.split()[0]
    )


def contestants(students: int, in_r: int, folder: Path) -> dict[str, Contestant]:
    full = scores(students)
    file = folder / "scores.parquet"
    pq.write_table(pa.Table.from_pandas(full, preserve_index=False), file)
    some, few = full[full.student < in_r], full[full.student < STATSMODELS]
    X = sm.add_constant((few.week / 36).to_numpy())  # noqa: N806
    peer = sm.MixedLM(few.score.to_numpy(), X, groups=few.student.to_numpy(), exog_re=X)
    field = {
        "read": Contestant("read the five-column Parquet file (pyarrow)", timed(lambda: pq.read_table(file)), students),
        "two": Contestant("multilevel.fit, students", ours(full, 2), students),
        "three": Contestant("multilevel.fit, students in schools", ours(full, 3), students),
        "two_some": Contestant("multilevel.fit, students, as many as lme4", ours(some, 2), in_r),
        "three_some": Contestant("multilevel.fit, students in schools, as many as lme4", ours(some, 3), in_r),
        "two_few": Contestant("multilevel.fit, students, as many as statsmodels", ours(few, 2), STATSMODELS),
        "statsmodels": Contestant("statsmodels MixedLM, students", timed(lambda: peer.fit(reml=True)), STATSMODELS),
    }
    if shutil.which("Rscript"):
        field["lme4_two"] = Contestant("lme4, students", lme4(some, "two", folder), in_r)
        field["lme4_three"] = Contestant("lme4, students in schools", lme4(some, "three", folder), in_r)
    return field


RATIOS = {
    "two levels take, of one Parquet read (aim: at most 4)": ("two", "read"),
    "three levels take, of one Parquet read": ("three", "read"),
    "lme4 on two levels takes, of multilevel.fit (aim: at least 200)": ("lme4_two", "two_some"),
    "lme4 on three levels takes, of multilevel.fit (aim: at least 500)": ("lme4_three", "three_some"),
    "statsmodels takes, of multilevel.fit (aim: at least 1,000)": ("statsmodels", "two_few"),
}


def report(command: str, field: dict[str, Contestant], middle: dict[str, float]) -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "pyarrow", "statsmodels"))
    head = f"Python {platform.python_version()}, {versions}; {os.cpu_count()} processor cores, {platform.machine()}."
    rows = [f"| {one.name} | {one.students:,} | {middle[key]:,.3f} |" for key, one in field.items()]
    pairs = {text: pair for text, pair in RATIOS.items() if set(pair) <= set(field)}
    ratios = [f"| {text} | {middle[a] / middle[b]:,.2f} |" for text, (a, b) in pairs.items()]
    return "\n".join(
        [
            "# Multilevel growth models: how long they take",
            "",
            f"Made by `{command}` (seed {SEED}). {head}",
            f"{POINTS} scores a student at uneven times, {PER_SCHOOL} students a school, frame in memory; estimates,",
            "standard errors, log-likelihood, and every student's predicted line with its standard deviations.",
            "",
            "| contestant | students | seconds, median |",
            "| --- | ---: | ---: |",
            *rows,
            "",
            "| ratio | by medians |",
            "| --- | ---: |",
            *ratios,
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--lme4", type=int, default=20_000, help="students of the fits in R, which run once")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        field = contestants(given.students, given.lme4, Path(folder))
        taken: dict[str, list[float]] = {key: [] for key in field}
        for _ in range(given.rounds):
            for key, one in field.items():
                if not (key.startswith(("lme4", "statsmodels")) and taken[key]):
                    taken[key].append(one.run())
        middle = {key: median(times) for key, times in taken.items()}
    command = (
        f"python -m benchmarks.growth_models --students {given.students} --rounds {given.rounds} --lme4 {given.lme4}"
    )
    text = report(command, field, middle)
    Path(__file__).with_suffix(".md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
