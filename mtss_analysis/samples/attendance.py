"""Attendance by month, and the attendance rates that screening reads from it."""

import numpy as np
import pandas as pd

from mtss_analysis.samples.coding import canonical, coded
from mtss_analysis.samples.measures import MEASURES, recorded
from mtss_analysis.samples.roster import Roster, school_ids, stays_of, student_ids

MONTHS = 10
SEASON_MONTHS = (2, 5, 9)
"""Months counted for the attendance rate of fall, winter and spring."""


def draw_months(roster: Roster) -> pd.DataFrame:
    """Draw days enrolled and absent: one row a stay and month with at least one school day."""
    rng, stays = roster.settings.stream("attendance"), stays_of(roster)
    starts = roster.days.months[stays["year"]]
    ends = (starts + 1).astype("datetime64[D]") - 1
    first, last = (stays[name].to_numpy().astype("datetime64[D]")[:, None] for name in ("enrolled_from", "enrolled_to"))
    period_start, period_end = np.maximum(starts.astype("datetime64[D]"), first), np.minimum(ends, last)
    enrolled = np.where(period_start <= period_end, roster.days.count(period_start, period_end), 0)
    rate = roster.pupils["absence"].to_numpy()[stays["row"]][:, None] * rng.gamma(12, 1 / 12, enrolled.shape)
    absent = rng.binomial(enrolled, np.clip(rate, 0, 0.95))
    stay, month = np.nonzero(enrolled)
    return pd.DataFrame(
        {
            "row": stays["row"].to_numpy()[stay],
            "school": stays["school"].to_numpy()[stay],
            "month": month,
            "period_start": period_start[stay, month],
            "period_end": period_end[stay, month],
            "enrolled": enrolled[stay, month],
            "absent": absent[stay, month],
        }
    )


def attendance_table(roster: Roster, months: pd.DataFrame) -> pd.DataFrame:
    """Return the canonical table attendance."""
    student = roster.pupils["student"].to_numpy()[months["row"]]
    months = months.assign(student=student).sort_values(["student", "period_start", "school"])
    return canonical(
        "attendance",
        {
            "student_id": student_ids(months["student"]).to_numpy(),
            "school_id": coded(school_ids(roster.settings), months["school"]).to_numpy(),
            "period_start": months["period_start"].to_numpy(),
            "period_end": months["period_end"].to_numpy(),
            "days_enrolled": months["enrolled"].to_numpy(),
            "days_absent": months["absent"].to_numpy(),
        },
    )


def season_rates(roster: Roster, months: pd.DataFrame, season: int) -> pd.DataFrame:
    """Return for each pupil still enrolled the day and the share of days attended so far [percent].

    Pupils with fewer than ten days enrolled have no rate.
    """
    counted = months[months["month"] < SEASON_MONTHS[season]]
    sums = counted.groupby("row").agg(
        enrolled=("enrolled", "sum"), absent=("absent", "sum"), date=("period_end", "max")
    )
    years = roster.pupils["year"].to_numpy()[sums.index]
    month_end = (roster.days.months[years, SEASON_MONTHS[season] - 1] + 1).astype("datetime64[D]") - 1
    sums = sums[(sums["enrolled"] >= 10) & (sums["date"].to_numpy().astype("datetime64[D]") == month_end)]
    rates = recorded(MEASURES["attendance_rate"], 100 - 100 * (sums["absent"] / sums["enrolled"]).to_numpy())
    return pd.DataFrame({"row": sums.index.to_numpy(), "date": sums["date"].to_numpy(), "score": rates})
