"""Tables about equity as a page shows them: who was removed and not who was not, and ratios from the numbers shown."""

import numpy as np
import pandas as pd

from mtss_analysis.equity.children import NEVER
from mtss_analysis.equity.counts import REMOVED
from mtss_analysis.params import DistrictParams, MeasuresParams, layers
from mtss_analysis.reporting import equity_rows
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.vocabulary import TOTAL

LABELS = Labels(layers().load(DistrictParams), layers().load(MeasuresParams))
RATIO = "Ratio to all others (95 % interval)"


def removals() -> pd.DataFrame:
    rows = [(TOTAL, TOTAL, 50, 1000), ("disability", "yes", 20, 200), ("disability", "no", 30, 800), ("sex", "X", 1, 1)]
    frame = pd.DataFrame(rows, columns=["by", "group", "n", "enrolled"]).astype({"n": "float64", "enrolled": "float64"})
    stayed = frame.assign(n=frame["enrolled"] - frame["n"], out_of_school=NEVER)
    both = pd.concat([frame.assign(out_of_school=REMOVED), stayed], ignore_index=True)
    return both.assign(school_year="2024-25", percent=100 * both["n"] / both["enrolled"], low=0.0, high=100.0)


def shown(frame: pd.DataFrame, of: int) -> "pd.Series[str]":
    found = equity_rows.removals(frame, LABELS, TOTAL)
    return found[found["Of"] == of].iloc[0]


def test_who_was_removed_is_shown_and_not_who_was_not() -> None:
    row = shown(removals(), 200)
    assert row["Out of school"] == 20
    assert row[RATIO].startswith("2.67 (")


def test_one_student_gives_no_interval() -> None:
    assert shown(removals(), 1)[RATIO] == "too few to say"


def test_a_withheld_number_gives_no_ratio() -> None:
    frame = removals()
    hidden = (frame["group"] == "yes") & (frame["out_of_school"] == REMOVED)
    frame.loc[hidden, ["n", "percent", "low", "high"]] = np.nan
    assert shown(frame, 200)[RATIO] == "withheld"
