"""Kernels that start warm: forked from one pre-imported process instead of importing everything again.

:func:`kernels` is the whole interface. Inside it a private kernel specification named :data:`KERNEL` exists, found by
every Jupyter tool (papermill, nbclient, nbval) and leaving no trace in the user's home. Its kernels come from
:mod:`mtss_analysis.workflow.forkserver` through a kernel provisioner, Jupyter's extension point for starting kernels
in another way (:mod:`mtss_analysis.workflow.provisioner`). Where forking is unsafe or absent (macOS, Windows) the
same specification starts ordinary kernels: slower, with equal output.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from traitlets.config import Config

from mtss_analysis.errors import NotebookError
from mtss_analysis.workflow.provisioner import LAUNCHER

KERNEL = "mtss"
PRIVATE = "mtss-"
WARM = sys.platform == "linux"  # macOS has fork, but its system libraries do not survive it
MODULES = (
    "IPython.core.completer",
    "IPython.core.debugger",
    "IPython.core.magics.ast_mod",
    "IPython.core.magics.execution",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "pandas",
    "pyarrow.parquet",
    "scipy.stats",
    "statsmodels.api",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "seaborn",
    "tornado.platform.asyncio",
)
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "PYTHONHASHSEED": "0",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
OPTIONS = ["-f", "{connection_file}", "--IPKernelApp.log_level=40", "--HistoryManager.enabled=False"]

FIRST = (  # what every kernel would otherwise look up again
    ("jupyter_client.localinterfaces:localhost", ()),
    ("matplotlib.backends:backend_registry.list_all", ()),
    ("mtss_analysis.workflow.forkserver:draw", ()),
)

Warm = tuple[str, Sequence[str]]


def sockets() -> Config:
    """Let Jupyter talk to the next kernel through sockets in the private folder, which only this user may enter.

    Jupyter otherwise looks for free ports first and has the kernel take them later; when another process takes one in
    between, the kernel dies as it starts. Outside Linux, or outside :func:`kernels`, nothing is set.
    """
    runtime = Path(os.environ.get("JUPYTER_RUNTIME_DIR", ""))
    if not (WARM and runtime.is_dir() and runtime.parent.name.startswith(PRIVATE)):
        return Config()
    return Config(KernelManager={"transport": "ipc", "connection_file": str(runtime / f"{uuid.uuid4().hex}.json")})


@contextmanager
def kernels(
    warm: Sequence[Warm] = (),
    modules: Sequence[str] = MODULES,
    environment: Mapping[str, str] = MappingProxyType({}),
    fork: bool = WARM,
) -> Iterator[str]:
    """Make the kernel specification :data:`KERNEL` available, and yield its name.

    Leaving the context ends every kernel that still runs. Only one such context may be open in a process at a time,
    because kernel specifications are found through the environment (``JUPYTER_PATH``).

    Parameters
    ----------
    warm
        Functions to call once before the first fork, as ("package.module:function", text arguments): what they keep
        in memory (a dataset that has been read) costs the kernels nothing.
    modules
        Modules to import before the first fork.
    environment
        Variables that the kernels get beside those of this process.
    fork
        False for ordinary kernels, started from nothing each time.

    Raises
    ------
    NotebookError
        The pre-imported process could not start; the message ends with what it said.

    Examples
    --------
    >>> from jupyter_client.kernelspec import find_kernel_specs
    >>> with kernels(fork=False) as name:
    ...     name in find_kernel_specs()
    True
    """
    with ExitStack() as stack:
        folder = _private_folder()
        (folder / "runtime").mkdir()
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        address = str(folder / "socket") if fork else ""
        if fork:
            stack.enter_context(_fork_server(folder, address, modules, [*FIRST, *warm]))
        _write_specification(folder / "kernels" / KERNEL, address, environment)
        path = os.pathsep.join(filter(None, [str(folder), os.environ.get("JUPYTER_PATH")]))
        stack.enter_context(_environment(JUPYTER_PATH=path, JUPYTER_RUNTIME_DIR=str(folder / "runtime")))
        yield KERNEL


def _private_folder() -> Path:
    """Make a folder that only this user may enter; the name of a socket has room for about 100 characters."""
    short = "/tmp" if len(tempfile.gettempdir()) > 60 else None  # noqa: S108
    return Path(tempfile.mkdtemp(prefix=PRIVATE, dir=short))


def _write_specification(folder: Path, address: str, environment: Mapping[str, str]) -> None:
    text: dict[str, Any] = {
        "argv": [sys.executable, *LAUNCHER, *OPTIONS],
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "env": {**ENVIRONMENT, "IPYTHONDIR": str(folder / "ipython"), **environment},
    }
    if address:
        provisioner = {"provisioner_name": "mtss-warm", "config": {"address": address}}
        text["metadata"] = {"kernel_provisioner": provisioner}
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(json.dumps(text), encoding="utf-8")


@contextmanager
def _fork_server(folder: Path, address: str, modules: Sequence[str], warm: Sequence[Warm]) -> Iterator[None]:
    """Keep the fork server running; if a warm call ended it, do without them: the pages will tell what is wrong."""
    log = folder / "forkserver.log"
    for calls in ([*FIRST, *warm], FIRST):
        plan = json.dumps({"modules": list(modules), "warm": [(name, list(texts)) for name, texts in calls]})
        with _launched(address, plan, log) as ready:
            if ready:
                yield
                return
    last = log.read_text("utf-8", "replace").strip().rpartition("\n")[2]
    raise NotebookError(
        f'The process that starts the notebook kernels ended early with "{last}"; it should have imported '
        f"{len(modules)} modules. Repair the installation with `python3 start.py`."
    )


@contextmanager
def _launched(address: str, plan: str, log: Path) -> Iterator[bool]:
    """Start the fork server and say whether it is ready; on leaving, it and its kernels end."""
    command = [sys.executable, "-P", "-m", "mtss_analysis.workflow.forkserver", address, plan]
    environment = {**os.environ, **ENVIRONMENT}
    with log.open("wb") as said:
        server = subprocess.Popen(  # noqa: S603
            command, stdin=-1, stdout=-1, stderr=said, env=environment, start_new_session=True, cwd=log.parent
        )
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        try:
            ready = server.stdout.readline().strip() == b"ready"
        except BaseException:
            server.kill()
            raise
        yield ready
    finally:  # closing its standard input ends it and its kernels; waited for also when the run is interrupted
        server.stdin.close()
        server.stdout.close()
        server.wait()


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
