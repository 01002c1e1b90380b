"""What a reader must know before using what is said of help given the same need."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.equity.given_need_flags import NO_SPREAD
from mtss_analysis.equity.given_need_result import DOES_NOT_APPLY, TO_COMPARE
from mtss_analysis.equity.given_need_service import TOO_EARLY
from mtss_analysis.equity.given_need_settings import ServiceEquityParams
from mtss_analysis.intake import Dataset
from mtss_analysis.results import Caution

SCORES_ERR = Caution(
    "scores_err", "comparisons",
    "Students with equal scores do not all have equal need: scores err. Where a group scores lower on the whole, its "
    "students with a given score tend to have somewhat more need than others with that score, so that an equal share "
    "served can still be too little.",
)  # fmt: skip
TEST_LANGUAGE = Caution(
    "test_language", "comparisons",
    "A score in a language that a student is still learning says less about need. What looks like equal need may not "
    "be; the screening accuracy page shows how well scores foretell outcomes in each group.",
)  # fmt: skip
OVERLAP = Caution(
    "groups_overlap", "comparisons",
    "Groups overlap: a gap of one group can be the gap of another to which many of its students belong. On the team's "
    "page, a column with other groups held equal tells them apart as far as a model can.",
)  # fmt: skip
DELIVERY = Caution(
    "no_session_logged", "served",
    "A first session counts only if it was logged as delivered; of a plan with nothing logged, its start counts.",
)  # fmt: skip
TOO_SOON = Caution(
    "too_early", "served",
    "Students who were flagged too late in the year, or who left too soon, to be followed for the whole time are in no "
    "share, whether they were served or not.",
)  # fmt: skip
DISABILITY = Caution(
    "disability_of_the_year", "comparisons",
    "The students table says who has a disability in that school year, and not when it was found. Comparing shares "
    "given scores cannot show that anyone was identified wrongly: low scores are neither needed for a disability nor "
    "enough for one, and support that works raises scores.",
)  # fmt: skip
PUBLIC = Caution(
    "public_need", "served",
    "Public numbers compare students whose scores suggest the same support. The team compares by distance below the "
    "cut, grade, window and measure as well; those numbers rest on very small counts and are not published.",
)  # fmt: skip


def why_not(dataset: Dataset, scored: pd.DataFrame, rows: pd.DataFrame, groups: list[str]) -> str:
    """Say why nothing can be compared, or nothing if it can."""
    if scored.empty:
        return (
            "The data hold no screening scores with cut scores, so nobody can tell which students have the same need."
        )
    if dataset.table("interventions")["student_id"].isna().all():
        return (
            "The data hold no plan of a single student (table interventions), so nobody can tell who was helped. That "
            "is no data, and not a finding that nobody was."
        )
    if rows.empty:
        return "No score on the risk side of a cut lies in a domain and school year of which the plans speak."
    if not groups:
        return "The students table has no group column with two groups or more, so there is nobody to compare."
    return ""


def cautions(
    why: str, rows: pd.DataFrame, groups: list[str], frames: dict[str, pd.DataFrame], params: ServiceEquityParams
) -> tuple[Caution, ...]:
    """Collect the cautions that this result calls for; none names a student."""
    if why:
        return (Caution(DOES_NOT_APPLY, "all", f"{why} {TO_COMPARE}"),)
    return tuple(_found(rows, groups, frames, params))


def _found(
    rows: pd.DataFrame, groups: list[str], frames: dict[str, pd.DataFrame], params: ServiceEquityParams
) -> Iterator[Caution]:
    yield Caution("many_comparisons", "comparisons", _corrected(params))
    yield from (SCORES_ERR, OVERLAP, PUBLIC, DELIVERY)
    if "english_learner" in groups:
        yield TEST_LANGUAGE
    if (rows["session"] == TOO_EARLY).any():
        yield TOO_SOON
    if (rows["band"] == NO_SPREAD).any():
        yield Caution("distance_not_known", "comparisons", "Where a grade has too few scores, nobody can tell how far "
                      "below the cut one lies; those students are compared among themselves.")  # fmt: skip
    if frames["comparisons"]["question"].str.startswith("has a disability").any():
        yield DISABILITY
    yield Caution("schools_together", "comparisons", _together(rows, params))


def _corrected(params: ServiceEquityParams) -> str:
    return (
        f"A gap is called sure only after a correction (Holm) for all groups and domains of one question: of districts "
        f"without any gap, at most {100 * params.false_findings:g} in 100 would show one or more in a question. "
        "The page asks several questions, so an odd one alone deserves a second look before it is acted on."
    )


def _together(rows: pd.DataFrame, params: ServiceEquityParams) -> str:
    if rows["school_id"].nunique() >= params.fewest_schools:
        return (
            "Students of one school share its luck, so the intervals of the team's page take the students of a school "
            "together. Where a gap is gone among students of the same school, it lies between schools."
        )
    return (
        "There are too few schools to tell how much they differ by luck, so only students of the same school are "
        "compared. A gap between schools cannot be seen here."
    )
