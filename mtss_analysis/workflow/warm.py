"""What the pages of one run have in common, computed once before the kernels are forked.

Every page, also that of a school, computes the whole district first, because what it withholds is decided there. In
the process that forks the kernels, each notebook is therefore rehearsed up to the line that makes its page. Reading and
analyses are computed once for the same inputs (:mod:`mtss_analysis.recall`), so a forked kernel finds their results
there. An ordinary kernel computes them: nothing on a page depends on this module but the time it takes.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

PAGE = "page"


def rehearse(data: str, params_dir: str, notebook: str) -> None:
    """Run the cells of a notebook, for the team and the whole district, until it has made its page.

    What goes wrong here goes wrong again on the page, which tells it.
    """
    given = {"data": data, "school": "", "audience": "team", "params_dir": params_dir, "tables_dir": ""}
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
