"""Does more of it go with more growth? The relation of the share of sessions received with growth, which is no effect.

Nobody assigned how many sessions a student received. Who is there more often differs: fewer absences, calmer days,
another school. The relation is told within schools and measures and beyond grade, school year, tier and the start, once
with unlogged sessions as missed and once as received; what was not measured remains in it.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.effects import equal_starts
from mtss_analysis.effects.equal_starts import Facts
from mtss_analysis.effects.second_look import dummies, independent
from mtss_analysis.estimators import contrasts
from mtss_analysis.estimators.contrasts import Refused
from mtss_analysis.fidelity import dose

Floats = NDArray[np.float64]
TENTHS = 10.0
"""A tenth of the planned sessions is the unit of a dose."""
BOUNDS = ("missed", "received")
"""What unlogged sessions count as."""
NUMBERS = [f"{what}_{bound}" for bound in BOUNDS for what in ("mean", "slope", "low", "high")]
COLUMNS = ["domain", "intervention", "n", *NUMBERS, "said"]
NOT_GIVEN = "Not delivered, so there is no dose to speak of."
TOO_FEW = "Too few students have a log of sessions and a score at the start."
ALIKE = "All received nearly the same share, so nothing can be told from it."
MORE, LESS, UNCLEAR = (
    "More sessions went with more growth.",
    "More sessions went with less growth.",
    "No clear relation.",
)


def doses(
    facts: Facts,
    interventions: "pd.Series[str]",
    sessions: pd.DataFrame,
    scale: "pd.Series[float]",
    not_given: frozenset[str],
    fewest: int,
    confidence: float,
) -> pd.DataFrame:
    """Relate the share of planned sessions that a student was there for with the student's growth.

    Parameters
    ----------
    facts
        Of :func:`equal_starts.known`.
    interventions, sessions
        Name of the intervention of each plan_id, and the log.
    scale
        As in :func:`~mtss_analysis.effects.second_look.second_looks`.
    not_given
        Interventions that were not delivered.

    Returns
    -------
    pandas.DataFrame
        COLUMNS, a row for each intervention: mean share [percent] and slope [SD for a tenth of the sessions], with
        unlogged sessions as missed and as received; missing where `said` says why.
    """
    rows = facts.rows.assign(intervention=facts.rows["plan_id"].map(interventions))
    rows = rows.assign(growth=rows["measure"].map(scale).astype("float64") * rows["roi"])
    known = dose(sessions, rows["plan_id"], sessions["date"].max())
    rows = rows.assign(missed=known["dose_low"], received=known["dose_high"], place=np.arange(len(rows)))
    told = []
    for (domain, name), part in rows.dropna(subset=["intervention"]).groupby(["domain", "intervention"]):
        usable = part.dropna(subset=["growth", *BOUNDS])
        row = {"domain": domain, "intervention": name, "n": len(usable), **dict.fromkeys(NUMBERS, np.nan)}
        told.append(row | _of_one(usable, facts, fewest, confidence, given=name not in not_given))
    return pd.DataFrame(told, columns=COLUMNS)


def _of_one(rows: pd.DataFrame, facts: Facts, fewest: int, confidence: float, *, given: bool) -> dict[str, object]:
    """Return the numbers of one intervention, or why there are none."""
    means: dict[str, object] = {f"mean_{bound}": 100 * rows[bound].mean() for bound in BOUNDS}
    if not given:
        return means | {"said": NOT_GIVEN}
    if len(rows) < fewest:
        return means | {"said": TOO_FEW}
    try:
        found = dict(zip(BOUNDS, _slopes(rows, facts, confidence), strict=True))
    except Refused:
        return means | {"said": ALIKE}
    for bound, slope in found.items():
        means |= {f"slope_{bound}": slope.estimate, f"low_{bound}": slope.ci[0], f"high_{bound}": slope.ci[1]}
    if all(slope.ci[0] > 0 for slope in found.values()):
        return means | {"said": MORE}
    return means | {"said": LESS if all(slope.ci[1] < 0 for slope in found.values()) else UNCLEAR}


def _slopes(rows: pd.DataFrame, facts: Facts, confidence: float) -> Iterator[contrasts.Contrast]:
    """Yield the slope with unlogged sessions as missed, then as received."""
    block = (rows["measure"] + " " + rows["school_id"].astype("str")).to_numpy()
    kept = [place for place, (by, _) in enumerate(facts.names) if by in {equal_starts.START, equal_starts.TIER}]
    others = [facts.columns[rows["place"].to_numpy(), place] for place in kept]
    columns = list(independent([*others, *dummies(rows)], block))
    names = tuple(str(number) for number in range(len(columns)))
    covariates = np.column_stack(columns) if columns else None
    for bound in BOUNDS:
        amount = TENTHS * rows[bound].to_numpy(np.float64)
        yield contrasts.dose_response(
            rows["growth"].to_numpy(np.float64), amount, covariates, names, block=block,
            cluster=rows["student_id"].to_numpy(), confidence=confidence,
        )  # fmt: skip
