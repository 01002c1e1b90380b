"""What a reader must know before using a screening result."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.params import MeasuresParams
from mtss_analysis.results import Caution
from mtss_analysis.screening.result import SEASONS
from mtss_analysis.screening.settings import ScreeningParams
from mtss_analysis.screening.support import TIERS
from mtss_analysis.vocabulary import NO_DATA, TOTAL, Domain

DOES_NOT_APPLY = Caution(
    "does_not_apply", "all", "The data hold no scores of universal screening, so this page has nothing to say yet."
)
HEURISTIC = Caution(
    "cuts_are_planning_values", "tiers",
    "Cut scores are planning values, not facts: they flag some students who would have done well and miss others.",
)  # fmt: skip
NEAR_CUT = Caution(
    "near_cut", "tiers",
    "A score within one standard error of measurement of a cut could fall on its other side on another day; "
    "look at a second source before acting on it.",
)  # fmt: skip
NO_SEASON = Caution(
    "no_season", "tiers", "Some screening scores name no window; they are kept apart under No data and suggest nothing."
)
NO_GRADE = Caution(
    "no_grade", "tiers", "Some tested students have no grade in that school year; their scores suggest nothing."
)


def cautions(
    rows: pd.DataFrame, coverage: pd.DataFrame, params: ScreeningParams, measures: MeasuresParams
) -> tuple[Caution, ...]:
    """Collect the cautions that this result calls for; none names a student or a number of a small group."""
    if rows.empty:
        return (DOES_NOT_APPLY,)
    found = [HEURISTIC, NEAR_CUT] if rows["support"].isin(TIERS).any() else []
    found += [NO_SEASON] if (rows["season"] == NO_DATA).any() else []
    return (*found, *_no_cuts(rows, measures), *_coverage(coverage, params, measures), *_core(rows, params, measures))


def _label(measure: str, measures: MeasuresParams) -> str:
    known = measures.measures.get(measure)
    return known.label if known else measure


def _no_cuts(rows: pd.DataFrame, measures: MeasuresParams) -> Iterator[Caution]:
    scored = rows[(rows["status"] == "tested") & (rows["support"] == NO_DATA) & (rows["season"] != NO_DATA)]
    if (scored["grade"] == NO_DATA).any():
        yield NO_GRADE
    scored = scored[scored["grade"] != NO_DATA]
    for measure in scored["measure"].unique():
        known = measure in measures.measures
        missing = "cut scores for some grades or windows it was given in" if known else "a description in measures.yml"
        sentence = f'{_label(measure, measures)} lacks {missing}; scores without a cut suggest no support ("No data").'
        yield Caution("no_cuts" if known else "unknown_measure", measure, sentence)


def _windows(part: pd.DataFrame) -> str:
    seasons = [season for season in SEASONS if season in set(part["season"])]
    return f"{', '.join(seasons)} {part['school_year'].max()}"


def _coverage(coverage: pd.DataFrame, params: ScreeningParams, measures: MeasuresParams) -> Iterator[Caution]:
    whole = coverage[(coverage["school_id"] == TOTAL) & (coverage["by"] == TOTAL) & (coverage["status"] == "tested")]
    latest = whole[whole["school_year"] == whole["school_year"].max()]
    low = latest[latest["percent"] < params.coverage_threshold]
    for measure, part in low.groupby("measure", sort=False):
        yield Caution(
            "low_coverage", str(measure),
            f"{_label(str(measure), measures)}: fewer than {params.coverage_threshold:g} % of the enrolled students "
            f"were tested ({_windows(part)}). Those not tested may need support most, so shares by tier may mislead.",
        )  # fmt: skip


def _core(rows: pd.DataFrame, params: ScreeningParams, measures: MeasuresParams) -> Iterator[Caution]:
    """Grades of a school with many students below the cut in the latest year: a question about core instruction."""
    judged = rows[rows["support"].isin(TIERS) & (rows["school_year"] == rows["school_year"].max())]
    below = judged.assign(below=judged["support"] != TIERS[0])
    keys = ["measure", "season", "school_id", "grade"]
    share = below.groupby(keys, sort=True)["below"].agg(["mean", "size"]).reset_index()
    many = share["mean"] * 100 >= params.core_question_share
    asked = share[many & (share["size"] >= params.core_question_students)]
    for measure, part in asked.groupby("measure", sort=False):
        places = dict.fromkeys(f"{s} grade {g}" for s, g in zip(part["school_id"], part["grade"], strict=True))
        yield Caution(
            "core_instruction_first", ", ".join(places),
            f"{_label(str(measure), measures)}: in some grades {params.core_question_share:g} % or more of the tested "
            "students scored on the risk side of the cut. "
            f"Ask about {_universal(str(measure), measures)} before adding support student by student.",
        )  # fmt: skip


def _universal(measure: str, measures: MeasuresParams) -> str:
    """Name what every student receives in the measure's domain."""
    known = measures.measures.get(measure)
    academic = known is None or known.domain in {Domain.READING, Domain.MATH}
    return "core instruction" if academic else "what the school offers every student"
