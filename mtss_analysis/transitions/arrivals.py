"""Who arrives in a school around a day, and what the district knows of their support on that day."""

from dataclasses import dataclass

import pandas as pd

from mtss_analysis.intake import Dataset
from mtss_analysis.transitions.moves import DAY
from mtss_analysis.transitions.settings import TransitionsParams


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What a receiving school is handed. Every table is cut at `day`; only the stays to come are not.

    Attributes
    ----------
    school, day
        The receiving school, and the last day that is known.
    students
        student_id, school_from (empty from outside the district), first_day, in order of the first day.
    plans
        Plans of Tier 2 or 3 of these students that are open, or ended at most `look_back_days` before.
    """

    school: str
    day: pd.Timestamp
    students: pd.DataFrame
    plans: pd.DataFrame

    @property
    def supported(self) -> pd.DataFrame:
        """Return the students with at least one of the plans, in order."""
        return self.students[self.students["student_id"].isin(self.plans["student_id"])]


def arriving(dataset: Dataset, school: str, day: pd.Timestamp, params: TransitionsParams) -> pd.DataFrame:
    """List students who begin in a school around a day and were not there before: student_id, school_from, first_day.

    Parameters
    ----------
    dataset
        The tables, whole: a first day after `day` is a registration, and is known before.

    Examples
    --------
    >>> from mtss_analysis import params
    >>> from mtss_analysis.intake import from_frames
    >>> two = pd.DataFrame({"student_id": "A", "school_id": ["S1", "S2"],
    ...     "enrolled_from": ["2024-08-19", "2024-11-05"], "enrolled_to": ["2024-11-04", None]})
    >>> rules = params.layers().load(TransitionsParams)
    >>> found = arriving(from_frames({"enrollments": two}), "S2", pd.Timestamp("2024-11-01"), rules)
    >>> found[["student_id", "school_from"]].values.tolist()
    [['A', 'S1']]
    """
    stays = dataset.table("enrollments").dropna(subset=["student_id", "school_id", "enrolled_from"])
    stays = stays.sort_values(["student_id", "enrolled_from"], kind="stable")
    before = stays.groupby("student_id")["school_id"].shift()
    rows = stays.assign(school_from=before.fillna(""), first_day=stays["enrolled_from"])
    begins, ends = day - params.arrive_days_before * DAY, day + params.arrive_days_after * DAY
    rows = rows[(rows["school_id"] == school) & (rows["school_from"] != school)]
    rows = rows[(rows["first_day"] >= begins) & (rows["first_day"] <= ends)]
    gone = rows["enrolled_to"] <= day
    rows = rows[~gone.to_numpy(dtype=bool)].sort_values(["first_day", "student_id"], kind="stable")
    return rows[["student_id", "school_from", "first_day"]].drop_duplicates("student_id").reset_index(drop=True)


def arrivals(whole: Dataset, known: Dataset, school: str, day: pd.Timestamp, params: TransitionsParams) -> Arrivals:
    """Put together who arrives and the plans they come with.

    Parameters
    ----------
    whole, known
        The tables, and the same as they could be known on `day` (:func:`mtss_analysis.intake.as_of`).
    """
    students = arriving(whole, school, day, params)
    plans = known.table("interventions").dropna(subset=["plan_id", "student_id", "domain", "tier", "start"])
    recent = plans["end"].isna() | (plans["end"] >= day - params.look_back_days * DAY)
    own = plans["student_id"].isin(students["student_id"]) & recent & (plans["tier"] >= 2)
    found = plans[own].drop_duplicates("plan_id").sort_values(["student_id", "domain", "start"], kind="stable")
    return Arrivals(school, day, students, found.reset_index(drop=True))


def last_scores(known: Dataset, plan: "pd.Series[str]", most: int = 5) -> pd.DataFrame:
    """Return the last scores of a plan's measure since its start: date, score and purpose, in order, `most` at most."""
    scores = known.table("scores").dropna(subset=["score", "date"])
    own = (scores["student_id"] == plan["student_id"]) & (scores["measure"] == plan["measure"])
    return (
        scores.loc[own & (scores["date"] >= plan["start"]), ["date", "score", "purpose"]].sort_values("date").tail(most)
    )


def missing(known: Dataset, plan: "pd.Series[str]", scores: pd.DataFrame) -> list[str]:
    """Say what to ask the sending school about one plan: every part that a receiving team needs and that is not there.

    Examples
    --------
    >>> from mtss_analysis.intake import from_frames
    >>> plan = pd.Series({"plan_id": "P1", "need": None, "measure": "maze", "goal": 20.0, "provider_id": "T1",
    ...                   "end": pd.Timestamp("2025-05-30"), "exit_status": None})
    >>> missing(from_frames({}), plan, pd.DataFrame({"score": [12.0]}))
    ['the need in words', 'why it ended', 'how many sessions were held', 'whether the family was told']
    """
    asked = {
        "the need in words": pd.isna(plan["need"]), "how progress was measured": pd.isna(plan["measure"]),
        "the goal": pd.isna(plan["goal"]), "who delivered it": pd.isna(plan["provider_id"]),
        "why it ended": pd.notna(plan["end"]) and pd.isna(plan["exit_status"]),
        "scores since it began": scores.empty,
        "how many sessions were held": not known.table("sessions")["plan_id"].eq(plan["plan_id"]).any(),
        "whether the family was told": not _told(known, plan),
    }  # fmt: skip
    return [name for name, is_missing in asked.items() if is_missing]


def _told(known: Dataset, plan: "pd.Series[str]") -> bool:
    letters = known.table("letters")
    sent = letters[(letters["student_id"] == plan.get("student_id")) & letters["sent"].notna()]
    return bool(len(sent))
