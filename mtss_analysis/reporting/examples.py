"""Worked cases for lessons: the invented sample district through the pages' own code, without codes of students."""

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mtss_analysis.decisions.advice import chance
from mtss_analysis.estimators import trend
from mtss_analysis.growth import GrowthResult
from mtss_analysis.reporting import rows
from mtss_analysis.vocabulary import TOTAL

INVENTED = "SYN-"
"""How the codes of invented students begin."""
FIRST, LEAST = 6, 14
"""Probes of the early look, and fewest probes of a case in all."""


@dataclass(frozen=True, slots=True)
class Example:
    """A worked case.

    Attributes
    ----------
    name, title
        Short name, and a title that says the case is invented.
    table
        The numbers of the case, as a lesson shows them.
    steps
        What they say, one sentence a step, computed.
    """

    name: str
    title: str
    table: pd.DataFrame
    steps: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Fingerprint of all that a reader sees, by which an audit knows the case."""
        text = "\n".join((self.title, self.table.to_csv(index=False), *self.steps))
        return hashlib.sha256(text.encode()).hexdigest()


def growth_case(result: GrowthResult) -> Example:
    """Tell how one student's rate looked after six probes, after all of them, and in the light of all students.

    The case is the student on the main measure whose early rate promised most more than the later one held.

    Raises
    ------
    ValueError
        The result holds other students than invented ones, or no series long enough.
    """
    series, points = result.tables["series"].frame, result.tables["points"].frame
    if not series["student_id"].str.startswith(INVENTED).all():
        raise ValueError(
            f"growth_case reads students whose codes begin with {INVENTED!r} only; make examples of the sample district"
        )
    measure = rows.main_measure(result.tables["groups"].frame, "n")
    fit = (series["measure"] == measure) & (series["n"] >= LEAST) & series["goal_chance"].between(0.01, 0.99)
    if not fit.any():
        raise ValueError(
            f"no series of {measure!r} has {LEAST} probes and a goal; make examples of the sample district"
        )
    place, early = _overtaken(series, points, fit)
    now: dict[str, Any] = {str(name): value for name, value in series.loc[place].items()}
    own = points[points["series"] == place]
    numbers = {"Week": own["time"].round(1), "Score": own["score"], "Aimline": own["aim"].round(1)}
    steps = (
        f"After {FIRST} probes the rate is {early} a week, the rate needed is {now['aim_roi']:.1f}.",
        f"After all {now['n']:.0f} probes it is {now['roi']:.1f} ({now['roi_low']:.1f} to {now['roi_high']:.1f}).",
        f"In the light of all students alike it is {now['eb_roi']:.1f}, and the chance to reach the goal of "
        f"{now['goal']:.0f} is {chance(now['goal_chance'])}.",
        _means(result),
    )
    title = "One student's rate, early and late (invented data)"
    return Example("growth", title, pd.DataFrame(numbers).reset_index(drop=True), steps)


def _overtaken(series: pd.DataFrame, points: pd.DataFrame, fit: "pd.Series[bool]") -> tuple[int, str]:
    """Return the series whose first probes promised most more than all of them hold, and its early rate in words."""
    early = points[points["series"].isin(series.index[fit]) & (points.groupby("series").cumcount() < FIRST)]
    found = trend.ols(early["time"], early["score"], early["series"])
    at = int(np.nanargmax(found.slope - series["roi"].reindex(found.series).to_numpy()))
    words = f"{found.slope[at]:.1f} ({found.slope_low[at]:.1f} to {found.slope_high[at]:.1f})"
    return int(found.series[at]), words


def _means(result: GrowthResult) -> str:
    """Say where the mean of own rates lies furthest beside the model's growth."""
    means, slopes = (result.tables[name].frame for name in ("groups", "group_growth"))
    both = means.assign(slope=slopes["slope"])[(means["by"] == TOTAL) & (means["school_id"] == TOTAL)]
    apart = ((both["mean_roi"] - both["slope"]).abs() / both["se"]).to_numpy(np.float64)
    row = both.iloc[int(np.nanargmax(apart))]
    return (
        f"For `{row['measure']}` ({row['school_year']}) the mean of students' own rates is {row['mean_roi']:.2f} a "
        f"week, the growth read from all scores together {row['slope']:.2f}."
    )
