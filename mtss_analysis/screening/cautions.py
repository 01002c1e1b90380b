"""What a reader must know before using a screening result."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.params import MeasuresParams
from mtss_analysis.results import Caution
from mtss_analysis.screening.result import SEASONS
from mtss_analysis.screening.settings import ScreeningParams
from mtss_analysis.screening.support import TIERS
from mtss_analysis.tables.roster import GRADES
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


def _seasons(part: pd.DataFrame) -> str:
    return ", ".join(season for season in SEASONS if season in set(part["season"]))


def _coverage(coverage: pd.DataFrame, params: ScreeningParams, measures: MeasuresParams) -> Iterator[Caution]:
    """Say where too few were tested in the latest year: in the district as a whole, and in single schools."""
    tested = coverage[(coverage["by"] == TOTAL) & (coverage["status"] == "tested")]
    latest = tested[tested["school_year"] == tested["school_year"].max()]
    low = latest[latest["percent"] < params.coverage_threshold]
    for (school, measure), part in low.groupby(["school_id", "measure"], sort=False):
        sentence = (
            f"{_label(str(measure), measures)}: fewer than {params.coverage_threshold:g} % of the enrolled students "
            f"were tested ({_seasons(part)} {part['school_year'].max()}). Those not tested may need support most, so "
            "shares by tier may mislead."
        )
        yield Caution("low_coverage", str(measure), sentence, str(school))


def _core(rows: pd.DataFrame, params: ScreeningParams, measures: MeasuresParams) -> Iterator[Caution]:
    """Grades of a school with many students below the cut in the latest year: a question about core instruction."""
    judged = rows[rows["support"].isin(TIERS) & (rows["school_year"] == rows["school_year"].max())]
    below = judged.assign(below=judged["support"] != TIERS[0])
    keys = ["measure", "season", "school_id", "grade"]
    share = below.groupby(keys, sort=True)["below"].agg(["mean", "size"]).reset_index()
    many = share["mean"] * 100 >= params.core_question_share
    asked = share[many & (share["size"] >= params.core_question_students)]
    for measure, part in asked.groupby("measure", sort=False):
        yield _core_question(str(measure), "in some grades of some schools", TOTAL, params, measures)
        for school, own in part.groupby("school_id", sort=True):
            yield _core_question(str(measure), _grades(own), str(school), params, measures)


def _core_question(measure: str, where: str, school: str, params: ScreeningParams, measures: MeasuresParams) -> Caution:
    sentence = (
        f"{_label(measure, measures)}: {where}, {params.core_question_share:g} % or more of the tested students scored "
        f"on the risk side of the cut. Ask about {_universal(measure, measures)} before adding support student by "
        "student."
    )
    return Caution("core_instruction_first", measure, sentence, school)


def _grades(part: pd.DataFrame) -> str:
    """Name grades and windows, such as "in kindergarten (fall) and grade 2 (fall, winter)"."""
    named = [
        f"{'kindergarten' if grade == 'K' else f'grade {grade}'} ({_seasons(rows)})"
        for grade, rows in sorted(part.groupby("grade"), key=lambda item: GRADES.index(str(item[0])))
    ]
    return f"in {', '.join(named[:-1])}{' and ' if named[1:] else ''}{named[-1]}"


def _universal(measure: str, measures: MeasuresParams) -> str:
    """Name what every student receives in the measure's domain."""
    known = measures.measures.get(measure)
    academic = known is None or known.domain in {Domain.READING, Domain.MATH}
    return "core instruction" if academic else "what the school offers every student"
