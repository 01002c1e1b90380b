"""What a form says: what may be shown of the instrument, what its sections add up to, and messages."""

from collections.abc import Sequence
from html import escape

from mtss_analysis.params.instruments import Instrument
from mtss_analysis.widgets.sitting import Tally


def notes(instrument: Instrument) -> str:
    """Return heading, source, license, guide and what is not verified of an instrument, as HTML."""
    unverified = "".join(f"<li>{escape(sentence)}</li>" for sentence in instrument.unverified)
    return (
        f'<h2 style="margin:0">{escape(instrument.label)}</h2><p style="line-height:1.4;margin:4px 0">Version '
        f"{escape(instrument.version)}, {escape(instrument.published)}. {escape(instrument.source)} "
        f"{escape(instrument.license)}</p>"
        + (f'<p style="margin:0">{escape(instrument.guide)}</p>' if instrument.guide else "")
        + (f'<p style="margin:0">Not verified against the manual:</p><ul>{unverified}</ul>' if unverified else "")
    )


def totals(found: Sequence[Tally], missing: int) -> str:
    """Return the sums of the sections as a table in HTML.

    Examples
    --------
    >>> "3 of 4" in totals([Tally("Teams", 3, 4, 2, 1, 4, 70.0)], missing=1)
    True
    """
    heads = "".join(f'<th scope="col" style="{CELL}">{name}</th>' for name in HEADS)
    rows = "".join(f"<tr>{_row(tally)}</tr>" for tally in found)
    rest = f"{missing} without an answer." if missing else "All items are answered."
    return (
        f'<table style="border-collapse:collapse;margin:8px 0"><caption style="text-align:left">So far, on the items '
        f"answered. {rest}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


HEADS = ("Section", "Answered", "Does not apply", "Points", "Percent", "Counts from")
CELL = "border:1px solid #ccc;padding:2px 8px;text-align:left"


def _row(tally: Tally) -> str:
    cells = (
        f"{tally.answered} of {tally.items}", str(tally.not_applicable),
        f"{tally.points} of {tally.most}" if tally.most else "no answer yet",
        "no answer yet" if tally.percent is None else f"{tally.percent:.0f} %",
        "no criterion" if tally.criterion is None else f"{tally.criterion:g} %",
    )  # fmt: skip
    head = f'<th scope="row" style="{CELL}">{escape(tally.label)}</th>'
    return head + "".join(f'<td style="{CELL}">{cell}</td>' for cell in cells)


def notice(html: str) -> str:
    """Return a message that screen readers tell when it appears."""
    return f'<div role="status" style="border-left:4px solid #0072B2;padding:4px 8px;line-height:1.4">{html}</div>'
