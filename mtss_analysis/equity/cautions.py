"""What a reader must know before using a comparison of groups; none names a number of a small group."""

from collections.abc import Iterator, Sequence

import pandas as pd

from mtss_analysis.equity.children import NOT_RECORDED, SOME_DAYS, YES, Children
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
SETTINGS = {
    "disability_category": "categories or other_categories", "educational_environment": "placements or regular_class",
}  # fmt: skip
"""Column of students → settings that name its labels."""
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
    named, said = _columns(found, district), _idea(found, frames, params)
    return (NOT_CAUSE, MANY, *named, *said, *_incidents(dataset, found, frames, params), *scale)


def _columns(found: Children, district: DistrictParams) -> Iterator[Caution]:
    for name in district.group_columns:
        if name not in found.groups:
            sentence = f"The column {name} is missing or has one value only, so no groups are formed by it."
            yield Caution("no_groups", name, sentence)


def _labels(found: Children, params: EquityParams) -> Iterator[Caution]:
    """Name the labels in the data that no setting knows, and say how their students are counted."""
    known = {*params.race_groups, *params.race_groups.values(), NO_DATA}
    strange = sorted(set(found.rows["race"]) - known)
    if strange:
        yield Caution(
            "unknown_race", params.race_column,
            f"{_quoted(strange)} in the column {params.race_column} is none of the seven groups and was kept as it "
            "is. Name it under race_groups in equity.yml.",
        )  # fmt: skip
    for column, setting_ in SETTINGS.items():
        if found.unknown[column]:
            yield Caution(
                f"unknown_{column}", column,
                f"{_quoted(found.unknown[column])} in the column {column} is not known to the settings and counts as "
                f"not recorded. Name it under {setting_} in equity.yml.",
            )  # fmt: skip


def _idea(found: Children, frames: dict[str, pd.DataFrame], params: EquityParams) -> Iterator[Caution]:
    if frames["ratios"].empty:
        yield Caution(
            "no_ratios", "ratios",
            "The table students does not say who has a disability and of which race or ethnicity, so the ratios of "
            "IDEA cannot be calculated. Add both columns.",
        )  # fmt: skip
        return
    yield from (CHILDREN, AGES, STATE, *_labels(found, params), *_state(params, frames["ratios"]))
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
            yield Caution(
                f"{column}_unknown", "ratios",
                f"For some students with a disability no {what} is recorded that the settings know. They count in "
                f"none, so that percents by {what} are too low, and ratios may be too low or too high.",
            )  # fmt: skip


def _state(params: EquityParams, ratios: pd.DataFrame) -> Iterator[Caution]:
    without = sorted(set(params.category_thresholds) - set(ratios["category"]))
    if without:
        yield Caution(
            "threshold_unknown", "ratios",
            f"{_quoted(without)} under category_thresholds in equity.yml is no category of this page, so its threshold "
            f"was not used. Write {_quoted(sorted(set(ratios['category'])), 3)}.",
        )  # fmt: skip
    known = {"category": set(ratios["category"]), "group": set(params.race_groups.values())}
    for name, names in known.items():
        strange = sorted({str(getattr(each, name)) for each in params.state} - names)
        if strange:
            yield Caution(
                f"state_{name}_unknown", "ratios",
                f"{_quoted(strange)} in the State's counts (state in equity.yml) is no {name} of this page, so "
                f"these counts were not used. Write {_quoted(sorted(names), 3)}.",
            )  # fmt: skip


def _incidents(
    dataset: Dataset, found: Children, frames: dict[str, pd.DataFrame], params: EquityParams
) -> Iterator[Caution]:
    if not dataset.has("incidents") or dataset.table("incidents").empty:
        yield Caution(
            "no_referrals",
            "referrals",
            "The data hold no referrals, so nobody can tell who was referred or removed: no data, and not none.",
        )
        return
    if found.unknown["action"]:
        yield Caution(
            "unknown_action", "removals",
            f"{_quoted(found.unknown['action'])} in the column action of incidents is no action that the settings "
            "know. Unless days_removed says 0, nobody can tell whether these students were removed. Name it under "
            "out_of_school, in_school or not_removed in equity.yml.",
        )  # fmt: skip
    if (found.incidents["action"].isna() & (found.incidents["days_removed"] != 0)).any():
        yield Caution(
            "no_action", "removals",
            "For some referrals neither an action nor days removed are recorded, so nobody can tell whether these "
            "students were removed.",
        )  # fmt: skip
    if found.rows[["out_of_school", "in_school"]].isin([SOME_DAYS]).any(axis=None):
        yield Caution(
            "unknown_days", "removals",
            "For some removals no days are recorded (days_removed in incidents). Their students count as removed, but "
            "neither as 10 days or fewer nor as more.".replace("10", f"{params.long_days:g}"),
        )  # fmt: skip
    if frames["referrals"].empty:
        yield Caution(
            "no_days",
            "referrals",
            "The data hold no school days of students (table attendance), so referrals cannot be turned into rates.",
        )


def _quoted(values: Sequence[str], most: int = 8) -> str:
    more = f" and {len(values) - most} more" if len(values) > most else ""
    return ", ".join(f'"{value}"' for value in values[:most]) + more
