"""What is measured: unit, direction, range, precision and cut scores of every measure."""

from pydantic import BaseModel, ConfigDict, Field

from mtss_analysis.errors import ParamsError, did_you_mean
from mtss_analysis.params.layers import Params, setting
from mtss_analysis.params.norms import Norms
from mtss_analysis.vocabulary import Domain, Season


class CutScores(BaseModel):
    """The cut scores of one grade and season [the measure's unit].

    A score strictly on the risk side of `tier2` suggests a closer look for Tier 2 support,
    one strictly on the risk side of `tier3` for Tier 3 support.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    tier2: float
    tier3: float


class Measure(BaseModel):
    """One measure.

    Attributes
    ----------
    label, unit
        Shown on pages.
    higher_is_better
        Direction: True when a higher score means less need of support.
    low, high
        Smallest and largest possible score, inclusive [unit].
    sem
        Standard error of measurement used where a score brings none [unit], or None.
    cuts
        Grade → season → cut scores; a grade or season without cuts suggests nothing.
    norms
        What a norm group reached, with its source; None where the district supplies none, and then nothing is compared.
    source
        Where range, precision and cuts come from, with the year.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    label: str
    domain: Domain
    unit: str
    higher_is_better: bool
    low: float
    high: float
    sem: float | None = Field(default=None, gt=0)
    cuts: dict[str, dict[Season, CutScores]] = {}
    norms: Norms | None = None
    source: str


class MeasuresParams(Params):
    """Every measure the district uses."""

    file = "measures"

    measures: dict[str, Measure] = setting(
        "name of the measure in the scores table, and what it is", source="the district's assessment handbook"
    )

    def measure(self, name: str) -> Measure:
        """Return one measure.

        Raises
        ------
        ParamsError
            The measure is not described.
        """
        if name not in self.measures:
            raise ParamsError(
                f'measures.yml does not describe the measure "{name}".{did_you_mean(name, self.measures)}'
                " Add its unit, direction and cut scores."
            )
        return self.measures[name]

    def cut_scores(self, name: str, grade: str, season: str) -> CutScores | None:
        """Return the cut scores in force, or None where the district set none."""
        seasons = self.measure(name).cuts.get(grade, {})
        return seasons.get(Season(season)) if season in set(Season) else None
