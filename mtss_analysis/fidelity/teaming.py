"""Whether teams meet, decide, say why, look again, and carry out: the fidelity of the system, team by team."""

import numpy as np
import pandas as pd

from mtss_analysis.estimators.proportions import wilson
from mtss_analysis.fidelity.reviews import reviewed
from mtss_analysis.intake import Dataset, attach, school_year
from mtss_analysis.params import DistrictParams, TeamsParams
from mtss_analysis.recall import computed_once
from mtss_analysis.results import ColumnDoc, ResultTable
from mtss_analysis.vocabulary import TOTAL

KEYS = ["school_year", "school_id", "team"]
MET = ["planned", "held", "not_held", "not_recorded"]
DECIDED = [
    "decisions",
    "with_reason",
    "due",
    "reviewed",
    "reviewed_late",
    "tried",
    "carried_out",
    "carried_not_recorded",
]

TEAMING_DOCS = (
    ColumnDoc("school_year", "school year of the meeting or decision"),
    ColumnDoc("school_id", "school or district the team belongs to; All is every one together"),
    ColumnDoc("team", "team as in the table meetings, or the role that decided"),
    ColumnDoc("planned", "meetings planned until the day of looking", "meetings"),
    ColumnDoc("held", "of them, recorded as held", "meetings"),
    ColumnDoc("not_held", "recorded as not held", "meetings"),
    ColumnDoc("not_recorded", "of which nobody wrote down whether they were held", "meetings"),
    ColumnDoc("held_low", "held of planned, those not recorded counted as missed", "percent"),
    ColumnDoc("held_high", "held of planned, those not recorded counted as held", "percent"),
    ColumnDoc("decisions", "decisions recorded", "decisions"),
    ColumnDoc("per_meeting_low", "decisions for each meeting, those not recorded counted as held", "decisions/meeting"),
    ColumnDoc("per_meeting_high", "decisions for each meeting recorded as held", "decisions/meeting"),
    ColumnDoc("with_reason", "decisions with a reason", "decisions"),
    ColumnDoc("reason_percent", "with a reason, of decisions", "percent"),
    ColumnDoc("due", "decisions on plans still open on the day of review, which has passed", "decisions"),
    ColumnDoc("reviewed", "of them, looked at again by that day, with the days of grace", "decisions"),
    ColumnDoc("reviewed_late", "of them, looked at again later", "decisions"),
    ColumnDoc("reviewed_percent", "reviewed of due", "percent"),
    ColumnDoc("reviewed_ci_low", "lower end of its interval (Wilson)", "percent"),
    ColumnDoc("reviewed_ci_high", "upper end of its interval", "percent"),
    ColumnDoc("tried", "decisions whose day of review has passed, or that name none", "decisions"),
    ColumnDoc("carried_out", "of them, recorded as carried out", "decisions"),
    ColumnDoc("carried_not_recorded", "of them, without a record", "decisions"),
    ColumnDoc("carried_low", "carried out, those not recorded counted as not carried out", "percent"),
    ColumnDoc("carried_high", "carried out, those not recorded counted as carried out", "percent"),
    ColumnDoc("carried_ci_low", "lower end of the interval of the lowest share (Wilson)", "percent"),
    ColumnDoc("carried_ci_high", "upper end of the interval of the highest share", "percent"),
)


@computed_once
def teaming(
    dataset: Dataset, params: TeamsParams, district: DistrictParams, day: pd.Timestamp | None = None
) -> pd.DataFrame:
    """Count, for each school year, school and team, what was planned, held, decided, reviewed and carried out.

    A meeting without a record is neither held nor missed, and a decision without a record neither carried out nor
    not: shares are given at their lowest and highest. All meetings are counted, so their shares need no interval;
    what a team does with its decisions is a habit seen in some decisions, and carries Wilson's (Wilson 1927).

    Parameters
    ----------
    dataset
        The tables meetings and decisions; a table that did not come in leaves its columns missing, never zero.
    params, district
        Days of grace, confidence, and the start of the school year.
    day
        Day of looking; by default the last one on which anything was written down.

    Returns
    -------
    pandas.DataFrame
        Columns as in :data:`TEAMING_DOCS`; rows with school_id "All" add up those of a team.
    """
    looking = last_day(dataset) if day is None else day
    met = _met(dataset, looking, district) if dataset.has("meetings") else _nobody(MET)
    decided = _decided(dataset, looking, params, district) if dataset.has("decisions") else _nobody(DECIDED)
    counts = met.join(decided, how="outer")
    for name, columns in (("meetings", MET), ("decisions", DECIDED)):
        if dataset.has(name):
            counts[columns] = counts[columns].fillna(0)
    everywhere = counts.reset_index().assign(school_id=TOTAL).groupby(KEYS).sum(min_count=1)
    rows = pd.concat([everywhere, counts]).astype("float64").reset_index().sort_values(KEYS, ignore_index=True)
    return _with_shares(rows, params.confidence)[[column.name for column in TEAMING_DOCS]]


@computed_once
def teaming_table(frame: pd.DataFrame) -> ResultTable:
    """Document what :func:`teaming` gives; it speaks of teams and stays with them."""
    row = "one row is a team of a school or the district in a school year"
    return ResultTable("teaming", row, frame, TEAMING_DOCS, "staff")


def last_day(dataset: Dataset) -> pd.Timestamp:
    """Return the last day on which a meeting, decision, session or score was recorded; NaT if there is none."""
    meetings = dataset.table("meetings")
    days = [meetings.loc[meetings["held"].notna(), "date"].max()]
    days += [dataset.table(name)["date"].max() for name in ("decisions", "sessions", "scores")]
    last: pd.Timestamp = pd.Series(days, dtype="datetime64[us]").max()
    return last


def _met(dataset: Dataset, day: pd.Timestamp, district: DistrictParams) -> pd.DataFrame:
    meetings = dataset.table("meetings")
    rows = meetings[meetings["date"] <= day].rename(columns={"org_id": "school_id"})
    held = rows["held"]
    rows = rows.assign(
        school_year=school_year(rows["date"], district.school_year_starts), planned=1.0,
        held=(held == True).fillna(False), not_held=(held == False).fillna(False), not_recorded=held.isna(),  # noqa: E712
    )  # fmt: skip
    return rows.groupby(KEYS)[MET].sum()


def _decided(dataset: Dataset, day: pd.Timestamp, params: TeamsParams, district: DistrictParams) -> pd.DataFrame:
    decisions = dataset.table("decisions")
    rows = attach(decisions[decisions["date"] <= day], dataset, district)
    rows = rows.assign(team=rows["decided_by_role"]).join(
        reviewed(rows, dataset.table("interventions"), day, params.review_grace_days)
    )
    done = rows["carried_out"]
    tried = (rows["review_by"] <= day) | rows["review_by"].isna()
    rows = rows.assign(
        decisions=1.0, with_reason=rows["reason"].notna(), tried=tried, carried_out=tried & done.fillna(False),
        carried_not_recorded=tried & done.isna(),
    )  # fmt: skip
    return rows.groupby(KEYS)[DECIDED].sum()


def _nobody(columns: list[str]) -> pd.DataFrame:
    """Return no rows under the keys, for a table that did not come in."""
    index = pd.MultiIndex.from_arrays([[], [], []], names=KEYS)
    return pd.DataFrame({name: pd.Series(dtype="float64") for name in columns}, index=index)


def _with_shares(rows: pd.DataFrame, confidence: float) -> pd.DataFrame:
    possible = rows["held"] + rows["not_recorded"]
    again = wilson(rows["reviewed"], rows["due"], confidence)
    least = wilson(rows["carried_out"], rows["tried"], confidence)
    most = wilson(rows["carried_out"] + rows["carried_not_recorded"], rows["tried"], confidence)
    return rows.assign(
        held_low=_percent(rows["held"], rows["planned"]), held_high=_percent(possible, rows["planned"]),
        per_meeting_low=_percent(rows["decisions"], possible) / 100,
        per_meeting_high=_percent(rows["decisions"], rows["held"]) / 100,
        reason_percent=_percent(rows["with_reason"], rows["decisions"]),
        reviewed_percent=100 * again.share, reviewed_ci_low=100 * again.low, reviewed_ci_high=100 * again.high,
        carried_low=100 * least.share, carried_high=100 * most.share,
        carried_ci_low=100 * least.low, carried_ci_high=100 * most.high,
    )  # fmt: skip


def _percent(part: "pd.Series[float]", whole: "pd.Series[float]") -> "pd.Series[float]":
    return 100 * part / whole.where(whole > 0, np.nan)
