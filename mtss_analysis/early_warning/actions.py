"""From flag to action: when each student was first flagged, and what the records hold in the days after."""

import numpy as np
import pandas as pd

from mtss_analysis.early_warning import absence
from mtss_analysis.early_warning.indicators import WHO, Sources
from mtss_analysis.early_warning.settings import EarlyWarningParams
from mtss_analysis.estimators import proportions
from mtss_analysis.estimators.survival import kaplan_meier
from mtss_analysis.intake import Dataset, attach, partitions, school_year
from mtss_analysis.params import DistrictParams
from mtss_analysis.vocabulary import NO_DATA

PLAN, SESSION, DECISION, LETTER = "a plan started", "a session was held", "a team decided", "a letter was sent"
WENT_ON = "support open before went on"
"""A session of a plan that began before the flag: something was there, but nothing was changed by the flag."""
NOTHING, TOO_EARLY = "nothing on record", "too early to tell"
ANSWERS = (PLAN, SESSION, DECISION, LETTER, WENT_ON, NOTHING)


def flags(found: Sources, dataset: Dataset, params: EarlyWarningParams, district: DistrictParams) -> pd.DataFrame:
    """Find the first flag of each student, school year and indicator, and the first action after it.

    A flag stands on the first day on which the indicator could be known: the end of an attendance period, the day of
    a referral, the day from which a term's marks are known. Plans, sessions and decisions count in the domains that
    answer the indicator; letters of the kinds that answer. An action on the day of the flag counts.

    Returns
    -------
    pandas.DataFrame
        WHO, grade, school_id (on the day), indicator, flagged (day), acted (day of the first action), kind (of it),
        days (to it, or as long as the student could be followed), begun (it came by then), answer (kind of the first
        action in time, "nothing on record", or "too early to tell"), open ("yes" if support in such a domain was
        open already).
    """
    raised = pd.concat([_absent(found, params), _referred(found, params), _failed(found)], ignore_index=True)
    raised = raised.astype({"indicator": "str", "flagged": "datetime64[us]"})
    placed = attach(raised, dataset, district, on="flagged")
    placed = placed[placed["school_id"] != NO_DATA].reset_index(drop=True).rename_axis("flag").reset_index()
    return _followed(_first(placed, dataset, params, found.as_of), dataset, params, district, found.as_of)


def _absent(found: Sources, params: EarlyWarningParams) -> pd.DataFrame:
    sums = absence.running(found.attendance)
    sums = sums[sums["enrolled"] >= params.flag_days]
    answer = absence.chronic(sums["absent"], sums["enrolled"], params.chronic_percent, params.minimum_days)
    return _earliest(sums[answer == absence.CHRONIC], "absence")


def _referred(found: Sources, params: EarlyWarningParams) -> pd.DataFrame:
    ordered = found.incidents.sort_values("date", kind="stable")
    reached = ordered[ordered.groupby(WHO).cumcount() == params.some_referrals - 1]
    return _earliest(reached.rename(columns={"date": "day"}), "referrals")


def _failed(found: Sources) -> pd.DataFrame:
    return _earliest(found.marks[found.marks["failed"] & found.marks["day"].notna()], "courses")


def _earliest(rows: pd.DataFrame, indicator: str) -> pd.DataFrame:
    first = rows.groupby(WHO)["day"].min().rename("flagged").reset_index()
    return first.assign(indicator=indicator)


def _actions(dataset: Dataset, params: EarlyWarningParams, as_of: pd.Timestamp) -> pd.DataFrame:
    """List what the records hold: student_id, indicator it answers, order, kind, day, since."""
    plans = dataset.table("interventions").dropna(subset=["student_id", "start"])
    sessions = dataset.table("sessions")
    held = sessions[sessions["status"] == "delivered"].merge(
        plans[["plan_id", "student_id", "domain", "start"]], on="plan_id"
    )
    letters = dataset.table("letters")
    letters = letters[letters["kind"].isin(params.letters_answer)].assign(domain="")
    parts = ((plans, "start"), (held, "date"), (dataset.table("decisions"), "date"), (letters, "sent"))
    rows = [
        part[["student_id", "domain"]].assign(order=order, kind=ANSWERS[order], day=part[day])
        for order, (part, day) in enumerate(parts)
    ]
    rows[1] = rows[1].assign(since=held["start"])
    listed = pd.concat(rows, ignore_index=True).dropna(subset=["student_id", "day"])
    return listed[listed["day"] <= as_of].merge(_answering(params), on="domain").drop(columns="domain")


def _answering(params: EarlyWarningParams) -> pd.DataFrame:
    """Say which domain answers which indicator; letters, which have none, answer every one."""
    pairs = [(name, domain) for name, domains in params.answers.items() for domain in ("", *domains)]
    return pd.DataFrame(pairs, columns=["indicator", "domain"]).astype("str")


def _first(placed: pd.DataFrame, dataset: Dataset, params: EarlyWarningParams, as_of: pd.Timestamp) -> pd.DataFrame:
    """Add the first action on or after each flag, and whether support was open on its day."""
    both = placed[["flag", "student_id", "indicator", "flagged"]].merge(
        _actions(dataset, params, as_of), on=["student_id", "indicator"]
    )
    older = both["since"] < both["flagged"]
    both = both.assign(kind=both["kind"].mask(older, WENT_ON), order=both["order"].mask(older, ANSWERS.index(WENT_ON)))
    later = both[both["day"] >= both["flagged"]].sort_values(["flag", "day", "order"], kind="stable")
    first = later.drop_duplicates("flag")[["flag", "kind", "day"]].rename(columns={"day": "acted"})
    served = _served(placed, dataset, params)
    return placed.merge(first, on="flag", how="left").assign(open=np.where(placed["flag"].isin(served), "yes", "no"))


def _served(placed: pd.DataFrame, dataset: Dataset, params: EarlyWarningParams) -> set[int]:
    plans = dataset.table("interventions").dropna(subset=["student_id", "start"]).merge(_answering(params), on="domain")
    both = placed[["flag", "student_id", "indicator", "flagged"]].merge(
        plans[["student_id", "indicator", "start", "end"]], on=["student_id", "indicator"]
    )
    lasts = both["end"].isna() | (both["end"] >= both["flagged"])
    return set(both.loc[(both["start"] < both["flagged"]) & lasts, "flag"])


def _followed(
    rows: pd.DataFrame, dataset: Dataset, params: EarlyWarningParams, district: DistrictParams, as_of: pd.Timestamp
) -> pd.DataFrame:
    """Follow each flag until the first action, or until the student left or the records of the school year end."""
    until = _last_enrolled(rows, dataset, as_of)
    ends = rows["school_year"].map(_last_days(dataset, district, as_of))
    until = until.where(~(ends < until), ends)
    begun = (rows["acted"] <= until).to_numpy(dtype=bool)
    waited = (rows["acted"].where(begun, until) - rows["flagged"]).dt.days.clip(lower=0)
    timely = begun & (waited <= params.action_days).to_numpy()
    seen = (rows["flagged"] + pd.Timedelta(days=params.action_days) <= until).to_numpy()
    answer = np.select([timely, ~seen], [rows["kind"].fillna("").to_numpy(), TOO_EARLY], NOTHING)
    return rows.assign(days=waited.astype("float64"), begun=begun, answer=pd.Series(answer, rows.index, dtype="str"))


def _last_enrolled(rows: pd.DataFrame, dataset: Dataset, as_of: pd.Timestamp) -> "pd.Series[pd.Timestamp]":
    stays = dataset.table("enrollments")
    ends = stays["enrolled_to"].fillna(as_of)
    until = ends.where(ends <= as_of, as_of).groupby(stays["student_id"]).max()
    found: pd.Series[pd.Timestamp] = rows["student_id"].map(until).fillna(as_of).astype("datetime64[us]")
    return found


def _last_days(dataset: Dataset, district: DistrictParams, as_of: pd.Timestamp) -> "pd.Series[pd.Timestamp]":
    """Return the last day of each school year that attendance, referrals or sessions speak of."""
    tables = (("attendance", "period_end"), ("incidents", "date"), ("sessions", "date"))
    days = pd.concat([dataset.table(name)[column] for name, column in tables]).dropna()
    days = days[days <= as_of]
    last: pd.Series[pd.Timestamp] = days.groupby(school_year(days, district.school_year_starts)).max()
    return last


def shares(flagged: pd.DataFrame, params: EarlyWarningParams) -> pd.DataFrame:
    """Count flags by the first action in time: school_year, indicator, school_id, answer, n, followed, shares.

    Flags too young to tell are in no number.
    """
    known = flagged[flagged["answer"] != TOO_EARLY]
    counted = partitions.count(known, ["school_year", "indicator"], "answer", ANSWERS, of="followed")
    share = proportions.wilson(counted["n"], counted["followed"], params.confidence)
    return counted.assign(percent=100 * share.share, low=100 * share.low, high=100 * share.high)


def waits(flagged: pd.DataFrame, params: EarlyWarningParams) -> pd.DataFrame:
    """Median days from a flag to the first action (Kaplan and Meier), by school year and indicator."""
    rows = []
    for (year, indicator), part in flagged.groupby(["school_year", "indicator"], sort=True):
        fit = kaplan_meier(part["days"], part["begun"], params.confidence)
        rows.append((year, indicator, len(part), fit.ended, fit.median, fit.low, fit.high))
    columns = ["school_year", "indicator", "n", "ended", "median", "low", "high"]
    return pd.DataFrame(rows, columns=columns).astype({"school_year": "str", "indicator": "str", "n": "int64"})
