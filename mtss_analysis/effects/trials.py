"""Comparisons that the district names itself: one group of students against another, as in a trial or a pilot.

The difference is told three ways, because each hides something: as if students had been assigned one by one, with the
unit that was really assigned (a class, a school) as the cluster, and within blocks such as schools with errors that
clusters share. Leaving the cluster out makes an effect look surer than it is, often by half.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from mtss_analysis.effects.evidence import memo
from mtss_analysis.effects.settings import EffectsParams
from mtss_analysis.effects.study import Attrition, Design, Study
from mtss_analysis.errors import ParamsError, did_you_mean
from mtss_analysis.estimators import contrasts
from mtss_analysis.intake import Dataset
from mtss_analysis.intake.roster import school_year
from mtss_analysis.params import DistrictParams, MeasuresParams
from mtss_analysis.vocabulary import Delivery

FEWEST = 10
"""Students of an arm below which nothing is estimated."""


class Trial(BaseModel):
    """One comparison that the district names: a group column of the table students, and two of its values."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    column: str
    served: str
    comparison: str
    measures: tuple[str, ...]
    purpose: str = "outcome"
    grade: str = ""
    cluster: str = ""
    block: str = ""
    randomized: bool = False
    given_by_design: bool = False


def trials(
    dataset: Dataset,
    named: tuple[Trial, ...],
    effects: EffectsParams,
    district: DistrictParams,
    measures: MeasuresParams,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare the arms of every trial on each of its measures.

    Returns
    -------
    (pandas.DataFrame, pandas.DataFrame)
        One row for each trial, measure and way of telling the difference, positive where the served did better; and
        one row for each check of the evidence memo.

    Raises
    ------
    ParamsError
        A trial names a column, value or measure that the data do not hold.
    """
    pairs = [(trial, measure) for trial in named for measure in trial.measures]
    told = [_measured(dataset, trial, measure, effects, district, measures) for trial, measure in pairs]
    rows, checks = [row for each, _ in told for row in each], [row for _, each in told for row in each]
    return pd.DataFrame(rows), pd.DataFrame(checks)


def _measured(
    dataset: Dataset,
    trial: Trial,
    measure: str,
    effects: EffectsParams,
    district: DistrictParams,
    measures: MeasuresParams,
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    known = measures.measures.get(measure)
    way = 1.0 if known is None or known.higher_is_better else -1.0
    frame, everyone = _arms(dataset, trial, measure, district)
    place = {"trial": trial.name, "measure": measure, "domain": str(known.domain) if known else ""}
    arms = int(frame["served"].sum()), int((~frame["served"]).sum())
    if min(arms) < FEWEST:
        return [place | _empty(arms, "too few students")], []
    found = list(_estimates(frame, trial, way, effects))
    rows = [place | {"served": arms[0], "comparison": arms[1]} | row for row in found]
    return rows, list(_checks(place, trial, frame, rows, _lost(everyone, trial)))


def _empty(arms: tuple[int, int], why: str) -> dict[str, object]:
    blank = dict.fromkeys(("estimate", "se", "df", "low", "high", "improvement", "clusters", "icc"), np.nan)
    return {"served": arms[0], "comparison": arms[1], "told_as": why, "unit": "", **blank}


def _arms(dataset: Dataset, trial: Trial, measure: str, district: DistrictParams) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return outcome, arm, cluster and block of every student of the trial with a score, and who of all was seen."""
    students, scores = dataset.table("students"), dataset.table("scores")
    _known(trial, students, measure, scores)
    chosen = students[students[trial.column].isin([trial.served, trial.comparison])]
    chosen = chosen[chosen["grade"] == trial.grade] if trial.grade else chosen
    scores = scores[(scores["measure"] == measure) & (scores["purpose"] == trial.purpose)].dropna(subset=["score"])
    scores = scores.assign(school_year=school_year(scores["date"], district.school_year_starts))
    last = scores.sort_values("date").drop_duplicates(["student_id", "school_year"], keep="last")
    both = chosen.merge(last[["student_id", "school_year", "score", "date"]], on=["student_id", "school_year"])
    both = both.assign(served=both[trial.column] == trial.served, school_id=_schools(dataset, both))
    everyone = chosen[["student_id", "school_year", trial.column]].merge(
        both[["student_id", "school_year"]].assign(seen=True), on=["student_id", "school_year"], how="left"
    )
    return both.reset_index(drop=True), everyone.assign(seen=everyone["seen"].notna())


def _schools(dataset: Dataset, frame: pd.DataFrame) -> "pd.Series[str]":
    """Return the school of each student on the day of the score."""
    stays = dataset.table("enrollments").sort_values("enrolled_from")
    joined = frame[["student_id", "date"]].reset_index().merge(stays, on="student_id")
    within = joined[(joined["enrolled_from"] <= joined["date"])].drop_duplicates("index", keep="last")
    return within.set_index("index")["school_id"].reindex(frame.index).astype("str")


def _known(trial: Trial, students: pd.DataFrame, measure: str, scores: pd.DataFrame) -> None:
    for column in filter(None, (trial.column, trial.cluster, trial.block)):
        if column not in students and column != "school_id":
            hint = did_you_mean(column, students.columns)
            raise ParamsError(
                f'comparison.yml, trial "{trial.name}": the table students has no column "{column}".{hint}'
            )
    for value in (trial.served, trial.comparison):
        if not (students[trial.column] == value).any():
            hint = did_you_mean(value, students[trial.column].dropna().unique())
            raise ParamsError(f'comparison.yml, trial "{trial.name}": no student has {trial.column} "{value}".{hint}')
    if not (scores["measure"] == measure).any():
        hint = did_you_mean(measure, scores["measure"].unique())
        raise ParamsError(f'comparison.yml, trial "{trial.name}": no score is of measure "{measure}".{hint}')


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


def _word(column: str) -> str:
    return column.removesuffix("_id").replace("_", " ")


def _checks(
    place: dict[str, str], trial: Trial, frame: pd.DataFrame, rows: list[dict[str, object]], lost: Attrition
) -> Iterator[dict[str, object]]:
    main = rows[1] if trial.cluster else rows[0]
    found = memo(_study(trial, frame, main, place["measure"], lost))
    overall = {"rating": str(found.rating), "essa": found.essa, "essa_reason": found.essa_reason}
    for check in found.checks:
        row = {"check": check.name, "status": str(check.status), "why": check.reason}
        yield {"domain": place["domain"], "measure": place["measure"], "intervention": trial.name} | overall | row


def _lost(everyone: pd.DataFrame, trial: Trial) -> Attrition:
    """Return the share of those on file that have no score; nobody knows from it who was assigned and never came."""
    found = contrasts.sample_attrition((everyone[trial.column] == trial.served).to_numpy(), everyone["seen"].to_numpy())
    return Attrition(
        found.overall / 100, abs(found.differential) / 100, found.level == "low", found.level != "high", complete=False
    )


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
    )  # fmt: skip
