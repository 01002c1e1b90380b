"""Explorers and forms for a notebook opened by hand: a school's data on the desk, and instruments to fill in."""

from mtss_analysis.widgets.board import Board, explore
from mtss_analysis.widgets.desk import Desk, lay_out
from mtss_analysis.widgets.fill_in import FillIn, fill_in
from mtss_analysis.widgets.form import Form
from mtss_analysis.widgets.saving import save
from mtss_analysis.widgets.sitting import Answer, Sitting, Tally, problem, rows, tallies, unanswered

__all__ = [
    "Answer",
    "Board",
    "Desk",
    "FillIn",
    "Form",
    "Sitting",
    "Tally",
    "explore",
    "fill_in",
    "lay_out",
    "problem",
    "rows",
    "save",
    "tallies",
    "unanswered",
]
