"""Examples of the explorers, kept with the book: made from the invented district, so that any site can show them.

``python -m mtss_analysis.workflow.examples OUT`` writes them anew from the tables of a run of
``data_samples/district``; a test makes them again and compares.
"""

import json
import sys
from pathlib import Path
from typing import Any

from mtss_analysis import intake
from mtss_analysis.params import HOME, layers
from mtss_analysis.reporting.examples import MAKERS, Source, make, text
from mtss_analysis.workflow.cases import tables_of

FOLDER = HOME / "book" / "explore" / "examples"
DISTRICT = HOME / "data_samples" / "district"


def write(out: Path, folder: Path = FOLDER) -> list[Path]:
    """Make every example from the run in `out` and write one file each; return the files."""
    made = make(Source(intake.read(DISTRICT), tables_of(out), layers(DISTRICT)))
    folder.mkdir(parents=True, exist_ok=True)
    for name, example in made.items():
        (folder / f"{name}.json").write_text(text(name, example), encoding="utf-8")
    return [folder / f"{name}.json" for name in made]


def read(name: str, folder: Path = FOLDER) -> dict[str, Any]:
    """Return the kept example of an explorer.

    Raises
    ------
    KeyError
        There is no such explorer.
    """
    if name not in MAKERS:
        raise KeyError(f'explorer: got "{name}", expected one of {", ".join(MAKERS)}.')
    found: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return found


if __name__ == "__main__":
    write(Path(sys.argv[1]))
