"""Progress probes that were due: done, late, missed, off grade.

A probe is due every so many weeks with school while support lasts, holidays not counted. A due week with a probe is
done; a further probe in a later week makes up for one missed before it and counts as late.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.fidelity.plan_records import PlanRecords, monday, weeks_with_school
from mtss_analysis.intake import Dataset
from mtss_analysis.vocabulary import Purpose

COUNTS = ["due", "done", "late", "missed", "off_grade", "graded"]


def probes_of(dataset: Dataset, records: PlanRecords) -> pd.DataFrame:
    """Return the progress scores that fall into each plan: plan_id, date, form_grade, grade."""
    scores = dataset.table("scores")
    scores = scores[(scores["purpose"] == Purpose.PROGRESS) & scores["score"].notna()]
    scores = scores[["student_id", "measure", "date", "form_grade"]]
    plans = records.plans[["plan_id", "student_id", "measure", "grade", "start", "last"]].dropna(subset=["measure"])
    both = plans.merge(scores, on=["student_id", "measure"])
    inside = (both["start"] <= both["date"]) & (both["date"] <= both["last"])
    return both.loc[inside, ["plan_id", "date", "form_grade", "grade"]].reset_index(drop=True)


def counted(probes: pd.DataFrame, records: PlanRecords, every: int) -> pd.DataFrame:
    """Count, plan by plan, what was due and what was done.

    Parameters
    ----------
    probes
        Of :func:`probes_of`.
    every
        Weeks with school from one probe to the next [weeks].

    Returns
    -------
    pandas.DataFrame
        Index plan_id: COUNTS [probes] (graded are those of which the grade of the form is known), last_probe. Plans
        that name no measure have nothing due.
    """
    calendar = weeks_with_school(records)
    plans = records.plans.dropna(subset=["measure"]).set_index("plan_id")
    first = np.searchsorted(calendar, monday(plans["start"]).to_numpy())
    end = np.searchsorted(calendar, plans["last"].to_numpy(), side="right")
    due = pd.Series(np.maximum(-(-(end - first) // every), 0), plans.index)
    place = np.searchsorted(calendar, monday(probes["date"]).to_numpy(), side="right") - 1
    slot = (place - pd.Series(first, plans.index).reindex(probes["plan_id"]).to_numpy()) // every
    filled = _filled(probes["plan_id"].to_numpy(), slot, due)
    known = probes["form_grade"].notna()
    off = probes[known & (probes["form_grade"] != probes["grade"])]
    found = filled.assign(
        off_grade=off.groupby("plan_id").size(), graded=probes[known].groupby("plan_id").size(),
        last_probe=probes.groupby("plan_id")["date"].max(),
    )  # fmt: skip
    return found.fillna({"off_grade": 0, "graded": 0}).astype(dict.fromkeys(COUNTS, "int64"))


def _filled(plan: NDArray[np.object_], slot: NDArray[np.int64], due: "pd.Series[int]") -> pd.DataFrame:
    """Tell due slots that have a probe from those made up for later and those missed."""
    slots = pd.DataFrame({"plan_id": plan, "slot": slot})
    counts = slots.groupby(["plan_id", "slot"]).size().rename("n").reset_index()
    limit = due.reindex(counts["plan_id"]).to_numpy()
    counts = counts[(counts["slot"] >= 0) & (counts["slot"] < limit)]
    done = counts.groupby("plan_id").size()
    extra = counts[counts["n"] > 1].assign(more=lambda rows: rows["n"] - 1)
    before = counts.assign(rank=counts.groupby("plan_id").cumcount())
    open_ = (before["slot"] - before["rank"]).reindex(extra.index)
    late = pd.concat([extra.assign(open=open_)]).groupby("plan_id").agg(more=("more", "sum"), open=("open", "max"))
    found = pd.DataFrame({"due": due}).assign(done=done, late=late.min(axis=1)).fillna(0)
    return found.assign(missed=found["due"] - found["done"] - found["late"])
