"""What examples are made from, and how they are written down."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mtss_analysis.intake import Dataset
from mtss_analysis.params import MeasuresParams
from mtss_analysis.params.layers import Layers
from mtss_analysis.reporting.cases import INVENTED, Tables

Example = Mapping[str, Any]
"""An example as the browser reads it: names, numbers and lists."""
MEASURE, SEASON = "oral_reading_fluency", "fall"
FLAT = re.compile(r"\[[^\[\]{}]*\]")
"""A list of plain values."""


@dataclass(frozen=True, slots=True)
class Source:
    """The invented district.

    Attributes
    ----------
    dataset
        Its canonical tables.
    tables
        Gives a table of the district's team pages by its name.
    settings
        Its settings.
    """

    dataset: Dataset
    tables: Tables
    settings: Layers

    @property
    def about(self) -> dict[str, str]:
        """How the measure is called, and what it counts."""
        measure = self.settings.load(MeasuresParams).measures[MEASURE]
        return {"measure": measure.label, "unit": measure.unit}


def text(name: str, example: Example) -> str:
    """Write an example as JSON, every list of plain values on one line.

    Raises
    ------
    ValueError
        It holds the code of a student.

    Examples
    --------
    >>> print(text("a", {"scores": [1, 2]}))
    {
     "scores": [1, 2]
    }
    <BLANKLINE>
    """
    said = json.dumps(example, ensure_ascii=False, indent=1, allow_nan=False)
    if INVENTED in said:
        raise ValueError(f"the example of {name} holds the code of a student; leave it out")
    return FLAT.sub(lambda found: json.dumps(json.loads(found[0]), ensure_ascii=False), said) + "\n"
