"""Every setting on the terminal: value, unit, meaning, source, and the file that set it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from mtss_analysis.errors import ParamsError, did_you_mean
from mtss_analysis.params import HOME

if TYPE_CHECKING:
    from pathlib import Path

    from mtss_analysis.params import Layers, Params


def text(name: str, layers: Layers) -> str:
    """Return the settings of one file, or of all if `name` is empty.

    Raises
    ------
    ParamsError
        No settings have that name, or a value is wrong.

    Examples
    --------
    >>> from mtss_analysis.params import layers
    >>> print(text("growth", layers()))  # doctest: +ELLIPSIS
    growth.yml: How growth is estimated: which scores, which unit of time, how much data is enough.
      purposes = progress
          scores that make a series
          source: the district's assessment calendar; set in params/growth.yml
      ...
    """
    from mtss_analysis.workflow.site.settings import classes

    known = {cls.file: cls for cls in classes()}
    if name and name not in known:
        raise ParamsError(f'No settings are called "{name}".{did_you_mean(name, known)} Known: {", ".join(known)}.')
    return "\n\n".join(_section(cls, layers) for file, cls in known.items() if name in ("", file))


def _section(cls: type[Params], layers: Layers) -> str:
    values = layers.load(cls)
    home = {key: path for path in layers.files(cls.file) for key in _keys(path)}
    lines = [f"{cls.file}.yml: {(cls.__doc__ or '').strip().splitlines()[0]}"]
    for name, field in cls.model_fields.items():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        unit = f" [{extra['unit']}]" if extra.get("unit") else ""
        place = _place(home[name]) if name in home else "the program"
        lines += [f"  {name} = {_value(getattr(values, name))}{unit}", f"      {field.description}"]
        lines += [f"      source: {extra.get('source', 'not given')}; set in {place}"]
    return "\n".join(lines)


def _keys(path: Path) -> list[str]:
    return list(yaml.safe_load(path.read_text(encoding="utf-8")) or ())


def _place(path: Path) -> str:
    return path.relative_to(HOME).as_posix() if path.is_relative_to(HOME) else str(path)


def _value(value: Any) -> str:  # noqa: ANN401 (any setting's value)
    if isinstance(value, dict):
        return f"{len(value)} entries: {', '.join(map(str, value))}" if value else "none"
    if isinstance(value, tuple | list | set | frozenset):
        return ", ".join(map(str, value)) or "none"
    return str(value)
