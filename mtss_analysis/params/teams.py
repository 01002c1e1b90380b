"""Teams and meetings: who sits at the table, what is decided there, and how each kind of meeting runs."""

from collections.abc import Collection, Iterable, Iterator
from typing import Self

from pydantic import model_validator

from mtss_analysis.errors import ParamsError, did_you_mean
from mtss_analysis.params.layers import Params, setting
from mtss_analysis.params.meeting_kinds import CHAIR, MeetingKind, Team

PRACTICE = "ours: what guides to school teams agree on; the district changes it"


class TeamsParams(Params):
    """Who meets, what each team decides, and how each kind of meeting runs."""

    file = "teams"

    minutes_per_student: float = setting(
        "talk about one plan of support in a review", unit="minutes", source="planning value", gt=0, le=60
    )
    graphs: int = setting("most progress graphs in one packet", unit="graphs", source="planning value", ge=0, le=20)
    review_grace_days: int = setting(
        "a review this long after its day still counts as held in time",
        unit="days", source="planning value: holidays and illness", ge=0, le=60,
    )  # fmt: skip
    confidence: float = setting(
        "confidence of the intervals around shares of decisions", unit="share", source="convention", gt=0, lt=1
    )
    roles: dict[str, str] = setting("role and its name on a page; never a person", source=PRACTICE, min_length=1)
    teams: dict[str, Team] = setting(
        "team as in the table meetings, who sits in it, what it decides", source=PRACTICE, min_length=1
    )
    kinds: dict[str, MeetingKind] = setting(
        "kind of meeting: purpose, length, agenda, questions, what is written down", source=PRACTICE, min_length=1
    )
    norms: tuple[str, ...] = setting(
        "read out at the start of every meeting", source="34 CFR Part 99 (education records); ours", min_length=1
    )

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        """Refuse a role or kind that is not described, a word of two kinds, and an agenda of another length."""
        for place, what, word, known in [*self._of_teams(), *self._of_kinds()]:
            if word not in known:
                raise ParamsError(
                    f'teams.yml: {place} names the {what} "{word}", which is not described.'
                    f"{did_you_mean(word, known)} Describe it under {what}s, or name another."
                )
        _refuse_double(word for name, kind in self.kinds.items() for word in {name, *kind.words})
        for name, kind in self.kinds.items():
            _refuse_other_length(name, kind)
        for name, team in self.teams.items():
            for word in team.kinds:
                _refuse_absent_leader(name, team, word, self.kinds[word])
        return self

    def _of_teams(self) -> Iterator[tuple[str, str, str, Collection[str]]]:
        """Yield what teams name: place, what it is, the word, and the words described."""
        for name, team in self.teams.items():
            yield from ((f"teams.{name}", "role", role, self.roles) for role in team.members)
            yield from ((f"teams.{name}", "kind", kind, self.kinds) for kind in team.kinds)

    def _of_kinds(self) -> Iterator[tuple[str, str, str, Collection[str]]]:
        for name, kind in self.kinds.items():
            leaders = (step.leads for step in kind.agenda if step.leads != CHAIR)
            yield from ((f"kinds.{name}", "role", role, self.roles) for role in (*kind.also, *leaders))

    def kind_called(self, word: str) -> str | None:
        """Return the kind that `word` names: its own name, its label or one of its words; None if there is none.

        Examples
        --------
        >>> from mtss_analysis.params import layers
        >>> layers().load(TeamsParams).kind_called("student review")
        'twenty_percent'
        """
        said = word.strip().casefold()
        names = {
            name: {name, kind.label.casefold(), *map(str.casefold, kind.words)} for name, kind in self.kinds.items()
        }
        return next((name for name, called in names.items() if said in called), None)


def _refuse_double(words: Iterable[str]) -> None:
    seen: set[str] = set()
    for word in words:
        if word in seen:
            raise ParamsError(f'teams.yml: "{word}" names two kinds of meeting. Leave it to one of them.')
        seen.add(word)


def _refuse_absent_leader(name: str, team: Team, word: str, kind: MeetingKind) -> None:
    here = {*team.members, *kind.also, CHAIR}
    for step in kind.agenda:
        if step.leads not in here:
            raise ParamsError(
                f'teams.yml: a step of kinds.{word} is led by "{step.leads}", who does not sit in the {name}. '
                "Invite the role under also, add it to the team, or let another role lead."
            )


def _refuse_other_length(name: str, kind: MeetingKind) -> None:
    total = sum(step.minutes for step in kind.agenda)
    if total != kind.minutes:
        raise ParamsError(
            f"teams.yml: the agenda of kinds.{name} adds up to {total} minutes, expected {kind.minutes}. "
            "Change a step or the length."
        )
