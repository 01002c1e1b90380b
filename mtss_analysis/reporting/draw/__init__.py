"""Figures, each with its alternative text, its caption and the data behind it.

Every figure is drawn from a page's tables only: on a public page those are released tables,
so a figure can show nothing that its table withholds.
"""

from mtss_analysis.reporting.draw.drawing import Drawing, NothingToDraw
from mtss_analysis.reporting.draw.figures import FIGURES, figure

__all__ = ["FIGURES", "Drawing", "NothingToDraw", "figure"]
