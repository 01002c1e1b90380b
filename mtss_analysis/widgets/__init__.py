"""Forms for a notebook opened by hand: an instrument is filled in, adds up as one clicks, and is saved as ratings."""

from mtss_analysis.widgets.fill_in import FillIn, fill_in
from mtss_analysis.widgets.form import Form
from mtss_analysis.widgets.saving import save
from mtss_analysis.widgets.sitting import Answer, Sitting, Tally, problem, rows, tallies, unanswered

__all__ = [
    "Answer",
    "FillIn",
    "Form",
    "Sitting",
    "Tally",
    "fill_in",
    "problem",
    "rows",
    "save",
    "tallies",
    "unanswered",
]
