"""What people answered to instruments: each rating with its form, group, school, round and rater.

A round is one half of a school year, so that schools that rated in different weeks stand beside one another. A survey
that stayed open for days is one sitting, of its last day. Of two sittings of one group in a round, the later counts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtss_analysis.fidelity.self_assessment_settings import SelfAssessmentParams
from mtss_analysis.intake import Dataset, school_year
from mtss_analysis.params import DistrictParams, Instrument

Instruments = Mapping[tuple[str, str], Instrument]
SERIES = ["instrument", "version", "group", "form"]
"""Answers to one form, which may be averaged and compared over time."""
ROUND = [*SERIES, "school_id", "round"]
SITTING = [*ROUND, "administration_id", "date"]
SHOWN, TOO_FEW, SHELL = "shown", "too few raters to be shown", "the instrument is not complete"
AGREED = "one form, "
"""How a form begins that a group agreed on, in place of a rater."""
FALL, SPRING = "fall", "spring"


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers to instruments that are known and complete.

    Attributes
    ----------
    rows : one row a rating: SITTING, rater, item, score [points; NaN where it does not apply]; only what may be shown
    sittings : one row a sitting of a group: SITTING, raters, expected [people], response [percent], left_out [items],
        said
    unread : sentences about ratings that could not be used
    """

    rows: pd.DataFrame
    sittings: pd.DataFrame
    unread: tuple[str, ...]


def answers(
    dataset: Dataset, instruments: Instruments, params: SelfAssessmentParams, district: DistrictParams
) -> Answers:
    """Read the ratings: to each its form and group, and of each sitting whether it may be shown."""
    ratings = dataset.table("ratings").dropna(subset=["instrument", "version", "org_id", "administered_on", "item"])
    if params.as_of:
        ratings = ratings[ratings["administered_on"] <= pd.Timestamp(params.as_of)]
    ratings = ratings.rename(columns={"org_id": "school_id", "administered_on": "date"})
    ratings = ratings.assign(rater=_raters(ratings))
    parts, unread = [], list(_unknown(ratings, instruments))
    for (name, version), part in ratings.groupby(["instrument", "version"], sort=True):
        instrument = instruments.get((str(name), str(version)))
        if instrument:
            placed = _placed(part, instrument, district.school_year_starts, params.fall_months)
            unread += _without_group(part, placed, instrument)
            parts.append(placed)
    rows = pd.concat(parts, ignore_index=True) if parts else _none()
    sittings = _sittings(rows, instruments, params)
    shown = sittings.loc[sittings["said"] == SHOWN, SITTING]
    return Answers(rows.merge(_latest(shown), on=SITTING), sittings, tuple(unread))


def rounds(dates: "pd.Series[pd.Timestamp]", starts: str, fall_months: int) -> "pd.Series[str]":
    """Return the round of each date, such as "2024-25 fall": the first months of a school year, or the rest.

    Examples
    --------
    >>> rounds(pd.Series(pd.to_datetime(["2024-10-01", "2025-04-25"])), "08-01", 5).tolist()
    ['2024-25 fall', '2024-25 spring']
    """
    since = (dates.dt.month - int(starts[:2]) - (dates.dt.day < int(starts[3:]))) % 12
    half = pd.Series(np.where(since < fall_months, FALL, SPRING), dates.index, dtype="str")
    return school_year(dates, starts) + " " + half


def _raters(ratings: pd.DataFrame) -> "pd.Series[str]":
    """Name the rater; a form without one is the agreed form of its role."""
    return ratings["rater_id"].fillna(AGREED + ratings["respondent_role"].fillna("role not recorded"))


def _none() -> pd.DataFrame:
    empty = pd.DataFrame({name: pd.Series(dtype="str") for name in [*SITTING, "rater", "item"]})
    return empty.assign(score=pd.Series(dtype="float64"), date=pd.Series(dtype="datetime64[us]"))


def _placed(part: pd.DataFrame, instrument: Instrument, starts: str, fall_months: int) -> pd.DataFrame:
    """Keep ratings of known items by known groups, one an item and rater, with group, form, last day and round."""
    only = {form.group for form in instrument.forms.values()}
    alone = next(iter(only)) if len(only) == 1 else None
    group = part["respondent_role"].map(lambda role: instrument.group_of(role if isinstance(role, str) else None))
    part = part.assign(group=group.astype(object).where(group.notna(), alone))
    known = part["group"].notna() & part["item"].isin([item.number for item in instrument.items])
    on_scale = part["score"].isna() | part["score"].isin(list(instrument.scale))
    part = part[known & on_scale].drop_duplicates(["school_id", "administration_id", "group", "rater", "item"])
    who = ["school_id", "administration_id", "group"]
    form = {key: _form(set(rows["item"]), str(key[-1]), instrument) for key, rows in part.groupby(who)}
    keys = part[who].itertuples(index=False, name=None)
    last = part.groupby(who)["date"].transform("max")
    placed: pd.DataFrame = part.assign(
        form=pd.Series([form[key] for key in keys], part.index, dtype="str"),
        date=last,
        round=rounds(last, starts, fall_months),
    )
    return placed[[*SITTING, "rater", "item", "score"]]


def _form(items: set[str], group: str, instrument: Instrument) -> str:
    """Return the shortest form of the group that holds all items answered; if none does, its longest."""
    sizes = {name: len(instrument.items_of(name)) for name, form in instrument.forms.items() if form.group == group}
    fits = [name for name in sizes if items <= {item.number for item in instrument.items_of(name)}]
    return min(fits, key=sizes.__getitem__) if fits else max(sizes, key=sizes.__getitem__)


def _sittings(rows: pd.DataFrame, instruments: Instruments, params: SelfAssessmentParams) -> pd.DataFrame:
    """Count raters of each sitting, and tell whether its answers may be shown."""
    counted = rows[rows["score"].notna()].groupby(SITTING)["rater"].nunique()
    left = rows[rows["score"].isna()].groupby(SITTING).size()
    found = pd.DataFrame({"raters": counted, "left_out": left.reindex(counted.index, fill_value=0)}).reset_index()
    asked = found["group"].map(params.expected_raters).astype("float64")
    said = [_may_be_shown(instruments[name, version], str(group), int(raters)) for name, version, group, raters in
            zip(found["instrument"], found["version"], found["group"], found["raters"], strict=True)]  # fmt: skip
    return found.assign(expected=asked, response=100 * found["raters"] / asked, said=pd.Series(said, dtype="str"))


def _may_be_shown(instrument: Instrument, group: str, raters: int) -> str:
    if instrument.shell:
        return SHELL
    return SHOWN if group == "team" or raters >= instrument.minimum_raters else TOO_FEW


def _latest(sittings: pd.DataFrame) -> pd.DataFrame:
    return sittings.sort_values("date", kind="stable").drop_duplicates(ROUND, keep="last")


def _unknown(ratings: pd.DataFrame, instruments: Instruments) -> Iterator[str]:
    for name, version in sorted(set(zip(ratings["instrument"], ratings["version"], strict=True)) - set(instruments)):
        yield (
            f'Ratings name the instrument "{name}", version "{version}", which has no file; they are left out. Add '
            f"{name}_{version}.yml to DATA/params/instruments/, or correct the version."
        )


def _without_group(part: pd.DataFrame, placed: pd.DataFrame, instrument: Instrument) -> Iterator[str]:
    lost = len(part) - len(placed)
    if lost:
        yield (
            f"{instrument.label}: {lost:,} ratings have an item, a score or a role that no form knows, or stand there "
            "twice; they are left out. The page about the data names them."
        )
