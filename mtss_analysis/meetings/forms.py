"""Tables to read out and to fill in by hand."""

from collections.abc import Iterable, Sequence
from html import escape

import pandas as pd

from mtss_analysis.reporting import tabulate
from mtss_analysis.reporting.narrate import note
from mtss_analysis.reporting.sheet import unbroken

SMALL = 12
"""Rows up to which a table stays on one page of paper."""
BOX = '<span class="mtss-box" aria-hidden="true"></span>'


def form(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, boxes: bool = False, log: bool = False
) -> str:
    """Return a table with room to write: cells a row leaves out stay empty.

    Parameters
    ----------
    caption, head
        What it is, and its columns; the first one heads its rows.
    rows
        Printed cells of each row, in the order of `head`.
    boxes
        Put a box to tick before the first cell.
    log
        Leave room to write in every row.

    Examples
    --------
    >>> '<td></td>' in form("Log", ["Student", "Decision"], [["SYN-1"]])
    True
    """
    body = "".join(_row(row, len(head), boxes) for row in rows)
    return _framed(caption, head, f"<tbody>{body}</tbody>", "mtss-log" if log else "mtss-form")


def plans_table(caption: str, head: Sequence[str], rows: Iterable[tuple[Sequence[str], str]]) -> str:
    """Return plans as a table in which each has a line of short facts, and its reasons under it.

    Parameters
    ----------
    caption, head
        What it is, and the columns of the short facts; the first one heads the plan.
    rows
        Of each plan the short facts and the words that stand under them.

    Examples
    --------
    >>> '<td colspan="1">Because.</td>' in plans_table("Plans", ["Student", "Advice"], [(["A", "Change"], "Because.")])
    True
    """
    made = []
    for (first, *rest), below in rows:
        facts = "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        row = f'<tr><th scope="rowgroup" rowspan="2">{escape(first)}</th>{facts}</tr>'
        made.append(f'<tbody>{row}<tr><td colspan="{len(rest)}">{escape(below)}</td></tr></tbody>')
    return _framed(caption, head, "".join(made), "mtss-plans")


def _framed(caption: str, head: Sequence[str], body: str, kind: str) -> str:
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    table = f"<caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead>{unbroken(body)}"
    label = escape(caption, quote=True)
    return (
        f'<div class="mtss-table {kind}" tabindex="0" role="region" aria-label="{label}"><table>{table}</table></div>'
    )


def _row(row: Sequence[str], width: int, boxes: bool) -> str:
    first, *rest = [*row, *[""] * (width - len(row))]
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in rest)
    head = f'<th scope="row">{BOX}{escape(first)}</th>' if boxes else f"<td>{escape(first)}</td>"
    return f"<tr>{head}{cells}</tr>"


def listing(frame: pd.DataFrame, caption: str, empty: str, *, most: int = 0, rest: str = "") -> str:
    """Return rows as a table, or one sentence where there are none.

    Parameters
    ----------
    frame
        Rows in the order to show, columns named as to be read.
    caption, empty
        What the table shows; what is said in its place.
    most, rest
        Most rows to print (0 prints all), and where the others are found.
    """
    if frame.empty:
        return note(empty)
    if most and len(frame) > most:
        caption, frame = f"{caption}: the first {most} of {len(frame):,}. {rest}".strip(), frame.head(most)
    table = unbroken(tabulate.table(frame, caption))
    return f'<div class="mtss-whole">{table}</div>' if len(frame) <= SMALL else table


def span(low: float, high: float, unit: str = " %") -> str:
    """Say a range between what is known at least and possible at most.

    Examples
    --------
    >>> span(66.7, 77.8).split(), span(80.0, 80.0).split(), span(float("nan"), float("nan"))
    (['67', 'to', '78', '%'], ['80', '%'], 'no data')
    """
    if low != low or high != high:  # NaN is not equal to itself
        return tabulate.MISSING
    ends = f"{low:.0f}", f"{high:.0f}"
    said = f"{ends[0]}{unit}" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}{unit}"
    return said.replace(" ", "\u00a0")
