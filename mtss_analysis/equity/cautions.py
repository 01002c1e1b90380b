"""What a reader must know before using a comparison of groups; none names a number of a small group."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.equity.children import NOT_RECORDED, YES, Children
from mtss_analysis.equity.result import DOES_NOT_APPLY, NOTHING, TO_COMPARE
from mtss_analysis.equity.settings import EquityParams
from mtss_analysis.intake import Dataset
from mtss_analysis.params import DistrictParams
from mtss_analysis.results import Caution
from mtss_analysis.vocabulary import NO_DATA

NOT_CAUSE = Caution(
    "not_a_cause", "all",
    "A ratio or gap tells that groups fare differently, not why. It may come from need, from access, from decisions of "
    "adults, or from what was written down. Ask next where in the chain the difference begins.",
)  # fmt: skip
CHILDREN = Caution(
    "children_not_incidents", "ratios",
    "Thirteen of the fourteen categories count children, however often each was removed. Removals in all count "
    "removals, so one child may count several times.",
)  # fmt: skip
AGES = Caution(
    "ages", "ratios",
    "The rules speak of children from 3 to 21, for placement from 6 to 21. The records hold grades and not ages; all "
    "students on the roster are counted.",
)  # fmt: skip
STATE = Caution(
    "state_sets", "ratios",
    "Thresholds, the smallest numbers and reasonable progress are set by the State. Those of equity.yml are planning "
    "values until the district puts its State's in their place.",
)  # fmt: skip
MANY = Caution(
    "many_comparisons",
    "all",
    "Many groups are compared, so some intervals miss the truth by chance alone: of a hundred, about five.",
)
SCALE = Caution(
    "interval_of_gap",
    "gaps",
    "Scores are compared within grade and window. The interval of a gap takes the spread of scores as known.",
)


def cautions(
    dataset: Dataset, found: Children, frames: dict[str, pd.DataFrame], params: EquityParams, district: DistrictParams
) -> tuple[Caution, ...]:
    """Collect the cautions that this result calls for."""
    if not found.groups:
        why = f"{NOTHING.removesuffix('.')}: no column of {', '.join(district.group_columns)} has more than one value."
        return (Caution(DOES_NOT_APPLY, "all", f"{why} {TO_COMPARE}"),)
    scale = (SCALE,) if len(frames["gaps"]) else ()
    named, said = _columns(found, params, district), _idea(found, frames, params)
    return (NOT_CAUSE, MANY, *named, *said, *_incidents(dataset, frames), *scale)


def _columns(found: Children, params: EquityParams, district: DistrictParams) -> Iterator[Caution]:
    for name in district.group_columns:
        if name not in found.groups:
            sentence = f"The column {name} is missing or has one value only, so no groups are formed by it."
            yield Caution("no_groups", name, sentence)
    known = {*params.race_groups, *params.race_groups.values(), NO_DATA}
    strange = sorted(set(found.rows["race"]) - known)
    if strange:
        yield Caution(
            "unknown_race", params.race_column,
            f"{_quoted(strange)} in the column {params.race_column} is none of the seven groups and was kept as it "
            "is. Name it under race_groups in equity.yml.",
        )  # fmt: skip


def _idea(found: Children, frames: dict[str, pd.DataFrame], params: EquityParams) -> Iterator[Caution]:
    if frames["ratios"].empty:
        yield Caution(
            "no_ratios", "ratios",
            "The table students does not say who has a disability and of which race or ethnicity, so the ratios of "
            "IDEA cannot be calculated. Add both columns.",
        )  # fmt: skip
        return
    yield from (CHILDREN, AGES, STATE)
    years = frames["ratios"]["school_year"].nunique()
    if years < params.years:
        yield Caution(
            "few_years",
            "ratios",
            f"The records hold {years} of the {params.years} school years in a row that identification asks for.",
        )
    served = found.rows[found.rows["disability_said"] == YES]
    for column, what in (("category", "category of disability"), ("placement", "educational environment")):
        if (served[column] == NOT_RECORDED).any():
            yield Caution(f"{column}_unknown", "ratios", f"For some students with a disability no {what} is recorded.")


def _incidents(dataset: Dataset, frames: dict[str, pd.DataFrame]) -> Iterator[Caution]:
    if not dataset.has("incidents") or dataset.table("incidents").empty:
        yield Caution(
            "no_referrals",
            "referrals",
            "The data hold no referrals, so nobody can tell who was referred or removed: no data, and not none.",
        )
    elif frames["referrals"].empty:
        yield Caution(
            "no_days",
            "referrals",
            "The data hold no school days of students (table attendance), so referrals cannot be turned into rates.",
        )


def _quoted(values: list[str]) -> str:
    return ", ".join(f'"{value}"' for value in values[:5])
