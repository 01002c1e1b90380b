"""What a comparison of groups gives back: its tables, documented, and the same in words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import pandas as pd

from mtss_analysis.results import Result, ResultTable, Summary
from mtss_analysis.vocabulary import Effectiveness


@dataclass(frozen=True, kw_only=True)
class ComparisonResult(Result):
    """Growth under each intervention against growth under the others, after delivery is settled.

    Attributes
    ----------
    tables
        ``effects`` and ``trials``; the others of :data:`TABLES` are for the team only.
    """

    analysis: ClassVar[str] = "08_group_effect"

    def summary(self) -> Summary:
        """Say the result in words; where nothing can be compared, why not in these data."""
        said = super().summary()
        why = next((caution.sentence for caution in self.cautions if caution.code == DOES_NOT_APPLY), "")
        return replace(said, headline=why) if why else said

    @classmethod
    def summarize(cls, tables: Mapping[str, ResultTable]) -> Summary:
        """Say which interventions work better than the others, which were not delivered, and what is open."""
        frame = tables["effects"].frame
        verdict = frame["verdict"].str.replace("_", " ").str.capitalize()
        counts = frame.assign(verdict=verdict).dropna(subset=["verdict"])
        said = counts.groupby(["domain", "verdict"], sort=False)["intervention"].unique().map(", ".join).reset_index()
        tried = _tried(tables["trials"].frame)
        if frame.empty:
            return Summary(tried or NOTHING, said, "" if tried else READ_WITH_CARE)
        parts = [tried, *(_listed(frame, verdict, words) for verdict, words in WORDS.items())]
        return Summary(" ".join(filter(None, parts)) or NOTHING, said, READ_WITH_CARE)


DOES_NOT_APPLY = "does_not_apply"
"""Code of the caution that says why nothing can be compared."""
NOTHING = "No intervention can be compared: too few students with enough scores received two or more in a domain."
READ_WITH_CARE = (
    "Growth under an intervention is compared with that of students whose support was planned and not delivered or, "
    "where there are none, with that under the other interventions of its domain. People chose who received what. "
    "Support that was not delivered is not judged."
)
WORDS = {
    Effectiveness.WORKING: "Delivered, and students grew more than the comparison: {}.",
    Effectiveness.NOT_WORKING: "Delivered, and without a worthwhile gain: {}.",
    Effectiveness.NOT_DELIVERED: "Not delivered, so not judged: {}.",
    Effectiveness.CANNOT_TELL: "These data cannot tell: {}.",
}


def _tried(frame: pd.DataFrame) -> str:
    """Say the effect of each trial, with the cluster where there is one."""
    rows = frame[frame["unit"] == "SD"].drop_duplicates(["trial", "measure"], keep="last").dropna(subset=["estimate"])
    said = [
        f"{name}, on `{measure}`: {value:z.2f} standard deviations ({low:z.2f} to {high:z.2f})."
        for name, measure, value, low, high in zip(
            rows["trial"], rows["measure"], rows["estimate"], rows["low"], rows["high"], strict=True
        )
    ]
    return " ".join(said)


def _listed(frame: pd.DataFrame, verdict: Effectiveness, words: str) -> str:
    names = sorted(set(frame.loc[frame["verdict"] == str(verdict), "intervention"]))
    return words.format(", ".join(names)) if names else ""
