"""What each source says of a need in a domain: for, against, unclear or nothing. A note is listed, never scored."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from mtss_analysis.decisions.standing import Place
from mtss_analysis.early_warning.absence import ATTENDS, CHRONIC, chronic
from mtss_analysis.screening import ScreeningParams
from mtss_analysis.screening.support import TIERS
from mtss_analysis.vocabulary import Domain
from mtss_analysis.whole_child.record import Record


class Says(StrEnum):
    """What a source says of a need."""

    FOR = "for a need"
    AGAINST = "against a need"
    UNCLEAR = "unclear"
    SILENT = "silent"
    LISTED = "listed"
    APART = "—"


@dataclass(frozen=True, slots=True)
class Word:
    """What one source says of a need in one domain, and why."""

    source: str
    says: Says
    why: str


SOURCES = ("screening", "progress", "attendance", "referrals", "marks", "observations")
OF_PLACE = {
    Place.BELOW: (Says.FOR, "the latest scores all fall short of the aimline"),
    Place.ABOVE: (Says.AGAINST, "the latest scores are all better than the aimline"),
    Place.REACHED: (Says.AGAINST, "the latest scores are all at the goal or better"),
    Place.AROUND: (Says.UNCLEAR, "the latest scores are not all on one side of the aimline"),
    Place.TOO_FEW: (Says.SILENT, "too few scores to tell yet"),
    Place.NO_SCORES: (Says.SILENT, "no scores since the plan began"),
    Place.NO_GOAL: (Says.SILENT, "the plan has no goal with a day"),
}


def words(record: Record, domain: str) -> dict[str, Word]:
    """Return what every source says of a need in one domain; sources that speak of other domains only are apart."""
    made = {
        "screening": None if domain == Domain.ATTENDANCE and len(record.attendance) else screening(record, domain),
        "progress": progress(record, domain),
        "attendance": attendance(record) if domain == Domain.ATTENDANCE else None,
        "referrals": referrals(record) if domain == Domain.BEHAVIOR else None,
        "marks": marks(record, domain) if domain in set(record.how.course_domains.values()) else None,
        "observations": observations(record, domain),
    }
    return {
        source: Word(source, *found) if found else Word(source, Says.APART, "does not speak of this domain")
        for source, found in made.items()
    }


def screening(record: Record, domain: str) -> tuple[Says, str]:
    """Hold the latest score of each measure against its cut; a score near the cut is unclear.

    Where attendance itself is on record, a screening score of it would count the same days twice.
    """
    since = record.day - pd.Timedelta(days=record.how.looks_back_days)
    rows = record.screenings
    rows = rows[(rows["domain"] == domain) & (rows["date"] > since) & rows["support"].isin(TIERS)]
    judged = rows.drop_duplicates("measure", keep="last")
    if judged.empty:
        return Says.SILENT, "no score of the last year that can be held against a cut"
    calls, near = judged["support"] != TIERS[0], _near(judged, record)
    why = "; ".join(
        f"{record.measures.measure(str(row.measure)).label} {row.score:g}, cut {row.tier2:g}"
        f"{', close to it' if close else ''}"
        for row, close in zip(judged.itertuples(), near, strict=True)
    )
    sure = calls[~near]
    if sure.empty or (sure.any() and not sure.all()):
        return Says.UNCLEAR, why
    return (Says.FOR if sure.iloc[0] else Says.AGAINST), why


def _near(judged: pd.DataFrame, record: Record) -> "pd.Series[bool]":
    """Tell which scores could lie on the other side of the cut for Tier 2 support on another day."""
    away = (judged["score"] - judged["tier2"]).abs()
    return away <= record.settings.load(ScreeningParams).near_cut_sems * judged["sem"]


def progress(record: Record, domain: str) -> tuple[Says, str]:
    """Look where the latest scores of open plans lie; what support did not deliver is said beside it."""
    plans = record.plans
    plans = plans[(plans["domain"] == domain) & plans["open"].astype(bool)]
    if plans.empty:
        return Says.SILENT, "no plan is open"
    found = [OF_PLACE[each.place] for each in plans["standing"]]
    told = {says for says, _ in found if says != Says.SILENT}
    says = (told.pop() if len(told) == 1 else Says.UNCLEAR) if told else Says.SILENT
    why = "; ".join(
        f"{row['intervention']}: {OF_PLACE[row['standing'].place][1]}{_delivery(row, record)}"
        for row in plans.to_dict("records")
    )
    return says, why


def _delivery(plan: Mapping[Hashable, Any], record: Record) -> str:
    low, high = plan["dose_low"], plan["dose_high"]
    if pd.isna(low):
        return ", no session is logged"
    share = f"{100 * low:.0f}" if round(100 * low) == round(100 * high) else f"{100 * low:.0f} to {100 * high:.0f}"
    short = low < record.rule.delivery_threshold
    return f", {share} % of planned sessions received" + (": check delivery first" if short else "")


def attendance(record: Record) -> tuple[Says, str]:
    """Compare the days absent of the school year with the share that is called chronic."""
    if not record.dataset.has("attendance"):
        return Says.SILENT, "the data have no table of attendance"
    rows = record.attendance[record.attendance["school_year"] == record.school_year]
    enrolled, absent = rows["days_enrolled"].sum(), rows["days_absent"].sum()
    [answer] = chronic(absent, enrolled, record.signs.chronic_percent, record.signs.minimum_days)
    if answer not in SPOKEN:
        return Says.SILENT, f"fewer than {record.signs.minimum_days} enrolled days are counted this school year"
    why = f"absent {absent:g} of {enrolled:g} enrolled days this school year ({100 * absent / enrolled:.0f} %)"
    return SPOKEN[answer], why


SPOKEN = {CHRONIC: Says.FOR, ATTENDS: Says.AGAINST}
"""Answer about absence → what it says of a need; any other says nothing."""


def referrals(record: Record) -> tuple[Says, str]:
    """Count the referrals of the school year."""
    if not record.dataset.has("incidents"):
        return Says.SILENT, "the data have no table of referrals"
    count = int(record.referrals.loc[record.referrals["school_year"] == record.school_year, "referrals"].sum())
    says = Says.FOR if count >= record.signs.some_referrals else Says.AGAINST
    return says, f"{count} this school year"


def marks(record: Record, domain: str) -> tuple[Says, str]:
    """Look at the latest term with a mark in a course of the domain."""
    rows = record.dataset.table("marks").dropna(subset=["passed"])
    rows = rows[rows["course"].map(record.how.course_domains).astype("object") == domain]
    first = int(record.school_year[:4]) - max(record.how.looks_back_days // 365, 0)
    rows = rows[pd.to_numeric(rows["term"].str[:4], errors="coerce") >= first]
    if rows.empty:
        return Says.SILENT, "no mark of the last year"
    last = rows[rows["term"] == rows["term"].max()]
    why = ", ".join(f"{row.course} {row.mark} ({row.term})" for row in last.itertuples())
    return (Says.AGAINST if last["passed"].all() else Says.FOR), why


def observations(record: Record, domain: str) -> tuple[Says, str]:
    """Count the notes; what they say is for people to read."""
    count = int((record.observations["domain"] == domain).sum())
    if not count:
        return Says.SILENT, "no note"
    return Says.LISTED, f"{count} note{'s' if count > 1 else ''} to read below"
