"""The students of a comparison that the district names: who is on file in its arms, and who of them has an outcome."""

from datetime import date

import pandas as pd
from pydantic import BaseModel, ConfigDict

from mtss_analysis.errors import ParamsError, did_you_mean
from mtss_analysis.intake import Dataset
from mtss_analysis.intake.roster import school_year
from mtss_analysis.params import DistrictParams


class Trial(BaseModel):
    """One comparison that the district names: a group column of the table students, and two of its values.

    With `assigned_on`, everyone enrolled on that day in one of the groups counts as assigned, and who enrolled later as
    a joiner; set it only if the table holds also those who left afterwards.
    """

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
    assigned_on: date | None = None
    given_by_design: bool = False


def students(
    dataset: Dataset, trial: Trial, measure: str, district: DistrictParams
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return who has an outcome, and everyone on file.

    Returns
    -------
    (pandas.DataFrame, pandas.DataFrame)
        A row for each student of the trial with a score: score, arm, cluster and block. And a row for each student on
        file: `served`, `unit` (what was assigned), `seen` (has an outcome), and `joined` (came after assignment),
        missing where the trial has no day of assignment.

    Raises
    ------
    ParamsError
        The trial names a column, value or measure that the data do not hold.
    """
    everyone, scores = dataset.table("students"), dataset.table("scores")
    _known(trial, everyone, measure, scores)
    chosen = everyone[everyone[trial.column].isin([trial.served, trial.comparison])]
    chosen = chosen[chosen["grade"] == trial.grade] if trial.grade else chosen
    scores = scores[(scores["measure"] == measure) & (scores["purpose"] == trial.purpose)].dropna(subset=["score"])
    scores = scores.assign(school_year=school_year(scores["date"], district.school_year_starts))
    last = scores.sort_values("date").drop_duplicates(["student_id", "school_year"], keep="last")
    both = chosen.merge(last[["student_id", "school_year", "score", "date"]], on=["student_id", "school_year"])
    both = both.assign(served=both[trial.column] == trial.served, school_id=_schools(dataset, both))
    return both.reset_index(drop=True), _everyone(chosen, both, trial, dataset.table("enrollments"))


def _everyone(chosen: pd.DataFrame, both: pd.DataFrame, trial: Trial, stays: pd.DataFrame) -> pd.DataFrame:
    keys = ["student_id", "school_year"]
    seen = both[keys].drop_duplicates().assign(seen=True)
    unit = trial.cluster if trial.cluster in chosen else keys[0]
    everyone = chosen[keys].assign(served=chosen[trial.column] == trial.served, unit=chosen[unit])
    everyone = everyone.merge(seen, on=keys, how="left").assign(joined=None)
    everyone["seen"] = everyone["seen"].notna()
    if trial.assigned_on is None:
        return everyone
    day = pd.Timestamp(trial.assigned_on)
    there = stays[(stays["enrolled_from"] <= day) & (stays["enrolled_to"].isna() | (stays["enrolled_to"] >= day))]
    later = stays.loc[stays["enrolled_from"] > day, "student_id"]
    first = everyone["student_id"].isin(there["student_id"])
    return everyone[first | everyone["student_id"].isin(later)].assign(joined=~first)


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
