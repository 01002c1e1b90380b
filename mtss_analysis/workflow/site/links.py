"""Every link of a built site leads somewhere, and no page loads anything from another address."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mtss_analysis.errors import SiteError

LOADS = {"src", "srcset", "poster", "data", "action"}
"""Attributes by which a page loads or sends something."""
SHOWN = 12
"""Broken links named in a message."""


@dataclass(slots=True)
class Found:
    """What one page holds.

    Attributes
    ----------
    links
        Addresses it leads to or loads.
    loads
        Those it loads.
    anchors
        Places of the page that a link can name.
    """

    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)


def broken(site: Path) -> list[str]:
    """Return a sentence for every link of the site that leads nowhere, and every address outside that a page loads.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "index.html").write_text('<a href="gone.html#a">x</a><img src="https://a.b/c.png">')
    ...     broken(Path(folder))
    ['index.html loads https://a.b/c.png', 'index.html leads to gone.html, which is not there']
    """
    home = site.resolve()
    pages = {path: _read(path) for path in sorted(home.rglob("*.html"))}
    return [said for path, found in pages.items() for said in _of_page(home, path, found, pages)]


def refuse(site: Path) -> None:
    """Refuse a site with a broken link.

    Raises
    ------
    SiteError
        Naming pages and links.
    """
    if found := broken(site):
        more = f"\nand {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        said = "\n".join(f"  {each}" for each in found[:SHOWN])
        raise SiteError(f"{len(found)} links of the site are broken:\n{said}{more}\nMend the pages, then build again.")


def _of_page(site: Path, path: Path, found: Found, pages: dict[Path, Found]) -> Iterator[str]:
    name = path.relative_to(site).as_posix()
    outside = [link for link in found.loads if urlsplit(link).scheme in {"http", "https"} or link.startswith("//")]
    yield from (f"{name} loads {link}" for link in dict.fromkeys(outside))
    inside = (link for link in dict.fromkeys(found.links) if not urlsplit(link).scheme and not link.startswith("//"))
    for link in inside:
        parts = urlsplit(link)
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
        target = target / "index.html" if target.is_dir() else target
        if not target.is_relative_to(site):
            yield f"{name} leads out of the site, to {parts.path}"
        elif not target.exists():
            yield f"{name} leads to {parts.path}, which is not there"
        elif parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in pages[target].anchors:
            yield f"{name} leads to {link}, and there is no such place on that page"


def _read(path: Path) -> Found:
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = Found(anchors={"top"})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if not value:
                continue
            if name in {"id", "name"}:
                self.found.anchors.add(value)
            elif name == "href" and tag == "a":
                self.found.links.append(value)
            elif name in LOADS or (name == "href" and tag in {"link", "image", "use", "base"}):
                self.found.links.append(value)
                self.found.loads.append(value)
