"""A plan written down before the outcome was known, and every departure from it."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from mtss_analysis.errors import ParamsError, did_you_mean

FILE = "analysis_plan.yml"


class PlannedStudy(BaseModel):
    """What the district decided beforehand about one study; what it left open is None."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    intervention: str
    outcome: str
    written_on: date
    design: str | None = None
    comparison: str | None = None
    pretest: str | None = None
    smallest_worthwhile: float | None = None
    confidence: float | None = None
    covariates: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Departure:
    """One thing that was done otherwise than planned: what, as planned, as done."""

    what: str
    planned: str
    done: str


def read(folder: str | Path) -> tuple[PlannedStudy, ...]:
    """Read the plan that a district keeps beside its data; none if it wrote none.

    The same text gives the same object, so that what was computed with it is known again.

    Raises
    ------
    ParamsError
        The file is no list of studies, or a study has an unknown or wrong entry; the message names it.
    """
    place = Path(folder)
    path = (place if place.is_dir() else place.parent) / FILE
    return _read(path.read_text(encoding="utf-8")) if path.is_file() else ()


@lru_cache
def _read(text: str) -> tuple[PlannedStudy, ...]:
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ParamsError(f"{FILE} cannot be read as YAML: {str(error).splitlines()[0]}. Mend that line.") from None
    if not isinstance(found, dict) or not isinstance(found.get("studies"), list):
        raise ParamsError(f'{FILE} must hold a list called "studies", one entry for each planned study.')
    return tuple(_study(number, entry) for number, entry in enumerate(found["studies"], start=1))


def _study(number: int, entry: Any) -> PlannedStudy:  # noqa: ANN401 (whatever the file holds)
    if not isinstance(entry, dict):
        raise ParamsError(
            f"{FILE}, study {number}: {entry!r} must be entries such as `intervention: Repeated reading`."
        )
    for key in entry:
        if key not in PlannedStudy.model_fields:
            hint = did_you_mean(str(key), PlannedStudy.model_fields)
            raise ParamsError(f'{FILE}, study {number}: there is no entry "{key}".{hint}')
    try:
        return PlannedStudy(**entry)
    except ValidationError as error:
        first = error.errors()[0]
        raise ParamsError(f"{FILE}, study {number}, {first['loc'][0]}: {first['msg']}.") from None


def departures(planned: PlannedStudy, done: dict[str, Any], outcome_from: date | None) -> tuple[Departure, ...]:
    """Name everything that was done otherwise than planned.

    Parameters
    ----------
    planned
        What was written down.
    done
        Entry → what the analysis did; entries the plan left open do not count.
    outcome_from
        Day of the first outcome score, or None.

    Examples
    --------
    >>> plan = PlannedStudy(intervention="Reading group", outcome="maze", written_on=date(2024, 8, 1), confidence=0.95)
    >>> [each.what for each in departures(plan, {"outcome": "maze", "confidence": 0.9}, date(2024, 7, 1))]
    ['written_on', 'confidence']
    """
    late = outcome_from is not None and planned.written_on >= outcome_from
    first = [Departure("written_on", "before any outcome was known", f"on {planned.written_on}")] if late else []
    stated = planned.model_dump(exclude_none=True, exclude={"written_on", "intervention"})
    return (*first, *(Departure(name, _shown(value), _shown(done[name])) for name, value in stated.items()
                      if name in done and not _same(value, done[name])))  # fmt: skip


def _same(planned: Any, done: Any) -> bool:  # noqa: ANN401 (numbers, words or lists)
    if isinstance(planned, (list, tuple)):
        return sorted(map(str, planned)) == sorted(map(str, done))
    return bool(planned == done)


def _shown(value: Any) -> str:  # noqa: ANN401 (numbers, words or lists)
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
