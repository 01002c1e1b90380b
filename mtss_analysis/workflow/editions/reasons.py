"""Why numbers were restated: other data, other settings, another version or another program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Described = tuple[Mapping[str, str], Mapping[str, Mapping[str, Any]]]
"""Facts and settings of one edition."""
FIRST = "This is the first edition."
UNKNOWN = "The earlier edition does not say what it was made from, so the reason is not known."
SAME = "Data, settings and program are the same."


def log(before: Described | None, now: Described) -> dict[str, Any]:
    """Say when both editions were made and what differs between what they were made from.

    Examples
    --------
    >>> then = {"data": "a", "version": "1.0", "program": "x", "made": "2025-06-01T10:00:00+00:00"}
    >>> log((then, {}), ({**then, "data": "b"}, {}))["reasons"]
    ['The data changed.']
    """
    if before is None:
        return {"first": True, "reasons": [FIRST], "why": FIRST, "before": "", "now": _day(now[0])}
    found = list(_reasons(before, now)) if before[0] else [UNKNOWN]
    said = found or [SAME]
    return {"first": False, "reasons": said, "why": " ".join(said), "before": _day(before[0]), "now": _day(now[0])}


def _reasons(before: Described, now: Described) -> Iterator[str]:
    (old, old_settings), (new, new_settings) = before, now
    if old.get("data") != new.get("data"):
        yield "The data changed."
    if changed := list(_settings(old_settings, new_settings)) if old_settings else []:
        yield f"Settings changed: {'; '.join(changed)}."
    if old.get("version") != new.get("version"):
        yield f"The program changed from version {old.get('version')} to {new.get('version')}."
    elif old.get("program", new.get("program")) != new.get("program"):
        yield "The program changed, so analyses may have."


def _settings(old: Mapping[str, Any], new: Mapping[str, Any], place: str = "") -> Iterator[str]:
    """Name every setting that differs; numbers and yes or no with both values, everything else by name alone."""
    for name in sorted({*old, *new}):
        where = f"{place}{name}"
        before, now = old.get(name), new.get(name)
        if before == now:
            continue
        if isinstance(before, Mapping) and isinstance(now, Mapping):
            yield from _settings(before, now, f"{where}.")
        elif isinstance(before, int | float) and isinstance(now, int | float):
            yield f"{where} from {before} to {now}"
        else:
            yield where


def _day(facts: Mapping[str, str]) -> str:
    return str(facts.get("made", ""))[:10]
