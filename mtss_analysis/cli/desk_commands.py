"""The command that opens the explorers. It returns the exit code."""

from __future__ import annotations

import argparse
from pathlib import Path


def explore(given: argparse.Namespace) -> int:
    """Open the explorers in a browser of this machine until interrupted."""
    import webbrowser

    from mtss_analysis.workflow import explore as app

    def ready(url: str) -> None:
        print(f"The explorers: {url}\nOnly this computer can open them. Ctrl+C ends them; nothing is kept.", flush=True)
        if not given.no_browser:
            webbrowser.open(url)

    app.serve(Path(given.data), given.school, given.date, given.port, ready)
    return 0
