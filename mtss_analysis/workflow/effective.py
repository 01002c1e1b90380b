"""The settings a run used, kept beside its manifest: values only, never where they were read from."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from mtss_analysis.errors import ParamsError
from mtss_analysis.params import (
    Instrument,
    KnowledgeCheck,
    Lesson,
    LessonsParams,
    Params,
    instruments,
    knowledge_checks,
    layers,
    validated,
)

if TYPE_CHECKING:
    from mtss_analysis.params import Layers

FILE = "settings.json"
CHECKS, INSTRUMENTS = "knowledge_checks", "instruments"
P = TypeVar("P", bound=Params)
M = TypeVar("M", bound=BaseModel)


class Effective:
    """Settings as a run used them; what is not known is the default.

    Parameters
    ----------
    values
        Name of a file of settings → its values.

    Examples
    --------
    >>> from mtss_analysis.params import DistrictParams
    >>> Effective({}).load(DistrictParams) == Effective({}).default(DistrictParams)
    True
    """

    def __init__(self, values: Mapping[str, Mapping[str, Any]]) -> None:
        self.known = bool(values)
        self._values = values

    def load(self, cls: type[P]) -> P:
        """Return the settings in force; the default if a program of another version wrote them."""
        if cls.file not in self._values:
            return self.default(cls)
        try:
            return validated(cls, self._values[cls.file])
        except ParamsError:
            return self.default(cls)

    def lessons(self) -> dict[str, Lesson]:
        """Return every lesson: those the book comes with, and the district's own."""
        return {**self.default(LessonsParams).lessons, **self.load(LessonsParams).lessons}

    def knowledge_checks(self) -> dict[str, KnowledgeCheck]:
        """Return the knowledge checks in force: name of the lesson → check."""
        stored = self._values.get(CHECKS)
        made = knowledge_checks(layers())
        return made if stored is None else {**made, **_models(KnowledgeCheck, stored)}

    def instruments(self) -> dict[tuple[str, str], Instrument]:
        """Return the instruments in force: (name, version) → instrument."""
        stored = self._values.get(INSTRUMENTS)
        made = instruments(layers()) if stored is None else _models(Instrument, stored)
        return {(each.instrument, each.version): each for each in made.values()}

    @staticmethod
    def default(cls: type[P]) -> P:
        """Return what the program comes with."""
        return layers().load(cls)


def _models(cls: type[M], stored: Mapping[Any, Any]) -> dict[Any, M]:
    """Read stored models; what a program of another version wrote differently is left out."""
    made = {}
    for name, values in stored.items():
        try:
            made[name] = cls.model_validate(values)
        except ValidationError:
            continue
    return made


def write(out: Path, used: Layers) -> None:
    """Write every setting of a run into its output folder, whole or not at all."""
    from mtss_analysis.workflow.site.settings import classes

    values = {cls.file: used.load(cls).model_dump(mode="json") for cls in classes()}
    values[CHECKS] = {name: check.model_dump(mode="json") for name, check in knowledge_checks(used).items()}
    values[INSTRUMENTS] = {" ".join(name): made.model_dump(mode="json") for name, made in instruments(used).items()}
    values["identity"]["key_file"] = ""  # where the key lies is nobody's business
    part = out / f"{FILE}.part"
    part.write_text(json.dumps(values, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(part, out / FILE)  # noqa: PTH105 (one step, also where the file exists)


def read(out: Path) -> Effective:
    """Read the settings of the run in `out`; an absent or unreadable file stands for the defaults."""
    try:
        values = json.loads((out / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Effective({})
    return Effective(values if isinstance(values, dict) else {})
