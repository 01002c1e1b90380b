"""The commands about a built site: what each calls and what it prints. Each returns the exit code."""

from __future__ import annotations

import argparse
from pathlib import Path

from mtss_analysis.errors import SiteError


def site_build(given: argparse.Namespace) -> int:
    """Build the site from the pages that are there."""
    from mtss_analysis.workflow.run import published

    data = Path(given.data) if given.data else None
    print(f"The site: {published.build(_existing(given.out), data)}")
    return 0


def site_serve(given: argparse.Namespace) -> int:
    """Serve the site to this machine until interrupted."""
    from mtss_analysis.vocabulary import Audience
    from mtss_analysis.workflow import site

    audience = Audience.TEAM if given.team else Audience.PUBLIC
    site.serve(
        _existing(given.out), given.port, audience, ready=lambda url: print(f"{url}  (Ctrl+C ends it)", flush=True)
    )
    return 0


def site_check(given: argparse.Namespace) -> int:
    """Follow every link of the built site."""
    from mtss_analysis.workflow.site import links

    folder = _existing(given.out) / "site"
    links.refuse(folder)
    print(f"Every link of {folder} leads somewhere, and no page loads another address.")
    return 0


def site_publish(given: argparse.Namespace) -> int:
    """Put the site, checked once more, into a folder for a static host."""
    from mtss_analysis.workflow import site

    data = Path(given.data) if given.data else None
    page = site.hand_over(_existing(given.out), Path(given.folder), data)
    print(f"Ready for any static host: {page.parent}\nThe audit found nothing, and every link leads somewhere.")
    return 0


def _existing(out: str) -> Path:
    if not Path(out).is_dir():
        raise SiteError(f'There is no output folder "{out}". Run `mtss run DATA --out {out}` first.')
    return Path(out).resolve()
