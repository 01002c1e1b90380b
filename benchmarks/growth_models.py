"""How long a multilevel growth model takes, against named peers in the same run.

    python -m benchmarks.growth_models [--students 1000000] [--rounds 5] [--lme4 100000] [--mixedlm PYTHON] [--to FILE]

Every round times each contestant once, in turn, so that a busy moment of the machine meets them all; the table holds
medians. Slow peers run once, on fewer students, beside our own fit of as many. lme4 takes part where `Rscript` has it,
at its best settings (time scaled, no derivatives after the search), timed inside R. mixedlm takes part where the Python
given by `--mixedlm` has it (`python -m venv DIR`, `DIR/bin/pip install mixedlm pandas`), timed inside that Python.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
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
from tqdm import tqdm

from benchmarks.processes import measured
from mtss_analysis.estimators import multilevel
from mtss_analysis.estimators.multilevel.bootstrap import one_step, refitted
from mtss_analysis.estimators.multilevel.growth_model import searched
from mtss_analysis.estimators.multilevel.predictions import posterior

POINTS, PER_SCHOOL, SEED = 10, 250, 20
STATSMODELS, BOOTSTRAPPED, REPLICATES = 10_000, 10_000, 1_000
MODELS = {
    "two": "score ~ z + (1 + z | student)",
    "three": "score ~ z + (1 + z | student) + (1 | school)",
}
R_MODEL = """
suppressMessages(library(lme4)); d <- read.csv(commandArgs(TRUE)[1]); d$z <- (d$week - mean(d$week)) / sd(d$week)
seconds <- system.time(m <- lmer(MODEL, d, control = lmerControl(calc.derivs = FALSE)))[["elapsed"]]
cat(seconds, as.numeric(logLik(m)), as.character(packageVersion("lme4")))
"""
PYTHON_MODEL = """
import sys, time, warnings
import mixedlm, pandas
warnings.simplefilter("ignore")
d = pandas.read_csv(sys.argv[1])
d["z"] = (d.week - d.week.mean()) / d.week.std()
begin = time.perf_counter()
m = mixedlm.lmer("MODEL", d, control=mixedlm.LmerControl(calc_derivs=False))
print(time.perf_counter() - begin)
"""
SLOW = ("lme4", "mixedlm", "statsmodels", "refitted")


class Contestant(NamedTuple):
    name: str
    run: Callable[[], float]
    students: int


def scores(students: int) -> pd.DataFrame:
    """Make a district of uneven times, integer-encoded and sorted, and half of the students with more growth."""
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
    place = school if levels == 3 else None
    return timed(lambda: multilevel.fit(score, None, week, student, place, small_sample=False))


def served(frame: pd.DataFrame) -> tuple[np.ndarray, ...]:
    """Return what a fit of the difference in growth between two groups takes."""
    week, group = frame.week.to_numpy(), (frame.student.to_numpy() % 2).astype(float)
    X = np.column_stack([np.ones_like(week), week, group, group * week])  # noqa: N806
    return frame.score.to_numpy().copy(), X, week, frame.student.to_numpy().copy(), frame.school.to_numpy().copy()


def in_process(frame: pd.DataFrame) -> dict[str, Contestant]:
    """Parts of the work that start from what a fit leaves: every student's prediction, and the bootstrap."""
    inside, ended, _ = searched(
        frame.score.to_numpy(), None, frame.week.to_numpy(), frame.student.to_numpy(), frame.school.to_numpy(),
        False, True, None, False, None, True,
    )  # fmt: skip
    few = served(frame[frame.student < BOOTSTRAPPED])
    small, best, _ = searched(*few, False, True, None, False, None, True)
    students = len(inside.members.n)
    step, whole = (
        lambda run=run: run(small, best, REPLICATES, np.random.default_rng(1)) for run in (one_step, refitted)
    )
    return {
        "predictions": Contestant(
            "every student's line and its covariance, after a fit",
            timed(lambda: posterior(inside, ended.point)),
            students,
        ),
        "one_step": Contestant(
            f"bootstrap of schools, {REPLICATES:,} draws, one Fisher step", timed(step), BOOTSTRAPPED
        ),
        "refitted": Contestant(f"bootstrap of schools, {REPLICATES:,} draws, whole fits", timed(whole), BOOTSTRAPPED),
    }


def lme4(data: Path, model: str) -> Callable[[], float]:
    script = data.with_suffix(f".{model}.R")
    script.write_text(R_MODEL.replace("MODEL", MODELS[model]))
    return lambda: float(_said(["Rscript", str(script), str(data)]).split()[0])


def mixedlm(python: str, data: Path, model: str) -> Callable[[], float]:
    return lambda: float(_said([python, "-c", PYTHON_MODEL.replace("MODEL", MODELS[model]), str(data)]))


def _said(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def statsmodels(frame: pd.DataFrame) -> Callable[[], float]:
    X = sm.add_constant(((frame.week - frame.week.mean()) / frame.week.std()).to_numpy())  # noqa: N806
    peer = sm.MixedLM(frame.score.to_numpy(), X, groups=frame.student.to_numpy(), exog_re=X)
    return timed(lambda: peer.fit(reml=True))


def contestants(given: argparse.Namespace, folder: Path) -> dict[str, Contestant]:
    full, file = scores(given.students), folder / "scores.parquet"
    pq.write_table(pa.Table.from_pandas(full, preserve_index=False), file)
    field = {
        "read": Contestant("read the five-column Parquet file", timed(lambda: pq.read_table(file)), given.students)
    }
    for share in (8, 4, 2, 1):
        students = given.students // share
        part = full[full.student < students]
        field[f"three_{share}"] = Contestant("multilevel.fit, students in schools", ours(part, 3), students)
    field["two_1"] = Contestant("multilevel.fit, students", ours(full, 2), given.students)
    field |= in_process(full)
    return field | peers(given, full, folder)


def peers(given: argparse.Namespace, full: pd.DataFrame, folder: Path) -> dict[str, Contestant]:
    """Return the peers that are installed, each with our fit of as many students."""
    field = {}
    some, few = full[full.student < given.lme4], full[full.student < STATSMODELS]
    data = folder / "some.csv"
    some.to_csv(data, index=False)
    for levels, model in ((2, "two"), (3, "three")):
        words = "students in schools" if levels == 3 else "students"
        field[f"some_{model}"] = Contestant(f"multilevel.fit, {words}", ours(some, levels), given.lme4)
        if has(["Rscript", "-e", "library(lme4)"], "lme4", "install R and its package lme4"):
            field[f"lme4_{model}"] = Contestant(f"lme4, {words}", lme4(data, model), given.lme4)
        if has([given.mixedlm, "-c", "import mixedlm"], "mixedlm", "see --help for how to give it"):
            field[f"mixedlm_{model}"] = Contestant(f"mixedlm, {words}", mixedlm(given.mixedlm, data, model), given.lme4)
    field["few_two"] = Contestant("multilevel.fit, students", ours(few, 2), STATSMODELS)
    field["statsmodels_two"] = Contestant("statsmodels MixedLM, students", statsmodels(few), STATSMODELS)
    return field


def has(command: list[str], name: str, advice: str) -> bool:
    """Say whether a peer answers, loudly if it does not."""
    answers = shutil.which(command[0]) and subprocess.run(command, capture_output=True, check=False).returncode == 0
    if not answers:
        print(f"LEFT OUT: {name} is not installed here ({advice}); its rows and ratios are missing", file=sys.stderr)
    return bool(answers)


RATIOS = {
    "three levels take, of one Parquet read (aim: at most 4)": ("three_1", "read"),
    "two levels take, of one Parquet read (aim: at most 4)": ("two_1", "read"),
    "three levels, twice the students take, of half (linear: 2)": ("three_1", "three_2"),
    "three levels, eight times the students take, of an eighth (linear: 8)": ("three_1", "three_8"),
    "lme4 takes, of multilevel.fit, two levels (aim: at least 200)": ("lme4_two", "some_two"),
    "lme4 takes, of multilevel.fit, three levels (aim: at least 500)": ("lme4_three", "some_three"),
    "mixedlm takes, of multilevel.fit, two levels (aim: at least 50)": ("mixedlm_two", "some_two"),
    "mixedlm takes, of multilevel.fit, three levels (aim: at least 50)": ("mixedlm_three", "some_three"),
    "statsmodels takes, of multilevel.fit, two levels (aim: at least 1,000)": ("statsmodels_two", "few_two"),
}


def report(command: str, field: dict[str, Contestant], middle: dict[str, float], processes: list[str]) -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "pyarrow", "statsmodels"))
    head = f"Python {platform.python_version()}, {versions}; {os.cpu_count()} processor cores, {platform.machine()}."
    rows = [f"| {one.name} | {one.students:,} | {middle[key]:,.4f} |" for key, one in field.items()]
    pairs = {text: pair for text, pair in RATIOS.items() if set(pair) <= set(field)}
    ratios = [f"| {text} | {middle[a] / middle[b]:,.2f} |" for text, (a, b) in pairs.items()]
    lines = [
        "# Multilevel growth models: how long they take",
        "",
        f"Made by `{command}` (seed {SEED}). {head}",
        f"{POINTS} scores a student at uneven times, {PER_SCHOOL} students a school, frame in memory. A fit gives",
        "estimates, standard errors, log-likelihood, and every student's predicted line with standard deviations.",
        "",
        *("| contestant | students | seconds, median |", "| --- | ---: | ---: |", *rows, ""),
        *("| ratio | by medians |", "| --- | ---: |", *ratios, ""),
        *("| whole process | seconds | peak memory, MB |", "| --- | ---: | ---: |", *processes, ""),
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--lme4", type=int, default=100_000, help="students of the fits by lme4 and mixedlm, run once")
    parser.add_argument("--mixedlm", default=sys.executable, help="a Python that has mixedlm")
    parser.add_argument("--to", type=Path, help="file for the table, such as benchmarks/growth_models.md")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        field = contestants(given, Path(folder))
        taken: dict[str, list[float]] = {key: [] for key in field}
        for _ in tqdm(range(given.rounds + 1)):  # the first round warms up
            for key, one in field.items():
                if not (key.startswith(SLOW) and taken[key]):
                    taken[key].append(one.run())
        processes = measured(Path(folder) / "scores.parquet", given.rounds)
    middle = {key: median(times[1:] or times) for key, times in taken.items()}
    command = (
        f"python -m benchmarks.growth_models --students {given.students} --rounds {given.rounds} --lme4 {given.lme4}"
    )
    text = report(command, field, middle, processes)
    print(text)
    if given.to:
        given.to.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
