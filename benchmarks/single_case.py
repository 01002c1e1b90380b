"""How long single-case indices of many students take, against two Python packages that have them.

    python -m benchmarks.single_case --peers PYTHON [--cases 10000] [--rounds 9]

PYTHON is an interpreter in whose environment the packages `singlecase` and `scia` are installed; they are no
dependencies of this project. Without it, or for a package it does not have, the table says that nothing was compared.
Peers work case by case; they run on a sample, in a process of their own, and are scaled up: the table says so.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from mtss_analysis.estimators import nonoverlap

SEED, BASELINE, TREATMENT = 20, 5, 8
PEER_CASES = {"singlecase": 500, "scia": 40}
SAME = {"singlecase": ("nap", "pnd"), "scia": ("nap", "pnd", "tau_u")}
FIVE = ("nap", "pnd", "tau", "tau_u", "lrr")
AIMS = {"singlecase": 500, "scia": 5_000}
PEER_SCRIPT = Path(__file__).with_name("single_case_peers.py")


class Peer(NamedTuple):
    """What a package took, or why nothing is known of it."""

    package: str
    version: str = ""
    seconds: Sequence[float] = ()
    nap: Sequence[float] = ()
    missing: str = ""


def scores(cases: int) -> np.ndarray:
    """Whole-number counts that rise by about one standard deviation, with many ties (cases, points)."""
    rng = np.random.default_rng(SEED)
    drawn = rng.normal(20, 5, (cases, BASELINE + TREATMENT)) + 5 * (np.arange(BASELINE + TREATMENT) >= BASELINE)
    return np.round(drawn).clip(0)


def ours(table: np.ndarray, only: Sequence[str] | None = None) -> nonoverlap.Battery:
    cases, points = table.shape
    code, phase = np.repeat(np.arange(cases), points), np.tile(np.arange(points) >= BASELINE, cases)
    chosen = {} if only is None else {"only": only}
    return nonoverlap.battery(table.ravel(), code, phase, True, "count", **chosen)


def timed(run: Callable[[], object]) -> float:
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def asked(python: str, package: str, table: np.ndarray, rounds: int) -> Peer:
    """Time a peer in a process of its own."""
    if not python:
        return Peer(package, missing="no Python was given with --peers")
    if not shutil.which(python):
        return Peer(package, missing=f'--peers is "{python}", expected a Python that can be run; give its whole path')
    given = {"scores": table[: PEER_CASES[package]].tolist(), "baseline": BASELINE, "rounds": rounds}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scores.json"
        file.write_text(json.dumps(given), encoding="utf-8")
        done = subprocess.run(
            [python, str(PEER_SCRIPT), package, str(file)], capture_output=True, text=True, check=False
        )
    if done.returncode:
        return Peer(package, missing=(done.stderr.strip().splitlines() or ["it ended without a word"])[-1])
    return Peer(package, **json.loads(done.stdout.splitlines()[-1]))


def peer_row(peer: Peer, cases: int, mine: dict[str, list[float]], table: np.ndarray) -> str:
    names = ", ".join(SAME[peer.package])
    if peer.missing:
        return f"| {peer.package}: **NOT COMPARED**, {peer.missing} | | | | | |"
    scale = cases / PEER_CASES[peer.package]
    usual, best = (scale * pick(peer.seconds) for pick in (median, min))
    same, whole = mine[peer.package], mine["whole"]
    away = np.abs(ours(table[: PEER_CASES[peer.package]], ("nap",))["nap"].estimate - peer.nap).max()
    return (
        f"| {peer.package} {peer.version}: {names} | {PEER_CASES[peer.package]:,} | {usual:,.2f} | "
        f"{usual / median(same):,.0f} ({best / min(same):,.0f}) | {usual / median(whole):,.0f} | {away:.3f} |"
    )


def report(cases: int, rounds: int, mine: dict[str, list[float]], peers: list[Peer], table: np.ndarray) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy"))
    head = f"Python {platform.python_version()}, {packages}; {os.cpu_count()} processor cores."
    shown = {"five": (", ".join(FIVE), "20"), "whole": ("the whole battery, ten indices", "100")}
    aims = ", ".join(f"{package} {aim:,}" for package, aim in AIMS.items())
    return "\n".join(
        [
            "# Single-case indices: how long they take",
            "",
            f"Made by `python -m benchmarks.single_case --cases {cases} --rounds {rounds} --peers PYTHON` (seed",
            f"{SEED}). {head} {cases:,} cases of {BASELINE} + {TREATMENT} points; one thread. {rounds} rounds after",
            "one to warm up.",
            "",
            "| ours, with standard errors and intervals | milliseconds, median | fastest | aim |",
            "| --- | ---: | ---: | ---: |",
            *(
                f"| {words} | {1e3 * median(mine[key]):,.1f} | {1e3 * min(mine[key]):,.1f} | {aim} |"
                for key, (words, aim) in shown.items()
            ),
            "",
            f"Peers give no standard errors of these; ratios are to ours for the same indices (aims: {aims}),",
            "with that of the fastest rounds in brackets, and to our whole battery. The last column is the largest",
            "distance of the peer's NAP from ours: singlecase gives ties no credit, and scia rounds.",
            "",
            "| peer | cases run | seconds, scaled up | times ours | times our whole battery | NAP apart by |",
            "| --- | ---: | ---: | ---: | ---: | ---: |",
            *(peer_row(peer, cases, mine, table) for peer in peers),
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--peers", default="", help="a Python with singlecase and scia")
    parser.add_argument("--to", type=Path, default=Path(__file__).with_suffix(".md"), help="file for the table")
    options = parser.parse_args()
    table = scores(max(options.cases, *PEER_CASES.values()))[: options.cases]
    runs = {"five": FIVE, "whole": None, **SAME}
    rounds = [
        {key: timed(lambda only=only: ours(table, only)) for key, only in runs.items()}
        for _ in tqdm(range(options.rounds + 1), desc="ours")
    ]
    mine = {key: [one[key] for one in rounds[1:]] for key in runs}
    peers = [asked(options.peers, package, table, 3) for package in tqdm(PEER_CASES, desc="peers")]
    for peer in peers:
        if peer.missing:
            print(f"NOT COMPARED with {peer.package}: {peer.missing}", file=sys.stderr)
    options.to.write_text(report(options.cases, options.rounds, mine, peers, table), encoding="utf-8")
    print(options.to.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
