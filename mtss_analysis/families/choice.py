"""Which letters to write: those that are due and not sent, or those of one student."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mtss_analysis import intake
from mtss_analysis.families.records import Records
from mtss_analysis.params import ENGLISH, Language

KINDS = ("entry", "progress", "change", "exit")
"""Kinds of letter as the table letters writes them."""
NO_EVENT = {
    "entry": "no plan of this student had begun by the due day",
    "progress": "no plan of this student was open on the due day",
    "change": "no change of a plan is on record by the due day",
    "exit": "no plan of this student had ended by the due day",
}
ENDED = "the plan has ended since; send the letter on its end"
UNKNOWN_KIND = "no letter is called this; the kinds are entry, progress, change and exit"


@dataclass(frozen=True, slots=True)
class Chosen:
    """One letter to write: about which plan, which event, in the language the family wants ("" if not recorded)."""

    student: str
    plan: str
    letter: str
    day: pd.Timestamp
    wanted: str


@dataclass(frozen=True, slots=True)
class NotWritten:
    """One letter that is due and cannot be written, and why."""

    student: str
    kind: str
    due: pd.Timestamp
    why: str


def due_letters(records: Records, *, kind: str = "", school: str = "") -> tuple[list[Chosen], list[NotWritten]]:
    """Choose the letters that were due by the day and are not sent; of one school, if students were there that day.

    The table letters names no plan. A letter on an entry, a change or an exit tells the latest such event by its due
    day, a letter on progress the plan that was open then; where a student has several such rows of one day, the
    first row takes the latest event, the second the one before.
    """
    rows = records.dataset.table("letters").dropna(subset=["student_id", "kind", "due"])
    rows = rows.assign(place=rows.groupby(["student_id", "kind", "due"]).cumcount())
    rows = rows[rows["sent"].isna() & (rows["due"] <= records.day)]
    rows = intake.attach(rows[rows["kind"] == kind] if kind else rows, records.dataset, records.district, on="due")
    rows = rows[rows["school_id"] == school] if school else rows
    chosen: list[Chosen] = []
    left: list[NotWritten] = []
    for row in rows.sort_values(["due", "student_id"], kind="stable").to_dict("records"):
        found = _of_row({str(name): value for name, value in row.items()}, records)
        if isinstance(found, Chosen):
            chosen.append(found)
        else:
            left.append(found)
    return chosen, left


def _of_row(row: Mapping[str, Any], records: Records) -> Chosen | NotWritten:
    kind, student, place = str(row["kind"]), str(row["student_id"]), int(row["place"])
    if kind not in KINDS:
        return NotWritten(student, kind, row["due"], UNKNOWN_KIND)
    events = (
        _progress(student, row["due"], records) if kind == "progress" else _events(student, kind, row["due"], records)
    )
    if len(events) <= place:
        return NotWritten(student, kind, row["due"], NO_EVENT[kind])
    plan, letter, day = events[place]
    if kind != "exit" and records.plans["end"][plan] <= records.day:
        return NotWritten(student, kind, row["due"], ENDED)
    return Chosen(student, plan, letter, day, _language(row["language"], student, records))


def _events(student: str, kind: str, due: pd.Timestamp, records: Records) -> list[tuple[str, str, pd.Timestamp]]:
    """Return plan, letter and day of the events of one kind, the latest first, one a plan."""
    rows = records.events[(records.events["student_id"] == student) & (records.events["day"] <= due)]
    rows = rows[rows["letter"].str.split("_").str[0] == kind].drop_duplicates("plan_id", keep="last")
    return _told(rows.iloc[::-1])


def _told(events: pd.DataFrame) -> list[tuple[str, str, pd.Timestamp]]:
    return [(str(row["plan_id"]), str(row["letter"]), row["day"]) for row in events.to_dict("records")]


def _progress(student: str, due: pd.Timestamp, records: Records) -> list[tuple[str, str, pd.Timestamp]]:
    plans = records.plans[records.plans["student_id"] == student]
    plans = plans[(plans["start"] <= due) & ~(plans["end"] < due)].sort_values("start", kind="stable")
    return [(str(plan), "progress", due) for plan in plans.index[::-1]]


def of_student(records: Records, student: str, *, kind: str = "") -> list[Chosen]:
    """Choose the letters of one student, one for each plan: its latest event by the day, of the kind asked for.

    A letter on progress needs no event: it is written of every open plan.
    """
    open_plans = [(plan, letter, records.day) for plan, letter, _ in _progress(student, records.day, records)]
    rows = records.events[records.events["student_id"] == student]
    if kind == "progress":
        found = open_plans
    elif kind:
        found = _events(student, kind, records.day, records)
    else:
        found = _told(rows.drop_duplicates("plan_id", keep="last"))
    wanted = _language(None, student, records)
    return [Chosen(student, plan, letter, day, wanted) for plan, letter, day in found]


def _language(written: object, student: str, records: Records) -> str:
    """Return the family's language as the tables write it: of the letter, else of the student, else of home."""
    if isinstance(written, str):
        return written
    letters = records.dataset.table("letters")
    of_letters = letters.loc[letters["student_id"] == student, "language"].dropna()
    students = records.dataset.table("students")
    own = students[students["student_id"] == student].sort_values("school_year", kind="stable")
    at_home = own["home_language"].dropna() if "home_language" in own else own["student_id"].head(0)
    return next((str(words.iloc[-1]) for words in (of_letters, at_home) if len(words)), "")


def spoken(wanted: str, known: Mapping[str, Language]) -> tuple[Language, str]:
    """Return the language a letter is written in, and the one it should be in where there is none; else "".

    Examples
    --------
    >>> from mtss_analysis.params import languages, layers
    >>> known = languages(layers())
    >>> [(language.code, missing) for language, missing in (spoken("Spanish", known), spoken("Somali", known))]
    [('es', ''), ('en', 'Somali')]
    """
    said = wanted.strip().casefold()
    found = next((language for language in known.values() if said in language.called), None)
    if found is None:
        return known[ENGLISH], wanted.strip()
    return found, ""


def languages_called(known: Iterable[Language]) -> str:
    """List languages for a sentence."""
    return ", ".join(f'"{language.code}" ({language.texts["language"]})' for language in known)
