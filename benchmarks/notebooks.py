"""How long the main job's pages take, against plain sequential papermill of the same notebooks.

    python benchmarks/notebooks.py [--data data_samples/district] [--pages 12] [--out benchmarks/results/notebooks.json]

Ours is ``mtss run DATA --no-site`` as a user starts it: one process, everything included, every page. The peer is the
papermill command line, one notebook after another with the ordinary Python kernel, on an even sample of the same
pages, scaled to their number. Both may write and read compiled modules. The peer is favored: before its time is taken
it makes the district's public pages once, so that it pays neither for a first import nor for deciding what is
withheld, which our time includes.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mtss_analysis import intake
from mtss_analysis.privacy import reuse
from mtss_analysis.vocabulary import Audience
from mtss_analysis.workflow import plan
from mtss_analysis.workflow.catalogue import CATALOGUE
from mtss_analysis.workflow.run.parallel import processors

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def timed(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def plain(job: plan.Job, data: Path, folder: Path) -> list[str]:
    given = {"data": str(data), "school": job.school, "audience": str(job.audience), "params_dir": ""}
    given["tables_dir"] = str(folder / "tables")
    words = [word for name, value in given.items() for word in ("-r", name, value)]
    notebook = [str(job.analysis.notebook), str(folder / f"{job.name.replace('/', '__')}.ipynb")]
    return [sys.executable, "-m", "papermill", *notebook, *words, "-k", "python3", "--no-progress-bar"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("data_samples/district"))
    parser.add_argument("--pages", type=int, default=12, help="pages the peer makes")
    parser.add_argument("--out", type=Path, help="JSON file for the result")
    given = parser.parse_args()
    data = given.data.resolve()
    jobs = plan.jobs(CATALOGUE, ["", *intake.read(data).schools], tuple(Audience))
    sample = [jobs[place * len(jobs) // given.pages] for place in range(min(given.pages, len(jobs)))]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ENVIRONMENT[reuse.FOLDER] = str(folder / "releases")
        for job in [job for job in jobs if not job.school and job.audience is Audience.PUBLIC]:
            timed(plain(job, data, folder))
        ours = timed(
            [sys.executable, "-m", "mtss_analysis", "run", str(data), "--out", str(folder / "out"), "--no-site"]
        )
        theirs = [timed(plain(job, data, folder)) for job in sample]
    peer = sum(theirs) / len(theirs) * len(jobs)
    result = {
        "data": given.data.name,
        "pages": len(jobs),
        "processors": processors(),
        "python": platform.python_version(),
        "mtss_run_seconds": round(ours, 1),
        "papermill_pages": len(sample),
        "papermill_seconds_each": round(sum(theirs) / len(theirs), 2),
        "papermill_seconds_scaled": round(peer, 1),
        "times_faster": round(peer / ours, 2),
    }
    print(json.dumps(result, indent=1))
    if given.out:
        given.out.parent.mkdir(parents=True, exist_ok=True)
        given.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
