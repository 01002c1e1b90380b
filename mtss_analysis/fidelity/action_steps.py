"""Where the steps of action plans stand: done, under way, overdue."""

import numpy as np
import pandas as pd

from mtss_analysis.fidelity.teaming import last_day
from mtss_analysis.intake import Dataset, school_year
from mtss_analysis.params import DistrictParams
from mtss_analysis.results import ColumnDoc

OPEN = ("planned", "under_way")
STATUSES = (*OPEN, "done", "dropped")

STEP_DOCS = (
    ColumnDoc("school_year", "school year in which the step is due"),
    ColumnDoc("school_id", "school or district"),
    ColumnDoc("steps", "steps of the action plan", "steps"),
    ColumnDoc("planned", "not begun", "steps"),
    ColumnDoc("under_way", "begun", "steps"),
    ColumnDoc("done", "done", "steps"),
    ColumnDoc("dropped", "given up", "steps"),
    ColumnDoc("unknown", "of which it is not known where they stand", "steps"),
    ColumnDoc("overdue", "due before the day of looking and neither done nor dropped", "steps"),
    ColumnDoc("done_percent", "done of the steps due until then and not dropped", "percent"),
)


def action_steps(dataset: Dataset, district: DistrictParams, day: pd.Timestamp | None = None) -> pd.DataFrame:
    """Count the steps of the action plans by school year and school.

    Parameters
    ----------
    dataset
        The table action_items.
    district
        Start of the school year.
    day
        Day of looking; by default the last one on which anything was written down.

    Returns
    -------
    pandas.DataFrame
        Columns as in :data:`STEP_DOCS`; `done_percent` is missing where no step was due. Steps without a due day are
        in the row without a school year.
    """
    looking = last_day(dataset) if day is None else day
    items = dataset.table("action_items").rename(columns={"org_id": "school_id"})
    status, due = items["status"], items["due"] <= looking
    rows = items[["school_id"]].assign(
        school_year=school_year(items["due"], district.school_year_starts).fillna(""), steps=1.0, unknown=status.isna(),
        **{name: (status == name).fillna(False) for name in STATUSES},
        overdue=overdue(items, looking), due=due & ~status.isin(["dropped"]) & status.notna(),
        done_due=due & (status == "done").fillna(False),
    )  # fmt: skip
    counted = rows.groupby(["school_year", "school_id"]).sum().astype("float64").reset_index()
    counted["done_percent"] = 100 * counted["done_due"] / counted["due"].where(counted["due"] > 0, np.nan)
    return counted[[column.name for column in STEP_DOCS]]


def overdue(items: pd.DataFrame, day: pd.Timestamp) -> "pd.Series[bool]":
    """Tell which steps were due before `day` and are neither done nor dropped, shape (rows,)."""
    found: pd.Series[bool] = (items["due"] < day) & items["status"].isin(list(OPEN))
    return found
