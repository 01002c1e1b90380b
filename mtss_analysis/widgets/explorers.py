"""The explorers, by the question that each helps with."""

from collections.abc import Mapping
from typing import Final

from ipywidgets import HTML

from mtss_analysis.widgets.board import Maker

MAKERS: Final[Mapping[str, Maker]] = {
    "A": lambda desk: HTML(f"<p>{desk.place} {len(desk.plans)}</p>"),
    "B": lambda desk: HTML("b"),
}
"""Question on the button → what makes the explorer."""
