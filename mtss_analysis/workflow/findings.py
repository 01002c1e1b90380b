"""The findings of the checks on the terminal, as a page and as a table."""

from __future__ import annotations

import html
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from mtss_analysis.errors import ParamsError

if TYPE_CHECKING:
    from mtss_analysis.checks import CheckReport
    from mtss_analysis.intake import Dataset
    from mtss_analysis.params import Layers

PAGE = "findings.html"
TABLE = "findings.csv"
ROWS = "findings_rows.csv"


def text(dataset: Dataset, report: CheckReport) -> str:
    """Return every finding as text, those that stop a run first."""
    tables = ", ".join(f"{name} {len(frame):,}" for name, frame in dataset.tables.items())
    stops = [f"  [{finding.code}] {finding.sentence}" for finding in report.findings if finding.blocking]
    others = [f"  [{finding.code}] {finding.sentence}" for finding in report.findings if not finding.blocking]
    parts = [f"{dataset.name}, rows: {tables}", report.summary().headline]
    if stops:
        parts.append("\n".join(["Stops the run:", *stops]))
    if others:
        parts.append("\n".join(["Does not stop the run:", *others]))
    return "\n\n".join(parts)


def write(dataset: Dataset, report: CheckReport, settings: Layers, folder: Path) -> Path:
    """Write the findings as a page, as a table and row by row into `folder`, and return the page.

    They name students and are for the team alone.

    Raises
    ------
    ParamsError
        The folder cannot be written to.
    """
    from mtss_analysis.reporting import present

    page = present.page(report, dataset, settings, audience="team")
    parts = [page.headline(), page.table("counts"), page.table("findings"), page.cautions()]
    title = f"Findings in {html.escape(dataset.name)}"
    head = f'<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title}</title></head>'
    body = "\n".join([f"<body><main><h1>{title}</h1>", *(part.html for part in parts), "</main></body>\n</html>\n"])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _put(folder / TABLE, report.to_frame().to_csv(index=False, lineterminator="\n"))
        _put(folder / ROWS, _rows(dataset, report).to_csv(index=False, lineterminator="\n"))
        return _put(folder / PAGE, f"{head}\n{body}")
    except OSError as error:
        raise ParamsError(f'"{folder}" cannot be written to: {error.strerror}. Name another folder.') from None


def _rows(dataset: Dataset, report: CheckReport) -> pd.DataFrame:
    """List every row that a finding names, shape (rows named, 6): the findings themselves show the first three."""
    named: list[tuple[str, str, str, int, str, bool]] = []
    for finding in report.findings:
        for row in finding.rows:
            part = dataset.sources[finding.table].part(row)
            where = (part.label, part.number(row))
            named.append((finding.code, finding.table, *where, finding.column, finding.blocking))
    return pd.DataFrame(named, columns=["code", "table", "file", "row", "column", "blocking"])


def _put(path: Path, words: str) -> Path:
    part = path.with_name(f"{path.name}.part")
    part.write_text(words, encoding="utf-8", newline="\n")
    os.replace(part, path)  # noqa: PTH105 (one step, also where the file exists)
    return path
