"""What was written down before a comparison, and how the comparison departs from it."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pandas as pd

from mtss_analysis.effects.comparison_evidence import PRETEST
from mtss_analysis.effects.growth_contrast import ADJUSTED, KEYS
from mtss_analysis.effects.plan import Departure, PlannedStudy, departures
from mtss_analysis.effects.settings import EffectsParams
from mtss_analysis.effects.study import Design
from mtss_analysis.effects.trial_students import Trial

COLUMNS = ["domain", "measure", "intervention", "written_on", "what", "was_planned", "was_done"]
AS_PLANNED, NOT_PLANNED, NOT_DONE = "as planned", "not planned", "not analyzed"
NO_PLAN = "No plan was written down beforehand."
SAID = {AS_PLANNED: "It was done as written down beforehand.",
        NOT_PLANNED: "The plan written down beforehand does not name it."}  # fmt: skip
Asked = tuple[dict[str, str], dict[str, Any], date | None]
"""domain, measure and intervention of an effect; what was done, by entry of the plan; day of its first outcome."""


def departed(planned: tuple[PlannedStudy, ...], asked: Iterable[Asked]) -> pd.DataFrame:
    """List every departure of every effect from the plan.

    Returns
    -------
    pandas.DataFrame
        COLUMNS; without rows where there is no plan. An effect that was done as planned, one that no study plans, and
        a planned study of which there is no effect have one row each.
    """
    if not planned:
        return pd.DataFrame(columns=COLUMNS)
    effects = list(asked)
    done = {(place["intervention"], place["measure"]) for place, _, _ in effects}
    rows = [row for each in effects for row in _of_one(planned, *each)]
    for study in planned:
        if (study.intervention, study.outcome) not in done:
            place = {"domain": "", "measure": study.outcome, "intervention": study.intervention}
            rows.append(place | _row(study, Departure(NOT_DONE, "an effect on this measure", "none could be told")))
    return pd.DataFrame(rows, columns=COLUMNS)


def _of_one(
    planned: tuple[PlannedStudy, ...], place: dict[str, str], done: dict[str, Any], outcome_from: date | None
) -> Iterator[dict[str, str]]:
    mine = [study for study in planned if study.intervention == place["intervention"]]
    if not mine:
        yield place | {"written_on": "", "what": NOT_PLANNED, "was_planned": "", "was_done": ""}
        return
    study = next((each for each in mine if each.outcome == place["measure"]), mine[0])
    found = departures(study, {"outcome": place["measure"], **done}, outcome_from)
    for each in found or (Departure(AS_PLANNED, "", ""),):
        yield place | _row(study, each)


def _row(study: PlannedStudy, departure: Departure) -> dict[str, str]:
    told = {"what": departure.what, "was_planned": departure.planned, "was_done": departure.done}
    return {"written_on": f"{study.written_on}", **told}


def verdict(departed_: pd.DataFrame, intervention: str, measure: str) -> tuple[bool, str]:
    """Return whether an effect was told as planned, and why not, in a sentence.

    >>> verdict(pd.DataFrame(columns=COLUMNS), "Group", "maze")
    (False, 'No plan was written down beforehand.')
    """
    mine = departed_[(departed_["intervention"] == intervention) & (departed_["measure"] == measure)]
    if mine.empty:
        return False, NO_PLAN if departed_.empty else SAID[NOT_PLANNED]
    first = str(mine["what"].iloc[0])
    if first in SAID:
        return first == AS_PLANNED, SAID[first]
    said = (f"{row.what} (planned {row.was_planned}, done {row.was_done})" for row in mine.itertuples())
    return False, f"Done otherwise than written down beforehand: {'; '.join(said)}.".replace("_", " ")


def of_effects(judged: pd.DataFrame, series: pd.DataFrame, names: "pd.Series[str]", bars: EffectsParams) -> list[Asked]:
    """Say what was done in every comparison of growth that has an effect."""
    first = series.assign(intervention=series["plan_id"].map(names)).groupby(["measure", "intervention"])["first"].min()
    told = []
    for row in judged[judged["effect"].notna()].to_dict("records"):
        place = {name: str(row[name]) for name in (*KEYS, "intervention")}
        day = first.get((place["measure"], place["intervention"]))
        done = {"design": str(Design.COMPARISON), "comparison": row["against"], "pretest": PRETEST, **_bars(bars)}
        done |= {"covariates": (*ADJUSTED, "school")}
        told.append((place, done, None if day is None or pd.isna(day) else day.date()))
    return told


def of_trials(
    trials: tuple[Trial, ...], scores: pd.DataFrame, domains: dict[str, str], bars: EffectsParams
) -> list[Asked]:
    """Say what was done in every trial."""
    told = []
    for trial in trials:
        for measure in trial.measures:
            mine = scores[(scores["measure"] == measure) & (scores["purpose"] == trial.purpose)]
            day = mine["date"].min() if len(mine) else None
            design = Design.RANDOMIZED if trial.randomized else Design.COMPARISON
            done = {"design": str(design), "comparison": trial.comparison, **_bars(bars)}
            done |= {"covariates": (trial.block,) if trial.block else ()}
            place = {"domain": domains.get(measure, ""), "measure": measure, "intervention": trial.name}
            told.append((place, done, None if day is None or pd.isna(day) else day.date()))
    return told


def _bars(bars: EffectsParams) -> dict[str, float]:
    return {"smallest_worthwhile": bars.smallest_worthwhile, "confidence": bars.confidence}
