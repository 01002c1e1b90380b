"""Labelled examples of the explorers on the site, made from the invented district."""

from collections.abc import Callable, Mapping
from typing import Final

from mtss_analysis.reporting.examples import followed, monitored, ruled
from mtss_analysis.reporting.examples.source import Example, Source, text

MAKERS: Final[Mapping[str, Callable[[Source], Example]]] = {
    "cut-score": followed.screening,
    "decision-rule": ruled.rules,
    "student-graph": monitored.students,
}
"""Explorer → what makes its example."""


def make(source: Source) -> dict[str, Example]:
    """Make every example.

    Parameters
    ----------
    source
        The invented district: its tables, and those of its team pages.
    """
    return {name: maker(source) for name, maker in MAKERS.items()}


__all__ = ["MAKERS", "Example", "Source", "make", "text"]
