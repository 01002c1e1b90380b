"""Whether families hear in time: letters due and sent, how late, by school and language (team only)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtss_analysis import intake
from mtss_analysis.estimators.proportions import wilson
from mtss_analysis.families.records import Records
from mtss_analysis.vocabulary import NO_DATA, TOTAL


@dataclass(frozen=True, slots=True)
class Due:
    """Letters that were due by a day.

    Attributes
    ----------
    lateness
        One row a school and language ("All" is the total): due, sent, in_time [letters], percent, low, high (Wilson)
        [percent], median_lag [days after the due day; infinite where half are not sent yet], waiting [letters].
    overdue
        One row a letter that is past its day and not sent, the longest first: student_id, school_id, kind, language,
        due, days [days].
    """

    lateness: pd.DataFrame
    overdue: pd.DataFrame


def due(records: Records, school: str = "") -> Due:
    """Count the letters that were due by the day, and list those that are overdue; of one school, where one is named.

    The school of a letter is the one its student was enrolled in on the due day.
    In time is a letter sent on its day or before. A letter that is not sent counts as later than every one that is, so
    that the median is not made better by leaving out what was never sent.
    """
    rows = records.dataset.table("letters").dropna(subset=["student_id", "due"])
    rows = intake.attach(rows[rows["due"] <= records.day], records.dataset, records.district, on="due")
    rows = rows[rows["school_id"] == school] if school else rows
    rows = rows.assign(
        language=rows["language"].fillna(NO_DATA),
        lag=(rows["sent"] - rows["due"]).dt.days.astype("float64").fillna(np.inf),
        days=(records.day - rows["due"]).dt.days.astype("int64"),
    )
    overdue = rows[rows["sent"].isna() & (rows["days"] > 0)].sort_values(
        ["days", "student_id"], ascending=[False, True]
    )
    listed = ["student_id", "school_id", "kind", "language", "due", "days"]
    return Due(_lateness(rows, records.letters.confidence), overdue[listed].reset_index(drop=True))


def _lateness(rows: pd.DataFrame, confidence: float) -> pd.DataFrame:
    whole = {"school_id": TOTAL, "language": TOTAL}
    cells = [rows.assign(**whole), rows.assign(school_id=TOTAL), rows.assign(language=TOTAL), rows]
    found = [
        {
            "school_id": school, "language": language, "due": len(cell), "sent": int(cell["sent"].notna().sum()),
            "in_time": int((cell["lag"] <= 0).sum()), "median_lag": float(cell["lag"].median()),
            "waiting": int((cell["sent"].isna() & (cell["days"] > 0)).sum()),
        }
        for frame in cells
        for (school, language), cell in frame.groupby(["school_id", "language"], sort=True)
    ]  # fmt: skip
    columns = ["school_id", "language", "due", "sent", "in_time", "median_lag", "waiting"]
    made = pd.DataFrame(found, columns=columns).drop_duplicates(["school_id", "language"], ignore_index=True)
    share = wilson(made["in_time"].to_numpy(np.float64), made["due"].to_numpy(np.float64), confidence)
    return made.assign(percent=100 * share.share, low=100 * share.low, high=100 * share.high)
