"""Pages of plans to print, written beside the team's pages: one plan, or all open plans of a school with a list."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from mtss_analysis import params
from mtss_analysis.errors import DataError, ParamsError, did_you_mean
from mtss_analysis.workflow import gate
from mtss_analysis.workflow.destination import PLANS, output_folder
from mtss_analysis.workflow.plan import folder_name

SOME = 5
"""Plans named where the one asked for does not exist."""


def write(data: Path, out: Path | None, extra: str | Path | None, *, plan: str = "", school: str = "") -> list[Path]:
    """Write pages of plans into ``OUT/team/plans``, each whole or not at all; of a school, the list comes first.

    Parameters
    ----------
    data, out
        The district's tables, and the output folder; by default ``outputs/<name of DATA>``.
    extra
        Folder of YAML files laid over the settings, or None.
    plan, school
        One plan_id, or a school_id for its open plans; one of them and not both.

    Raises
    ------
    ParamsError
        Neither or both are given, a setting is wrong, or the folder cannot be written to.
    DataError
        The data cannot be read, findings block, or there is no such plan, school or open plan.
    """
    if bool(plan) == bool(school):
        raise ParamsError("Name one plan, or a school with --school for all its open plans, and not both.")
    from mtss_analysis.workflow import plan_book

    target = output_folder(data, out)
    settings = params.layers(data, extra)
    dataset, report = gate.examine(data, settings)
    if blocking := [finding.sentence for finding in report.findings if finding.blocking]:
        raise DataError(gate.blocked(data, blocking))
    made = plan_book.read(dataset, settings)
    chosen = [_known(plan, made.ids())] if plan else made.open_in(_school(school, made.schools))
    if not chosen:
        raise DataError(f'No plan is open in school "{school}" on {made.as_of:%Y-%m-%d}. Name a plan instead.')
    files = {each: f"{folder_name(each)}.html" for each in chosen}
    pages = [(file, made.page(each)) for each, file in files.items()]
    if school:
        pages.insert(0, (f"index_{folder_name(school)}.html", made.contents(school, files)))
    return put(target / PLANS, pages)


def _known(plan: str, ids: list[str]) -> str:
    if plan not in ids:
        some = ", ".join(f'"{each}"' for each in ids[:SOME]) or "none"
        raise DataError(
            f'The interventions table has no plan "{plan}".{did_you_mean(plan, ids)} It has {len(ids):,} plans; the '
            f"first are {some}."
        )
    return plan


def _school(school: str, schools: dict[str, str]) -> str:
    if school not in schools:
        some = ", ".join(f'"{each}"' for each in schools) or "none"
        raise DataError(f'There is no school "{school}".{did_you_mean(school, schools)} The schools: {some}.')
    return school


def put(folder: Path, pages: Iterable[tuple[str, str]]) -> list[Path]:
    """Write pages for this user alone, each in one step."""
    made = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for private in (folder.parent, folder):
            private.chmod(0o700)
        for name, html in pages:
            part = folder / f"{name}.part"
            part.write_text(html, encoding="utf-8", newline="\n")
            os.replace(part, folder / name)  # noqa: PTH105 (one step, also where the file exists)
            made.append(folder / name)
    except OSError as error:
        said = f'"{folder}" cannot be written to: {error.strerror}. Choose another folder with --out.'
        raise ParamsError(said) from None
    return made
