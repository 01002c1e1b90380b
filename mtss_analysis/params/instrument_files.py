"""Reading instruments from their files, and refusing those that would score wrongly."""

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from mtss_analysis.errors import ParamsError
from mtss_analysis.params.instrument_faults import faults
from mtss_analysis.params.instrument_items import refuse_gaps
from mtss_analysis.params.instruments import Instrument
from mtss_analysis.params.layers import Layers, read_yaml
from mtss_analysis.params.lessons import LessonsParams
from mtss_analysis.params.problems import problem_in

FOLDER = "instruments"


def instruments(settings: Layers) -> dict[tuple[str, str], Instrument]:
    """Read every instrument: (name, version) → instrument; later folders take the place of earlier ones.

    The same object for the same files: they are read once.

    Raises
    ------
    ParamsError
        A file is not readable, is not named for its instrument and version, has a gap in its items, or names a lesson,
        section or item that is not there; the message names the file and the place.

    Examples
    --------
    >>> from mtss_analysis.params.layers import layers
    >>> len(instruments(layers())["swpbis_tfi", "2.1"].items)
    45
    """
    return _read_all(settings, settings.fingerprint)


@lru_cache(maxsize=4)
def _read_all(settings: Layers, _fingerprint: str) -> dict[tuple[str, str], Instrument]:
    """Read them once as long as no file changes; the same object lets what is computed from it be remembered."""
    lessons = settings.load(LessonsParams).lessons
    found = {}
    for folder in settings.folders:
        for path in sorted((folder / FOLDER).glob("*.yml")):
            made = _read(path, lessons)
            found[made.instrument, made.version] = made
    return found


def _read(path: Path, lessons: Collection[str]) -> Instrument:
    values = read_yaml(path)
    try:
        made = Instrument.model_validate(values)
        refuse_gaps(made.items)
    except ValidationError as error:
        raise ParamsError(f"{path}: {problem_in(error, FOLDER)}") from None
    except ValueError as error:
        raise ParamsError(f"{path}: {error}") from None
    for fault in faults(path.name, made, lessons):
        raise ParamsError(f"{path}: {fault}")
    return made
