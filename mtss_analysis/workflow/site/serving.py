"""Show built pages in a browser of this machine, and of no other."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from mtss_analysis.errors import SiteError
from mtss_analysis.vocabulary import Audience

FOLDERS = {Audience.PUBLIC: "site", Audience.TEAM: "team"}
HOST = "127.0.0.1"
"""This machine only: team pages are student records."""


class Quiet(SimpleHTTPRequestHandler):
    """Files of one folder; says nothing, lets nothing be cached, hides notebooks."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - name given by the class above it
        """Say nothing."""

    def end_headers(self) -> None:
        """Ask browsers to keep no copy of student records."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def translate_path(self, path: str) -> str:
        """Answer for pages only."""
        found = super().translate_path(path)
        return "" if found.endswith(".ipynb") else found


def serve(
    out: Path,
    port: int = 8000,
    audience: Audience | str = Audience.PUBLIC,
    *,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the built pages of `out` on this machine until interrupted.

    Parameters
    ----------
    out
        Output folder of a run.
    port
        Port on this machine; 0 takes any free one.
    audience
        The public site or the team's pages.
    ready
        Called once with the address, such as ``http://127.0.0.1:8000/``, when pages can be opened.

    Raises
    ------
    SiteError
        There are no built pages, or the port is taken.
    """
    with server(out, port, audience) as running:
        if ready:
            ready(f"http://{HOST}:{running.server_port}/")
        with suppress(KeyboardInterrupt):
            running.serve_forever()


@contextmanager
def server(out: Path, port: int, audience: Audience | str) -> Iterator[ThreadingHTTPServer]:
    """Open the server that :func:`serve` runs, and close it on leaving."""
    folder = out / FOLDERS[Audience(audience)]
    if not (folder / "index.html").is_file():
        raise SiteError(f"{folder} holds no built pages. Run `mtss site build {out}` first.")
    try:
        running = ThreadingHTTPServer((HOST, port), partial(Quiet, directory=str(folder)))
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SiteError(f"Port {port} cannot be used: {reason}. Give another one with --port.") from None
    try:
        yield running
    finally:
        running.server_close()
