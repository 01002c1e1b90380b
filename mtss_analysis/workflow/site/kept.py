"""A book kept between builds, so that a changed page is made anew and not all of them.

What Sphinx keeps knows which page changed. It does not know that other pages show a page's title in their contents, so
everything that can show elsewhere (names, headings, contents, settings, styles, programs) is part of a fingerprint;
where that differs, the whole book is made anew.
"""

import hashlib
import shutil
from importlib.metadata import version
from pathlib import Path

import mtss_analysis
from mtss_analysis.workflow.site import book

FOLDER = ".books"
PROGRAMS = ("jupyter-book", "sphinx", "sphinx-book-theme", "myst-nb")
PAGES = (".md", ".ipynb")


def build(source: Path, config: Path, kept: Path, target: Path) -> Path:
    """Build the book in `source` into the new folder `target`, taking up what an earlier build kept.

    Parameters
    ----------
    source, config
        The staged book, and its settings.
    kept
        Folder for what is kept; readable by its owner alone, as it can hold the team's pages.
    target
        New folder for the HTML pages.

    Raises
    ------
    SiteError
        There was a warning or an error; nothing is kept then.
    """
    mark, now = kept / "fingerprint", fingerprint(source, config)
    if not (mark.is_file() and mark.read_text(encoding="utf-8") == now):
        shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)  # a build that stops half-way is not taken up
    mirror(source, kept / "book")
    mirror(config, kept / config.name)
    html = book.build(kept / "book", kept / config.name, kept)
    mark.write_text(now, encoding="utf-8")
    return Path(shutil.copytree(html, target))


def fingerprint(source: Path, config: Path) -> str:
    """Digest of all that one page of a book can show of the others."""
    digest = hashlib.sha256(mtss_analysis.__version__.encode())
    digest.update(" ".join(version(name) for name in PROGRAMS).encode() + config.read_bytes())
    for path in sorted(path for path in source.rglob("*") if path.is_file()):
        digest.update(path.relative_to(source).as_posix().encode())
        digest.update(_shown_elsewhere(path))
    return digest.hexdigest()


def _shown_elsewhere(path: Path) -> bytes:
    content = path.read_bytes()
    if path.suffix not in PAGES:
        return hashlib.sha256(content).digest()
    lines = content.splitlines()
    return b"\n".join(line for line in lines if line.lstrip(b' "').startswith((b"#", b"(", b"---")))


def mirror(source: Path, target: Path) -> None:
    """Make `target` a copy of `source`, leaving alone the files that are already alike.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     one, other = Path(folder) / "one.md", Path(folder) / "two" / "one.md"
    ...     _ = one.write_text("words")
    ...     mirror(one, other)
    ...     before = other.stat().st_mtime_ns
    ...     mirror(one, other)
    ...     other.stat().st_mtime_ns == before
    True
    """
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        for name in {entry.name for entry in target.iterdir()} - {entry.name for entry in source.iterdir()}:
            shutil.rmtree(target / name) if (target / name).is_dir() else (target / name).unlink()
        for entry in source.iterdir():
            mirror(entry, target / entry.name)
    elif not (target.is_file() and target.read_bytes() == source.read_bytes()):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
