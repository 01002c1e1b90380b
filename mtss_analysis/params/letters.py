"""Settings of letters to families: whom to ask, and what the State asks a school to tell."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from mtss_analysis.params.layers import Params, setting
from mtss_analysis.vocabulary import Domain

LetterKind = Literal["entry", "progress", "change", "exit"]
"""Kinds of letter, as the table letters writes them."""


class Notice(BaseModel):
    """What the State asks a school to tell some families.

    Attributes
    ----------
    texts
        Language → the notice, word for word.
    source
        Where it is asked for: statute, section, year.
    domains, grades, letters
        Which letters carry it; empty means all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    texts: dict[str, str] = Field(min_length=1)
    source: str = Field(min_length=1)
    domains: tuple[Domain, ...] = ()
    grades: tuple[str, ...] = ()
    letters: tuple[LetterKind, ...] = ()

    def belongs(self, domain: str, grade: str, letter: str) -> bool:
        """Tell whether a letter carries it.

        Examples
        --------
        >>> Notice(texts={"en": "…"}, source="a statute", domains=("reading",)).belongs("math", "2", "entry")
        False
        """
        asked: tuple[tuple[tuple[str, ...], str], ...] = (
            (self.domains, domain), (self.grades, grade), (self.letters, letter),
        )  # fmt: skip
        return all(not only or value in only for only, value in asked)


class LettersParams(Params):
    """Letters to families: whom to ask, notices of the State, and how lateness is counted."""

    file = "letters"

    owner_role: str = setting("who answers for the letters; a role, not a person", source="the district", min_length=1)
    version: str = setting("version printed at the foot of every letter", source="the district", min_length=1)
    contact: str = setting(
        "whom a family asks, with a number to call; empty leaves a line to fill in", source="the district"
    )
    confidence: float = setting(
        "confidence of the interval around the share of letters sent in time",
        unit="share", source="convention", gt=0, lt=1,
    )  # fmt: skip
    notices: dict[str, Notice] = setting(
        "notices of the State, such as of a reading deficiency or dyslexia: text in every language, source, and which "
        "letters carry it; none is supplied, and without one nothing is shown",
        source="State law, named in each notice",
    )
