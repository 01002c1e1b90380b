"""Time a peer package on single cases; run by `benchmarks.single_case` with a Python that has the package.

    PYTHON benchmarks/single_case_peers.py singlecase|scia SCORES.json

The file holds `scores` (one list a case), `baseline` (points) and `rounds`. The last line printed is JSON: the version,
seconds of each round, and NAP of every case as a share.
"""

import contextlib
import io
import json
import sys
import time
import warnings
from importlib.metadata import version
from pathlib import Path

import pandas as pd


def by_singlecase(frame):
    from singlecase import Data
    from singlecase.effectsize import nap, pnd

    data = Data(frame[["phase", "values"]])
    pnd(data)
    return float(nap(data)["values"])


def by_scia(frame):
    import scia

    scia.pnd(frame.copy())
    scia.tau_u(frame.copy(), method="parker", tau_method="a")
    return float(scia.nap(frame.copy())["NAP"].iloc[0]) / 100


def main():
    package, given = sys.argv[1], json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    run = {"singlecase": by_singlecase, "scia": by_scia}[package]
    phase = ["A"] * given["baseline"] + ["B"] * (len(given["scores"][0]) - given["baseline"])
    session = range(1, len(phase) + 1)
    frames = [
        pd.DataFrame({"case": f"case{at}", "phase": phase, "mt": session, "values": [float(x) for x in one]})
        for at, one in enumerate(given["scores"])
    ]
    seconds = []
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        run(frames[0])
        for _ in range(given["rounds"]):
            begin = time.perf_counter()
            nap = [run(frame) for frame in frames]
            seconds.append(time.perf_counter() - begin)
    print(json.dumps({"version": version(package), "seconds": seconds, "nap": nap}))


if __name__ == "__main__":
    main()
