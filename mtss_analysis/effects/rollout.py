"""An intervention that began in different years in different schools: each school's own change, year by year.

Effects are those of Callaway and Sant'Anna (2021): schools that began are compared with schools that never did, each
from the year before its own start, so that no school serves as comparison after it began, as it would in a regression
with school and year effects. The outcome is the school's mean in the domain's screening, in standard deviations of the
measure, grade and season over all years. Where the data hold no roll-out, one sentence says why.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from mtss_analysis.estimators import contrasts
from mtss_analysis.estimators.contrasts import Refused
from mtss_analysis.growth.trends import signs
from mtss_analysis.intake import Dataset
from mtss_analysis.intake.roster import attach
from mtss_analysis.params import DistrictParams, MeasuresParams
from mtss_analysis.vocabulary import NO_DATA, Purpose

COLUMNS = ["domain", "intervention", "event", "estimate", "low", "high", "schools", "never", "began", "said"]
SAME_TEST = ["measure", "season", "grade"]
WHY = {
    "one_year": "plans are on file for fewer than three school years, so no school is seen before and after its start",
    "none_served": "it was on record from the first school year in every school that has it",
    "all_served": "every school has it in the end, so none is left to compare with",
    "one_cluster": "fewer than two schools began it later, or fewer than two never did",
    "too_few_units": "too few schools began it or never did",
    "no_scores": "no screening in its domain is on file for these years",
}
OTHERWISE = "its schools and years do not allow it"


def rollout(
    dataset: Dataset,
    measures: MeasuresParams,
    district: DistrictParams,
    confidence: float,
    not_given: frozenset[str] = frozenset(),
) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """Estimate what changed in schools after they began an intervention, year by year since.

    Returns
    -------
    (pandas.DataFrame, dict)
        COLUMNS, a row for each year since the start (negative before it; effects there should be zero) and one with a
        missing `event` for the average since; and code of a reason in WHY → interventions without a roll-out.
        Those in `not_given`, which were not delivered, are in neither.
    """
    begun = _begun(dataset, district)
    outcome = _outcomes(dataset, measures, district, sorted(begun["domain"].unique()))
    rows: list[dict[str, object]] = []
    without: dict[str, list[str]] = {}
    for (domain, name), part in begun.groupby(["domain", "intervention"]):
        if name in not_given:
            continue
        there = outcome[(outcome["domain"] == domain) & (outcome["year"] >= begun["year"].min())]
        try:
            rows.extend({"domain": domain, "intervention": name, **row} for row in _effects(part, there, confidence))
        except Refused as refused:
            without.setdefault(refused.code, []).append(str(name))
    return pd.DataFrame(rows, columns=COLUMNS), without


def _begun(dataset: Dataset, district: DistrictParams) -> pd.DataFrame:
    """Return school and school year of every plan: domain, intervention, school_id, year."""
    plans = dataset.table("interventions").dropna(subset=["student_id", "intervention", "start"])
    if plans.empty:
        return pd.DataFrame(
            {name: pd.Series(dtype="object") for name in ("domain", "intervention", "school_id", "year")}
        )
    placed = attach(plans[["student_id", "domain", "intervention", "start"]], dataset, district, on="start")
    placed = placed.assign(year=placed["school_year"].str[:4].astype("int64"))
    return placed.loc[placed["school_id"] != NO_DATA, ["domain", "intervention", "school_id", "year"]]


def _outcomes(dataset: Dataset, measures: MeasuresParams, district: DistrictParams, domains: list[str]) -> pd.DataFrame:
    """Return the mean screening of each school, domain and school year, more being better."""
    scores = dataset.table("scores")
    scores = scores[(scores["purpose"] == Purpose.SCREENING) & scores["domain"].isin(domains)].dropna(subset=["score"])
    if scores.empty:
        return pd.DataFrame({"domain": [], "school_id": [], "year": [], "mean": []})
    placed = attach(scores[["student_id", "domain", "measure", "season", "score", "date"]], dataset, district)
    alike = placed.groupby(SAME_TEST, dropna=False)["score"]
    apart = (placed["score"] - alike.transform("mean")) / alike.transform("std")
    placed = placed.assign(mean=apart * signs(placed["measure"], measures), year=placed["school_year"].str[:4])
    placed = placed[np.isfinite(placed["mean"]) & (placed["school_id"] != NO_DATA)].astype({"year": "int64"})
    found: pd.DataFrame = placed.groupby(["domain", "school_id", "year"], as_index=False)["mean"].mean()
    return found


def _effects(begun: pd.DataFrame, outcome: pd.DataFrame, confidence: float) -> Iterator[dict[str, object]]:
    """Yield the effects of one intervention.

    Raises Refused with a code of WHY, or another that the estimator knows.
    """
    if outcome.empty:
        raise Refused("no_scores", "outcome: no school has a screening in these years. Add them.")
    if outcome["year"].nunique() < 3:
        raise Refused("one_year", f"period: {outcome['year'].nunique()} school years, expected three or more.")
    first = outcome["school_id"].map(begun.groupby("school_id")["year"].min()).fillna(0).to_numpy(np.float64)
    found = contrasts.staggered_effects(
        outcome["mean"].to_numpy(), outcome["school_id"].to_numpy(), outcome["year"].to_numpy(np.float64), first,
        confidence=confidence,
    )  # fmt: skip
    schools = pd.Series(first, index=outcome["school_id"]).groupby(level=0).first()
    later = schools[(schools > outcome["year"].min()) & (schools <= outcome["year"].max())]
    about: dict[str, object] = {
        "schools": len(later), "never": int((schools == 0).sum()),
        "began": ", ".join(f"{year:.0f}" for year in sorted(later.unique())),
        "said": " ".join(caution.sentence for caution in found.cautions),
    }  # fmt: skip
    events = found.by_event()
    for at, estimate, ends in zip(events.at, events.estimate, events.ci, strict=True):
        yield {"event": float(at), "estimate": float(estimate), "low": float(ends[0]), "high": float(ends[1]), **about}
    whole = events.overall
    yield {"event": np.nan, "estimate": whole.estimate, "low": whole.ci[0], "high": whole.ci[1], **about}


def why_not(without: dict[str, list[str]], *, some: bool) -> str:
    """Say in one sentence why there is no roll-out; interventions are named where it does not hold of all.

    >>> why_not({"one_year": ["Group"]}, some=False)
    'No roll-out over schools can be followed: plans are on file for fewer than three school years, so no school is ...'
    """
    reasons = {code: WHY.get(code, OTHERWISE) for code in without}
    if len(reasons) == 1 and not some:
        return f"No roll-out over schools can be followed: {next(iter(reasons.values()))}."
    said = (f"{', '.join(sorted(set(names)))} ({reasons[code]})" for code, names in without.items())
    return f"No roll-out over schools can be followed for {'; '.join(said)}."
