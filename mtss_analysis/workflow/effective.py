"""The settings a run used, kept beside its manifest: values only, never where they were read from."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from mtss_analysis.errors import ParamsError
from mtss_analysis.params import Params, layers, validated

if TYPE_CHECKING:
    from mtss_analysis.params import Layers

FILE = "settings.json"
P = TypeVar("P", bound=Params)


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

    @staticmethod
    def default(cls: type[P]) -> P:
        """Return what the program comes with."""
        return layers().load(cls)


def write(out: Path, used: Layers) -> None:
    """Write every setting of a run into its output folder, whole or not at all."""
    from mtss_analysis.workflow.site.settings import classes

    values = {cls.file: used.load(cls).model_dump(mode="json") for cls in classes()}
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
