"""For how many of the students with a score a rate could be estimated, and over which grades."""

import pandas as pd

from mtss_analysis.growth.series import DAYS
from mtss_analysis.vocabulary import TOTAL

STRATA = ["school_year", "domain", "measure"]
FEWEST = 100
"""Fewest students with a score of whom a share is said [students]; with fewer, a count could be worked out from it."""
NEARLY_ALL = 95.0
"""From this share on nothing is said: the few left out could be counted [percent]."""
WEEKS_A_YEAR = DAYS["year"] / DAYS["week"]


def with_included(groups: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Add `included` to the district's rows: students with enough scores, of those with any score [percent].

    To the nearest ten, so that the share tells nothing about a single student; missing where it is nearly all, or of
    few students.
    """
    scored = series[series["n"] > 0]
    n = scored.groupby(STRATA)["student_id"].nunique()
    enough = scored[scored["enough"]].groupby(STRATA)["student_id"].nunique().reindex(n.index, fill_value=0)
    share = 100 * enough / n
    nearest_ten = ((share / 10).round() * 10).where((n >= FEWEST) & (share < NEARLY_ALL))
    whole = (groups["school_id"] == TOTAL) & (groups["by"] == TOTAL)
    found = groups.merge(nearest_ten.rename("included").reset_index(), on=STRATA, how="left").set_axis(groups.index)
    return found.assign(included=found["included"].astype("float64").where(whole))


def over_different_grades(series: pd.DataFrame) -> list[str]:
    """Measures whose mean rate joins students who were measured over different grades.

    A student's span is the grade of the last score and the years since the first one.
    """
    rows = series[series["enough"]]
    spans = rows.assign(years=(rows["weeks"] / WEEKS_A_YEAR).round()).groupby("measure")[["grade", "years"]]
    return [str(measure) for measure, each in spans if len(each.drop_duplicates()) > 1]
