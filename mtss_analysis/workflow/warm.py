"""What the pages of one run have in common, computed once before the kernels are forked.

Every page, also that of a school, computes the whole district first, because what it withholds is decided there. In
the process that forks the kernels, the analyses therefore remember their results, and each notebook is rehearsed up to
the line that makes its page. A forked kernel meets the same inputs and finds the results there. An ordinary kernel
computes them: nothing on a page depends on this module but the time it takes.
"""

from __future__ import annotations

import importlib
import inspect
import json
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from mtss_analysis.params import Params

MOST = 8
PAGE = "page"

A = ParamSpec("A")
R = TypeVar("R")


def remember(*modules: str) -> None:
    """Let every public function of `modules` remember its latest results.

    Public is what ``__all__`` names; analyses are functions of their arguments alone and their results are frozen.
    """
    for name in modules:
        module = importlib.import_module(name)
        for public in getattr(module, "__all__", ()):
            if inspect.isfunction(function := getattr(module, public)):
                setattr(module, public, remembering(function))


def remembering(function: Callable[A, R]) -> Callable[A, R]:
    """Return `function` with a memory of its latest results.

    Settings are recognized by their values; everything else must be the same object.

    Examples
    --------
    >>> once = remembering(lambda data, name: [name])
    >>> scores = [41, 47]
    >>> once(scores, "ORF") is once(scores, "ORF"), once([41, 47], "ORF") is once(scores, "ORF")
    (True, False)
    """
    known: OrderedDict[tuple[Any, ...], tuple[Any, R]] = OrderedDict()

    @wraps(function)
    def remembered(*args: A.args, **kwargs: A.kwargs) -> R:
        given = (*args, *kwargs.values())
        key = (len(args), *kwargs, *map(_recognized, given))
        if key not in known:
            known[key] = (given, function(*args, **kwargs))  # holding what was given keeps its identity
            while len(known) > MOST:
                known.popitem(last=False)
        return known[key][1]

    return remembered


def _recognized(value: object) -> object:
    if isinstance(value, Params):
        return type(value), value.fingerprint()
    return value if isinstance(value, str | int | float | None) else id(value)


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
