"""Packets for meetings, written beside the team's pages."""

from __future__ import annotations

from pathlib import Path

from mtss_analysis import params
from mtss_analysis.workflow import private_pages
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
    dataset = private_pages.readable(data, settings)
    teams, district = settings.load(params.TeamsParams), settings.load(params.DistrictParams)
    asked = meetings.request(dataset, teams, district, team=team, day=day, school=school, kind=kind)
    made = meetings.packet(asked, dataset, settings)
    place = folder_name(asked.school) if asked.school else "district"
    return private_pages.put(target / PACKETS, [(f"{place}__{made.name}", made.html)])[0]
