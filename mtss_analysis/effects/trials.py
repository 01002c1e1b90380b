"""Comparisons that the district names itself: one group of students against another, as in a trial or a pilot.

The difference is told three ways, because each hides something: as if students had been assigned one by one, with the
unit that was really assigned (a class, a school) as the cluster, and within blocks such as schools with errors that
clusters share. Leaving the cluster out makes an effect look surer than it is, often by half.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from mtss_analysis.effects import equal_starts, losses
from mtss_analysis.effects.evidence import memo
from mtss_analysis.effects.settings import EffectsParams
from mtss_analysis.effects.study import Attrition, Design, Study
from mtss_analysis.effects.trial_students import Trial, students
from mtss_analysis.estimators import contrasts
from mtss_analysis.intake import Dataset
from mtss_analysis.params import DistrictParams, MeasuresParams
from mtss_analysis.vocabulary import Delivery

FEWEST = 10
"""Students of an arm below which nothing is estimated."""


def trials(
    dataset: Dataset,
    named: tuple[Trial, ...],
    effects: EffectsParams,
    district: DistrictParams,
    measures: MeasuresParams,
    planned: Callable[[str, str], tuple[bool, str]],
) -> dict[str, pd.DataFrame]:
    """Compare the arms of every trial on each of its measures.

    `planned` says of a trial and a measure whether it was done as planned beforehand, and why.

    Returns
    -------
    dict
        Tables: trials, one row for each trial, measure and way of telling the difference, positive where the served did
        better; evidence, one row for each check of the memo; losses and balance, as those of other comparisons.

    Raises
    ------
    ParamsError
        A trial names a column, value or measure that the data do not hold.
    """
    pairs = [(trial, measure) for trial in named for measure in trial.measures]
    told = [_measured(dataset, trial, measure, effects, district, measures, planned) for trial, measure in pairs]
    names = ("trials", "evidence", "losses", "balance")
    return {name: pd.DataFrame([row for each in told for row in each[name]]) for name in names}


def _measured(
    dataset: Dataset,
    trial: Trial,
    measure: str,
    effects: EffectsParams,
    district: DistrictParams,
    measures: MeasuresParams,
    planned: Callable[[str, str], tuple[bool, str]],
) -> dict[str, list[dict[str, object]]]:
    known = measures.measures.get(measure)
    way = 1.0 if known is None or known.higher_is_better else -1.0
    frame, everyone = students(dataset, trial, measure, district)
    place = {"trial": trial.name, "measure": measure, "domain": str(known.domain) if known else ""}
    named = {"domain": place["domain"], "measure": measure, "intervention": trial.name}
    lost, row = losses.of_trial(everyone, named, trial.comparison.replace("_", " "))
    arms = int(frame["served"].sum()), int((~frame["served"]).sum())
    if min(arms) < FEWEST:
        few = place | _empty(arms, "too few students")
        return {"trials": [few], "evidence": [], "losses": [row], "balance": []}
    found = list(_estimates(frame, trial, way, effects))
    counts = {"served": arms[0], "comparison": arms[1]}
    rows = [place | counts | each | {"detectable": _detectable(each, effects)} for each in found]
    facts = equal_starts.of_trial(frame, tuple(name for name in district.group_columns if name != trial.column))
    return {
        "trials": rows, "losses": [row],
        "evidence": list(_checks(place, trial, frame, rows, lost, planned(trial.name, measure))),
        "balance": list(equal_starts.balance(named, facts, None)) if facts else [],
    }  # fmt: skip


def _empty(arms: tuple[int, int], why: str) -> dict[str, object]:
    blank = dict.fromkeys(
        ("estimate", "se", "df", "low", "high", "improvement", "clusters", "icc", "detectable"), np.nan
    )
    return {"served": arms[0], "comparison": arms[1], "told_as": why, "unit": "", **blank}


def _estimates(frame: pd.DataFrame, trial: Trial, way: float, effects: EffectsParams) -> Iterator[dict[str, object]]:
    """Yield the difference in the ways that these data allow."""
    outcome, served = way * frame["score"].to_numpy(np.float64), frame["served"].to_numpy(np.float64)
    alone = contrasts.hedges_g(outcome, served, confidence=effects.confidence)
    yield _row("students one by one", "SD", alone, alone.improvement)
    if trial.cluster:
        labels = frame[trial.cluster].astype("str").to_numpy()
        alike = contrasts.intraclass_correlation(outcome, labels)
        found = contrasts.hedges_g(
            outcome, served, icc=alike.estimate, cluster_size=alike.cluster_size, confidence=effects.confidence
        )
        extra = {"clusters": float(alike.clusters), "icc": alike.estimate}
        yield _row(f"{_word(trial.cluster)} as the cluster", "SD", found, found.improvement) | extra
    if trial.block or trial.cluster:
        yield _within_blocks(frame, trial, outcome, served, effects)


def _within_blocks(
    frame: pd.DataFrame, trial: Trial, outcome: np.ndarray, served: np.ndarray, effects: EffectsParams
) -> dict[str, object]:
    block = frame[trial.block].astype("str").to_numpy() if trial.block else None
    cluster = frame[trial.cluster].astype("str").to_numpy() if trial.cluster else None
    found = contrasts.adjusted_difference(
        outcome, served, cluster=cluster, block=block, errors="CR2" if trial.cluster else "HC3",
        confidence=effects.confidence,
    )  # fmt: skip
    told = f"within each {_word(trial.block)}" if trial.block else ""
    told = ", ".join(filter(None, [told, f"errors by {_word(trial.cluster)}" if trial.cluster else ""]))
    return _row(told, "score", found, float("nan"))


def _row(
    told_as: str, unit: str, found: contrasts.Contrast | contrasts.EffectSize, improvement: float
) -> dict[str, object]:
    return {
        "told_as": told_as, "unit": unit, "estimate": found.estimate, "se": found.se, "df": found.df,
        "low": found.ci[0], "high": found.ci[1], "improvement": improvement, "clusters": np.nan, "icc": np.nan,
    }  # fmt: skip


def _detectable(row: dict[str, object], effects: EffectsParams) -> float:
    """Return the smallest difference that would have shown, in the unit of the row."""
    design = contrasts.Design("as analyzed", float(str(row["se"])), float(str(row["df"])))
    return contrasts.minimum_detectable(design, power=effects.power, alpha=effects.alpha).estimate


def _word(column: str) -> str:
    return column.removesuffix("_id").replace("_", " ")


def _checks(
    place: dict[str, str],
    trial: Trial,
    frame: pd.DataFrame,
    rows: list[dict[str, object]],
    lost: Attrition | None,
    planned: tuple[bool, str],
) -> Iterator[dict[str, object]]:
    main = rows[1] if trial.cluster else rows[0]
    study = _study(trial, frame, main, place["measure"], lost)
    found = memo(replace(study, as_planned=planned[0], plan_said=planned[1]))
    overall = {"rating": str(found.rating), "essa": found.essa, "essa_reason": found.essa_reason}
    for check in found.checks:
        row = {"check": check.name, "status": str(check.status), "why": check.reason}
        yield {"domain": place["domain"], "measure": place["measure"], "intervention": trial.name} | overall | row


def _study(trial: Trial, frame: pd.DataFrame, main: dict[str, object], measure: str, lost: Attrition | None) -> Study:
    counts = frame.groupby("served")[trial.cluster or "student_id"].nunique()
    each: Design = Design.RANDOMIZED if trial.randomized else Design.COMPARISON
    ends = {name: float(str(main[name])) for name in ("estimate", "low", "high")}
    return Study(
        intervention=trial.name, outcome=measure, domain="", design=each, served=int(frame["served"].sum()),
        comparison=int((~frame["served"]).sum()), units=(int(counts.loc[True]), int(counts.loc[False])),
        sites=int(frame["school_id"].nunique()), estimate=ends["estimate"], low=ends["low"], high=ends["high"],
        scale="SD", delivery=Delivery.DELIVERED if trial.given_by_design else Delivery.UNKNOWN,
        by_design=trial.given_by_design, attrition=lost,
        joiners=None if lost is None or lost.joined is None else lost.joined > 0,
    )  # fmt: skip
