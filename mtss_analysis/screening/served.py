"""Who was served after a screening: whose plan of support in the measure's domain began soon after it."""

import pandas as pd

STUDENT = ["student_id", "school_year"]


def with_support(rows: pd.DataFrame, plans: pd.DataFrame, weeks: float) -> pd.DataFrame:
    """Add served, plan_id and already to students who were screened.

    Parameters
    ----------
    rows
        One row a student and school year, with `date`, the day of the screening.
    plans
        Plans of the measure's domain, from the table interventions.
    weeks
        Time after the screening within which a plan that starts counts as decided by it [weeks].

    Returns
    -------
    pandas.DataFrame
        The rows with served (1 or 0; missing if a plan cannot be placed in time), plan_id of the first plan, and
        already: support had begun before the screening, so that the score did not decide about it.
    """
    asked = ["student_id", "plan_id", "start", "end"]
    both = rows[[*STUDENT, "date"]].merge(plans[asked].rename(columns={"end": "stop"}), on="student_id", how="left")
    following = (both["start"] >= both["date"]) & (both["start"] <= both["date"] + pd.Timedelta(weeks=weeks))
    running = (both["start"] < both["date"]) & (both["stop"].isna() | (both["stop"] >= both["date"]))
    unknown = both["plan_id"].notna() & both["start"].isna()
    both = both.assign(served=following, already=running, unknown=unknown)
    found = both.groupby(STUDENT)[["served", "already", "unknown"]].any()
    first = both[following].sort_values("start").drop_duplicates(STUDENT).set_index(STUDENT)["plan_id"]
    found = found.assign(plan_id=first.reindex(found.index))
    given = found["served"].astype("float64").mask(found["unknown"] & ~found["served"])
    return rows.merge(found.assign(served=given).drop(columns="unknown").reset_index(), on=STUDENT)
