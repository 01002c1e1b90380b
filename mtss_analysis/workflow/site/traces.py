"""No page of a built site says where this machine keeps its files."""

from pathlib import Path

from mtss_analysis.errors import SiteError
from mtss_analysis.params import HOME

TEXT = {".html", ".js", ".json", ".csv", ".txt", ".xml", ".svg", ".md", ".ipynb", ".inv"}
"""Endings of the files that are read."""
SHORTEST = 7
"""A shorter home folder, such as "/root", is part of many ordinary words of a page [letters]."""


def refuse(site: Path) -> None:
    """Refuse a built site that names a folder of this machine.

    Raises
    ------
    SiteError
        Naming the page.
    """
    places = [str(HOME), *([str(Path.home())] if len(str(Path.home())) >= SHORTEST else [])]
    for path in sorted(site.rglob("*")):
        if path.suffix in TEXT and path.relative_to(site).parts[0] != "_static":
            text = path.read_text(encoding="utf-8", errors="replace")
            if any(place in text for place in places):
                raise SiteError(
                    f"{path.relative_to(site)} of the built site names a folder of this machine. "
                    "Show names instead of paths in the notebook, then run again."
                )
