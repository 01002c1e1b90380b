"""The last look at a built public site: no student code, no trace of the machine it was made on."""

import base64
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from mtss_analysis.errors import PrivacyError, SiteError
from mtss_analysis.params import HOME

TEXT = {".html", ".js", ".json", ".csv", ".txt", ".xml", ".svg", ".md", ".ipynb", ".inv"}
"""Endings of the files that are read; pictures and fonts hold no text."""

SAMPLE_CODE = re.compile(r"SYN-\w+")
"""Every student code of the invented sample district starts so."""

TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{4,}[A-Za-z0-9]")
"""What could be a student code: at least six letters and digits."""

PICTURE = re.compile(r"data:image/(?P<kind>[\w.+-]+);base64,(?P<data>[A-Za-z0-9+/=\s]+)")
"""A picture inside a page: a drawing has words that are read, the dots of a photograph mean nothing."""

OURS = ("_static",)
"""Folders whose files come with the program and hold no data."""


def refuse(site: Path, *, student_ids: Collection[str] = ()) -> None:
    """Refuse a built site that holds a student code or a path of this machine.

    Parameters
    ----------
    site
        Folder of the built pages.
    student_ids
        Student codes of the run, if known.

    Raises
    ------
    PrivacyError
        A student code was found; the sentence names the file, not the code.
    SiteError
        A page names a folder of this machine.
    """
    known = {code for code in student_ids if _telling(code)}
    for path in _texts(site):
        text = PICTURE.sub(_words, path.read_text(encoding="utf-8", errors="replace"))
        if SAMPLE_CODE.search(text) or not known.isdisjoint(TOKEN.findall(text)):
            raise PrivacyError(
                f"{path.relative_to(site)} of the built site holds a student code, so nothing was published; "
                "an earlier site stays as it was. Show only released results on public pages, then run again."
            )
        if str(HOME) in text or str(Path.home()) in _without_root(text):
            raise SiteError(
                f"{path.relative_to(site)} of the built site names a folder of this machine. "
                "Show names instead of paths in the notebook, then run again."
            )


def student_ids(out: Path) -> set[str]:
    """Collect the student codes that the team tables of the run in `out` hold."""
    import pyarrow.parquet as pq

    found: set[str] = set()
    for path in (out / "tables" / "team").glob("*.parquet"):
        if "student_id" in pq.read_schema(path).names:
            column = pq.read_table(path, columns=["student_id"]).column(0)
            found.update(str(code) for code in column.unique().to_pylist() if code is not None)
    return found


def _words(picture: re.Match[str]) -> str:
    return base64.b64decode(picture["data"]).decode("utf-8", "replace") if "svg" in picture["kind"] else ""


def _telling(code: str) -> bool:
    """Whether finding `code` on a page can only mean the student: long enough, and not a bare count."""
    return bool(TOKEN.fullmatch(code)) and (len(code) > 7 or not code.isdigit())


def _texts(site: Path) -> Iterator[Path]:
    for path in sorted(site.rglob("*")):
        if path.suffix in TEXT and path.relative_to(site).parts[0] not in OURS:
            yield path


def _without_root(text: str) -> str:
    # A home folder of "/" or "/root" is part of many ordinary words of a page.
    return "" if len(str(Path.home())) < 7 else text
