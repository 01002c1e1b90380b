"""One page: a notebook run aside on a warm kernel, stripped, and put in place with its tables."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from jupyter_core.utils import ensure_event_loop

from mtss_analysis.errors import MtssError
from mtss_analysis.vocabulary import Audience
from mtss_analysis.workflow import cluster
from mtss_analysis.workflow.manifest import Manifest, Record, Status, now
from mtss_analysis.workflow.plan import Inputs, Job
from mtss_analysis.workflow.run.folder import DISK, WORK
from mtss_analysis.workflow.strip import refuse_places, stripped


class Failed(Exception):  # noqa: N818 (a state of the page, told in its record)
    """The notebook did not run to its end; the message is one line."""


def attempt(job: Job, inputs: Inputs, out: Path, kernel: str) -> Record:
    """Make one page; a notebook that fails is told in the record.

    Raises
    ------
    OSError
        The disk takes nothing more, which stops every page.
    """
    started = time.monotonic()
    status: Status = "done"
    outputs: list[Path] = []
    error = ""
    with tempfile.TemporaryDirectory(dir=out / WORK) as aside:
        try:
            outputs = _make(job, inputs, out, Path(aside), kernel)
        except (Failed, MtssError) as problem:
            status, error = "failed", str(problem).partition("\n")[0]
            _keep_failed(job, out, Path(aside))
    seconds, paths = round(time.monotonic() - started, 2), tuple(path.as_posix() for path in outputs)
    return Record(job.key(inputs), inputs.fingerprint, status, seconds, now(), paths, error)


def _make(job: Job, inputs: Inputs, out: Path, aside: Path, kernel: str) -> list[Path]:
    executed = _execute(job, inputs, aside, kernel)
    page = stripped(executed)
    if job.audience is Audience.PUBLIC:
        refuse_places(page, [inputs.data, out, *filter(None, [inputs.params_dir])])
    return _put(job, page, out, aside)


def _execute(job: Job, inputs: Inputs, aside: Path, kernel: str) -> dict[str, Any]:
    papermill = load_papermill()
    (aside / "tables").mkdir()
    given = {
        "data": str(inputs.data),
        "school": job.school,
        "audience": str(job.audience),
        "params_dir": str(inputs.params_dir or ""),
        "tables_dir": str(aside / "tables"),
    }
    target, quiet = aside / "executed.ipynb", {"progress_bar": False, "shutdown_kernel": "immediate"}
    once = {
        "engine_name": "mtss-once",
        "request_save_on_cell_execute": False,
        "aside": target,
        "config": cluster.sockets(),
    }
    try:
        with asyncio.Runner(loop_factory=ensure_event_loop) as loop:  # closes what Jupyter leaves open in a thread
            loop.get_loop()
            notebook: dict[str, Any] = papermill.execute_notebook(
                job.analysis.notebook, target, parameters=given, kernel_name=kernel, **quiet, **once
            )
    except Exception as problem:
        raise _failure(problem, target) from problem
    return notebook


def load_papermill() -> Any:  # noqa: ANN401 (a module without types)
    """Import papermill without a grammar of web addresses that takes 1.4 s and that no notebook needs."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    import papermill

    from mtss_analysis.workflow.run import engine  # noqa: F401 (makes itself known to papermill)

    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    return papermill


def _put(job: Job, page: dict[str, Any], out: Path, aside: Path) -> list[Path]:
    """Put tables and notebook in place, the notebook last; tables that the page no longer has are removed."""
    import nbformat

    written = aside / "page.ipynb"
    nbformat.write(nbformat.from_dict(page), written)  # type: ignore[no-untyped-call]
    tables = {job.tables / path.name: path for path in sorted((aside / "tables").glob("*.parquet"))}
    for place, made in {**tables, job.notebook: written}.items():
        (out / place).parent.mkdir(parents=True, exist_ok=True)
        os.replace(made, out / place)  # noqa: PTH105 (one step, also where the file exists)
    for path in Manifest.load(out).outputs(job.name) - {*tables, job.notebook}:
        (out / path).unlink(missing_ok=True)
    (out / job.failed).unlink(missing_ok=True)
    return [*tables, job.notebook]


def _keep_failed(job: Job, out: Path, aside: Path) -> None:
    if (aside / "executed.ipynb").is_file():
        shutil.move(aside / "executed.ipynb", out / job.failed)


def _failure(problem: Exception, executed: Path) -> Exception:
    """Say what stopped a notebook, and where, in one line; a full disk is not the notebook's fault."""
    kind, text = getattr(problem, "ename", type(problem).__name__), getattr(problem, "evalue", str(problem))
    if kind == "OSError" and any(f"[Errno {number}]" in text for number in DISK):
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    line = f"{kind}: {text.strip()}".partition("\n")[0].removesuffix(": ")
    code = _stopped_at(executed)
    return Failed(f'{line}, at "{code}"' if code else line)


def _stopped_at(path: Path) -> str:
    """Return the first line of the last cell that papermill began."""
    import nbformat

    cells = nbformat.read(path, 4).cells if path.is_file() else []  # type: ignore[no-untyped-call]
    begun = [cell for cell in cells if cell.metadata.get("papermill", {}).get("start_time")]
    return str(begun[-1].source).strip().partition("\n")[0][:60] if begun else ""
