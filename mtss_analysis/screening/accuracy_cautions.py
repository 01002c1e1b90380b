"""What a reader must know before trusting the accuracy of a screener."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.intake import Dataset
from mtss_analysis.params import MeasuresParams
from mtss_analysis.results import Caution
from mtss_analysis.screening.accuracy_settings import AccuracyParams
from mtss_analysis.screening.later_outcome import GRADED, OCCASION, Followed
from mtss_analysis.tables.roster import GRADES

DOES_NOT_APPLY = "does_not_apply"
NO_OUTCOME = (
    "No student has a screening score and a later outcome that the settings name (outcomes in screening_accuracy.yml), "
    "so how well screening sees who will need help cannot be told."
)
HELPED = Caution(
    "helped_in_between", "accuracy",
    "Students who were flagged were helped in between. A flagged student whom support brought back counts here as a "
    "false alarm, so a screener looks worse than it is, and the more so the better support works.",
)  # fmt: skip
TWO_CUTS = Caution(
    "two_cuts",
    "accuracy",
    "At risk later means on the risk side of the outcome's own cut, which is a planning value as well. Another cut "
    "there changes every number here.",
)
OPTIMISM = Caution(
    "chosen_cuts",
    "choices",
    "A cut that was chosen because it did well here will do less well next year. The expected numbers have that taken "
    "off; the cut's range says how far luck could have moved it.",
)


def cautions(
    found: Followed, dataset: Dataset, params: AccuracyParams, measures: MeasuresParams
) -> tuple[Caution, ...]:
    """Collect the cautions that this result calls for; none names a student or counts a few."""
    undescribed = tuple(_undescribed(params, measures, dataset))
    if found.known.empty:
        return (Caution(DOES_NOT_APPLY, "all", NO_OUTCOME), *undescribed)
    helped = found.known["domain"].isin(dataset.table("interventions")["domain"].dropna()).any()
    told = [HELPED] if helped else []
    return (*told, TWO_CUTS, OPTIMISM, *undescribed, *_grades(found, params), *_cuts(found, params))


def _undescribed(params: AccuracyParams, measures: MeasuresParams, dataset: Dataset) -> Iterator[Caution]:
    """Outcomes in the data whose direction and cut nobody described."""
    present = set(dataset.table("scores")["measure"].dropna())
    for domain, name in params.outcomes.items():
        if name in present and name not in measures.measures:
            yield Caution(
                "unknown_outcome", str(domain),
                f'The outcome in {domain}, "{name}", is not described in measures.yml, so nobody can say which side '
                "of it is at risk. Add its direction and cut scores.",
            )  # fmt: skip


def _grades(found: Followed, params: AccuracyParams) -> Iterator[Caution]:
    """Grades whose students have no later outcome, or no cut that judges it."""
    share = found.tested["needed"].notna().groupby([found.tested[name] for name in ("measure", "grade")]).mean()
    for measure, part in share[share < params.given_share].groupby(level="measure"):
        yield Caution(
            "no_outcome", str(measure),
            f"`{measure}`: no later outcome, or hardly any, of {_named(part.index.get_level_values('grade'))} is "
            "known. What holds in other grades need not hold there.",
        )  # fmt: skip
    if found.without_cut:
        yield Caution(
            "outcome_without_cut", "accuracy",
            "Some later outcomes have no cut score for their grade and window in measures.yml; they were left out.",
        )  # fmt: skip


def _cuts(found: Followed, params: AccuracyParams) -> Iterator[Caution]:
    """Grades in which the written cut parts nobody: it lies beyond every score."""
    flagged = (found.tested["risk"] > 0).groupby([found.tested[name] for name in GRADED]).agg(["mean", "size"])
    odd = flagged[(flagged["size"] >= params.fewest) & flagged["mean"].isin([0.0, 1.0])]
    for (season, measure, side), part in odd.groupby(
        [*(odd.index.get_level_values(OCCASION[i]) for i in (0, 2)), odd["mean"]]
    ):
        what = "everybody is flagged: every score lies" if side else "nobody is flagged: no score lies"
        yield Caution(
            "cut_beyond_scores", str(measure),
            f"`{measure}` ({season}), {_named(part.index.get_level_values('grade'))}: {what} on the risk side of the "
            "cut, so it tells no two students apart. Check the cut and its unit in measures.yml.",
        )  # fmt: skip


def _named(grades: "pd.Index[str]") -> str:
    """Name grades, such as "kindergarten and grade 2"."""
    known = {str(grade) for grade in grades}
    ordered = [grade for grade in GRADES if grade in known] + sorted(known - set(GRADES))
    words = ["kindergarten" if grade == "K" else f"grade {grade}" for grade in ordered]
    return ", ".join(words[:-1]) + (" and " if words[1:] else "") + words[-1]
