"""Which sentences a language of the letters needs, and what each may be filled in with."""

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Final

from mtss_analysis.errors import did_you_mean
from mtss_analysis.vocabulary import Domain

LETTERS: Final = ("entry", "progress", "change_up", "change_down", "change_other", "exit")
"""Kinds of letter; a change is up, down, or to something else."""

_WORDS = """
titles: entry progress change_up change_down change_other exit
openings: entry progress change_up change_down change_other exit exit_decided
support: name name_of_plan tier_1 tier_2 tier_3 schedule
goal: known lower unknown
graph: heading caption alt points no_points score line goal
meaning: heading just_begun no_goal no_scores too_few reached above around below not_delivered exit_short exit_recorded
meaning: sure error error_unknown few more sessions_unknown sessions_missing exit_dose exit_cannot_tell ask
next: heading review review_past no_review exit
take_part: heading tell come see interpreter contact contact_blank
rights: heading text source
notices: source
page: family child number foot
unnamed: measure unit
"""
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    group: tuple(name for line in _WORDS.split("\n") if line.startswith(f"{group}:") for name in line.split()[1:])
    for group in (line.partition(":")[0] for line in _WORDS.strip().split("\n"))
} | {"domains": tuple(map(str, Domain))}
"""Group of sentences → the names in it; all of them are needed."""

OF_PLAN = frozenset({"domain", "measure", "unit", "start", "end", "event_day", "baseline", "goal", "goal_date"})
MAY_HOLD: Final[Mapping[str, frozenset[str]]] = {
    "titles": frozenset({"domain"}),
    "openings": OF_PLAN,
    "support": frozenset({"intervention", "times", "minutes"}),
    "goal": OF_PLAN,
    "graph": OF_PLAN | {"points", "n", "first", "first_day", "latest", "latest_day"},
    "meaning": OF_PLAN | {"counted", "needed", "needed_weeks", "last", "delivered", "planned", "unlogged", "sem"},
    "next": frozenset({"review", "domain"}),
    "take_part": frozenset({"contact"}),
    "notices": frozenset({"source"}),
    "no_template": frozenset({"wanted"}),
    "page": frozenset({"student", "day", "version"}),
}
"""Group of sentences → what may stand in braces there; in the others nothing may."""

ALONE: Final = ("language", "locale", "no_template")
"""Sentences that stand in no group."""


def faults(texts: Mapping[str, str]) -> Iterator[str]:
    """Say what is wrong with the sentences of one language: missing, unknown, or filled in with what nobody knows.

    Parameters
    ----------
    texts
        "group.name" → sentence.

    Examples
    --------
    >>> found = list(faults({"titles.entry": "Help in {domian}"}))
    >>> found[-1]
    '"titles.entry" has {domian}. Did you mean "domain"? It may hold: {domain}.'
    >>> found[0]
    '"language" is missing. Add it; params/letters/en.yml shows how.'
    """
    needed = [*ALONE, *(f"{group}.{name}" for group, names in GROUPS.items() for name in names)]
    for key in needed:
        if not texts.get(key, "").strip():
            yield f'"{key}" is missing. Add it; params/letters/en.yml shows how.'
    for key in texts:
        if key not in needed:
            yield f'"{key}" is not read.{did_you_mean(key, needed)} Take it out or rename it.'
        else:
            yield from _unfillable(key, texts[key])


def _unfillable(key: str, sentence: str) -> Iterator[str]:
    may = MAY_HOLD.get(key.partition(".")[0], frozenset())
    listed = ", ".join(f"{{{name}}}" for name in sorted(may)) or "nothing in braces"
    try:
        parts = list(Formatter().parse(sentence))
    except ValueError as error:
        yield f'"{key}" has a brace that does not close ({error}). Write what is filled in as {{name}}.'
        return
    for _, name, spec, conversion in parts:
        if name is not None and (name not in may or spec or conversion):
            yield f'"{key}" has {{{name}}}.{did_you_mean(name, may)} It may hold: {listed}.'
