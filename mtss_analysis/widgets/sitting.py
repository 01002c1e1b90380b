"""One sitting with an instrument: who answers what, what it adds up to, and the rows of `ratings` it becomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from mtss_analysis.fidelity.scoring import score
from mtss_analysis.params.instruments import Instrument
from mtss_analysis.tables import DTYPES, TABLES


@dataclass(frozen=True, slots=True)
class Answer:
    """What one item was given.

    Attributes
    ----------
    score : level chosen [points]; None while nothing is chosen, and where the item does not apply
    applies : False where the item does not apply here
    evidence : what the rating rests on
    """

    score: int | None = None
    applies: bool = True
    evidence: str = ""

    @property
    def given(self) -> bool:
        """Whether a level was chosen or the item set aside as not applicable."""
        return self.score is not None or not self.applies


@dataclass(frozen=True, slots=True)
class Sitting:
    """One rater's answers to one form of an instrument on one day.

    Attributes
    ----------
    instrument, form : what is filled in; `form` is a name among the instrument's forms
    org_id : school or district rated
    day : of the sitting; None while it is not known
    role : of who answers, never a name
    rater_id : code of the rater; whole teams answer as one
    occasion : name of the round, such as "2026-fall", if its sittings lie on several days
    answers : number of the item → answer
    """

    instrument: Instrument
    form: str
    org_id: str
    day: date | None
    role: str
    rater_id: str
    occasion: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def administration_id(self) -> str:
        """The sitting's name: the place with its round, or with its day."""
        return f"{self.org_id}-{self.occasion or self.day}"

    def answer(self, number: str) -> Answer:
        """Return the answer to an item, empty if there is none."""
        return self.answers.get(number, Answer())


@dataclass(frozen=True, slots=True)
class Tally:
    """What a section adds up to so far.

    Attributes
    ----------
    label : of the section
    points, most : reached, and possible on the items answered [points]
    answered, not_applicable, items : counts
    criterion : percent from which the section counts as in place, if it has one
    """

    label: str
    points: int
    most: int
    answered: int
    not_applicable: int
    items: int
    criterion: float | None

    @property
    def percent(self) -> float | None:
        """Share of the points possible on the items answered [percent]; None before the first."""
        return 100 * self.points / self.most if self.most else None


def tallies(sitting: Sitting) -> tuple[Tally, ...]:
    """Add up each section that has items in the form, as :func:`mtss_analysis.fidelity.scoring.score` does."""
    made = sitting.instrument
    found = []
    for name, section in made.sections.items():
        within = {key for key, subscale in made.subscales.items() if subscale.section == name}
        answers = [sitting.answer(item.number) for item in made.items_of(sitting.form) if item.subscale in within]
        rated = [float("nan") if answer.score is None or not answer.applies else answer.score for answer in answers]
        points = score([rated], made.most, most_missing=1.0)
        left, aside = int(points.left_out[0]), sum(not answer.applies for answer in answers)
        told = Tally(
            section.label, int(points.points[0]), int(points.possible[0]), len(answers) - left, aside, len(answers),
            section.criterion,
        )  # fmt: skip
        found += [told] if answers else []
    return tuple(found)


def unanswered(sitting: Sitting) -> tuple[str, ...]:
    """Return the numbers of the items that nothing was chosen for."""
    items = sitting.instrument.items_of(sitting.form)
    return tuple(item.number for item in items if not sitting.answer(item.number).given)


def problem(sitting: Sitting) -> str:
    """Say what keeps a sitting from being saved; empty if nothing does."""
    needed = {"school or district": sitting.org_id, "role": sitting.role, "rater": sitting.rater_id}
    if lacking := [name for name, value in needed.items() if not value.strip()]:
        return (
            f"Not saved: the {' and the '.join(lacking)} is not filled in. Fill it in at the top; what you chose stays."
        )
    if sitting.day is None:
        return "Not saved: there is no date. Choose the day of the sitting; what you chose stays."
    if not any(sitting.answer(item.number).given for item in sitting.instrument.items_of(sitting.form)):
        return "Not saved: no item is answered yet. Choose a level for at least one."
    return ""


def rows(sitting: Sitting) -> pd.DataFrame:
    """Return the sitting as rows of the table `ratings`, one an item answered or set aside.

    A score is empty where the item does not apply. An item nothing was chosen for has no row.

    Returns
    -------
    pandas.DataFrame
        Shape (items, canonical columns).
    """
    made, table = sitting.instrument, TABLES["ratings"]
    day = pd.Timestamp(sitting.day) if sitting.day else pd.NaT
    fixed = {
        "instrument": made.instrument, "version": made.version, "org_id": sitting.org_id.strip(),
        "administration_id": sitting.administration_id, "administered_on": day,
        "respondent_role": sitting.role.strip(), "rater_id": sitting.rater_id.strip(),
    }  # fmt: skip
    given = [(item.number, sitting.answer(item.number)) for item in made.items_of(sitting.form)]
    told = [
        fixed | {"item": number, "score": answer.score, "evidence": " ".join(answer.evidence.split()) or None}
        for number, answer in given
        if answer.given
    ]
    return pd.DataFrame(told, columns=table.names).astype({c.name: DTYPES[c.kind] for c in table.columns})
