"""Whether the help that was planned was given."""

import pandas as pd

from mtss_analysis.board_report.answers import Answer, Material, Number
from mtss_analysis.board_report.sections import wording
from mtss_analysis.board_report.settings import Sign
from mtss_analysis.vocabulary import Delivery

PAGE = "06_fidelity"
QUESTION = "Was the help that was planned in fact given?"
OPEN = (Delivery.HELD, Delivery.NOT_AS_DESIGNED, Delivery.UNKNOWN)
MEANS = "Help that was not given cannot work. What is missing is mostly time, rooms and schedules."
NOT_MEANS = "It says nothing about how well any one person works."


def delivery(material: Material) -> Answer:
    """Answer from the standing of each intervention in the latest school year; what is withheld is counted as such."""
    frame = material.rows(PAGE, "delivery")
    if frame.empty:
        nothing = "No session was logged, so nobody can tell what was given."
        return Answer(QUESTION, wording.why_not(material, PAGE, nothing), pages=(PAGE,))
    year = str(frame["school_year"].max())
    now = frame[frame["school_year"] == year]
    known = now.dropna(subset=["standing"])
    if known.empty:
        return Answer(QUESTION, wording.WITHHELD, pages=(PAGE,))
    never = sorted(known.loc[known["standing"] == Delivery.NOT_DELIVERED, "intervention"])
    unsettled = sorted(known.loc[known["standing"].isin(OPEN), "intervention"])
    signs = {Sign.NOT_DELIVERED: never, Sign.NOT_LOGGED: unsettled}
    cannot = (f"Whether {wording.listed(unsettled)} was given as planned: too little is on record.",)
    return Answer(
        QUESTION, _headline(known, len(now) - len(known), never, year), _sure(known),
        _compared(material, frame, year), MEANS, NOT_MEANS, (PAGE,), _numbers(material, known),
        frozenset(sign for sign, there in signs.items() if there), cannot if unsettled else (),
    )  # fmt: skip


def _headline(known: pd.DataFrame, held: int, never: list[str], year: str) -> str:
    given = int((known["standing"] == Delivery.DELIVERED).sum())
    first = f"In {year}, {given} of {len(known)} kinds of help were given as planned."
    not_given = f" Not given: {wording.listed(never)}." if never else ""
    rest = f" {held} more {'are' if held > 1 else 'is'} withheld." if held else ""
    return f"{first}{not_given}{rest}"


def _sure(known: pd.DataFrame) -> str:
    share = known["unlogged"].dropna()
    most = f" Up to {share.max():.0f} % of the sessions of one kind were not logged." if len(share) else ""
    return f"A session that nobody logged counts neither as given nor as missed.{most}"


def _compared(material: Material, frame: pd.DataFrame, year: str) -> str:
    earlier = [each for each in sorted(frame["school_year"].unique()) if each < year]
    if material.midyear or not earlier:
        return wording.YEAR_OPEN if material.midyear else wording.NOT_BEFORE
    before = frame[frame["school_year"] == earlier[-1]].dropna(subset=["standing"])
    given = int((before["standing"] == Delivery.DELIVERED).sum())
    return f"Last year, {given} of {len(before)} kinds were given as planned." if len(before) else wording.NOT_BEFORE


def _numbers(material: Material, known: pd.DataFrame) -> tuple[Number, ...]:
    """Sessions held of those planned: the middle of the range has no meaning, so the least is the number."""
    found = []
    for place in range(len(known)):
        row = known.iloc[[place]]
        about = f"{row['intervention'].iloc[0]}, {row['school_year'].iloc[0]}: sessions held at least, of those planned"
        found.append(material.number(PAGE, "delivery", row, about, ("held_low", "held_low", "held_high")))
    return tuple(found)
