"""How long the main job's pages take, against plain sequential papermill of the same notebooks.

    python -m benchmarks.notebooks > benchmarks/notebooks.md

Ours is ``mtss run DATA --no-site`` as a user starts it: one process, everything included, every page. The peer is the
papermill command line, one notebook after another with the ordinary Python kernel, on an even sample of the same
pages, scaled to their number. Both may write and read compiled modules. The peer is favored: before its time is taken
it makes the district's public pages once, so that it pays neither for a first import nor for deciding what is
withheld, which our time includes.
"""

import argparse
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

REPORT = """# The pages of the main job: how long they take

Made by `python -m benchmarks.notebooks`. {pages} pages of `{data}`, both audiences; Python {python}, {cores} processor
cores. Papermill made {sample} of the pages, evenly spread, and is scaled to all of them; it found decided what is
withheld, which `mtss run` decided itself.

| contestant | seconds |
| --- | ---: |
| `mtss run --no-site`, all pages, everything included | {ours:.0f} |
| plain `papermill`, one page | {each:.1f} |
| plain `papermill`, all pages one after another | {peer:,.0f} |

`mtss run` is {times:.1f} times as fast (aim: at least 3)."""


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
    print(REPORT.format(
        pages=len(jobs), sample=len(sample), data=given.data.name, python=platform.python_version(), cores=processors(),
        ours=ours, each=sum(theirs) / len(theirs), peer=peer, times=peer / ours,
    ))  # fmt: skip


if __name__ == "__main__":
    main()
