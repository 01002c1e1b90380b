"""The pre-imported process behind warm kernels: it answers each request with a freshly forked kernel.

Importing pandas, statsmodels and seaborn costs a notebook more than running it. This process imports them once and
stays single-threaded, so that a fork of it is a safe copy (only Arrow may have started threads, to read Parquet, and
Arrow makes them anew in a fork); each request on its Unix socket becomes one ipykernel.
It is started by :mod:`mtss_analysis.workflow.cluster` and ends when its owner does: its standard input is a pipe
that nobody writes to, whose end of file says that the owner is gone.

The answer to a request is one line with the process id of the kernel and, when the kernel ends, one line with its
exit status. An end of file without a status means that this process died, and its kernels with it.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import selectors
import shutil
import signal
import socket
import sys
from contextlib import redirect_stdout, suppress
from operator import attrgetter
from pathlib import Path
from typing import Any

Request = dict[str, Any]
Kernels = dict[int, socket.socket]


def prepare(modules: list[str], warm: list[tuple[str, list[str]]]) -> None:
    """Import `modules`, call each `warm` entry ("package.module:function", arguments), and freeze what they made.

    Frozen objects are never visited by the garbage collector, so a forked kernel does not copy their pages.

    Raises
    ------
    ImportError
        A module cannot be imported: a notebook would fail in the same way.

    Examples
    --------
    >>> prepare(["json"], [("json:dumps", ["warm"])])
    """
    with redirect_stdout(sys.stderr):  # standard output is for the owner
        for name in modules:
            importlib.import_module(name)
        for target, arguments in warm:
            module, _, function = target.partition(":")
            attrgetter(function)(importlib.import_module(module))(*arguments)
    gc.collect()
    gc.freeze()


def draw() -> None:
    """Draw one small figure to nowhere: it loads the fonts and the image writer, and leaves no state behind."""
    from io import BytesIO

    from matplotlib.figure import Figure

    figure = Figure()
    figure.subplots().set_title("warm")
    figure.savefig(BytesIO(), format="png")


def listen(path: str) -> socket.socket:
    """Return a socket listening at `path` that only the user who started this process may use (mode 0600)."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    old = os.umask(0o177)
    try:
        listener.bind(path)
    finally:
        os.umask(old)
    listener.listen(64)
    return listener


def serve(listener: socket.socket) -> Request | None:
    """Fork one kernel per request until the owner is gone; return None here and the request in each forked kernel.

    Returning the request, rather than running the kernel inside this loop, lets the kernel start from an empty stack.
    """
    kernels: Kernels = {}
    wake, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    with selectors.DefaultSelector() as events:
        for source in (sys.stdin.fileno(), listener.fileno(), wake):
            events.register(source, selectors.EVENT_READ)
        while True:
            ready = {key.fd for key, _ in events.select()}
            if wake in ready:
                os.read(wake, 4096)
                report_ended(kernels)
            if sys.stdin.fileno() in ready:
                end_all(kernels)
                return None
            if listener.fileno() in ready and (request := answer(listener, kernels)) is not None:
                for inherited in (wake, waker, listener.detach()):
                    os.close(inherited)
                return request


def answer(listener: socket.socket, kernels: Kernels) -> Request | None:
    """Accept one request and fork: None in this process, the request in the kernel."""
    connection, _ = listener.accept()
    connection.settimeout(10)
    try:
        with connection.makefile("r", encoding="utf-8") as lines:
            request: Request = json.loads(lines.readline())
    except (OSError, ValueError):
        connection.close()
        return None
    pid = os.fork()
    if pid == 0:
        os.setsid()
        for other in (connection, *kernels.values()):
            other.close()
        return request
    kernels[pid] = connection
    tell(connection, pid)
    return None


def tell(connection: socket.socket, number: int) -> None:
    """Write one line with `number`; a client that has gone needs no answer."""
    with suppress(OSError):
        connection.sendall(f"{number}\n".encode())


def report_ended(kernels: Kernels) -> None:
    """Collect each kernel that ended and tell its client the exit status (negative: the signal that ended it)."""
    for pid in list(kernels):
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            connection = kernels.pop(pid)
            tell(connection, os.waitstatus_to_exitcode(status))
            connection.close()


def end_all(kernels: Kernels) -> None:
    """Kill every kernel that still runs, with the processes it started."""
    for pid in kernels:
        try:
            os.killpg(pid, signal.SIGKILL)
        except OSError:
            os.kill(pid, signal.SIGKILL)
    for pid in kernels:
        os.waitpid(pid, 0)


def become_kernel(request: Request, parent: int) -> None:
    """Turn this forked process into an ipykernel: own signals, environment, folder and random numbers."""
    import random

    import numpy as np
    from ipykernel.kernelapp import IPKernelApp

    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(request["env"], JPY_PARENT_PID=str(parent))
    os.chdir(request["cwd"])
    random.seed()
    np.random.seed()  # noqa: NPY002 (the global generator is what notebooks may still use)
    sys.argv = ["ipykernel_launcher", *request["argv"]]
    app: Any = IPKernelApp.instance(parent_handle=parent)
    app.initialize([*request["argv"], "--matplotlib=inline"])
    app.start()


def main() -> None:
    """Prepare, say "ready" on standard output, then serve; arguments: socket path, JSON of modules and warm calls."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    path, plan = sys.argv[1], json.loads(sys.argv[2])
    prepare(plan["modules"], plan["warm"])
    listener = listen(path)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    parent = os.getpid()
    request = serve(listener)
    if request is not None:
        become_kernel(request, parent)
    else:
        shutil.rmtree(Path(path).parent, ignore_errors=True)  # an owner that was killed cannot


if __name__ == "__main__":
    main()
