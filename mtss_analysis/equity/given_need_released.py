"""What counts of students say by themselves: groups compared from the published numbers and nothing else."""

import numpy as np
import pandas as pd

from mtss_analysis.equity.given_need_contrasts import CANNOT_TELL, HIGHER, LOWER, TOO_FEW
from mtss_analysis.equity.given_need_counts import AS_TEXT
from mtss_analysis.equity.given_need_service import YES
from mtss_analysis.estimators.standardized_risk import standardized_counts
from mtss_analysis.estimators.two_means import holm
from mtss_analysis.vocabulary import NO_DATA, TOTAL

WITHHELD = "withheld"
PLACE = ["domain", "by", "group"]
COLUMNS = [
    *PLACE,
    "compared",
    "value",
    "other_value",
    "ratio",
    "ratio_low",
    "ratio_high",
    "p",
    "p_holm",
    "said",
    "needs",
]


def gaps(served: pd.DataFrame) -> pd.DataFrame:
    """Compare each group with all other students whose scores suggest the same support.

    Where the numbers of a suggested support are withheld, it is left out; where all are, the answer is "withheld".

    Parameters
    ----------
    served
        The table ``served``, exact or released: counts that are withheld are missing.

    Returns
    -------
    pandas.DataFrame
        COLUMNS: compared [students], value and other_value [percent], ratio with interval, p, p_holm, said, needs (the
        suggested supports that were compared).
    """
    if served.empty:
        return pd.DataFrame(columns=COLUMNS)
    rules = {name: float(served[name].dropna().iloc[0]) for name in AS_TEXT}
    yes = served[served["session"] == YES]
    total = yes[yes["by"] == TOTAL].set_index(["domain", "suggested"])[["n", "flagged"]]
    groups = yes[(yes["by"] != TOTAL) & (yes["group"] != NO_DATA)]
    groups = groups.join(total.add_suffix("_all"), on=["domain", "suggested"])
    rows = [(*place, *_gap(part, rules)) for place, part in groups.groupby(PLACE, sort=True)]
    frame = pd.DataFrame(rows, columns=[*COLUMNS[:-3], "needs"])
    frame = _one_of_two(frame).reset_index(drop=True)
    frame["p_holm"] = holm(frame["p"].to_numpy(np.float64))
    sure, less = frame["p_holm"] < rules["false_findings"], frame["ratio"] < 1
    few = frame["value"].isna() & (frame["needs"] != "")
    words = np.select([frame["needs"] == "", few, sure & less, sure], [WITHHELD, TOO_FEW, LOWER, HIGHER], CANNOT_TELL)
    return frame.assign(said=pd.Series(words, frame.index, dtype="str"))[COLUMNS]


def _gap(part: pd.DataFrame, rules: dict[str, float]) -> tuple[object, ...]:
    shown = part.dropna(subset=["n", "flagged", "n_all", "flagged_all"])
    if shown.empty:
        return (0, *[np.nan] * 6, "")
    others = shown["flagged_all"] - shown["flagged"]
    needs = " and ".join(sorted(shown["suggested"]))
    if min(shown["flagged"].sum(), others.sum()) < rules["fewest_students"]:
        return (int(shown["flagged"].sum()), *[np.nan] * 6, needs)
    found = standardized_counts(
        shown["n"], shown["flagged"], shown["n_all"] - shown["n"], others, rules["confidence"], rules["public_design"]
    )
    shares = 100 * found.share, 100 * found.other_share
    return found.compared, *shares, found.ratio, found.ratio_low, found.ratio_high, found.p, needs


def _one_of_two(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the last row where a column has two groups: the other row says the same."""
    pair = frame.groupby(["domain", "by"])["group"].transform("size") == 2
    kept: pd.DataFrame = frame[~(pair & frame.duplicated(["domain", "by"], keep="last"))]
    return kept
