"""How the cut score is used as a natural experiment."""

from typing import Self

from pydantic import model_validator

from mtss_analysis.effects.cutoff_result import Rules
from mtss_analysis.effects.settings import EffectsParams
from mtss_analysis.params import Params, setting
from mtss_analysis.vocabulary import Season


class CutoffParams(Params):
    """How the cut score is used as a natural experiment."""

    file = "cutoff"

    season: Season = setting("window whose score decides about support", source="the district's assessment calendar")
    outcome_season: Season = setting(
        "window whose score is the outcome, in the same school year", source="the district's assessment calendar"
    )
    outcomes: dict[str, str] = setting(
        "screening measure and the measure that is its outcome, where that is another one",
        source="the district: what support is meant to change",
    )
    within_weeks: float = setting(
        "time after the screening within which support that starts counts as decided by it", unit="weeks",
        source="planning value: screening, meeting and start of the first groups", gt=0,
    )  # fmt: skip
    fewest: int = setting(
        "students with score and outcome from which a measure is looked at", unit="students",
        source="planning value: with fewer nobody is left near the cut", ge=20,
    )  # fmt: skip
    given_share: float = setting(
        "share of a grade's screened students with an outcome from which on the grade counts as given it",
        unit="share", source="planning value, as in screening.yml", gt=0, le=1,
    )  # fmt: skip
    least_jump: float = setting(
        "smallest jump in the share served that makes a school's own cut", unit="share", source="planning value",
        gt=0, lt=1,
    )  # fmt: skip
    weakest_jump: float = setting(
        "smallest jump in the share served from which anything is claimed", unit="share", source="planning value",
        gt=0, lt=1,
    )  # fmt: skip
    weakest_f: float = setting(
        "smallest F of that jump", unit="F", source="Staiger and Stock (1997), Econometrica 65: F above 10", gt=0
    )
    density_alpha: float = setting(
        "p-value of the density test below which nothing is claimed", unit="share", source="convention", gt=0, lt=1
    )
    heap_alpha: float = setting(
        "p-value of a heap beside the cut below which nothing is claimed", unit="share", source="planning value",
        gt=0, lt=1,
    )  # fmt: skip
    false_cut_alpha: float = setting(
        "p-value below which a check fails, after correction for the number of checks of its kind", unit="share",
        source="convention", gt=0, lt=1,
    )  # fmt: skip

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        order = list(Season)
        if order.index(self.season) >= order.index(self.outcome_season):
            raise ValueError(
                f"season is {self.season} and outcome_season {self.outcome_season}; an outcome comes after the "
                "screening, so name a later window"
            )
        return self

    def rules(self, effects: EffectsParams) -> Rules:
        """Return the rules of the referee."""
        return Rules(
            confidence=effects.confidence, power=effects.power, density_alpha=self.density_alpha,
            heap_alpha=self.heap_alpha, weakest_jump=self.weakest_jump, weakest_f=self.weakest_f,
        )  # fmt: skip
