"""Which scores make a case: those before a change of support, and those after it."""

from dataclasses import dataclass

import pandas as pd

from mtss_analysis.effects.single_case_settings import SingleCaseParams

NO_PLAN = "No plan"
UNNAMED = "Not recorded"
STUDENT = ["student_id", "measure"]
WHO = ["student_id", "school_id", "grade", "school_year", "domain", "measure"]
DAYS = 7


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases, their scores, and how many changes of support made none.

    Attributes
    ----------
    cases
        One row a case: who, and intervention and tier of both phases; index 0 … C−1.
    points
        One row a score, sorted by case and date: case, date, week, score, treated.
    one_phase, unchanged, apart
        Plans with scores in one phase only; following plans with the same support; changes whose phases lie too far
        apart.
    """

    cases: pd.DataFrame
    points: pd.DataFrame
    one_phase: int
    unchanged: int
    apart: int


def cases(series: pd.DataFrame, points: pd.DataFrame, plans: pd.DataFrame, params: SingleCaseParams) -> Cases:
    """Pair every plan with the phase before it: the student's earlier plan on the measure, or scores without a plan.

    The first phase ends where the second begins, also where plans overlap. A third phase makes a second case.
    """
    following = _following(_phases(series, plans))
    same = following["from_plan"] & _alike(following, "intervention") & _alike(following, "tier")
    changed = following[~same].reset_index(drop=True)
    scores = _scores(changed, points)
    near = _near(scores, params.longest_gap)
    whole = changed.index.isin(scores["case"][~scores["treated"]])
    kept = changed[changed.index.isin(near)]
    scores = scores[scores["case"].isin(kept.index)]
    number = pd.Series(range(len(kept)), index=kept.index)
    scores = scores.assign(case=scores["case"].map(number)).reset_index(drop=True)
    told = set(kept["plan_id"]) | set(kept["a_plan_id"].dropna())
    with_scores = series.loc[series["n"] > 0, "plan_id"].dropna()
    alone = int((~with_scores.isin(told)).sum())
    return Cases(kept.reset_index(drop=True), scores, alone, int(same.sum()), int(whole.sum()) - len(kept))


def _phases(series: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """Rows of the series with scores, in order of time; without a plan, those that begin before the year's first."""
    known = plans.dropna(subset=["plan_id"]).drop_duplicates("plan_id").set_index("plan_id")
    rows = series[series["n"] > 0].reset_index(names="series")
    rows = rows.assign(
        intervention=rows["plan_id"].map(known["intervention"]),
        start=known["start"].reindex(rows["plan_id"]).to_numpy("datetime64[us]"),
    )
    first = rows.groupby([*STUDENT, "school_year"])["start"].transform("min")
    rows = rows[rows["plan_id"].notna() | (rows["first"] < first)]
    rows = rows.assign(begun=rows["start"].fillna(rows["first"]))
    return rows.sort_values([*STUDENT, "begun", "series"], ignore_index=True)


def _following(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a plan that follows a phase; what is of the earlier phase begins with a_."""
    before = rows.groupby(STUDENT)[["series", "plan_id", "intervention", "tier"]].shift(1).add_prefix("a_")
    both = rows.join(before)
    both = both[both["a_series"].notna() & both["plan_id"].notna()].reset_index(drop=True)
    return both.assign(from_plan=both["a_plan_id"].notna())


def _alike(both: pd.DataFrame, column: str) -> "pd.Series[bool]":
    now, before = both[column], both[f"a_{column}"]
    alike: pd.Series[bool] = (now == before).fillna(False).astype(bool) | (now.isna() & before.isna())
    return alike


def _scores(changed: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Scores of both phases of every change."""
    scores = points[["series", "date", "score"]]
    rows = changed[["a_series", "series", "begun"]].reset_index(names="case").astype({"a_series": "int64"})
    before = rows[["case", "begun", "a_series"]].rename(columns={"a_series": "series"}).merge(scores, on="series")
    before = before[before["date"] < before["begun"]].assign(treated=False)
    after = rows[["case", "begun", "series"]].merge(scores, on="series").assign(treated=True)
    both = pd.concat([before, after]).sort_values(["case", "date"], kind="stable", ignore_index=True)
    since = both["date"] - both.groupby("case")["date"].transform("min")
    return both[["case", "date", "score", "treated"]].assign(week=since.dt.days / DAYS)


def _near(scores: pd.DataFrame, weeks: float) -> "pd.Index[int]":
    """Cases with a first phase whose last score lies near enough to the first of the second."""
    ends = scores[~scores["treated"]].groupby("case")["date"].max()
    begins = scores[scores["treated"]].groupby("case")["date"].min()
    apart = (begins - ends).dropna().dt.days / DAYS
    return apart.index[apart <= weeks]
