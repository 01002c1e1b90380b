"""The rules page, made from the spec tables whose every case the tests run."""

from collections.abc import Iterator

from mtss_analysis.decisions import specs
from mtss_analysis.decisions.settings import DecisionParams
from mtss_analysis.workflow.effective import Effective
from mtss_analysis.workflow.site import markdown
from mtss_analysis.workflow.site.rule_errors import errors

HEAD = ("Case", "Scores", "Aimline", "Advice", "Why")


def rules(used: Effective) -> str:
    """Write each decision rule with its statement, what it needs, its source and its worked cases."""
    in_force = used.load(DecisionParams).rule
    found = specs.load()
    titles = {spec.rule: spec.title for spec in found}
    first = (
        f"On these pages the **{titles[in_force].lower()}** is in force; a district may register another one. "
        "The others are computed beside it, so that a team sees when rules disagree. "
        "Each worked case below is also a test of the program."
    )
    return "\n\n".join([first, errors(used), *map(_section, found)])


def _section(spec: specs.RuleSpec) -> str:
    settings = "; ".join(f"{_words(name)}: {_words(value)}" for name, value in spec.settings.items())
    parts = [
        f"## {spec.title}",
        spec.statement,
        f"**Needs.** {spec.needs}",
        f"**Settings in the cases below, unless a case names another.** {settings[:1].upper()}{settings[1:]}.",
        f"*Source:* {spec.source}",
        markdown.block("mtss-cases", markdown.table(HEAD, [_case(spec, case) for case in spec.cases])),
    ]
    return "\n\n".join(parts)


def _case(spec: specs.RuleSpec, case: specs.Case) -> list[str]:
    title = "; ".join([case.title, *_particulars(spec, case)])
    return [title, _list(case.scores), _aimline(case), f"**{_words(case.expected)}**", case.why]


def _particulars(spec: specs.RuleSpec, case: specs.Case) -> Iterator[str]:
    """Say what differs from the usual: weeks, direction, baseline, settings."""
    if case.weeks != tuple(range(1, len(case.scores) + 1)):
        yield f"in weeks {_list(case.weeks)}"
    if case.baseline_points:
        yield f"the first {case.baseline_points} made the baseline"
    yield from (f"{_words(k)}: {_words(v)}" for k, v in case.settings.items() if spec.settings.get(k) != v)


def _aimline(case: specs.Case) -> str:
    if case.baseline is None or case.goal is None or case.goal_week is None:
        absent = {"baseline": case.baseline, "goal": case.goal, "goal date": case.goal_week}
        return f"none: no {', no '.join(name for name, value in absent.items() if value is None)}"
    return f"from {case.baseline:g} to {case.goal:g} in week {case.goal_week:g}"


def _list(numbers: tuple[float, ...]) -> str:
    return ", ".join(f"{number:g}" for number in numbers)


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("_", " ")
