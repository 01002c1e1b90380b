"""What the pages of one run have in common, computed once before the kernels are forked.

Every page, also that of a school, computes the whole district first, because what it withholds is decided there. In
the process that forks the kernels, each notebook is therefore rehearsed up to the line that makes its page. Reading and
analyses are computed once for the same inputs (:mod:`mtss_analysis.recall`), so a forked kernel finds their results
there. An ordinary kernel computes them: nothing on a page depends on this module but the time it takes.

What the public pages withhold takes as long to decide as all the rest. It is decided in processes of their own, each
forked as soon as its analysis is computed, while this one goes on with the next.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

from mtss_analysis.privacy import reuse
from mtss_analysis.vocabulary import Audience

PAGE = "page"


def rehearse(data: str, params_dir: str, notebook: str) -> None:
    """Run the cells of a notebook, for the team and the whole district, until it has made its page.

    What goes wrong here goes wrong again on the page, which tells it.
    """
    _until_page(data, params_dir, notebook, Audience.TEAM)


def release_aside(data: str, params_dir: str, notebook: str, folder: str) -> int:
    """Decide in a process of its own what the public pages of a notebook withhold, and keep it in `folder`.

    Pages that need it earlier wait for it. The process ends with this one, so that it writes nothing into the folder
    of a run that was stopped.

    Returns
    -------
    int
        Identifier of the process.
    """
    parent, pid = os.getpid(), os.fork()
    if pid:
        return pid
    try:
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() == parent:  # it has not ended before that was said
            gc.freeze()
            os.environ[reuse.FOLDER] = folder
            _until_page(data, params_dir, notebook, Audience.PUBLIC)
    finally:
        os._exit(0)


_DIE_WITH_PARENT = 1
"""What prctl calls PR_SET_PDEATHSIG."""


def _until_page(data: str, params_dir: str, notebook: str, audience: Audience) -> None:
    given = {"data": data, "school": "", "audience": str(audience), "params_dir": params_dir, "tables_dir": ""}
    space: dict[str, Any] = {"__name__": "rehearsal", **given}
    with suppress(Exception):
        for code in _code(Path(notebook)):
            exec(compile(code, notebook, "exec"), space)  # noqa: S102 (the same code that the kernels run)
            if PAGE in space:
                return


def _code(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    return ["".join(cell["source"]) for cell in code if "parameters" not in cell["metadata"].get("tags", ())]
