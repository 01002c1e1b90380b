"""Beside every verdict, how often that rule is wrong on a series such as this one.

Two views of error. *On pace*: of students whose true growth is exactly what the aimline asks for, how many would the
rule call at this look, or at some look so far, given this series' noise, schedule and number of looks? And of those who
grow at half that pace, how many would it have missed by now? *Given what is known*: how likely is this verdict to be
wrong for this student, by the multilevel model? A change is wrong if the student would reach the goal all the same;
going on is wrong if the student falls short.
"""

from collections.abc import Hashable
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from mtss_analysis.decisions import error_rates
from mtss_analysis.decisions.error_rates import Alike
from mtss_analysis.decisions.monitored import Monitored
from mtss_analysis.decisions.posterior_rule import standing
from mtss_analysis.decisions.settings import DecisionParams
from mtss_analysis.decisions.verdicts import Verdicts
from mtss_analysis.estimators.series import Floats
from mtss_analysis.vocabulary import Action

PACES = np.array([0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1.0])
"""Paces that are simulated; that of a series is the nearest of them [SEM/probe]."""
MOST_LOOKS = 36
"""Looks that are simulated; a longer series counts as one of these [probes]."""
STUDENTS = 3_000
POOLED_DF = 10.0
"""How many degrees of freedom the noise of students alike counts for, beside a series' own scatter."""


def ledger(rows: pd.DataFrame, plans: Monitored, verdicts: dict[str, Verdicts], params: DecisionParams) -> pd.DataFrame:
    """Put the error rates of every rule beside its verdict.

    Returns
    -------
    pandas.DataFrame
        One row a plan × rule: the plan's columns, rule, verdict, looks [probes], pace [SEM/probe], on_pace_look,
        on_pace_ever, half_pace_missed, wrong [probability]. Missing without an aimline, and the first three for the
        posterior rule, to which a student exactly on pace is a coin's throw by design.
    """
    pace, short = _pace(plans), standing(plans).short
    looks = np.clip(plans.n_counted, 0, MOST_LOOKS)
    who = rows[["student_id", "school_id", "plan_id", "grade", "school_year", "domain", "measure"]]
    parts = []
    for rule, found in verdicts.items():
        rates = _rates(rule, params, pace, looks)
        parts.append(
            who.assign(
                rule=rule, verdict=found.verdict, looks=plans.n_counted, pace=pace, on_pace_look=rates[0],
                on_pace_ever=rates[1], half_pace_missed=rates[2], wrong=_wrong(found, short),
            )
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def sentences(frame: pd.DataFrame) -> "pd.Series[str]":
    """Say the error rates of each row of the ledger in one sentence; empty where there is nothing to say.

    Examples
    --------
    >>> row = {"verdict": "change", "on_pace_look": 0.14, "on_pace_ever": 0.4, "half_pace_missed": 0.2, "wrong": 0.3}
    >>> sentences(pd.DataFrame([row]))[0]
    'A student exactly on pace would be called like this at 1 look in 7, and by now at some look 2 times in 5.'
    """
    return pd.Series([_sentence(row) for row in frame.to_dict("records")], index=frame.index, dtype="str")


def odds(share: float) -> str:
    """Say a share as so many times in so many, as small numbers as come near it.

    Examples
    --------
    >>> odds(0.143), odds(0.41), odds(0.003), odds(0.997)
    ('1 time in 7', '2 times in 5', 'less than 1 time in 100', 'more than 99 times in 100')
    >>> odds(0.88), odds(0.97)
    ('9 times in 10', '97 times in 100')
    """
    if share < 0.01:
        return "less than 1 time in 100"
    if share > 0.99:
        return "more than 99 times in 100"
    if share < 0.2:
        return f"1 time in {round(1 / share)}"
    if share > 0.8:
        return f"{round(10 * share)} times in 10" if share < 0.95 else f"{round(100 * share)} times in 100"
    near = Fraction(share).limit_denominator(5)
    return f"{near.numerator} time{'s' if near.numerator > 1 else ''} in {near.denominator}"


def _sentence(row: dict[Hashable, Any]) -> str:
    verdict = row["verdict"]
    look, ever, missed = (float(row[name]) for name in ("on_pace_look", "on_pace_ever", "half_pace_missed"))
    wrong = float(row["wrong"])
    if verdict == Action.CHANGE and np.isfinite(look):
        at = odds(look).replace("times", "looks").replace("time", "look")
        return f"A student exactly on pace would be called like this at {at}, and by now at some look {odds(ever)}."
    if verdict in (Action.CONTINUE, Action.RAISE_GOAL) and np.isfinite(missed):
        return f"A student growing at half the pace needed would not have been called by now {odds(missed)}."
    if verdict == Action.CHANGE and np.isfinite(wrong):
        return f"Of students like this, the goal is reached all the same {odds(wrong)}."
    if verdict in (Action.CONTINUE, Action.RAISE_GOAL) and np.isfinite(wrong):
        return f"Of students like this, the goal is missed {odds(wrong)}."
    return ""


def noise(plans: Monitored) -> Floats:
    """Spread of one score around each series' line (N,) [score]: that of students alike and its own, by their weight.

    sqrt((10 σ² + SSE) / (10 + n − 2)), with the pooled residual variance σ²; the series' own SEE without a model.
    """
    fit = plans.fit
    freedom = np.where(np.isfinite(fit.see), np.maximum(fit.n - 2.0, 0.0), 0.0)
    left = freedom * np.nan_to_num(fit.see) ** 2
    pooled = np.sqrt((POOLED_DF * plans.line.noise + left) / (POOLED_DF + freedom))
    return np.asarray(np.where(np.isfinite(pooled), pooled, np.where(fit.scattered, fit.see, np.nan)))


def usual(plans: Monitored) -> tuple[float, int, Alike | None]:
    """Return the usual pace of the plans at hand [SEM/probe], their looks, and what students alike do.

    Where nothing can be told, a fifth of a standard error a probe and twelve looks.
    """
    pace = _pace(plans)
    fine = np.isfinite(pace)
    if not fine.any():
        return 0.2, 12, None
    looks = int(np.clip(np.median(plans.n_counted[fine]), 6, MOST_LOOKS))
    return _nearest(float(np.median(pace[fine]))), looks, _alike(plans)


def _alike(plans: Monitored) -> Alike | None:
    known = plans.prior
    if known is None or not np.isfinite(known.noise).any():
        return None
    sem = np.sqrt(known.noise)
    shape = known.slope / sem, np.sqrt(known.slope_var) / sem, np.sqrt(known.level_var) / sem
    return Alike(*(round(float(np.nanmedian(part)), 3) for part in shape))


def _pace(plans: Monitored) -> Floats:
    """Return the aimline's rise from one probe to the next, in standard errors of a probe (N,); NaN if not above 0."""
    counted = np.maximum(plans.n_counted, 1)
    spacing = np.where(plans.n_counted > 0, plans.weeks / counted, 1 / plans.probes_a_week)
    found = plans.aim.slope * spacing / noise(plans)
    return np.asarray(np.where(found > 0, found, np.nan))


def _nearest(pace: float) -> float:
    return float(PACES[int(np.argmin(np.abs(np.log(PACES / pace))))])


def _rates(
    rule: str, params: DecisionParams, pace: Floats, looks: "np.ndarray[tuple[int], np.dtype[np.intp]]"
) -> Floats:
    """Return on_pace_look, on_pace_ever and half_pace_missed of each plan, shape (3, N)."""
    found = np.full((3, len(pace)), np.nan)
    if rule == "posterior":
        return found
    fine = np.isfinite(pace) & (looks > 0)
    bins = np.array([_nearest(value) for value in pace[fine]])
    for each in np.unique(bins):
        settings = {"pace": float(each), "weeks": MOST_LOOKS, "students": STUDENTS}
        exact = error_rates.called(rule, getattr(params, rule), **settings)
        half = error_rates.called(rule, getattr(params, rule), share=0.5, **settings)
        place = np.flatnonzero(fine)[bins == each]
        last = looks[place] - 1
        found[:, place] = exact.at_look[last], exact.by_look[last], 1 - half.by_look[last]
    return found


def _wrong(found: Verdicts, short: Floats) -> Floats:
    change = found.verdict == str(Action.CHANGE)
    waits = found.verdict == str(Action.COLLECT_MORE_DATA)
    return np.asarray(np.where(waits, np.nan, np.where(change, 1 - short, short)))
