"""Need beside service: whose score suggests support and who receives it, on every day of looking."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.estimators.survival import kaplan_meier
from mtss_analysis.intake import partitions
from mtss_analysis.tiers.looks import TIERS
from mtss_analysis.tiers.movement import with_shares
from mtss_analysis.vocabulary import TOTAL, Season

NO_SCORE = "No score"
RECEIVED = TIERS[1:]
STRATA = ["day", "school_year", "look", "domain"]
WHO = ["student_id", "domain", "day"]
UNSERVED = "score suggests support: none is open"
CLEARLY = "score clearly suggests support: none is open"
LESS = "score suggests Tier 3 support: Tier 2 is open"
BEYOND = "support is open: the latest score does not suggest it"
UNSEEN = "support is open: no score in the school year so far"
QUESTIONS = (UNSERVED, CLEARLY, LESS, BEYOND, UNSEEN)
YES, NO = "yes", "no"
SEASONS = {str(season): place for place, season in enumerate(Season)}
DAYS_A_WEEK = 7


def needs(screened: pd.DataFrame, looks: pd.DataFrame) -> pd.DataFrame:
    """Say what the latest screening of the school year suggested by each day of looking.

    Of several measures of a domain in that window, the one that suggests most counts.

    Parameters
    ----------
    screened
        The table ``students`` of a screening result: student_id, domain, school_year, season, date, support, sem,
        near_cut.
    looks
        The days: school_year, day.

    Returns
    -------
    pandas.DataFrame
        WHO, suggested (Tier 1 to 3), sure (1 the score lies further from every cut than its error, 0 not; missing
        where the error is not known). Only students with a score by then.
    """
    known = screened[screened["support"].isin(TIERS) & screened["date"].notna()]
    clear = (~known["near_cut"].astype(bool)).astype("float64").where(known["sem"].notna())
    known = known.assign(sure=clear, window=known["season"].map(SEASONS), suggested=known["support"])
    days = looks[["school_year", "day"]].drop_duplicates()
    rows = known[["student_id", "domain", "school_year", "date", "window", "suggested", "sure"]]
    rows = rows.merge(days, on="school_year")
    rows = rows[rows["date"] <= rows["day"]]
    rows = rows[rows["window"] == rows.groupby(WHO)["window"].transform("max")]
    rows = rows.sort_values([*WHO, "suggested", "sure"], kind="stable", na_position="first")
    return rows.drop_duplicates(WHO, keep="last")[[*WHO, "suggested", "sure"]].reset_index(drop=True)


def beside(looks: pd.DataFrame, screened: pd.DataFrame) -> pd.DataFrame:
    """Put need beside the support received: STRATA, student_id, school_id, support, suggested, sure.

    Students whose support nobody knows are left out, and so are days and schools without any score in a domain: there
    nobody knows who needs support.
    """
    known = looks[looks["support"].isin(TIERS)]
    rows = known.merge(needs(screened, looks), on=WHO, how="left")
    rows = rows.assign(suggested=rows["suggested"].astype("str").fillna(NO_SCORE))
    scored = (rows["suggested"] != NO_SCORE).groupby([rows[name] for name in ("day", "domain", "school_id")])
    rows = rows[scored.transform("any").astype(bool)]
    rows = rows.assign(day=rows["day"].dt.strftime("%Y-%m-%d").astype("str"))
    return rows[[*STRATA, "student_id", "school_id", "support", "suggested", "sure"]].reset_index(drop=True)


def answers(rows: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Count the students for whom need and service do not match: how many of whom, with Wilson's interval.

    Parameters
    ----------
    rows
        As :func:`beside` gives them.

    Returns
    -------
    pandas.DataFrame
        STRATA, question, school_id, n (it is so), students (of whom), percent, low, high.
    """
    asked = pd.concat(_asked(rows), ignore_index=True).astype({"question": "str", "answer": "str"})
    counted = partitions.count(asked, [*STRATA, "question"], "answer", [YES, NO], of="students")
    return with_shares(counted[counted["answer"] == YES], "students", confidence).reset_index(drop=True)


def _asked(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield for each question the students of whom it is asked, and the answer."""
    suggested, served = rows["suggested"], rows["support"].isin(RECEIVED)
    below, none = suggested.isin(RECEIVED), ~served
    questions = {
        UNSERVED: (below, none),
        CLEARLY: (below & (rows["sure"] == 1), none),
        LESS: (suggested == "Tier 3", rows["support"] == "Tier 2"),
        BEYOND: (served & (suggested != NO_SCORE), suggested == "Tier 1"),
        UNSEEN: (served, suggested == NO_SCORE),
    }
    for question, (of, so) in questions.items():
        part = rows.loc[of, [*STRATA, "student_id", "school_id"]]
        yield part.assign(question=question, answer=so[of].map({True: YES, False: NO}))


def waits(entered: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Days from the first flagged screening of a school year to the first session, by domain and school.

    Kaplan and Meier's median: students who left, or whose school year ended, waited at least so long.

    Parameters
    ----------
    entered
        As :func:`mtss_analysis.tiers.durations.entries` gives them.

    Returns
    -------
    pandas.DataFrame
        school_year, domain, school_id, n, begun [students], median, low, high [days]; missing where the data cannot
        tell yet.
    """
    everywhere = pd.concat([entered.assign(school_id=TOTAL), entered], ignore_index=True)
    rows = []
    for place, part in everywhere.groupby(["school_year", "domain", "school_id"], sort=True):
        fit = kaplan_meier(DAYS_A_WEEK * part["weeks"].astype("float64"), part["begun"].astype(bool), confidence)
        rows.append((*place, fit.n, fit.ended, fit.median, fit.low, fit.high))
    columns = ["school_year", "domain", "school_id", "n", "begun", "median", "low", "high"]
    return pd.DataFrame(rows, columns=columns)
