"""Many pages at once, with a progress bar; no page's failure stops another."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path

from mtss_analysis.privacy import reuse
from mtss_analysis.vocabulary import Audience
from mtss_analysis.workflow import cluster
from mtss_analysis.workflow.manifest import Manifest, Record
from mtss_analysis.workflow.plan import Inputs, Job
from mtss_analysis.workflow.run.folder import WORK
from mtss_analysis.workflow.run.page import attempt, load_papermill

SHARED = ("mtss_analysis.privacy", "mtss_analysis.reporting.present")
"""What most notebooks import beside their analysis."""


def make(todo: Sequence[Job], total: int, inputs: Inputs, out: Path, manifest: Manifest, at_once: int) -> None:
    """Make the pages of `todo`, `at_once` at a time, and record each in the manifest as it ends.

    Threads are enough: the work is done by the kernels, and each thread only talks to its own. When the run is
    interrupted, leaving :func:`~mtss_analysis.workflow.cluster.kernels` ends the kernels, and with them the threads.

    Parameters
    ----------
    todo
        Pages to make.
    total
        Number of pages of the run, with those that are already there.
    at_once
        Notebooks at a time.

    Raises
    ------
    OSError
        The disk takes nothing more.
    KeyboardInterrupt
        The run was interrupted; pages that ended are recorded.
    """
    from tqdm import tqdm

    if not todo:
        return
    modules = [*cluster.MODULES, *SHARED, *dict.fromkeys(job.analysis.module for job in todo if job.analysis.module)]
    releases = str(out / WORK / "releases")
    shared = {reuse.FOLDER: releases}  # what is withheld is decided once for all pages
    warm = _computed_first(todo, inputs, releases)
    bar = tqdm(total=total, initial=total - len(todo), unit="page", desc="Preparing", disable=None, leave=False)
    running: dict[Future[Record], Job] = {}
    try:
        with ThreadPoolExecutor(at_once) as pool, bar:
            pool.submit(load_papermill)  # while the kernels warm up
            with cluster.kernels(warm, modules, shared) as kernel, _cancelling(pool):
                bar.set_description("Pages")
                bar.unpause()  # the time left counts from here
                running.update({pool.submit(attempt, job, inputs, out, kernel): job for job in todo})
                for ended in as_completed(running):
                    manifest.jobs[running[ended].name] = ended.result()
                    manifest.save(out)
                    bar.update()
    except BaseException:
        for job in running.values():
            if manifest.status(job.name) != "failed":  # what was interrupted has not failed
                (out / job.failed).unlink(missing_ok=True)
        raise


def _computed_first(todo: Sequence[Job], inputs: Inputs, releases: str) -> list[cluster.Warm]:
    """List what is called before the first kernel is forked: reading, each analysis, and its release aside."""
    given = [str(inputs.data), str(inputs.params_dir or "")]
    public = {job.analysis.id for job in todo if job.audience is Audience.PUBLIC}
    calls: list[cluster.Warm] = [("mtss_analysis.intake:read", given[:1])]
    for analysis in {job.analysis.module: job.analysis for job in todo if job.analysis.module}.values():
        words = [*given, str(analysis.notebook)]
        calls.append(("mtss_analysis.workflow.warm:rehearse", words))
        if analysis.id in public:
            calls.append(("mtss_analysis.workflow.warm:release_aside", [*words, releases]))
    return calls


@contextmanager
def _cancelling(pool: ThreadPoolExecutor) -> Iterator[None]:
    """Let no more pages begin once something stops the run."""
    try:
        yield
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise


def processors() -> int:
    """Return how many processors this process may use.

    Examples
    --------
    >>> processors() >= 1
    True
    """
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
