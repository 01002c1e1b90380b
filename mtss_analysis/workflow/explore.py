"""The explorers as a page of their own: Voilà on this machine alone, behind a token, on a copy of the notebook.

The notebook itself is never written to, so no state of a student can stay in it.
"""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mtss_analysis.errors import DataError, NotebookError
from mtss_analysis.params import HOME

NOTEBOOK = HOME / "notebooks" / "explore_desk.ipynb"
SHARE = HOME / "mtss_analysis" / "widgets" / "share"
PATIENCE = 60.0
"""How long the server may take to answer [seconds]."""


def serve(
    data: Path, school: str = "", day: str = "", port: int = 0, ready: Callable[[str], None] = lambda _: None
) -> None:
    """Open the explorers until interrupted.

    Parameters
    ----------
    data, school, day
        The district's tables, a school_id to begin with, and the day of looking.
    port
        Port on this machine; any free one if 0.
    ready
        Called with the address, token and all, once it answers.

    Raises
    ------
    DataError
        There is no such folder or file.
    NotebookError
        The server did not come up; its last words are quoted.
    """
    if not data.exists():
        raise DataError(f'There is no folder or file "{data}". Name the folder with the district\'s tables.')
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the server ends with us
    chosen, token = port or _free_port(), secrets.token_urlsafe(16)
    with _copied(data.resolve(), school, day) as notebook:
        log = notebook.with_name("voila.log")
        with log.open("w", encoding="utf-8") as lines:
            server = subprocess.Popen(  # noqa: S603 - our own interpreter, and paths we made
                _command(notebook, chosen, token), stdout=lines, stderr=subprocess.STDOUT, env=_environment()
            )
        try:
            _await(server, chosen, log)
            ready(f"http://127.0.0.1:{chosen}/?token={token}")
            server.wait()
        except KeyboardInterrupt:
            pass  # how one ends it
        finally:
            _stop(server)


def _command(notebook: Path, port: int, token: str) -> list[str]:
    return [
        sys.executable, "-m", "voila", str(notebook), "--no-browser", "--Voila.ip=127.0.0.1", f"--port={port}",
        "--Voila.port_retries=0", f"--Voila.token={token}", "--template=mtss", "--theme=light",
        "--show_tracebacks=False",
        "--MappingKernelManager.cull_idle_timeout=0", "--VoilaConfiguration.file_allowlist=[]",
        "--VoilaExecutor.timeout=600",
    ]  # fmt: skip


def _environment() -> dict[str, str]:
    paths = os.pathsep.join(part for part in (str(SHARE), os.environ.get("JUPYTER_PATH", "")) if part)
    return {**os.environ, "JUPYTER_PATH": paths, "PYTHONUTF8": "1"}


@contextmanager
def _copied(data: Path, school: str, day: str) -> Iterator[Path]:
    """Give a copy of the notebook, in a folder of its own that nobody else reads, with what was asked for in it."""
    folder = Path(tempfile.mkdtemp(prefix="mtss-explore-"))
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for cell in notebook["cells"]:
        if "parameters" in cell["metadata"].get("tags", ()):
            cell["source"] = f"data, school, day = {str(data)!r}, {school!r}, {day!r}"
    try:
        target = folder / NOTEBOOK.name
        target.write_text(json.dumps(notebook), encoding="utf-8")
        yield target
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _await(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Wait until the server answers; any answer will do, as it asks for the token."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as door:
            door.settimeout(1)
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    said = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:])
    raise NotebookError(f"The explorers did not come up on port {port}. The server says:\n{said}\nName another --port.")


def _stop(server: "subprocess.Popen[bytes]") -> None:
    """End the server, and with it its kernels; it asks for a moment to close them."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT if os.name != "nt" else signal.SIGTERM)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
