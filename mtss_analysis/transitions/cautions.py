"""What a reader must know before using what is said of students who move."""

from collections.abc import Iterator, Mapping

import pandas as pd

from mtss_analysis.intake import Dataset
from mtss_analysis.params import MeasuresParams
from mtss_analysis.results import Caution
from mtss_analysis.transitions import summer
from mtss_analysis.transitions.continued import CANNOT_TELL, TOO_EARLY
from mtss_analysis.transitions.moves import stays
from mtss_analysis.transitions.result import DOES_NOT_APPLY, TO_FOLLOW
from mtss_analysis.vocabulary import NO_DATA

TWICE = Caution(
    "enrolled_twice", "moves",
    "Some students are enrolled in two schools on one day. Nobody can tell which is true, so it counts as no move; the "
    "data page names the rows.",
)  # fmt: skip
GRADES = Caution(
    "grade_steps", "moves",
    "Some students repeated or skipped a grade, or are in a lower one than before. That is named and is no error; "
    "their scores are compared with the cuts of the grade they are in.",
)  # fmt: skip
OPEN_STAYS = Caution(
    "stays_never_closed", "moves",
    "Some stays were never closed although the student went on to another school; their last day is taken to be the "
    "day before the next one began.",
)  # fmt: skip
UNLOGGED = Caution(
    "cannot_tell", "continuity",
    "For some students the new school has a plan and did not log its sessions. Their support is neither continued nor "
    "stopped: the records cannot tell, and they are in no share.",
)  # fmt: skip
EARLY = Caution(
    "too_early", "continuity", "Some moves are so recent that support may still begin in time; they are in no share."
)
NOT_A_CAUSE = Caution(
    "not_a_cause", "persistence",
    "Students whose support ended with its goal met differ from the others in more than the support. That they stand "
    "better in the next fall says nothing about what caused it.",
)  # fmt: skip
GRADES_DIFFER = Caution(
    "grades_differ", "summer",
    "Spring and fall tests are of two grades. What is compared is the distance to each one's cut, and not growth: "
    "where the cut of the next fall asks for more than the spring's did, everyone seems to have lost.",
)  # fmt: skip
NO_FALL = Caution(
    "no_next_fall",
    "persistence",
    "Students without a score in the next fall, among them those who left, are in no share of gains that lasted.",
)


def cautions(
    dataset: Dataset, frames: Mapping[str, pd.DataFrame], following: pd.DataFrame, screened: pd.DataFrame,
    measures: MeasuresParams,
) -> tuple[Caution, ...]:  # fmt: skip
    """Collect the cautions that this result calls for; none names a student."""
    if frames["directions"].empty or dataset.table("enrollments").empty:
        return (Caution(DOES_NOT_APPLY, "all", f"{_why(dataset)} {TO_FOLLOW}"),)
    return (*_moves(dataset, frames), *_support(dataset, frames), *_scores(frames, following, screened, measures))


def _why(dataset: Dataset) -> str:
    missing = "enrollments" if dataset.table("enrollments").empty else "students"
    return f"The data hold no rows of the table {missing}, so nobody can tell who changed school."


def _moves(dataset: Dataset, frames: Mapping[str, pd.DataFrame]) -> Iterator[Caution]:
    if stays(dataset)["doubtful"].any():
        yield TWICE
    if len(frames["grades"]):
        yield GRADES
    moved = frames["moves"]
    if (moved["last_day"].isna() & moved["school_from"].notna()).any():
        yield OPEN_STAYS


def _support(dataset: Dataset, frames: Mapping[str, pd.DataFrame]) -> Iterator[Caution]:
    answers = set(frames["supported"]["answer"])
    if dataset.table("interventions")["student_id"].isna().all():
        yield Caution("no_plans", "continuity", "The data hold no plan of a single student, so nobody can tell whether "
                      "support followed anyone.")  # fmt: skip
    yield from (said for name, said in ((CANNOT_TELL, UNLOGGED), (TOO_EARLY, EARLY)) if name in answers)


def _scores(
    frames: Mapping[str, pd.DataFrame], following: pd.DataFrame, screened: pd.DataFrame, measures: MeasuresParams
) -> Iterator[Caution]:
    if len(frames["summer"]):
        yield GRADES_DIFFER
    if len(frames["persistence"]):
        yield NOT_A_CAUSE
    if len(following) and (following["standing"] == NO_DATA).any():
        yield NO_FALL
    for measure, why in summer.not_compared(screened, measures):
        yield Caution("not_compared", "summer", f"The summer of `{measure}` is not shown: {why}.")
