"""Students about the cut, from the district's tables: distance from the written cut, whether served, the outcome."""

from dataclasses import dataclass

import pandas as pd

from mtss_analysis.effects.cutoff_settings import CutoffParams
from mtss_analysis.intake import Dataset
from mtss_analysis.params import DistrictParams, MeasuresParams
from mtss_analysis.screening.served import STUDENT, with_support
from mtss_analysis.screening.support import cuts
from mtss_analysis.vocabulary import NO_DATA

WINDOW = ["grade", "school_year"]
SCORED = [*STUDENT, "school_id", "grade", "domain", "measure", "season", "date", "score", "sem"]


@dataclass(frozen=True, slots=True)
class Records:
    """Students who could be on either side of a measure's cut.

    Attributes
    ----------
    frame
        One row a student and school year: STUDENT, school_id, grade, domain, measure, date, score, sem, cut, distance
        (score less the district's written cut) [score], served (0, 1; missing if a plan cannot be placed in time),
        plan_id, outcome, adjusted (outcome less the mean of its grade and year), earlier (the score a year before),
        and the district's group columns.
    already
        Students left out because support had begun before the screening.
    not_given
        Students left out because their grade and year has no outcome.
    """

    frame: pd.DataFrame
    already: int
    not_given: int


def records(
    screened: pd.DataFrame, measure: str, dataset: Dataset, params: CutoffParams, measures: MeasuresParams,
    district: DistrictParams,
) -> Records:  # fmt: skip
    """Collect the students of one measure.

    Parameters
    ----------
    screened
        Table students of a screening result.

    Notes
    -----
    Served are students whose plan in the measure's domain starts within the set weeks after the screening. Students
    whose support had begun before are left out and counted: the score did not decide about them.
    """
    scored = screened.loc[screened["score"].notna(), SCORED]
    written = cuts(measures)
    written = written[written["season"] == str(params.season)].rename(columns={"tier2": "cut"})
    rows = scored[(scored["measure"] == measure) & (scored["season"] == str(params.season))]
    rows = rows.merge(written[["measure", "grade", "cut"]], on=["measure", "grade"])
    rows = rows[rows["cut"].notna() & (rows["school_id"] != NO_DATA)].drop_duplicates(STUDENT)
    rows = rows.assign(distance=rows["score"] - rows["cut"])
    plans = dataset.table("interventions")
    rows = with_support(rows, plans[plans["domain"].isin(rows["domain"].unique())], params.within_weeks)
    fresh = rows[~rows["already"]]
    fresh = _with_outcome(fresh, scored, params.outcomes.get(measure, measure), str(params.outcome_season))
    fresh = _with_earlier(fresh, scored)
    shares = fresh["outcome"].notna().groupby([fresh[name] for name in WINDOW]).transform("mean")
    given = fresh[shares >= params.given_share]
    return Records(_with_groups(given, dataset, district), int(rows["already"].sum()), len(fresh) - len(given))


def _with_outcome(rows: pd.DataFrame, scored: pd.DataFrame, measure: str, season: str) -> pd.DataFrame:
    """Add outcome, and the same less the mean of its grade and year: grades differ in what they read."""
    later = scored[(scored["measure"] == measure) & (scored["season"] == season)].drop_duplicates(STUDENT)
    rows = rows.merge(later[[*STUDENT, "score"]].rename(columns={"score": "outcome"}), on=STUDENT, how="left")
    return rows.assign(adjusted=rows["outcome"] - rows.groupby(WINDOW)["outcome"].transform("mean"))


def _with_earlier(rows: pd.DataFrame, scored: pd.DataFrame) -> pd.DataFrame:
    """Add the last score on the same measure before the screening, less the mean of its grade and year."""
    before = scored.merge(rows[[*STUDENT, "measure", "date"]], on=["student_id", "measure"], suffixes=("", "_now"))
    before = before[before["date"] < before["date_now"]].sort_values("date").drop_duplicates(
        ["student_id", "school_year_now"], keep="last"
    )  # fmt: skip
    before = before[["student_id", "school_year_now", "score"]].set_axis([*STUDENT, "earlier"], axis=1)
    rows = rows.merge(before, on=STUDENT, how="left")
    return rows.assign(earlier=rows["earlier"] - rows.groupby(WINDOW)["earlier"].transform("mean"))


def _with_groups(rows: pd.DataFrame, dataset: Dataset, district: DistrictParams) -> pd.DataFrame:
    students = dataset.table("students")
    known = [name for name in district.group_columns if name in students]
    listed = students[[*STUDENT, *known]].drop_duplicates(STUDENT)
    return rows.merge(listed, on=STUDENT, how="left").reset_index(drop=True)
