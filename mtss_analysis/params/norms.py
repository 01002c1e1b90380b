"""Published or local norms of a measure, where a district supplies them: weekly growth, and scores by season."""

from itertools import pairwise
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from mtss_analysis.vocabulary import Season

Percentiles = dict[Annotated[int, Field(ge=1, le=99)], float]
"""Percentile → value, two or more, in one direction."""


class Norms(BaseModel):
    """What a norm group reached.

    Attributes
    ----------
    source
        Who published the norms, when, and on whom; shown wherever a comparison is.
    weekly_growth
        Grade → percentile → rate of improvement [unit per week].
    scores
        Grade → season → percentile → score [unit].

    Examples
    --------
    >>> Norms(source="invented, 2020", weekly_growth={"2": {25: 0.8, 50: 1.2, 75: 1.7}}).weekly_growth["2"][50]
    1.2
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    source: str = Field(min_length=8)
    weekly_growth: dict[str, Percentiles] = {}
    scores: dict[str, dict[Season, Percentiles]] = {}

    @field_validator("weekly_growth")
    @classmethod
    def _rates_in_order(cls, grades: dict[str, Percentiles]) -> dict[str, Percentiles]:
        for grade, values in grades.items():
            _refuse_disorder(values, f"weekly_growth of grade {grade}")
        return grades

    @field_validator("scores")
    @classmethod
    def _scores_in_order(cls, grades: dict[str, dict[Season, Percentiles]]) -> dict[str, dict[Season, Percentiles]]:
        for grade, seasons in grades.items():
            for season, values in seasons.items():
                _refuse_disorder(values, f"scores of grade {grade}, {season}")
        return grades


def _refuse_disorder(values: Percentiles, where: str) -> None:
    """Refuse fewer than two percentiles, and values that do not go one way with them."""
    ordered = [values[percent] for percent in sorted(values)]
    steps = [after - before for before, after in pairwise(ordered)]
    if not steps or (min(steps) < 0 < max(steps)) or not any(steps):
        raise ValueError(f"{where} holds {values}, expected two or more percentiles whose values rise or fall")
