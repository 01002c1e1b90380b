"""The parameters page: every setting with the value in force, unit, bounds, meaning and source."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

import mtss_analysis
from mtss_analysis import params
from mtss_analysis.vocabulary import Season
from mtss_analysis.workflow.effective import Effective
from mtss_analysis.workflow.site import markdown

NO_ANALYSIS = {"cli", "samples", "widgets", "workflow"}
"""Parts of the package that declare no settings of an analysis; importing them would cost time."""

OWN = "set by this district"
"""What marks a value that is not the default."""

SIGNS = frozenset("\\*[]<>{}$")
"""Signs that mean something in Markdown: a value that holds one is written as code."""

BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than", "pattern": "written as"}


def settings(used: Effective) -> str:
    """Write one section per parameter file, from the classes that read them, with the values a run used."""
    about = f"The values are those of this run. Where one differs from the default, it is marked *{OWN}*."
    first = about if used.known else "The values are the defaults."
    return "\n\n".join([first, *(_section(cls, used) for cls in classes())])


def classes() -> list[type[params.Params]]:
    """Return every class of settings, in the order of the names of their files."""
    for module in pkgutil.iter_modules(mtss_analysis.__path__):
        if module.name not in NO_ANALYSIS:
            importlib.import_module(f"mtss_analysis.{module.name}")
    ours = [cls for cls in _below(params.Params) if cls.__module__.startswith("mtss_analysis.")]
    ours = [cls for cls in ours if not cls.__subclasses__()]  # a class that others build on has no file of its own
    return sorted(ours, key=lambda cls: cls.file)


def _below(cls: type[params.Params]) -> Iterator[type[params.Params]]:
    for sub in cls.__subclasses__():
        yield sub
        yield from _below(sub)


def _section(cls: type[params.Params], used: Effective) -> str:
    values, defaults = used.load(cls), used.default(cls)
    about = (cls.__doc__ or "").strip().splitlines()[0]
    rows = markdown.table(["Setting", "Value", "Meaning", "Source"], _rows(values, defaults))
    parts = [f"## {cls.file}.yml", about, markdown.block("mtss-definitions", rows)]
    if isinstance(values, params.MeasuresParams) and isinstance(defaults, params.MeasuresParams):
        parts += [_measures(values, defaults), _cuts(values)]
    return "\n\n".join(parts)


def _rows(values: BaseModel, defaults: BaseModel, prefix: str = "") -> Iterator[list[str]]:
    for name, field in type(values).model_fields.items():
        value, default = getattr(values, name), getattr(defaults, name)
        if isinstance(value, BaseModel):
            yield from _rows(value, default, f"{prefix}{name}.")
        else:
            yield _row(f"{prefix}{name}", field, value, default)


def _row(name: str, field: FieldInfo, value: Any, default: Any) -> list[str]:  # noqa: ANN401 - any setting's value
    extra: Mapping[str, Any] = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    unit = f" [{extra['unit']}]" if extra.get("unit") and value is not None else ""
    meaning = f"{(field.description or '')[:1].upper()}{(field.description or '')[1:]}{_bounds(field)}."
    return [markdown.code(name), f"{_value(value)}{unit}{_own(value, default)}", meaning, str(extra.get("source", ""))]


def _own(value: Any, default: Any) -> str:  # noqa: ANN401 - any setting's value
    if value == default:
        return ""
    before = "" if isinstance(value, Mapping) else f"; default: {_value(default)}"
    return f" – *{OWN}*{before}"


def _bounds(field: FieldInfo) -> str:
    found = [
        f"{words} {markdown.code(str(bound))}"
        for item in field.metadata
        for key, words in BOUNDS.items()
        if (bound := getattr(item, key, None)) is not None
    ]
    return f"; {', '.join(found)}" if found else ""


def _value(value: Any) -> str:  # noqa: ANN401 - any setting's value
    if isinstance(value, Mapping):
        if any(isinstance(entry, BaseModel | Mapping) for entry in value.values()):
            return ", ".join(map(str, value)) or "none"
        return "; ".join(f"{key}: {_value(entry)}" for key, entry in value.items()) or "none"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(_value, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    text = "none" if value is None or value == "" else str(value)
    return markdown.code(text) if SIGNS & set(text) else text


def _measures(settings: params.MeasuresParams, defaults: params.MeasuresParams) -> str:
    rows = [
        [
            measure.label + ("" if measure == defaults.measures.get(name) else f" – *{OWN}*"),
            measure.unit,
            f"{measure.low:g} to {measure.high:g}",
            "higher" if measure.higher_is_better else "lower",
            "not stated" if measure.sem is None else f"{measure.sem:g}",
            measure.source,
        ]
        for name, measure in settings.measures.items()
    ]
    head = ["Measure", "Unit", "Range", "Better is", "Standard error of measurement", "Source"]
    return "### Measures\n\n" + markdown.table(head, rows)


def _cuts(settings: params.MeasuresParams) -> str:
    rows = [
        [measure.label, grade, *(_pair(seasons.get(season)) for season in Season)]
        for measure in settings.measures.values()
        for grade, seasons in measure.cuts.items()
    ]
    note = (
        "Each cell holds two cut scores: look closer for Tier 2 support / for Tier 3 support. A score strictly "
        "below the cut calls for it; where lower is better, one above."
    )
    return f"### Cut scores\n\n{note}\n\n{markdown.table(['Measure', 'Grade', *map(str.capitalize, Season)], rows)}"


def _pair(cuts: params.CutScores | None) -> str:
    return "none set" if cuts is None else f"{cuts.tier2:g} / {cuts.tier3:g}"
