"""Packets for meetings, written beside the team's pages."""

from __future__ import annotations

import os
from pathlib import Path

from mtss_analysis import params
from mtss_analysis.errors import DataError, ParamsError
from mtss_analysis.workflow import gate
from mtss_analysis.workflow.destination import PACKETS, output_folder
from mtss_analysis.workflow.plan import folder_name


def write(
    data: Path, out: Path | None, extra: str | Path | None, *, team: str, day: str, school: str = "", kind: str = ""
) -> Path:
    """Write the packet of one meeting into ``OUT/team/packets``, whole or not at all, and return the page.

    Parameters
    ----------
    data, out
        The district's tables, and the output folder; by default ``outputs/<name of DATA>``.
    extra
        Folder of YAML files laid over the settings, or None.
    team, day, school, kind
        Which meeting; see :func:`mtss_analysis.meetings.request`.

    Raises
    ------
    ParamsError
        A setting, the team, the day or the kind is wrong, or the folder cannot be written to.
    DataError
        The data cannot be read, findings block, there is no such school, or there is nothing to talk about.
    """
    from mtss_analysis import meetings

    target = output_folder(data, out)
    settings = params.layers(data, extra)
    dataset, report = gate.examine(data, settings)
    if blocking := [finding.sentence for finding in report.findings if finding.blocking]:
        raise DataError(gate.blocked(data, blocking))
    teams, district = settings.load(params.TeamsParams), settings.load(params.DistrictParams)
    asked = meetings.request(dataset, teams, district, team=team, day=day, school=school, kind=kind)
    made = meetings.packet(asked, dataset, settings)
    place = folder_name(asked.school) if asked.school else "district"
    return _put(target / PACKETS, f"{place}__{made.name}", made.html)


def _put(folder: Path, name: str, html: str) -> Path:
    """Write one page for this user alone, in one step."""
    part = folder / f"{name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for private in (folder.parent, folder):
            private.chmod(0o700)
        part.write_text(html, encoding="utf-8", newline="\n")
        os.replace(part, folder / name)  # noqa: PTH105 (one step, also where the file exists)
    except OSError as error:
        raise ParamsError(
            f'"{folder}" cannot be written to: {error.strerror}. Choose another folder with --out.'
        ) from None
    return folder / name
