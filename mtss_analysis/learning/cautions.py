"""What a reader must know before using what is said of professional development."""

from collections.abc import Iterator, Mapping

import pandas as pd

from mtss_analysis.intake import Dataset
from mtss_analysis.learning.settings import LearningParams
from mtss_analysis.results import Caution
from mtss_analysis.vocabulary import NO_DATA

WHO_ANSWERS = Caution(
    "who_answers", "lessons",
    "Only answers that were saved and handed in are here. Who read a lesson and handed in nothing is not seen, and who "
    "hands in may know more than who does not.",
)  # fmt: skip
NO_START = Caution(
    "no_start",
    "lessons",
    "Nobody answered before the reading, so what people knew already is in the share right as well.",
)
SITTINGS = Caution(
    "sittings", "chain",
    "The code in a file belongs to one sitting, so that nobody can be followed; who answers two lessons counts as two.",
)  # fmt: skip
NOT_A_CAUSE = Caution(
    "not_a_cause",
    "links",
    "Schools were not drawn by lot. Those that sent more people may differ in much else, so a link says what goes "
    "together and not what brings it about.",
)
LOGGED = Caution(
    "logged_as_held", "chain",
    "Delivery is what the log shows as held. More of it is more sessions, or more sessions written down; the column "
    "of unlogged sessions says how much is open.",
)  # fmt: skip


def cautions(
    dataset: Dataset, answers: pd.DataFrame, frames: Mapping[str, pd.DataFrame], params: LearningParams
) -> tuple[Caution, ...]:
    """Collect the cautions that this result calls for; none names a person."""
    if answers.empty:
        return dataset.cautions
    return (*dataset.cautions, WHO_ANSWERS, NO_START, SITTINGS, NOT_A_CAUSE, LOGGED,
            *_of_these(dataset, answers, frames, params))  # fmt: skip


def _of_these(
    dataset: Dataset, answers: pd.DataFrame, frames: Mapping[str, pd.DataFrame], params: LearningParams
) -> Iterator[Caution]:
    if dataset.table("schools")["staff"].isna().any():
        yield Caution(
            "staff_not_known", "chain",
            "Some schools give no number of staff, so their reach cannot be told. Fill the column staff of the table "
            "schools.",
        )  # fmt: skip
    if (answers["school_id"] == NO_DATA).any():
        yield Caution(
            "no_school", "lessons", "Some answers name no school. They count for the district and for no school."
        )
    if ((frames["chain"]["people"] > 0) & frames["chain"]["right"].isna()).any():
        yield Caution(
            "few_people", "lessons",
            f"Where fewer than {params.fewest_respondents} people of a school answered, their answers are not shown.",
        )  # fmt: skip
    judged = len(answers)
    if judged < len(dataset.table("learning")):
        yield Caution(
            "other_version", "lessons", "Some answers are to checks that are not in use any more, and are left out."
        )
