"""The sample's measures: how scores spread in each grade and season, and the settings that say so.

Oral reading fluency follows the percentiles of Hasbrouck & Tindal (2017), Technical Report 1702,
University of Oregon; its cut scores stand in ``params/measures.yml``. Every other spread is invented.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtss_analysis.vocabulary import Domain, Season

KNOTS = np.array([-1.2816, -0.6745, 0.0, 0.6745, 1.2816])
"""z of the 10th, 25th, 50th, 75th and 90th percentile."""

GRADES = ("K", "1", "2", "3", "4", "5", "6", "7", "8")
WEEKS_OF_YEAR = 32.0
"""Weeks from the fall to the spring screening window."""

ATTENDANCE_CUTS = (90.0, 80.0)
"""Percent of enrolled days attended below which absence is chronic, and severe."""

Levels = tuple[float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class SampleMeasure:
    """One measure of the sample.

    Attributes
    ----------
    levels
        Index of the grade → five percentiles for fall, winter and spring [unit].
    screened
        Index of the grade → seasons it is screened in.
    decimals
        Decimals of a score.
    cut_levels
        Which of the five percentiles are the Tier 2 and Tier 3 cut scores.
    """

    name: str
    label: str
    domain: Domain
    unit: str
    low: float
    high: float
    sem: float | None
    levels: dict[int, tuple[Levels, Levels, Levels]]
    screened: dict[int, tuple[int, ...]] = field(default_factory=dict)
    higher_is_better: bool = True
    decimals: int = 0
    cut_levels: tuple[int, int] = (1, 0)
    source: str = "Synthetic district, local percentile: 25th (Tier 2) and 10th (Tier 3); invented numbers"

    @property
    def table(self) -> NDArray[np.float64]:
        """Percentiles by grade and season, NaN where the measure is not given, shape (9, 3, 5)."""
        table = np.full((len(GRADES), 3, len(KNOTS)), np.nan)
        for grade, levels in self.levels.items():
            table[grade] = levels
        return table

    def cut(self, grade: int, season: int) -> tuple[float, float]:
        """Return the Tier 2 and Tier 3 cut score of a grade and season [unit]."""
        if self.name == "attendance_rate":
            return ATTENDANCE_CUTS
        tier2, tier3 = (self.levels[grade][season][level] for level in self.cut_levels)
        return tier2, tier3

    def settings(self) -> dict[str, Any]:
        """Return the measure as a part of ``measures.yml``."""
        cuts = {
            GRADES[grade]: {str(tuple(Season)[season]): _named(self.cut(grade, season)) for season in seasons}
            for grade, seasons in self.screened.items()
        }
        about = {name: getattr(self, name) for name in ("label", "unit", "higher_is_better", "low", "high", "sem")}
        return {**about, "domain": str(self.domain), "source": self.source, "cuts": cuts}


def score_at(measure: SampleMeasure, grade: NDArray[Any], season: NDArray[Any], z: NDArray[Any]) -> NDArray[np.float64]:
    """Return the true score at a place in the norm group: linear between percentiles [unit].

    Parameters
    ----------
    grade, season, z
        Index of the grade, index of the season and standard normal place, shape (n,).

    Examples
    --------
    >>> one = lambda value: np.array([value])
    >>> score_at(MEASURES["oral_reading_fluency"], one(3), one(0), one(0.0)).tolist()
    [83.0]
    """
    levels = measure.table[grade, season]
    piece = np.clip(np.searchsorted(KNOTS, z) - 1, 0, len(KNOTS) - 2)
    low, high = (np.take_along_axis(levels, (piece + step)[:, None], axis=1)[:, 0] for step in (0, 1))
    return np.asarray(low + (z - KNOTS[piece]) / (KNOTS[piece + 1] - KNOTS[piece]) * (high - low), dtype=np.float64)


def recorded(measure: SampleMeasure, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return scores as a form records them: within the range, rounded."""
    return np.asarray(np.round(np.clip(scores, measure.low, measure.high), measure.decimals), dtype=np.float64)


def _named(cut: tuple[float, float]) -> dict[str, float]:
    return {"tier2": float(cut[0]), "tier3": float(cut[1])}


def _spread(mean: float, sd: float) -> Levels:
    p10, p25, p50, p75, p90 = np.round(mean + sd * KNOTS).tolist()
    return p10, p25, p50, p75, p90


def _rising(means: tuple[float, float, float], sd: float) -> tuple[Levels, Levels, Levels]:
    fall, winter, spring = (_spread(mean, sd) for mean in means)
    return fall, winter, spring


_YEAR = (0, 1, 2)
_RISK: Levels = (0, 1, 2, 4, 8)

MEASURES: dict[str, SampleMeasure] = {
    measure.name: measure
    for measure in (
        SampleMeasure(
            "letter_sounds", "Letter sounds", Domain.READING, "letter sounds correct in a minute", 0, 120, 4,
            {0: _rising((14, 27, 40), 8), 1: _rising((38, 45, 52), 13)},
            {0: _YEAR, 1: (0,)},
        ),
        SampleMeasure(
            "oral_reading_fluency", "Oral reading fluency", Domain.READING, "words read correctly in a minute",
            0, 300, 9,
            {
                1: ((5, 9, 16, 35, 66), (9, 16, 29, 59, 97), (18, 34, 60, 91, 116)),
                2: ((23, 36, 50, 84, 111), (35, 59, 84, 109, 131), (43, 72, 100, 124, 148)),
                3: ((40, 59, 83, 104, 134), (62, 79, 97, 137, 161), (63, 91, 112, 139, 166)),
                4: ((60, 75, 94, 125, 153), (71, 95, 120, 143, 168), (83, 105, 133, 160, 184)),
                5: ((64, 87, 121, 153, 179), (84, 109, 133, 160, 183), (102, 119, 146, 169, 195)),
                6: ((89, 112, 132, 159, 185), (91, 116, 145, 166, 195), (91, 122, 146, 173, 204)),
            },
            {1: (1, 2), **dict.fromkeys(range(2, 7), _YEAR)},
        ),
        SampleMeasure(
            "reading_comprehension", "Reading comprehension", Domain.READING, "scale score", 300, 900, 18,
            {7: _rising((600, 610, 620), 60), 8: _rising((622, 632, 642), 60)},
            {7: _YEAR, 8: _YEAR},
        ),
        SampleMeasure(
            "maze", "Maze passages", Domain.READING, "correct choices in three minutes", 0, 60, 3,
            {7: _rising((22, 26, 29), 7), 8: _rising((25, 29, 32), 7)},
        ),
        SampleMeasure(
            "early_numeracy", "Early numeracy", Domain.MATH, "items correct in a minute", 0, 100, 3.5,
            {0: _rising((21, 31, 41), 9)},
            {0: _YEAR},
        ),
        SampleMeasure(
            "math_computation", "Math computation", Domain.MATH, "digits correct in two minutes", 0, 120, 3,
            {
                grade: _rising((fall, fall + 6, fall + 11), sd)
                for grade, fall, sd in zip(
                    range(1, 9), (11, 17, 21, 28, 34, 38, 42, 46), (6, 7, 8, 9, 10, 11, 12, 13), strict=True
                )
            },
            dict.fromkeys(range(1, 9), _YEAR),
        ),
        SampleMeasure(
            "behavior_screener", "Behavior screener", Domain.BEHAVIOR, "points of risk on seven teacher ratings",
            0, 21, 1.2, dict.fromkeys(range(9), (_RISK, _RISK, _RISK)), dict.fromkeys(range(9), _YEAR),
            higher_is_better=False, cut_levels=(3, 4),
            source="Synthetic district, local percentile of risk: 75th (Tier 2) and 90th (Tier 3); invented numbers",
        ),
        SampleMeasure(
            "daily_behavior_report", "Daily behavior report", Domain.BEHAVIOR, "percent of points earned", 0, 100, 8,
            dict.fromkeys(range(9), _rising((78, 78, 78), 12)),
        ),
        SampleMeasure(
            "attendance_rate", "Attendance rate", Domain.ATTENDANCE, "percent of enrolled days attended",
            0, 100, None, {}, dict.fromkeys(range(9), _YEAR), decimals=1,
            source="Chronic absence is 10 percent of enrolled days or more (federal definition); 20 percent is severe",
        ),
        SampleMeasure(
            "social_emotional_screener", "Social-emotional screener", Domain.SOCIAL_EMOTIONAL,
            "points on twenty self-ratings", 0, 60, 2.6,
            dict.fromkeys(range(3, 9), _rising((42, 42, 42), 8)), dict.fromkeys(range(3, 9), _YEAR),
        ),
        SampleMeasure(
            "self_management_rating", "Self-management rating", Domain.SOCIAL_EMOTIONAL, "points on six ratings",
            0, 30, 2, dict.fromkeys(range(9), _rising((20, 20, 20), 4)),
        ),
        *(
            SampleMeasure(
                f"state_{domain}", f"State {domain} test", domain, "scale score", 300, 700, 14,
                dict.fromkeys(range(3, 9), _rising((500, 500, 500), 50)), dict.fromkeys(range(3, 9), (2,)),
            )
            for domain in (Domain.READING, Domain.MATH)
        ),
    )
}  # fmt: skip
"""Name → measure."""


NAMES = tuple(MEASURES)
"""Name of each code of a measure."""


def measures_settings() -> dict[str, Any]:
    """Return what ``measures.yml`` of the sample says; oral reading fluency stands in our defaults."""
    own = {name: measure.settings() for name, measure in MEASURES.items() if name != "oral_reading_fluency"}
    return {"measures": own}
