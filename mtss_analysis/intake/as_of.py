"""A district's tables as they could have been known on a day: for meetings, and for looking back without hindsight."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from mtss_analysis.intake.dataset import Dataset
from mtss_analysis.intake.roster import school_year

Cut = Callable[[pd.DataFrame, pd.Timestamp], pd.DataFrame]

DATED: Mapping[str, str] = {
    "scores": "date", "sessions": "date", "fidelity_checks": "date", "incidents": "date", "observations": "date",
    "ratings": "administered_on", "learning": "answered_on", "attendance": "period_end", "letters": "due",
    "decisions": "date", "interventions": "start", "enrollments": "enrolled_from",
}  # fmt: skip
"""Table → the day from which its rows are known; rows without that day are not known on any."""


def as_of(dataset: Dataset, day: pd.Timestamp, school_year_starts: str) -> Dataset:
    """Return the dataset as it could have been known at the end of `day`.

    Rows dated later are left out. Of rows that were there, what happened later reads as empty: the end of a plan or of
    a stay, a letter's day of sending, whether a meeting was held. What is still to come and was planned stays: goals,
    days of review, meetings and steps of the action plan of the same school year.

    Two facts carry no day of their own: whether a decision was carried out, and where a step of the action plan stands.
    Where the data go on after `day`, they count as known from the day of review, or the due day, on. Marks carry a term
    and no day; those of the school year of `day` are left out.

    Parameters
    ----------
    dataset
        The tables; none is changed.
    day
        Midnight of the last day that is known.
    school_year_starts
        First day of a school year as MM-DD, from ``district.yml``.

    Returns
    -------
    Dataset
        The same index labels, sources and problems; a fingerprint of its own.

    Examples
    --------
    >>> from mtss_analysis.intake import from_frames
    >>> plans = pd.DataFrame({"plan_id": ["P1", "P2"], "start": ["2024-09-02", "2025-01-13"], "end": "2025-05-30"})
    >>> then = as_of(from_frames({"interventions": plans}), pd.Timestamp("2024-12-01"), "08-01")
    >>> then.table("interventions")[["plan_id", "end"]].values.tolist()
    [['P1', NaT]]
    """
    past = _goes_on(dataset, day)
    tables = {name: _cut(name, frame, day, school_year_starts, past) for name, frame in dataset.tables.items()}
    lost = {name: _cut(name, frame, day, school_year_starts, past) for name, frame in dataset.left_out.items()}
    digest = hashlib.sha256(f"{dataset.fingerprint} {day.date()}".encode()).hexdigest()
    left_out = {name: frame for name, frame in lost.items() if len(frame)}
    return replace(dataset, tables=tables, left_out=left_out, fingerprint=digest[: len(dataset.fingerprint) or 16])


def _goes_on(dataset: Dataset, day: pd.Timestamp) -> bool:
    """Tell whether anything was written down after `day`, so that this is a look back."""
    later = any((dataset.table(name)[column] > day).any() for name, column in DATED.items())
    meetings = dataset.table("meetings")
    return later or bool((meetings["held"].notna() & (meetings["date"] > day)).any())


def _cut(name: str, frame: pd.DataFrame, day: pd.Timestamp, starts: str, past: bool) -> pd.DataFrame:
    if name in DATED:
        frame = frame[frame[DATED[name]] <= day]
    this_year = school_year(pd.Series([day]), starts).iloc[0]
    if name in _AFTERWARDS:
        return _AFTERWARDS[name](frame, day)
    if name in ("decisions", "action_items"):
        return _undated(name, frame, day, this_year, starts) if past else frame
    if name == "meetings":
        return _meetings(frame, day, this_year, starts)
    keep = pd.Series(True, frame.index)
    if name == "students":
        keep = ~(frame["school_year"] > this_year)
    elif name == "marks":
        keep = frame["term"].str[:7] < this_year
    return frame.loc[keep]


def _plans(frame: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    ended = frame["end"] <= day
    return frame.assign(end=frame["end"].where(ended), exit_status=frame["exit_status"].where(ended))


def _stays(frame: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    return frame.assign(enrolled_to=frame["enrolled_to"].where(frame["enrolled_to"] <= day))


def _letters(frame: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    return frame.assign(sent=frame["sent"].where(frame["sent"] <= day))


_AFTERWARDS: Mapping[str, Cut] = {"interventions": _plans, "enrollments": _stays, "letters": _letters}


def _meetings(frame: pd.DataFrame, day: pd.Timestamp, this_year: str, starts: str) -> pd.DataFrame:
    planned = frame[(frame["date"] <= day) | (school_year(frame["date"], starts) == this_year)]
    return planned.assign(held=planned["held"].where(planned["date"] <= day))


def _undated(name: str, frame: pd.DataFrame, day: pd.Timestamp, this_year: str, starts: str) -> pd.DataFrame:
    """Leave out what nobody can date to `day` or before."""
    if name == "decisions":
        return frame.assign(carried_out=frame["carried_out"].where(frame["review_by"] <= day))
    kept = frame[frame["due"].isna() | (school_year(frame["due"], starts) <= this_year)]
    return kept.assign(status=kept["status"].where(kept["due"] <= day))
