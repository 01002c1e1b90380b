"""The page of one student, written beside the team's pages."""

from __future__ import annotations

from pathlib import Path

from mtss_analysis import params
from mtss_analysis.workflow import private_pages
from mtss_analysis.workflow.destination import STUDENTS, output_folder
from mtss_analysis.workflow.plan import folder_name


def write(data: Path, out: Path | None, extra: str | Path | None, *, student: str, day: str = "") -> Path:
    """Write the page of one student into ``OUT/team/students``, whole or not at all, and return it.

    Parameters
    ----------
    data, out
        The district's tables, and the output folder; by default ``outputs/<name of DATA>``.
    extra
        Folder of YAML files laid over the settings, or None.
    student, day
        A student_id, and the day whose knowledge is shown; by default the last recorded one.

    Raises
    ------
    ParamsError
        A setting or the day is wrong, or the folder cannot be written to.
    DataError
        The data cannot be read, findings block, or there is no such student.
    """
    from mtss_analysis import intake, whole_child

    target = output_folder(data, out)
    settings = params.layers(data, extra)
    settings.load(whole_child.WholeChildParams)
    dataset = private_pages.readable(data, settings)
    student = private_pages.known_student(dataset, student)
    district = settings.load(params.DistrictParams)
    on = intake.asked_day(day, dataset, district) if day else intake.last_recorded(dataset).normalize()
    made = whole_child.page(whole_child.Record.on(dataset, student, on, settings))
    return private_pages.put(target / STUDENTS, [(f"{folder_name(student)}__{on:%Y-%m-%d}.html", made)])[0]
