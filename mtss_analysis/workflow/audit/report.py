"""What an audit tried and found, for the district's records."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mtss_analysis.errors import PrivacyError
from mtss_analysis.privacy.attack import Leak

NAME = "audit"
MOST = 20
"""Leaks named on the terminal; the report has all."""


@dataclass(frozen=True, slots=True)
class Report:
    """An audit of one built site.

    Attributes
    ----------
    about
        Whether the district's data were at hand, in one sentence; the first line of the report.
    tried
        What was done → how often.
    leaks
        What a reader could find.
    notes
        What could not be looked into, and other limits.
    edition
        The site's own facts: version, fingerprints.
    """

    about: str
    tried: dict[str, int]
    leaks: tuple[Leak, ...]
    notes: tuple[str, ...]
    edition: dict[str, Any]

    @property
    def verdict(self) -> str:
        """What came of it, in one sentence."""
        if not self.leaks:
            return "Nothing was found that a public site must not tell."
        things = "1 thing was" if len(self.leaks) == 1 else f"{len(self.leaks):,} things were"
        return f"{things} found that a public site must not tell."

    def text(self) -> str:
        """Return the report as Markdown."""
        tried = [f"| {what} | {number:,} |" for what, number in self.tried.items()]
        counted = Counter(leak.attack for leak in self.leaks)
        kinds = [f"- {attack}: {number:,}" for attack, number in counted.most_common()]
        leaks = [f"- **{leak.attack}** · {leak.where or 'several tables'} · {leak.what}" for leak in self.leaks]
        notes = "\n".join(f"- {note}" for note in self.notes)
        facts = [f"- {name}: {value}" for name, value in self.edition.items()]
        parts = [
            self.about, "# Disclosure audit", self.verdict,
            "## What was tried", "\n".join(["| Attack | Number |", "| --- | ---: |", *tried]),
            *(["## What was found", "\n".join(kinds), "\n".join(leaks)] if leaks else []),
            *(["## What could not be looked into", notes] if notes else []),
            "## The site", "\n".join(facts),
        ]  # fmt: skip
        return "\n\n".join(parts) + "\n"

    def refuse(self, outcome: str) -> None:
        """Refuse a site in which something was found.

        Parameters
        ----------
        outcome
            What that means, such as ``"nothing was published"``.

        Raises
        ------
        PrivacyError
            Naming the first leaks: page, number and attack.
        """
        if not self.leaks:
            return
        lines = [f"  - {leak.where or 'several tables'}: {leak.attack} ({leak.what})" for leak in self.leaks[:MOST]]
        more = [f"  and {len(self.leaks) - MOST:,} more; the report has all"] if len(self.leaks) > MOST else []
        move = "Show only released results on public pages, take away what this program did not write, and run again."
        raise PrivacyError("\n".join([f"{self.verdict} So {outcome}.", *lines, *more, move]))


def write(report: Report, folder: Path, name: str = NAME) -> Path:
    """Write the report as text and as data, each in one step and for this user alone; return the text's path."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    data = json.dumps(asdict(report), indent=1, ensure_ascii=False) + "\n"
    for file, content in ((f"{name}.json", data), (f"{name}.md", report.text())):
        part = folder / f"{file}.part"
        part.write_text(content, encoding="utf-8", newline="\n")
        part.chmod(0o600)
        os.replace(part, folder / file)  # noqa: PTH105 (one step, also where the file exists)
    return folder / f"{name}.md"
