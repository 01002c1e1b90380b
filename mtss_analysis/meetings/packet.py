"""The packet of one meeting, put together in the order of its agenda."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import mtss_analysis
from mtss_analysis.errors import DataError
from mtss_analysis.intake import Dataset
from mtss_analysis.meetings import chosen, lowest, reviews, system, whole_grades
from mtss_analysis.meetings.forms import form
from mtss_analysis.meetings.known import Known
from mtss_analysis.meetings.opening import agenda, facts_of, members
from mtss_analysis.meetings.request import Request
from mtss_analysis.params import Layers
from mtss_analysis.reporting import narrate
from mtss_analysis.reporting.sheet import Part, sheet, steps
from mtss_analysis.results import Provenance

PARTS: Final[Mapping[str, tuple[str, Callable[[Known], str]]]] = {
    "last_time": ("What was decided last time", reviews.last_time),
    "coverage": ("Who was tested", whole_grades.coverage),
    "screening": ("What share met the cut", whole_grades.screening),
    "no_plan_yet": ("Students without a plan in that domain", whole_grades.no_plan_yet),
    "delivery": ("Was support delivered?", system.delivery),
    "confirm": ("Plans to confirm together", reviews.confirm),
    "talk_about": ("Plans to talk about", reviews.talk_about),
    "least_progress": ("Plans that fall short", reviews.least_progress),
    "graphs": ("Progress graphs", reviews.graphs),
    "teaming": ("Do our teams meet, decide and carry out?", system.teams),
    "action_items": ("Steps of the action plan", system.action_items),
    "lowest_items": ("What our self-assessment rates lowest", lowest.items),
}
"""Part of the data that a step of an agenda may show → its heading, and what makes it."""

NEEDS_PLANS = {"talk_about", "least_progress"}
EMPTY_ROWS = 6
"""Rows of a decision log that are left empty."""


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet as a whole page of HTML, and the name of its file."""

    name: str
    html: str


def packet(asked: Request, dataset: Dataset, settings: Layers) -> Packet:
    """Make the packet of one meeting from what could be known on its day.

    Parameters
    ----------
    asked
        The meeting, from :func:`mtss_analysis.meetings.request`.
    dataset
        The district's tables, whole: they are cut at the day here.
    settings
        Every setting.

    Raises
    ------
    DataError
        The meeting is about plans of support and none is open on that day.
    """
    known = Known.on(asked, dataset, settings)
    kind = asked.of_kind(known.teams)
    data = [part for step in kind.agenda for part in step.data]
    if NEEDS_PLANS & set(data) and known.open_plans.empty:
        raise DataError(_no_plans(known))
    parts = [
        Part("This meeting", facts_of(known)),
        Part("Read aloud: our norms", steps(known.teams.norms)),
        Part("Agenda", agenda(known)),
        Part("Who should be here", members(known), new_page=True),
        Part("Questions to ask", steps(kind.questions)),
        *_data(data, known),
        Part("What was decided", _log(known), new_page=True),
    ]
    under = f"{known.place}, {asked.day:%Y-%m-%d}"
    html = sheet(f"{kind.label}: {asked.team}", under, parts, foot=_foot(known))
    return Packet(_name(asked), html)


def _data(data: Sequence[str], known: Known) -> Iterator[Part]:
    """Yield the parts with data, the first one on a new page of paper."""
    for place, name in enumerate(dict.fromkeys(data)):
        title, made = PARTS[name]
        yield Part(title, made(known), new_page=place == 0)


def _log(known: Known) -> str:
    """Return the table to fill in: with the plans to talk about where it is about plans, else with empty rows."""
    kind = known.asked.of_kind(known.teams)
    rows: list[list[str]] = [[]] * EMPTY_ROWS
    if any("talk_about" in step.data for step in kind.agenda):
        plans, alike = chosen.to_talk_about(known).head(chosen.capacity(known)), len(chosen.to_confirm(known))
        together = [["Confirmed together", f"{alike} plans as listed, but for:"]] if alike else []
        rows = [*plans[["student_id", "plan_id"]].astype("str").to_numpy().tolist(), *together, [], []]
    said = "Write in roles, not names. What is not written down here was not decided."
    return narrate.note(said) + form("Decision log", list(kind.log), rows, log=True)


def _foot(known: Known) -> str:
    kept = known.dataset.cautions
    said = f"Shows what could be known on {known.asked.day:%Y-%m-%d}; nothing later has entered. "
    said += "Facts without a day of their own count from their review or due day."
    source = Provenance(known.dataset.fingerprint, known.settings.fingerprint, mtss_analysis.__version__)
    made = narrate.provenance(source, known.district.rules)
    return narrate.note(said) + (narrate.cautions(kept) if kept else "") + made


def _name(asked: Request) -> str:
    team = asked.team.replace(" ", "-").replace("/", "-")
    kind = "" if asked.usual else f"__{asked.kind.replace('_', '-')}"
    return f"{team}__{asked.day:%Y-%m-%d}{kind}.html"


def _no_plans(known: Known) -> str:
    kind, plans = known.asked.of_kind(known.teams), known.dataset.table("interventions")
    last = plans["end"].max()
    ended = f" The last one ended on {last:%Y-%m-%d}." if len(plans) and last == last else ""
    return (
        f"{known.place} has no open plan of support of a student on {known.asked.day:%Y-%m-%d}, so a {kind.label} has "
        f"nothing to look at.{ended} Choose a day on which plans are open, or another kind of meeting with --kind."
    )
