"""What a run made, from what, and how it went: ``manifest.json``, written after every page.

An interrupted run leaves a manifest of the pages it finished, and the next run takes them up.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import mtss_analysis

FILE = "manifest.json"
FORMAT = 1
Status = Literal["done", "failed"]


@dataclass(frozen=True, slots=True)
class Record:
    """How one page went.

    Attributes
    ----------
    key
        Digest of everything the page depends on (:meth:`mtss_analysis.workflow.plan.Job.key`).
    inputs
        Digest of data, settings and version alone; pages of one site share it.
    status
        ``"done"`` or ``"failed"``.
    seconds
        Time it took [s].
    finished
        When, in UTC.
    outputs
        Files, from the output folder.
    error
        First line of what went wrong; empty if nothing did.
    """

    key: str
    inputs: str
    status: Status
    seconds: float
    finished: str
    outputs: tuple[str, ...] = ()
    error: str = ""


@dataclass
class Manifest:
    """The record of an output folder; the first eight fields are those of its latest run.

    Attributes
    ----------
    data, params
        Fingerprints of data and settings.
    version, versions
        Of this package, and of what it stands on.
    seed
        Of the run; None, because no page of this version draws random numbers.
    name, schools
        Name of the data; folder of a school → its name.
    started, finished
        When, in UTC; `finished` is empty while a run goes on or if it was interrupted.
    site
        Digest of what the site was built from; empty if it was not built from these pages.
    jobs
        Name of the page → how it went.
    """

    data: str = ""
    params: str = ""
    version: str = mtss_analysis.__version__
    versions: Mapping[str, str] = field(default_factory=dict)
    seed: int | None = None
    name: str = ""
    schools: Mapping[str, str] = field(default_factory=dict)
    started: str = ""
    finished: str = ""
    site: str = ""
    jobs: dict[str, Record] = field(default_factory=dict)

    @classmethod
    def load(cls, out: Path) -> Manifest:
        """Read the manifest of an output folder; an absent or unreadable one is empty, and its pages are made again."""
        try:
            values = json.loads((out / FILE).read_text(encoding="utf-8"))
            if values.pop("format") != FORMAT:
                return cls()
            values["jobs"] = {name: _record(entry) for name, entry in values["jobs"].items()}
            return cls(**values)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls()

    def save(self, out: Path) -> None:
        """Write the manifest whole or not at all."""
        text = json.dumps({"format": FORMAT, **asdict(self)}, indent=1, ensure_ascii=False)
        part = out / f"{FILE}.part"
        part.write_text(text + "\n", encoding="utf-8")
        os.replace(part, out / FILE)  # noqa: PTH105 (one step, also where the file exists)

    def fresh(self, out: Path, name: str, key: str) -> bool:
        """Whether the page `name` was made from exactly what `key` stands for and is still there."""
        record = self.jobs.get(name)
        if record is None or (record.status, record.key) != ("done", key):
            return False
        return all((out / path).is_file() for path in record.outputs)

    def status(self, name: str) -> Status | Literal[""]:
        """Return how the page `name` went; empty if it was never made."""
        return self.jobs[name].status if name in self.jobs else ""

    def outputs(self, name: str) -> set[Path]:
        """Return the files of the page `name`, from the output folder."""
        return {Path(path) for path in self.jobs[name].outputs} if name in self.jobs else set()

    def mixed(self, audience: str) -> list[str]:
        """Name the pages for `audience` that failed or were made from other data or settings than the latest run's."""
        latest = f"{self.data}-{self.params}-{self.version}"
        ours = {name: record for name, record in self.jobs.items() if name.startswith(f"{audience}/")}
        return [name for name, record in ours.items() if record.status != "done" or record.inputs != latest]


def _record(entry: Mapping[str, Any]) -> Record:
    values = {name: entry[name] for name in (part.name for part in fields(Record))}
    return Record(**{**values, "outputs": tuple(values["outputs"])})


def now() -> str:
    """Return the time in UTC, to the second.

    Examples
    --------
    >>> now().endswith("+00:00")
    True
    """
    return datetime.now(UTC).isoformat(timespec="seconds")
