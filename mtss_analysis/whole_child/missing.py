"""What is not on record, so that nobody takes silence for an answer."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.screening.support import TIERS
from mtss_analysis.vocabulary import NO_DATA, Domain
from mtss_analysis.whole_child.record import ENGLISH, Record

TABLES = {
    "attendance": "attendance", "incidents": "referrals", "marks": "course marks", "observations": "notes",
    "interventions": "plans of support", "sessions": "sessions of support",
}  # fmt: skip
PARTS = {"measure": "a measure", "goal": "a goal", "goal_date": "a day of the goal"}


def missing(record: Record) -> list[str]:
    """Return one sentence for everything that is not on record."""
    return [*_tables(record), *_screening(record), *_plans(record), *_language(record), *_notes(record)]


def _tables(record: Record) -> Iterator[str]:
    for name, words in TABLES.items():
        if not record.dataset.has(name):
            yield f"The data have no table of {words}."
    if record.grade == NO_DATA:
        yield f"No grade is recorded for {record.school_year}."


def _screening(record: Record) -> Iterator[str]:
    since = record.day - pd.Timedelta(days=record.how.looks_back_days)
    rows = record.screenings[record.screenings["date"] > since]
    judged = set(rows.loc[rows["support"].isin(TIERS), "domain"])
    without = [_word(domain) for domain in Domain if domain not in judged]
    if without:
        yield f"No screening score of the last year can be held against a cut in {', '.join(without)}."
    untested = rows[rows["score"].isna()]
    for reason, count in untested["not_tested_reason"].fillna("no reason recorded").value_counts().items():
        yield f"Not tested in {count} window{'s' if count > 1 else ''} of a measure in the last year: {reason}."


def _plans(record: Record) -> Iterator[str]:
    for row in record.plans[record.plans["open"].astype(bool)].to_dict("records"):
        lacks = [words for part, words in PARTS.items() if pd.isna(row[part])]
        lacks += ["a day to look again"] if pd.isna(row["next_review"]) else []
        if lacks:
            yield f"The open plan in {_word(row['domain'])} lacks {', '.join(lacks)}."
        elif row["next_review"] < record.day:
            yield f"The open plan in {_word(row['domain'])} was to be looked at by {row['next_review']:%Y-%m-%d}."
    if record.unlogged:
        yield f"Of {record.unlogged} planned sessions nobody wrote down what happened."


def _word(domain: object) -> str:
    return str(domain).replace("_", "-")


def _language(record: Record) -> Iterator[str]:
    if not record.multilingual:
        return
    known = record.tested["language"]
    if known.isna().any():
        yield "Of some scores the language of testing is not recorded."
    if known.notna().any() and known.dropna().str.casefold().isin(list(ENGLISH)).all():
        yield (
            "Every score with a recorded language was tested in English: a low score may speak of the "
            "language and not of the skill. Look for what the student can do in the language of home."
        )


def _notes(record: Record) -> Iterator[str]:
    if record.dataset.has("observations") and record.observations.empty:
        yield "Nobody has written a note about this student."
    if record.dataset.has("marks"):
        yield f"Marks of {record.school_year} carry no day and are not known before the year is over."
