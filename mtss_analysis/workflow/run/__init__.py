"""The main job: a district's data in; checked notebooks, run in parallel; a released site out.

Only this package knows papermill. Nothing is ever half-written: a page is made aside, stripped, and put in place in
one step; the manifest is written after each page, so that an interrupted run is taken up where it stopped.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import mtss_analysis
from mtss_analysis.errors import ParamsError, did_you_mean
from mtss_analysis.params import layers
from mtss_analysis.vocabulary import Audience
from mtss_analysis.workflow import editions, effective, gate, plan
from mtss_analysis.workflow.catalogue import CATALOGUE, Analysis, choose
from mtss_analysis.workflow.lock import locked
from mtss_analysis.workflow.manifest import Manifest, now
from mtss_analysis.workflow.run import folder, parallel, published

BOTH = "both"

__all__ = ["BOTH", "Finished", "run"]


@dataclass(frozen=True, slots=True)
class Finished:
    """What a run did.

    Attributes
    ----------
    out
        The output folder.
    made, kept
        Number of pages made now, and of pages that an earlier run had made from the same inputs.
    site
        First page of the public site; None if none was built.
    note
        Why no site was built, in a sentence; empty if one was.
    seconds
        Time the run took [s].
    """

    out: Path
    made: int
    kept: int
    site: Path | None
    note: str
    seconds: float


def run(
    data: str | Path,
    out: str | Path | None = None,
    *,
    only: Sequence[str] = (),
    school: str = "",
    audience: str = BOTH,
    jobs: int = 0,
    params_dir: str | Path | None = None,
    build_site: bool = True,
    previous: str | Path | None = None,
    catalogue: Sequence[Analysis] = CATALOGUE,
) -> Finished:
    """Run the analyses on a district's data, for the district and every school, and build the site.

    Parameters
    ----------
    data
        Folder or workbook with the district's tables.
    out
        Output folder, by default ``outputs/<name of data>``.
    only
        Names of analyses; all if empty. A part of a run leaves the other pages as they are.
    school
        A school_id, to make its pages alone.
    audience
        ``"team"``, ``"public"`` or ``"both"``; only a run for both builds the site.
    jobs
        Notebooks at a time, by default the number of processors.
    params_dir
        Folder of settings laid over the district's own.
    previous
        Output folder or site of the edition to compare with, by default the one this folder published last.

    Raises
    ------
    ParamsError, DataError
        Before anything is written.
    NotebookError
        Some pages could not be made (all others were), the disk is full, or another run uses the folder.
    SiteError, PrivacyError
        The site could not be built; an earlier one is untouched.
    KeyboardInterrupt
        Finished pages are kept, and the next run takes them up.
    """
    started = time.monotonic()
    readers = _readers(audience)
    analyses = choose(only, catalogue)
    target = gate.output_folder(Path(data), Path(out) if out else None)
    inputs = gate.admit(Path(data), Path(params_dir) if params_dir else None, analyses)
    schools = [gate.known_school(inputs, school)] if school else ["", *inputs.schools]
    planned = plan.jobs(analyses, schools, readers)
    before = editions.earlier(Path(previous)) if previous else None
    with locked(target), folder.disk(target), folder.work(target):
        editions.adopt(target)
        manifest = _opened(target, inputs)
        effective.write(target, layers(inputs.data, inputs.params_dir))
        todo = [job for job in planned if not manifest.fresh(target, job.name, job.key(inputs))]
        parallel.make(todo, len(planned), inputs, target, manifest, jobs or parallel.processors())
        if not only and not school:
            folder.forget_others(planned, readers, target, manifest)
        manifest.finished = now()
        manifest.save(target)
        published.raise_failures(planned, target, manifest)
        wanted = build_site and audience == BOTH
        site, note = published.site(target, manifest, inputs.data, before) if wanted else (None, "")
    return Finished(target, len(todo), len(planned) - len(todo), site, note, time.monotonic() - started)


def _readers(audience: str) -> tuple[Audience, ...]:
    choices = [BOTH, *Audience]
    if audience not in choices:
        nearest = did_you_mean(audience, choices)
        raise ParamsError(f'--audience is "{audience}"; it must be team, public or both.{nearest}')
    return tuple(Audience) if audience == BOTH else (Audience(audience),)


def _opened(out: Path, inputs: plan.Inputs) -> Manifest:
    manifest = Manifest.load(out)
    manifest.data, manifest.params, manifest.name = inputs.data_fingerprint, inputs.params_fingerprint, inputs.name
    manifest.version, manifest.versions = mtss_analysis.__version__, plan.versions()
    manifest.schools = gate.folders(inputs)
    manifest.started, manifest.finished = now(), ""
    return manifest
