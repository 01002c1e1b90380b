"""One run at a time in an output folder. The lock is the operating system's: it ends with the process that holds it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mtss_analysis.errors import NotebookError, ParamsError

FILE = ".lock"


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold `out` (made if it does not exist) for this process alone.

    Raises
    ------
    NotebookError
        Another process holds it.
    ParamsError
        The folder cannot be made or written to.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, locked(Path(folder)):
    ...     (Path(folder) / FILE).exists()
    True
    """
    from filelock import FileLock, Timeout

    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = FileLock(out / FILE)
        lock.acquire(timeout=0)
    except Timeout:
        raise NotebookError(
            f'Another run is writing to "{out}". Wait until it has ended, or choose another folder with --out.'
        ) from None
    except OSError as error:
        raise ParamsError(
            f'The output folder "{out}" cannot be written to: {error.strerror}. Choose another folder with --out.'
        ) from None
    try:
        yield
    finally:
        lock.release()
