"""What to ask in which school, for the team: questions by name of the school, never a rank."""

from html import escape

from mtss_analysis.board_report.answers import Material
from mtss_analysis.board_report.sections import wording
from mtss_analysis.reporting import narrate, present, rows
from mtss_analysis.vocabulary import TOTAL, Audience

PAGE = "02_screening"
ASKED = ("core", "more")
NONE = "No school's shares lie clearly beside the planning figure, or no screening scores are at hand."
LEAD = (
    "These are questions for a talk with the school, in the order of the schools' names. They rank nobody: schools "
    "serve other students, and some differences are luck."
)


def questions(material: Material, audience: Audience) -> present.Shown:
    """Write one question per school whose latest screening lies clearly beyond the planning figure."""
    if audience is Audience.PUBLIC:
        return present.Shown(narrate.team_only(present.TEAM_ONLY))
    frame = material.rows(PAGE, "planned")
    frame = rows.latest(frame) if len(frame) else frame
    frame = frame[frame["said"].isin(ASKED) & (frame["school_id"] != TOTAL)] if len(frame) else frame
    if frame.empty:
        return present.Shown(narrate.note(NONE))
    named = frame.groupby("school_id")["measure"].unique()
    asked = {material.labels.school(str(school)): sorted(map(material.labels.measure, found))
             for school, found in named.items()}  # fmt: skip
    items = "".join(f"<li>{escape(_question(name, asked[name]))}</li>" for name in sorted(asked))
    return present.Shown(f"<p>{escape(LEAD)}</p><ul>{items}</ul>")


def _question(name: str, measures: list[str]) -> str:
    return (
        f"{name}: more students than planned for scored below the cut ({wording.listed(measures)}). What do teachers "
        "there see, and what would help the teaching that all students get?"
    )
