"""The coordinator's list of letters: written, not written and why, overdue, and how late by school and language."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from urllib.parse import quote

import numpy as np
import pandas as pd

from mtss_analysis.families.choice import NotWritten
from mtss_analysis.families.due import Due
from mtss_analysis.reporting import narrate, tabulate
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.sheet import Part, sheet
from mtss_analysis.vocabulary import NO_DATA, TOTAL

Link = tuple[str, str, str, str, str]
"""File, student, what the letter is, language it is in, and the language that has no template ("" if it has one)."""

READ = (
    "In time is a letter sent on its day or before. The median counts letters that are not sent as later than all "
    "others. Intervals are Wilson's. These rows are for mending how letters go out, not for ranking schools."
)
SHOWN = 200
"""Rows of a long list that are printed."""


def listing(
    late: Due, day: pd.Timestamp, labels: Labels, place: str, *, written: Sequence[Link] | None = None,
    left: Iterable[NotWritten] = (),
) -> str:  # fmt: skip
    """Return the list as a page.

    Parameters
    ----------
    late
        Which letters are late.
    day, labels, place
        Day of looking, the district's words, and the school or district.
    written, left
        Letters written in this run, and those that could not be; None and nothing where only the list was asked for.
    """
    parts = [Part("Do families hear in time?", _lateness(late, labels))]
    if written is not None:
        parts.append(Part("Letters written", _written(written)))
    if missing := _no_template(written or ()):
        parts.append(Part("No template in the family's language", missing))
    if rows := list(left):
        parts.append(Part("Due and not written", _left(rows)))
    parts.append(Part("Overdue", _overdue(late.overdue, labels)))
    return sheet("Letters to families", f"{place}, {day:%Y-%m-%d}", parts)


def headline(late: Due) -> str:
    """Say in one sentence how many letters were due, sent in time, and are overdue.

    Examples
    --------
    >>> frame = pd.DataFrame({"school_id": [], "language": []})
    >>> headline(Due(frame, frame))
    'The table of letters has no letter due by this day.'
    """
    whole = late.lateness[(late.lateness["school_id"] == TOTAL) & (late.lateness["language"] == TOTAL)]
    if whole.empty:
        return "The table of letters has no letter due by this day."
    row = whole.iloc[0]
    return (
        f"{row['due']:,} letters were due by this day; {row['percent']:.0f} % were sent in time (interval "
        f"{row['low']:.0f} to {row['high']:.0f}). Median lag: {_lag(row['median_lag'])}. Overdue and not sent: "
        f"{len(late.overdue):,}."
    )


def _lag(days: float) -> str:
    """Say a lag in words.

    Examples
    --------
    >>> _lag(4.0), _lag(1.0), _lag(0.0), _lag(-3.0), _lag(float("inf"))
    ('4 days late', '1 day late', 'on the day', '3 days early', 'half or more are not sent')
    """
    if np.isinf(days):
        return "half or more are not sent"
    if days == 0:
        return "on the day"
    return f"{abs(days):g} day{'' if abs(days) == 1 else 's'} {'late' if days > 0 else 'early'}"


def _lateness(late: Due, labels: Labels) -> str:
    rows = late.lateness
    shown = pd.DataFrame({
        "School": rows["school_id"].map(lambda school: "All schools" if school == TOTAL else labels.school(school)),
        "Language": rows["language"].replace({TOTAL: "All languages", NO_DATA: "Not recorded"}),
        "Due": rows["due"], "Sent": rows["sent"],
        "Sent in time (interval)": [
            f"{share:.0f} % ({low:.0f} to {high:.0f})"
            for share, low, high in zip(rows["percent"], rows["low"], rows["high"], strict=True)
        ],
        "Median lag": [_lag(days) for days in rows["median_lag"]], "Overdue": rows["waiting"],
    })  # fmt: skip
    table = tabulate.table(shown, "Letters due by this day, by school and language") if len(shown) else ""
    return narrate.note(headline(late)) + table + (narrate.note(READ) if len(shown) else "")


def _written(written: Sequence[Link]) -> str:
    if not written:
        return narrate.note("No letter was due and not sent, so none was written.")
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Student", "Letter", "Language"))
    rows = "".join(
        f'<tr><th scope="row"><a href="{escape(quote(file), quote=True)}">{escape(student)}</a></th>'
        f"<td>{escape(what)}</td><td>{escape(language)}</td></tr>"
        for file, student, what, language, _ in written
    )
    caption = f"{len(written)} letters; each is a page to print"
    return (
        f'<div class="mtss-table" tabindex="0" role="region" aria-label="{caption}"><table><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _no_template(written: Sequence[Link]) -> str:
    missing = pd.Series([lacks for *_, lacks in written if lacks], dtype="str").value_counts()
    if missing.empty:
        return ""
    rows = pd.DataFrame({"Language": missing.index, "Letters": missing.to_numpy()})
    said = (
        "These letters are in English, with a line that an interpreter can be asked for. A language is added as a file "
        "in params/letters beside the data; params/letters/en.yml shows which sentences it needs."
    )
    return narrate.note(said) + tabulate.table(rows, "Letters without a template in the family's language")


def _left(rows: Sequence[NotWritten]) -> str:
    shown = pd.DataFrame(
        [(row.student, row.kind, row.due, row.why) for row in rows[:SHOWN]],
        columns=["Student", "Letter", "Due", "Why it was not written"],
    )
    return tabulate.table(shown, _caption("Letters that are due and could not be written", len(rows)))


def _overdue(overdue: pd.DataFrame, labels: Labels) -> str:
    if overdue.empty:
        return narrate.note("No letter is past its day and not sent.")
    named: Mapping[str, str] = {
        "student_id": "Student", "school_id": "School", "kind": "Letter", "language": "Language", "due": "Due",
        "days": "Days past",
    }  # fmt: skip
    shown = overdue.head(SHOWN).assign(school_id=overdue["school_id"].map(labels.school)).rename(columns=dict(named))
    return tabulate.table(shown, _caption("Past their day and not sent, the longest first", len(overdue)))


def _caption(said: str, count: int) -> str:
    return said if count <= SHOWN else f"{said}: the first {SHOWN} of {count:,}"
