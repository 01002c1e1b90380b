"""What is asked about help given the same need, of whom, and in which unit."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.equity.given_need_contrasts import Question
from mtss_analysis.equity.given_need_flags import LOW, NEVER
from mtss_analysis.equity.given_need_service import NO, TOO_EARLY, YES
from mtss_analysis.equity.given_need_settings import ServiceEquityParams
from mtss_analysis.intake import Dataset, attach
from mtss_analysis.params import DistrictParams
from mtss_analysis.vocabulary import NO_DATA

SESSION, PLAN, DAYS = "a first session came in time", "a plan began in time", "days to the first session, where it came"
TIER3 = "support began at Tier 3, where the score suggested it"
MINUTES = "minutes of support planned a week"
DOSE_LOW, DOSE_HIGH = "sessions received of those planned, at least", "sessions received of those planned, at most"
ADHERENCE = "steps of the support that observers saw"
SUCCESS = "support ended with its goal reached, or faded"
GROWTH = "growth percentile, among students with the same start"
IDENTIFIED, IDENTIFIED_ABOVE = (
    "has a disability, of students low all year",
    "has a disability, of students never below a cut",
)
LETTER_DAYS, LETTER_SENT = (
    "days a letter is late (below 0: early)",
    "letters sent by now",
)
HELP = (SESSION, PLAN, DAYS)
RECEIVED = (TIER3, MINUTES, DOSE_LOW, DOSE_HIGH, ADHERENCE, SUCCESS, GROWTH)
IDENTIFICATION = (IDENTIFIED, IDENTIFIED_ABOVE)
LETTERS = (LETTER_DAYS, LETTER_SENT)
QUESTIONS = (*HELP, *RECEIVED, *IDENTIFICATION, *LETTERS)
ANOTHER = "another language than the school's"
_ANSWER = {YES: 1.0, NO: 0.0}


def about_service(rows: pd.DataFrame) -> list[Question]:
    """Ask about students with a flag, one row a student and domain, with what support they received."""
    served = rows[rows["plan_id"].notna() & (rows["session"] != TOO_EARLY)]
    intense = served[served["suggested"] == "Tier 3"]
    begun = rows[rows["begun"] & (rows["session"] != TOO_EARLY)]
    parts = (
        (SESSION, rows, rows["session"].map(_ANSWER), "percent", "share"),
        (PLAN, rows, rows["plan"].map(_ANSWER), "percent", "share"),
        (DAYS, begun, begun["days"], "days", "mean"),
        (TIER3, intense, intense["tier3"].map(_ANSWER), "percent", "share"),
        (MINUTES, served, served["minutes"], "minutes/week", "mean"),
        (DOSE_LOW, served, served["dose_low"], "percent of sessions", "mean"),
        (DOSE_HIGH, served, served["dose_high"], "percent of sessions", "mean"),
        (ADHERENCE, served, served["adherence"], "percent of steps", "mean"),
        (SUCCESS, served, served["success"].map(_ANSWER), "percent", "share"),
        (GROWTH, served, served["growth"], "percentile", "mean"),
    )
    return [
        Question(name, part.assign(value=value.astype("float64")), unit, "share" if kind == "share" else "mean")
        for name, part, value, unit, kind in parts
    ]


def about_disability(levels: pd.DataFrame, params: ServiceEquityParams) -> list[Question]:
    """Ask how many have a disability among students low all year, and among students never below a cut."""
    column = params.disability_column
    if column not in levels or levels.empty:
        return []
    has = (levels[column] == params.disability_value).astype("float64").where(levels[column] != NO_DATA)
    rows = levels.assign(value=has)
    return [
        Question(name, rows[rows["level"] == level], "percent", "share")
        for name, level in ((IDENTIFIED, LOW), (IDENTIFIED_ABOVE, NEVER))
    ]


def about_letters(
    dataset: Dataset, params: ServiceEquityParams, district: DistrictParams, as_of: pd.Timestamp
) -> list[Question]:
    """Ask when letters reached families with another language than the school's, beside letters of the same kind."""
    students, column = dataset.table("students"), params.language_column
    letters = dataset.table("letters").dropna(subset=["student_id", "due", "kind"])
    letters = letters[letters["due"] <= as_of]
    if not column or column not in students or letters.empty:
        return []
    rows = attach(letters.reset_index(drop=True), dataset, district, on="due")
    spoken = students[["student_id", "school_year", column]].drop_duplicates(["student_id", "school_year"])
    rows = rows.merge(spoken.rename(columns={column: "_spoken"}), on=["student_id", "school_year"], how="left")
    years = sorted(rows["school_year"].unique())[-params.school_years :]
    home = rows["_spoken"].astype("str").fillna(NO_DATA)
    rows = rows.assign(
        **{column: home}, domain="", need=rows["kind"] + " | " + rows["school_year"],
        lag=(rows["sent"] - rows["due"]).dt.days.astype("float64"), now=100.0 * rows["sent"].notna(),
    )  # fmt: skip
    return list(_letters(rows[rows["school_year"].isin(years)], column, params.school_language))


def _letters(rows: pd.DataFrame, column: str, own: str) -> Iterator[Question]:
    """Ask about all other languages together and, where there are several, about each by itself."""
    together = rows.assign(**{column: rows[column].where(rows[column].isin([own, NO_DATA]), ANOTHER).astype("str")})
    several = len(set(rows[column]) - {own, NO_DATA}) > 1
    for part in (together, rows) if several else (together,):
        yield Question(LETTER_DAYS, part.assign(value=part["lag"]), "days", "mean", own)
        yield Question(LETTER_SENT, part.assign(value=part["now"]), "percent of letters", "mean", own)
