"""Does the rule in force err as often in every group? Ended plans, group by group, beside all others."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from mtss_analysis.decisions.back_test import MET, MISSED
from mtss_analysis.estimators.standardized_risk import StandardizedRisk, standardized_risk
from mtss_analysis.estimators.two_means import holm
from mtss_analysis.vocabulary import NO_DATA

FALSE_CALL, MISS = "called, though the goal was reached", "not called, though it fell short"
FEWEST_PLANS, FEWEST_ERRORS, FEWEST_SCHOOLS = 20, 5, 6
"""Plans of a group and of the others, errors and plans without one, and schools, from which on groups are compared."""
LEVEL = 0.05
"""Chance that a district whose rule errs alike everywhere shows one or more differences."""
LESS, MORE, CANNOT_TELL, TOO_FEW = "less often", "more often", "cannot tell", "too few to say"
KEYS = ["domain", "error", "by", "group"]
NUMBERS = ["percent", "others", "difference", "difference_low", "difference_high", "p"]


def fairness(calls: pd.DataFrame, rule: str, groups: list[str]) -> pd.DataFrame:
    """Compare how often a rule errs on the plans of each group and of all others, on the same measure.

    A *false call* is a call for change of a plan that then reached its goal, a *miss* none of one that fell short.
    Shares are compared within each measure (Mantel and Haenszel), schools taken together, and corrected by Holm over
    everything that is compared. The outcome is the last scores', which err like all scores.

    Parameters
    ----------
    calls
        As :func:`mtss_analysis.decisions.back_test.calls` gives them.
    rule
        The rule in force.
    groups
        Columns of `calls` to compare by.

    Returns
    -------
    pandas.DataFrame
        KEYS, n [plans], percent, others [percent], difference with interval [percentage points], p, p_holm, said.
    """
    known = calls[(calls["rule"] == rule) & calls["outcome"].notna()]
    rows = [row for part in _errors(known) for row in _compared(part, groups)]
    frame = pd.DataFrame(rows, columns=[*KEYS, "n", *NUMBERS])
    frame = frame.astype(dict.fromkeys(KEYS, "str") | {"n": "int64"} | dict.fromkeys(NUMBERS, "float64"))
    frame["p_holm"] = holm(frame["p"].to_numpy(np.float64))
    sure, less = frame["p_holm"] < LEVEL, frame["difference"] < 0
    words = np.select([frame["percent"].isna(), sure & less, sure], [TOO_FEW, LESS, MORE], CANNOT_TELL)
    return frame.assign(said=pd.Series(words, frame.index, dtype="str"))


def _errors(known: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the plans of each domain that could show each kind of error, and whether they did."""
    for _, part in known.groupby("domain", sort=True):
        met, missed = part[part["outcome"] == MET], part[part["outcome"] == MISSED]
        yield met.assign(error=FALSE_CALL, wrong=met["called"].astype(bool))
        yield missed.assign(error=MISS, wrong=~missed["called"].astype(bool))


def _compared(part: pd.DataFrame, groups: list[str]) -> Iterator[tuple[object, ...]]:
    for by in groups:
        values = part[by].astype("str").fillna(NO_DATA)
        names = sorted(set(values) - {NO_DATA})
        recorded = part[values != NO_DATA]
        for group in names[-1:] if len(names) == 2 else names if len(names) > 2 else []:
            numbers = _numbers(recorded, values[values != NO_DATA] == group)
            yield (part["domain"].iloc[0], part["error"].iloc[0], by, group, *numbers)


def _numbers(rows: pd.DataFrame, member: "pd.Series[bool]") -> tuple[float, ...]:
    several = rows["school_id"].nunique() >= FEWEST_SCHOOLS
    cluster = rows["school_id"] if several else rows["student_id"]
    found = standardized_risk(rows["wrong"], member, rows["measure"], cluster)
    if not _enough(found):
        return (int(member.sum()), *[np.nan] * len(NUMBERS))
    shares = found.share, found.other_share, found.difference, found.difference_low, found.difference_high
    return (int(member.sum()), *(100 * share for share in shares), found.p)


def _enough(found: StandardizedRisk) -> bool:
    errors, plans = found.events + found.other_events, found.compared + found.others
    return min(found.compared, found.others) >= FEWEST_PLANS and min(errors, plans - errors) >= FEWEST_ERRORS
