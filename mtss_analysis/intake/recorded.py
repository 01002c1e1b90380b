"""Until when a district's records speak."""

from datetime import date

import pandas as pd

from mtss_analysis.intake.dataset import Dataset


def last_recorded(dataset: Dataset, as_of: date | None = None) -> pd.Timestamp:
    """Return the last day the records speak of: as given, else the last score, delivered session, start or entry."""
    if as_of:
        return pd.Timestamp(as_of).as_unit("us")
    sessions = dataset.table("sessions")
    days = [
        dataset.table("scores")["date"].max(),
        sessions.loc[sessions["status"] == "delivered", "date"].max(),
        dataset.table("interventions")["start"].max(),
        dataset.table("enrollments")["enrolled_from"].max(),
    ]
    known = pd.Series(days, dtype="datetime64[us]").dropna()
    return known.max() if len(known) else pd.Timestamp.min.as_unit("us")
