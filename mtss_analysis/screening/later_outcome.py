"""What became of the students who were screened: the first later outcome of the same student."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtss_analysis.intake import Dataset, attach
from mtss_analysis.params import DistrictParams, MeasuresParams
from mtss_analysis.screening.accuracy_settings import AccuracyParams
from mtss_analysis.screening.support import cuts
from mtss_analysis.vocabulary import NO_DATA, Purpose

OCCASION = ["season", "domain", "measure"]
GRADED = [*OCCASION, "grade"]


@dataclass(frozen=True, slots=True)
class Followed:
    """Students who were screened, and what is known of them later.

    Attributes
    ----------
    tested
        One row a student and screening with a written cut in a domain that has an outcome: student_id, school_year,
        OCCASION, grade, school_id, group columns, date, score, cut [score], risk (distance beyond the cut in spreads of
        the grade, above 0 is flagged), outcome (its measure), outcome_date and needed (1 if later at risk, 0 if not,
        missing if no outcome is known).
    without_cut
        Outcomes that no cut of their grade and season judges, so nothing is known from them.
    """

    tested: pd.DataFrame
    without_cut: int

    @property
    def known(self) -> pd.DataFrame:
        """The rows whose later outcome is known."""
        return self.tested[self.tested["needed"].notna()]


def follow(
    screened: pd.DataFrame, dataset: Dataset, params: AccuracyParams, measures: MeasuresParams, district: DistrictParams
) -> Followed:
    """Link every screening score to the first outcome of the same student after it.

    Parameters
    ----------
    screened
        Table students of a screening result.

    Notes
    -----
    An outcome on the day of the screening or before it says nothing about foresight and is not linked.
    """
    outcomes = {str(domain): name for domain, name in params.outcomes.items() if name in measures.measures}
    rows = screened[screened["score"].notna() & screened["domain"].isin(outcomes)].drop(columns="sem")
    rows = rows[~rows["measure"].isin(outcomes.values()) & rows["date"].notna()]
    rows = _placed(attach(rows, dataset, district), measures)
    later = _judged(_outcomes(dataset, outcomes, district), measures)
    linked = _linked(rows.assign(outcome=rows["domain"].map(outcomes).astype("str")), later, params.within_weeks)
    return Followed(linked, int((linked["outcome_date"].notna() & linked["needed"].isna()).sum()))


def split(frame: pd.DataFrame, columns: Sequence[str]) -> Iterator[tuple[dict[str, str], pd.DataFrame]]:
    """Yield each combination of the columns' values that occurs, in order, with its rows.

    >>> [(place, len(part)) for place, part in split(pd.DataFrame({"a": ["y", "x", "y"]}), ["a"])]
    [({'a': 'x'}, 1), ({'a': 'y'}, 2)]
    """
    for place, part in frame.groupby(list(columns), sort=True):
        yield dict(zip(columns, map(str, place if isinstance(place, tuple) else (place,)), strict=True)), part


def _placed(rows: pd.DataFrame, measures: MeasuresParams) -> pd.DataFrame:
    """Add cut and risk; scores without a cut are left out, and the page on screening says so."""
    written = cuts(measures).rename(columns={"tier2": "cut"})[["measure", "grade", "season", "cut"]]
    rows = rows.merge(written, on=["measure", "grade", "season"])
    sign = rows["measure"].map({name: 1.0 if m.higher_is_better else -1.0 for name, m in measures.measures.items()})
    spread = rows.groupby(GRADED)["score"].transform("std")
    distance = (rows["cut"] - rows["score"]) * sign.astype("float64")
    return rows.assign(risk=distance / spread.where(spread > 0, 1.0), spread=spread)


def _outcomes(dataset: Dataset, outcomes: dict[str, str], district: DistrictParams) -> pd.DataFrame:
    scores = dataset.table("scores")
    wanted = (scores["purpose"] == str(Purpose.OUTCOME)) & scores["measure"].isin(outcomes.values())
    found = scores.loc[wanted & scores["score"].notna() & scores["date"].notna()]
    found = found[["student_id", "measure", "season", "date", "score"]].reset_index(drop=True)
    found = attach(found, dataset, district).sort_values("date", kind="stable")
    return found.drop_duplicates(["student_id", "measure", "date"])[
        ["student_id", "measure", "season", "grade", "date", "score"]
    ]


def _judged(later: pd.DataFrame, measures: MeasuresParams) -> pd.DataFrame:
    """Add needed: 1 on the risk side of the outcome's own cut, 0 else; missing without a cut."""
    rows = later.fillna({"season": NO_DATA}).merge(cuts(measures), on=["measure", "grade", "season"], how="left")
    sign = rows["measure"].map({name: 1.0 if m.higher_is_better else -1.0 for name, m in measures.measures.items()})
    beyond = (rows["tier2"] - rows["score"]) * sign.astype("float64")
    needed = pd.Series(np.where(beyond.notna(), (beyond > 0).astype("float64"), np.nan), index=rows.index)
    named = rows.assign(needed=needed).rename(columns={"measure": "outcome", "date": "outcome_date"})
    return named[["student_id", "outcome", "outcome_date", "needed"]]


def _linked(rows: pd.DataFrame, later: pd.DataFrame, weeks: float) -> pd.DataFrame:
    found = pd.merge_asof(
        rows.sort_values("date", kind="stable"), later.sort_values("outcome_date", kind="stable"), left_on="date",
        right_on="outcome_date", by=["student_id", "outcome"], direction="forward", allow_exact_matches=False,
        tolerance=pd.Timedelta(weeks=weeks),
    )  # fmt: skip
    return found.sort_values(["measure", "school_year", "season", "student_id"], ignore_index=True)
