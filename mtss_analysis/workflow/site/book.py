"""Jupyter Book, driven as the program it is: a source folder in, HTML out, any warning an error."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from mtss_analysis.errors import SiteError

PROGRAM = """
import gc, sys
from functools import cache
gc.set_threshold(200_000, 20, 50)
sys.modules["rfc3987_syntax"] = None
from sphinx.search.en import SearchEnglish
SearchEnglish.stem = cache(SearchEnglish.stem)
from jupyter_book.cli.main import main
main()
"""
"""Run in a process of its own: Sphinx changes the state of the process it lives in.

What it is spared takes a third of the time and changes no page: looking for unreachable objects after every 700 new
ones, a grammar of web addresses, and the stem of a word that was asked before.
"""

TROUBLE = re.compile(r"\b(WARNING|ERROR|CRITICAL)\b|^\w*(Error|Exception)\b")
COLORS = re.compile(r"\x1b\[[0-9;]*m")


def build(source: Path, config: Path, target: Path) -> Path:
    """Build the book in `source` and return the folder of its HTML pages.

    Parameters
    ----------
    source
        Folder with ``_toc.yml`` and the pages.
    config
        Jupyter Book settings.
    target
        Folder for everything the build writes.

    Raises
    ------
    SiteError
        There was a warning or an error; the first ones are quoted.
    """
    command = [sys.executable, "-c", PROGRAM, "build", str(source), "--config", str(config)]
    command += ["--path-output", str(target), "-W", "-n", "--keep-going", "-q"]
    environment = {**os.environ, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}
    run = subprocess.run(  # noqa: S603 - our own interpreter, and paths we made
        command, capture_output=True, encoding="utf-8", errors="replace", env=environment, check=False
    )
    html = target / "_build" / "html"
    if run.returncode or not (html / "index.html").is_file():
        raise SiteError(_sentence(run.stderr + run.stdout, source))
    for template in (html / "_static").rglob("*.html"):
        template.unlink()  # the theme's own templates, copied along with its scripts; not pages
    return html


def write_config(base: Path, over: Mapping[str, Any], path: Path) -> Path:
    """Write the settings in `base`, with `over` laid over them key by key, to `path`."""
    settings = _merged(yaml.safe_load(base.read_text(encoding="utf-8")), over)
    path.write_text(yaml.safe_dump(settings, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(under)
    for key, value in over.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = _merged(merged[key], value) if both else value
    return merged


def _sentence(log: str, source: Path) -> str:
    lines = [COLORS.sub("", line).replace(f"{source}{os.sep}", "") for line in log.splitlines()]
    troubles = [line.strip() for line in lines if TROUBLE.search(line)] or [line for line in lines if line.strip()][-3:]
    quoted = "\n".join(f"  {line}" for line in troubles[:5])
    more = f"\n  … and {len(troubles) - 5} more" if len(troubles) > 5 else ""
    return (
        "The pages could not be built; earlier pages stay as they were. Jupyter Book says:\n"
        f"{quoted}{more}\nMend the page named first, then run `mtss site build` again."
    )
