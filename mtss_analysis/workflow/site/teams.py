"""The page of teams and meetings, made from the settings that the packets are made from."""

from mtss_analysis.params import CHAIR, MeetingKind, Team, TeamsParams
from mtss_analysis.workflow.effective import Effective
from mtss_analysis.workflow.site import markdown


def teams(used: Effective) -> str:
    """Write each team: where it belongs, who sits in it with which task, what it decides, which meetings it holds."""
    settings = used.load(TeamsParams)
    return "\n\n".join(_team(name, team, settings) for name, team in settings.teams.items())


def meetings(used: Effective) -> str:
    """Write each kind of meeting: purpose, length, agenda, protocol questions, and what is written down."""
    settings = used.load(TeamsParams)
    return "\n\n".join(_kind(name, kind, settings) for name, kind in settings.kinds.items())


def norms(used: Effective) -> str:
    """Write the norms that are read out at the start."""
    return "\n".join(f"{place}. {norm}" for place, norm in enumerate(used.load(TeamsParams).norms, start=1))


def _team(name: str, team: Team, settings: TeamsParams) -> str:
    place = "One for the district." if team.place == "district" else "One in each school."
    held = ", ".join(f"[{settings.kinds[kind].label}](#{_anchor(kind)})" for kind in team.kinds)
    members = markdown.table(["Role", "Task at the table"], [[settings.roles[r], t] for r, t in team.members.items()])
    decides = "\n".join(f"- {each}" for each in team.decides)
    chair = f"Chaired by: {settings.roles[team.chair]}."
    return "\n\n".join(
        [f"### {name[:1].upper()}{name[1:]}", f"{place} {chair} Holds: {held}.", members, "It decides:", decides]
    )


def _kind(name: str, kind: MeetingKind, settings: TeamsParams) -> str:
    held = ", ".join(team for team, each in settings.teams.items() if name in each.kinds)
    also = f" Also invited: {', '.join(settings.roles[role] for role in kind.also)}." if kind.also else ""
    leads = settings.roles | {CHAIR: "Whoever chairs the team"}
    agenda = [[step.step, str(step.minutes), leads[step.leads]] for step in kind.agenda]
    parts = [
        f"({_anchor(name)})=\n### {kind.label}",
        kind.purpose,
        f"**Held by:** {held}. **When:** {kind.often}. **Length:** {kind.minutes} minutes.{also}",
        markdown.table(["Step", "Minutes", "Leads"], agenda),
        "**Questions to ask**",
        "\n".join(f"- {question}" for question in kind.questions),
        "**Written down at the end**",
        markdown.table(["What", "Column it belongs to"], [[what, markdown.code(to)] for what, to in kind.log.items()]),
    ]
    return "\n\n".join(parts)


def _anchor(kind: str) -> str:
    return f"meeting-{kind.replace('_', '-')}"
