"""Who changed school, level or district and when, and who repeated or skipped a grade.

What is a move:

==============================================================  ==========================================
two stays of a student, one after the other                     what it is called
==============================================================  ==========================================
another school, in the same school year                         changed school within a year
another school of the same level (or of unknown), next year     changed school between years
another school of another level                                 moved to the next level
any school, after a gap longer than `away_days`                 came back
the same school, with a shorter gap                             no move
both begin on one day, or one begins before the other ended     no move: enrolled twice on one day
first stay, later than the first year of the records' start     entered the district
last stay, ended before the last year of the records            left the district
the same, in the lowest or after the highest grade on record    began in the lowest grade; finished the last
==============================================================  ==========================================
"""

import pandas as pd

from mtss_analysis.intake import Dataset, school_year
from mtss_analysis.params import DistrictParams
from mtss_analysis.tables.roster import GRADES
from mtss_analysis.transitions.settings import TransitionsParams
from mtss_analysis.vocabulary import NO_DATA

DAY = pd.Timedelta(days=1)
WITHIN, BETWEEN, LEVEL, BACK = (
    "changed school within a year", "changed school between years", "moved to the next level", "came back"
)  # fmt: skip
ENTERED, LEFT, STAYED = "entered the district", "left the district", "stayed"
STARTED, FINISHED = "began in the lowest grade", "finished the last grade"
BETWEEN_SCHOOLS = (WITHIN, BETWEEN, LEVEL)
"""Moves that a school of the district can hand over."""
REPEATED, SKIPPED, WENT_BACK = "repeated the grade", "skipped a grade", "is in a lower grade"
COLUMNS = [
    "student_id", "direction", "school_year", "school_from", "school_id", "last_day", "first_day", "days_between",
    "grade_before", "grade",
]  # fmt: skip


def stays(dataset: Dataset) -> pd.DataFrame:
    """Return the stays in order, one row each: student_id, school_id, enrolled_from, enrolled_to, doubtful.

    Stays of a student that share a day other than the one they meet on cannot both be true: they are doubtful.
    """
    known = dataset.table("enrollments").dropna(subset=["student_id", "school_id", "enrolled_from"])
    columns = ["student_id", "school_id", "enrolled_from", "enrolled_to"]
    rows = known[columns].drop_duplicates().sort_values(columns[:1] + columns[2:], ignore_index=True)
    grouped = rows.groupby("student_id", sort=False)
    follows = grouped["enrolled_from"].shift(-1)
    clash = (rows["enrolled_to"] > follows) | (rows["enrolled_from"] == follows)
    after = clash.groupby(rows["student_id"]).shift(fill_value=False)
    return rows.assign(doubtful=(clash | after).to_numpy(dtype=bool))


def moves(dataset: Dataset, params: TransitionsParams, district: DistrictParams) -> pd.DataFrame:
    """List every move: COLUMNS, one row a move, in order of the first day after it (of leaving, the last day).

    Returns
    -------
    pandas.DataFrame
        `school_id` is the receiving school, or the school left; `school_from` is empty for students who entered;
        `last_day` is missing where nobody closed the earlier stay.

    Examples
    --------
    >>> from mtss_analysis import params
    >>> from mtss_analysis.intake import from_frames
    >>> two = pd.DataFrame({"student_id": "A", "school_id": ["S1", "S2"],
    ...     "enrolled_from": ["2024-08-19", "2024-11-05"], "enrolled_to": ["2024-11-04", None]})
    >>> settings = params.layers()
    >>> found = moves(from_frames({"enrollments": two}), settings.load(TransitionsParams),
    ...               settings.load(params.DistrictParams))
    >>> found[["school_from", "school_id", "direction"]].values.tolist()
    [['S1', 'S2', 'changed school within a year']]
    """
    rows = stays(dataset)
    if rows.empty:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in COLUMNS})
    starts = district.school_year_starts
    parts = [_between(rows, dataset, params, starts), _entered(rows), _left(rows)]
    found = pd.concat(parts, ignore_index=True)
    found["school_year"] = school_year(found["first_day"].fillna(found["last_day"]), starts)
    graded = _with_ends(_with_grades(found, dataset, starts), dataset)
    return graded.sort_values(["first_day", "student_id"], ignore_index=True)[COLUMNS]


def _between(rows: pd.DataFrame, dataset: Dataset, params: TransitionsParams, starts: str) -> pd.DataFrame:
    """Compare each stay with the one before it."""
    before = rows.groupby("student_id", sort=False)[["school_id", "enrolled_to", "doubtful"]].shift()
    pairs = rows.assign(
        school_from=before["school_id"], last_day=before["enrolled_to"], first_day=rows["enrolled_from"]
    )
    sure = before["school_id"].notna() & ~rows["doubtful"] & ~before["doubtful"].fillna(value=True).astype(bool)
    pairs = pairs[sure.to_numpy()]
    gap = (pairs["first_day"] - pairs["last_day"]).dt.days
    days = pairs.assign(days_between=(gap - 1).clip(lower=0))
    found = days[(pairs["school_from"] != pairs["school_id"]) | (gap > params.away_days)]
    return found.assign(direction=_direction(found, dataset, params, starts)).drop(
        columns=["enrolled_from", "enrolled_to", "doubtful"]
    )


def _direction(found: pd.DataFrame, dataset: Dataset, params: TransitionsParams, starts: str) -> "pd.Series[str]":
    levels = dataset.table("schools").dropna(subset=["school_id"]).drop_duplicates("school_id")
    level = levels.set_index("school_id")["level"]
    old, new = found["school_from"].map(level), found["school_id"].map(level)
    left = found["last_day"].fillna(found["first_day"] - DAY)
    same = school_year(left, starts) == school_year(found["first_day"], starts)
    named = pd.Series(BETWEEN, index=found.index, dtype="str").mask(same, WITHIN)
    named = named.mask(old.notna() & new.notna() & (old != new), LEVEL)
    return named.mask(found["days_between"] >= params.away_days, BACK)


def _entered(rows: pd.DataFrame) -> pd.DataFrame:
    """First stays that began after the records' first school year did, by more than a month."""
    first = rows.drop_duplicates("student_id")
    usual = rows["enrolled_from"].min() + 30 * DAY
    found = first[(first["enrolled_from"] > usual) & ~first["doubtful"]]
    named: pd.DataFrame = found.assign(first_day=found["enrolled_from"], direction=ENTERED)
    return named[["student_id", "school_id", "first_day", "direction"]]


def _left(rows: pd.DataFrame) -> pd.DataFrame:
    """Last stays that ended: before the others' last ones if no stay is open any more, else on any day."""
    last = rows.drop_duplicates("student_id", keep="last")
    closed = last["enrolled_to"].notna()
    if not rows["enrolled_to"].isna().any():
        closed = last["enrolled_to"] < rows["enrolled_to"].max() - 30 * DAY
    found = last[closed & ~last["doubtful"]]
    named: pd.DataFrame = found.assign(last_day=found["enrolled_to"], school_from=found["school_id"], direction=LEFT)
    return named[["student_id", "school_id", "last_day", "school_from", "direction"]]


def _with_grades(found: pd.DataFrame, dataset: Dataset, starts: str) -> pd.DataFrame:
    known = dataset.table("students").dropna(subset=["student_id", "school_year", "grade"])
    grade = known.drop_duplicates(["student_id", "school_year"]).set_index(["student_id", "school_year"])["grade"]
    made = found.reindex(columns=list(dict.fromkeys([*COLUMNS, *found])))
    for name, column in (("grade_before", "last_day"), ("grade", "first_day")):
        day = made[column] if name == "grade" else made["last_day"].fillna(made["first_day"] - DAY)
        keys = pd.MultiIndex.from_arrays([made["student_id"], school_year(day, starts)])
        made[name] = pd.Series(grade.reindex(keys).to_numpy(), made.index, dtype="str").fillna(NO_DATA)
    return made.astype({"school_from": "str", "direction": "str"})


def _with_ends(found: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Name those who entered in the lowest grade on record, and those who left after the highest one."""
    known = set(dataset.table("students")["grade"].dropna())
    on_record = [grade for grade in GRADES if grade in known]
    if not on_record:
        return found
    began = (found["direction"] == ENTERED) & (found["grade"] == on_record[0])
    finished = (found["direction"] == LEFT) & (found["grade_before"] == on_record[-1])
    return found.assign(direction=found["direction"].mask(began, STARTED).mask(finished, FINISHED))


def grade_steps(dataset: Dataset) -> pd.DataFrame:
    """List students whose grade is not the next one a school year later: student_id, school_year, grades and step.

    Repeating or skipping a grade is named and is no fault of the data; years apart count as so many grades.
    """
    known = dataset.table("students").dropna(subset=["student_id", "school_year", "grade"])
    known = known.drop_duplicates(["student_id", "school_year"]).sort_values(["student_id", "school_year"])
    place = known["grade"].map({grade: at for at, grade in enumerate(GRADES)}).astype("float64")
    year = pd.to_numeric(known["school_year"].str[:4], errors="coerce")
    same = known["student_id"] == known["student_id"].shift()
    more = (place.diff() - year.diff())[same]
    named = more.gt(0).map({True: SKIPPED}).mask((more < 0) & (place.diff() >= 0), REPEATED).mask(
        (more < 0) & (place.diff() < 0), WENT_BACK
    )  # fmt: skip
    found = known.assign(grade_before=known["grade"].shift(), step=named)
    columns = ["student_id", "school_year", "grade_before", "grade", "step"]
    return found.loc[found["step"].notna(), columns].reset_index(drop=True).astype({"step": "str"})
