"""Whole processes: how long they take from start to end, and the most memory they held (Linux says)."""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

READ = "import sys, pyarrow.parquet as pq; table = pq.read_table(sys.argv[1])"
FIT = """
import sys
import pyarrow.parquet as pq
from mtss_analysis.estimators import multilevel
names = ["week", "score", "student", "school"]
table = pq.read_table(sys.argv[1], columns=names)
week, score, student, school = (table[name].to_numpy() for name in names)
del table
multilevel.fit(score, None, week, student, school, small_sample=False)
"""
PEAK = """
from pathlib import Path
print(next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")))
"""


def measured(file: Path, rounds: int) -> list[str]:
    """Return rows of a table: reading five columns alone, reading four and fitting, and starting the command line."""
    runs = {
        "read the five columns": [sys.executable, "-c", READ + PEAK, str(file)],
        "read four of them, fit students in schools, predict every student": [
            sys.executable,
            "-c",
            FIT + PEAK,
            str(file),
        ],
        "`mtss --help` (aim: at most 0.35 s)": [str(Path(sys.executable).with_name("mtss")), "--help"],
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, command in runs.items():
            taken[name].append(_run(command))
    middle = {name: tuple(median(part) for part in zip(*parts, strict=True)) for name, parts in taken.items()}
    rows = [f"| {name} | {seconds:,.3f} | {_shown(peak)} |" for name, (seconds, peak) in middle.items()]
    read, whole = list(middle.values())[:2]
    ratio = f"| the second, of the first (aim: at most 2 and 2) | {whole[0] / read[0]:.2f} | {whole[1] / read[1]:.2f} |"
    return [*rows, ratio]


def _run(command: list[str]) -> tuple[float, float]:
    begin = time.perf_counter()
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    seconds = time.perf_counter() - begin
    return seconds, float(said[-1]) / 1024 if said and said[-1].isdigit() else float("nan")


def _shown(peak: float) -> str:
    return f"{peak:,.0f}" if peak == peak else ""
