"""What the answers to knowledge checks give back, and the same in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from mtss_analysis.learning.links import AGAINST, CANNOT_TELL, TOGETHER
from mtss_analysis.results import Result, ResultTable, Summary
from mtss_analysis.vocabulary import TOTAL

NOTHING = "No answer to a knowledge check is on record, so nobody can tell what staff learned."
TO_TELL = (
    "Each lesson's check can save its answers as a file. Put these files into the folder learning of the district's "
    "data, and run again."
)
READ_WITH_CARE = (
    "A check shows what people can say after a reading, not what they do. These numbers are for mending lessons and "
    "meetings; they are not for judging a person or a school."
)


@dataclass(frozen=True, kw_only=True)
class LearningResult(Result):
    """Whom lessons reached, what was learned, which questions do their work, and whether anything followed.

    Attributes
    ----------
    tables
        ``lessons``, ``roles``, ``items``, ``chain`` and ``links``; all for those who plan professional development.
    """

    analysis: ClassVar[str] = "21_learning"

    @classmethod
    def summarize(cls, tables: Mapping[str, ResultTable]) -> Summary:
        """Say how far the chain from reach to growth can be followed."""
        lessons, links = tables["lessons"].frame, tables["links"].frame
        whole = lessons[lessons["school_id"] == TOTAL]
        columns = ["step", "next", "schools", "said"]
        if whole.empty:
            return Summary(NOTHING, pd.DataFrame(columns=columns), TO_TELL)
        return Summary(_reached(whole, tables["chain"].frame), links[columns], f"{_followed(links)} {READ_WITH_CARE}")


def _reached(whole: pd.DataFrame, chain: pd.DataFrame) -> str:
    back, told = int((chain["people"] > 0).sum()), whole.dropna(subset=["right"])
    said = (
        f"Answers to {len(whole)} lesson{'' if len(whole) == 1 else 's'} came back from {back} of {len(chain)} schools"
    )
    if told.empty:
        return f"{said}, from too few people to add them up."
    low, high = told["right"].min(), told["right"].max()
    span = f"{low:.0f} %" if round(low) == round(high) else f"{low:.0f} to {high:.0f} %"
    return f"{said}; {span} of the questions of a lesson were answered rightly at once."


def _followed(links: pd.DataFrame) -> str:
    """Say which links hold, and which cannot be told."""
    known = {
        TOGETHER: "Over schools, {} rise together; that is no proof that one brings the other.",
        AGAINST: "Over schools, where one rises the other falls: {}.",
        CANNOT_TELL: "Cannot tell yet whether these go together: {}.",
    }
    parts = []
    for said, sentence in known.items():
        pairs = links[links["said"] == said]
        if len(pairs):
            named = "; ".join(f"{step} and {after}" for step, after in zip(pairs["step"], pairs["next"], strict=True))
            parts.append(sentence.format(named))
    return " ".join(parts)
