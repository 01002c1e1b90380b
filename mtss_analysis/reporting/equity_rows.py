"""Tables about equity: which rows a page shows, in which order, under which names."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import pandas as pd

from mtss_analysis.equity.children import YES
from mtss_analysis.equity.counts import REMOVED
from mtss_analysis.equity.significant import NOT_CALCULATED
from mtss_analysis.estimators.risk_ratios import risk_ratios
from mtss_analysis.reporting import rows
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.tabulate import WITHHELD
from mtss_analysis.vocabulary import NO_DATA, TOTAL

TOO_FEW = "too few to say"


def disability(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the share of every group with a disability on record, beside that of all others."""
    return _shares(frame, labels, frame["disability_said"] == YES, "enrolled", "With a disability")


def removals(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the share of every group that was out of school by suspension or expulsion, beside that of all others.

    The share never removed would say the same and hide it: 93 and 96 percent look alike, 7 and 4 percent do not.
    """
    return _shares(frame, labels, frame["out_of_school"] == REMOVED, "enrolled", "Out of school")


def placements(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List where students with a disability of every group spend the day, in the latest school year."""
    frame = _latest(frame)
    frame = frame[(frame["placement"] != TOTAL) & (frame["n"] != 0)]
    frame = _with_interval(_grouped(frame, labels)).assign(placement=frame["placement"].str.capitalize())
    columns = {"by": "Groups by", "group": "Group", "placement": "Where", "n": "Students"}
    return rows.named(frame, columns | {"with_a_disability": "Of"} | _SHARE)


def categories(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List categories of disability of every group, in the latest school year."""
    frame = _latest(frame)
    frame = frame[(frame["category"] != TOTAL) & (frame["n"] != 0)]
    frame = _with_interval(_grouped(frame, labels)).assign(category=frame["category"].str.capitalize())
    columns = {"by": "Groups by", "group": "Group", "category": "Category", "n": "Students"}
    return rows.named(frame, columns | {"with_a_disability": "Of"} | _SHARE)


def ratios(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the ratios of IDEA of the latest school year that could be calculated, category by category."""
    frame = _latest(frame)
    frame = frame[frame["method"] != NOT_CALCULATED]
    frame = frame.assign(
        category=frame["category"].str.capitalize(), method=frame["method"].str.capitalize(),
        answer=[_state(row) for _, row in frame.iterrows()],
        said=_ratio(frame).mask(frame["low"].isna() & frame["ratio"].notna(), frame["ratio"].map("{:.2f}".format)),
    )  # fmt: skip
    columns = {"category": "Category", "group": "Group", "n": "With the outcome", "of": "Of", "risk": "Percent"}
    more = {"comparison": "Percent of others", "said": "Ratio (95 % interval)", "threshold": "Threshold"}
    return rows.named(frame, columns | more | {"answer": "Answer"})


def _state(row: "pd.Series[str]") -> str:
    """Say whether a ratio is above its threshold, for how long, and whether the district is identified."""
    years = int(row["above"])
    said = str(row["answer"]).capitalize() + (f", {years} school years in a row" if years > 1 else "")
    if row["identified"]:
        return f"{said}: significant disproportionality"
    return f"{said}, and falling by reasonable progress" if years and row["progress"] else said


def not_calculated(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """Count the groups for which no ratio could be calculated in the latest school year, by reason."""
    frame = _latest(frame)
    frame = frame[frame["method"] == NOT_CALCULATED]
    counted = frame.groupby(["kind", "why"], as_index=False).size()
    counted = counted.assign(kind=counted["kind"].str.capitalize(), why=counted["why"].str.capitalize())
    return rows.named(counted, {"kind": "Categories", "why": "Why there is no ratio", "size": "Groups"})


def gaps(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the gap of every group in the latest window of every domain's main measure."""
    main = list(rows.main_measures(frame, "n").values()) if len(frame) else []
    frame = frame[(frame["by"] != TOTAL) & (frame["group"] != NO_DATA) & frame["measure"].isin(main)]
    frame = rows.in_domain_order(_grouped(rows.latest(frame), labels))
    frame = frame.assign(measure=frame["measure"].map(labels.measure), said=_gap(frame))
    columns = {"measure": "Measure", "by": "Groups by", "group": "Group", "n": "Students"}
    return rows.named(frame, columns | {"said": "Gap in standard deviations (95 % interval)"})


def same_income(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the gaps by race and ethnicity again among students of like family income, in the latest windows."""
    frame = frame[(frame["by"] == labels.district.group_columns[0]) & (frame["group"] != NO_DATA)]
    main = list(rows.main_measures(frame.assign(by=TOTAL), "n").values()) if len(frame) else []
    frame = rows.in_domain_order(_grouped(rows.latest(frame[frame["measure"].isin(main)]), labels))
    names = [labels.group("economically_disadvantaged", income) for income in frame["income"]]
    frame = frame.assign(measure=frame["measure"].map(labels.measure), said=_gap(frame), income=names)
    columns = {"measure": "Measure", "income": "Family income", "group": "Group", "n": "Students"}
    return rows.named(frame, columns | {"said": "Gap in standard deviations (95 % interval)"})


def school_gaps(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List schools whose gap is clearly another than elsewhere, by name; schools are not ranked."""
    frame = frame[frame["answer"].str.startswith("clearly")] if len(frame) else frame
    frame = rows.in_domain_order(_grouped(frame, labels))
    drawn = zip(frame["drawn"], frame["drawn_low"], frame["drawn_high"], strict=True)
    frame = frame.assign(
        measure=frame["measure"].map(labels.measure), school=frame["school_id"].map(labels.school), said=_gap(frame),
        pulled=[f"{value:.2f} ({low:.2f} to {high:.2f})" for value, low, high in drawn],
    )  # fmt: skip
    columns = {"measure": "Measure", "by": "Groups by", "group": "Group", "school": "School", "n": "Students"}
    return rows.named(frame, columns | {"said": "Gap as it is", "pulled": "Drawn towards the other schools"})


def referrals(
    frame: pd.DataFrame, labels: Labels, school: str, compared: str = "at the same behavior score"
) -> pd.DataFrame:
    """List referrals of every group beside all others in the latest school year: all, judged and seen."""
    frame = _latest(frame)
    frame = _grouped(frame[frame["compared"] == compared], labels)
    frame = frame.assign(
        kind=frame["kind"].str.capitalize(), said=_ratio(frame), answer=frame["answer"].str.capitalize()
    )
    columns = {"kind": "Referrals", "by": "Groups by", "group": "Group", "students": "Students", "rate": "Rate"}
    return rows.named(
        frame, columns | {"others": "Rate of others", "said": "Ratio (95 % interval)", "answer": "Answer"}
    )


def places(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List what is referred most, where and when, in the latest school year."""
    frame = _latest(frame)
    frame = frame.assign(**{name: frame[name].str.capitalize() for name in ("kind", "behavior", "location")})
    columns = {"kind": "Referrals", "behavior": "Behavior", "location": "Where", "hour": "When"}
    return rows.named(frame, columns | {"referrals": "Number", "students": "Students"})


def _shares(frame: pd.DataFrame, labels: Labels, answer: "pd.Series[bool]", of: str, name: str) -> pd.DataFrame:
    """Show one answer of every group in the latest year; the ratio is worked out from the numbers that are shown."""
    frame = _latest(frame[answer & (frame["group"] != NO_DATA)])
    whole = frame[frame["by"] == TOTAL]
    cases, everybody = (float(whole[column].iloc[0]) if len(whole) else np.nan for column in ("n", of))
    n, base = frame["n"].astype("float64"), frame[of].astype("float64")
    told = (frame["by"] != TOTAL) & n.notna() & base.notna() & np.isfinite(cases) & (everybody > base)
    fit = risk_ratios(
        n.where(told, 0), base.where(told, 1), (cases - n).where(told, 0), (everybody - base).where(told, 1)
    )
    said = _ratio(frame.assign(ratio=fit.ratio, low=fit.low, high=fit.high), withheld=n.isna() | base.isna())
    frame = _with_interval(_grouped(frame, labels)).assign(said=said.where(frame["by"] != TOTAL, ""))
    columns = {"by": "Groups by", "group": "Group", "n": name, of: "Of"} | _SHARE
    return rows.named(frame, columns | {"said": "Ratio to all others (95 % interval)"})


def _latest(frame: pd.DataFrame) -> pd.DataFrame:
    kept: pd.DataFrame = frame[frame["school_year"] == frame["school_year"].max()]
    return kept


def _grouped(frame: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    names = [labels.group(by, group) for by, group in zip(frame["by"], frame["group"], strict=True)]
    return frame.assign(by=frame["by"].map(labels.by), group=pd.Series(names, frame.index, dtype="str"))


def _with_interval(frame: pd.DataFrame) -> pd.DataFrame:
    ends = zip(frame["low"], frame["high"], strict=True)
    spans = [None if pd.isna(low) else f"{low:.0f} to {high:.0f}" for low, high in ends]
    return frame.assign(interval=pd.Series(spans, frame.index, dtype="str"))


def _ratio(frame: pd.DataFrame, withheld: "pd.Series[bool] | None" = None) -> "pd.Series[str]":
    numbers = zip(frame["ratio"], frame["low"], frame["high"], strict=True)
    said = [TOO_FEW if pd.isna(low) else f"{ratio:.2f} ({low:.2f} to {high:.2f})" for ratio, low, high in numbers]
    found = pd.Series(said, frame.index, dtype="str")
    return found if withheld is None else found.mask(withheld, WITHHELD)


def _gap(frame: pd.DataFrame) -> "pd.Series[str]":
    held = frame["n"].isna()
    rounded = frame[["gap", "low", "high"]].round(2) + 0.0  # without a minus before nothing
    numbers = rounded.itertuples(index=False)
    said = [TOO_FEW if pd.isna(gap) else f"{gap:.2f} ({low:.2f} to {high:.2f})" for gap, low, high in numbers]
    return pd.Series(said, frame.index, dtype="str").mask(held, WITHHELD)


_SHARE = {"percent": "Percent", "interval": "95 % interval"}
NO_DISABILITY = "The records do not say who has a disability, or hold no groups that could be compared."
NO_DETAIL = "The records do not say this of any student with a disability, or hold no groups that could be compared."
NO_REMOVALS = "The records hold no referrals, so nobody can tell who was removed; or no groups that could be compared."
NO_REFERRALS = "The records hold no referrals with school days beside them."
SHOWN: Final[Mapping[str, tuple[str, Callable[..., pd.DataFrame], str, str, dict[str, int], str]]] = {
    "disability": ("disability", disability, "Students with a disability on record, by group", NO_DISABILITY, {}, ""),
    "categories": ("categories", categories, "Categories of disability, by group", NO_DETAIL, {}, "Group"),
    "placements": ("placements", placements, "Where students with a disability spend the day", NO_DETAIL, {}, ""),
    "removals": (
        "removals", removals, "Students suspended out of school or expelled at least once", NO_REMOVALS, {}, "",
    ),
    "ratios": (
        "ratios", ratios, "Ratios by the rules of IDEA that could be calculated, latest school year",
        "There is no ratio here: in every category too few children have the outcome, or the records do not say who "
        "has a disability and of which race or ethnicity. The cautions at the end of the page say which.",
        {"With the outcome": 0, "Of": 0, "Percent": 1, "Percent of others": 1, "Threshold": 1}, "",
    ),
    "not_calculated": (
        "ratios", not_calculated, "Groups without a ratio, latest school year",
        "No group is left without a ratio for being too small.", {},
        "",
    ),
    "gaps": (
        "gaps", gaps, "Gaps in the latest window of the main measure of each domain", "No scores by group are at hand.",
        {}, "",
    ),
    "same_income": (
        "same_income", same_income, "The same gaps among students of like family income",
        "Family income is not recorded, or no scores are at hand.", {}, "",
    ),
    "school_gaps": (
        "school_gaps", school_gaps, "Schools where a gap is clearly another than elsewhere",
        "In no school a gap is clearly another than elsewhere.", {}, "",
    ),
    "referrals": (
        "referrals", referrals, "Referrals at the same behavior score, per 100 students and school day", NO_REFERRALS,
        {"Rate": 2, "Rate of others": 2}, "",
    ),
    "places": (
        "places", places, "What is referred, where and when, latest school year", NO_REFERRALS, {}, "Referrals",
    ),
}  # fmt: skip
"""Name → table of the result, its rows, caption, the sentence where there are none, decimals, and what is cut by."""
