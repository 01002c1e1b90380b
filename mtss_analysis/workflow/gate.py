"""What must hold before anything is written: the data can be read, the settings are right, nothing blocks."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from mtss_analysis import params
from mtss_analysis.errors import DataError, did_you_mean
from mtss_analysis.workflow.catalogue import Analysis
from mtss_analysis.workflow.destination import output_folder
from mtss_analysis.workflow.plan import Inputs, folder_name

if TYPE_CHECKING:
    from mtss_analysis.checks import CheckReport
    from mtss_analysis.intake import Dataset

__all__ = ["admit", "blocked", "examine", "folders", "known_school", "output_folder"]


def examine(data: Path, settings: params.Layers) -> tuple[Dataset, CheckReport]:
    """Read the data and run every check.

    Raises
    ------
    DataError
        The data cannot be read.
    ParamsError
        The settings of the checks are wrong.
    """
    from mtss_analysis import checks, intake

    dataset = intake.read(data)
    strictness = settings.load(checks.ChecksParams)
    measures, district = settings.load(params.MeasuresParams), settings.load(params.DistrictParams)
    return dataset, checks.run(dataset, strictness, measures, district, params.instruments(settings))


def admit(data: Path, params_dir: Path | None, analyses: Iterable[Analysis]) -> Inputs:
    """Return what the pages are made from, or say everything that stands in the way.

    Raises
    ------
    DataError
        The data cannot be read, or findings block; the message lists all of those.
    ParamsError
        The settings of one of the analyses are wrong.
    """
    settings = params.layers(data, params_dir)
    for cls in [analysis.settings_class() for analysis in analyses]:
        if cls is not None:
            settings.load(cls)
    district = settings.load(params.DistrictParams)
    dataset, report = examine(data, settings)
    blocking = [finding.sentence for finding in report.findings if finding.blocking]
    if blocking:
        raise DataError(blocked(data, blocking))
    schools = dataset.table("schools")
    names = dict(zip(schools["school_id"], schools["name"].fillna(schools["school_id"]), strict=True))
    return Inputs(
        data=data.resolve(),
        params_dir=params_dir.resolve() if params_dir else None,
        data_fingerprint=dataset.fingerprint,
        params_fingerprint=settings.fingerprint,
        schools={school: str(names.get(school, school)) for school in dataset.schools},
        name=district.name or dataset.name,
    )


def known_school(inputs: Inputs, school: str) -> str:
    """Return `school` if the data have it.

    Raises
    ------
    DataError
        They have not; the message names the nearest identifier.
    """
    if school not in inputs.schools:
        some = ", ".join(f'"{name}"' for name in list(inputs.schools)[:20]) or "none"
        nearest = did_you_mean(school, inputs.schools)
        raise DataError(f'{inputs.name} has no school "{school}".{nearest} Its schools: {some}.')
    return school


def blocked(data: Path, sentences: list[str]) -> str:
    """Say what blocks a run, one finding a line.

    Examples
    --------
    >>> print(blocked(Path("north"), ["scores.csv has no column score. Add it."]))
    1 finding stops the run on "north", and nothing was written:
      - scores.csv has no column score. Add it.
    `mtss check north` lists all findings.
    """
    many = f"{len(sentences)} findings stop" if len(sentences) > 1 else "1 finding stops"
    lines = [f'{many} the run on "{data}", and nothing was written:', *(f"  - {text}" for text in sentences)]
    return "\n".join([*lines, f"`mtss check {data}` lists all findings."])


def folders(inputs: Inputs) -> dict[str, str]:
    """Folder of each school → its name."""
    return {folder_name(school): name for school, name in inputs.schools.items()}
