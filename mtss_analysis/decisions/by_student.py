"""What is advised for each student, domain beside domain; domains are never added up."""

import pandas as pd

from mtss_analysis.vocabulary import Domain

NO_PLAN = "no plan"


def by_student(rows: pd.DataFrame, words: dict[str, str]) -> pd.DataFrame:
    """Lay the recommendations of each student side by side.

    Parameters
    ----------
    rows
        One row a plan: student_id, school_id, grade, domain, action, start, plan_id.
    words
        Action → how it is said.

    Returns
    -------
    pandas.DataFrame
        One row a student with an open plan: student_id, school_id, grade, a column for each domain (the advice, of two
        plans the later one; "no plan" where there is none), plans, and `said`, all of it in one sentence.

    Examples
    --------
    >>> day = pd.Timestamp("2025-01-06")
    >>> plan = {"student_id": "a", "school_id": "N", "grade": "3", "plan_id": "p", "start": day, "action": "change"}
    >>> by_student(pd.DataFrame([plan | {"domain": "math"}]), {"change": "change the support"})["said"][0]
    'Math: change the support.'
    """
    later = rows.sort_values(["start", "plan_id"], kind="stable")
    who = later.groupby("student_id", sort=True).agg(school_id=("school_id", "last"), grade=("grade", "last"))
    latest = later.drop_duplicates(["student_id", "domain"], keep="last")
    wide = latest.set_index(["student_id", "domain"])["action"].unstack()  # noqa: PD010
    names = [str(domain) for domain in Domain]
    wide = wide.reindex(columns=names).rename_axis(None, axis=1).astype("str")
    said = [
        " ".join(f"{name.replace('_', ' ').capitalize()}: {words[row[name]]}." for name in names if row[name] in words)
        for row in wide.to_dict("records")
    ]
    plans = later.groupby("student_id").size()
    return who.join(wide.fillna(NO_PLAN)).assign(plans=plans, said=said).reset_index()
