"""Labels of behavior and location that change over the years: a dated crosswalk, and hours of the day."""

from collections.abc import Sequence

import pandas as pd

from mtss_analysis.early_warning.settings import LabelSpan
from mtss_analysis.vocabulary import NO_DATA

UNMAPPED = " (label not in the crosswalk)"


def named(rows: pd.DataFrame, field: str, spans: Sequence[LabelSpan]) -> "pd.Series[str]":
    """Return what each label meant on its day, shape (rows,).

    Where the crosswalk says nothing of a field, labels stay as they are. Where it does, a label that it does not know
    on that day keeps its name with a note, so that it is a row of its own. A missing label is "No data".

    Parameters
    ----------
    rows
        `field` and `date`.
    spans
        The crosswalk.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-09-02", "2025-09-01", "2025-09-01"])
    >>> rows = pd.DataFrame({"location": ["yard", "yard", "bus"], "date": days})
    >>> spans = [LabelSpan(field="location", label="yard", until="2025-06-30", name="playground")]
    >>> named(rows, "location", spans).tolist()
    ['playground', 'yard (label not in the crosswalk)', 'bus (label not in the crosswalk)']
    """
    label, day = rows[field], rows["date"]
    about = [span for span in spans if span.field == field]
    found = (label + UNMAPPED if about else label).astype("str")
    for span in about:
        here = label == span.label
        here &= day >= pd.Timestamp(span.from_) if span.from_ else True
        here &= day <= pd.Timestamp(span.until) if span.until else True
        found = found.mask(here, span.name)
    return found.fillna(NO_DATA)


def hours(times: "pd.Series[str]") -> "pd.Series[str]":
    """Return the hour of each time of day as text; what cannot be read is "No data".

    >>> hours(pd.Series(["08:05", "12:59", None, "25:00"])).tolist()
    ['08:00 to 08:59', '12:00 to 12:59', 'No data', 'No data']
    """
    hour = times.astype("str").str.extract(r"^([01]\d|2[0-3]):[0-5]\d$")[0]
    return (hour + ":00 to " + hour + ":59").fillna(NO_DATA).astype("str")


def changed(listed: pd.DataFrame) -> list[str]:
    """Name labels that some school years have and others do not, at most five an aspect and sorted.

    Parameters
    ----------
    listed
        school_year, aspect, label: one row a referral.
    """
    known = listed[listed["aspect"] != "hour"]
    years = known.groupby("aspect")["school_year"].nunique()
    seen = known.groupby(["aspect", "label"])["school_year"].nunique().reset_index(name="years")
    partly = seen[seen["years"] < seen["aspect"].map(years)]
    return sorted(partly["label"])[:5]
