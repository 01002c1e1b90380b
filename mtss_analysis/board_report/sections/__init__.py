"""The questions of the report, in its order: one function each. A new question is a new function and a line here."""

from collections.abc import Callable
from typing import Final

from mtss_analysis.board_report.answers import Answer, Material
from mtss_analysis.board_report.sections.attendance import attendance
from mtss_analysis.board_report.sections.delivery import delivery
from mtss_analysis.board_report.sections.effects import effects
from mtss_analysis.board_report.sections.fairness import fairness
from mtss_analysis.board_report.sections.growth import growth
from mtss_analysis.board_report.sections.need import need
from mtss_analysis.board_report.sections.screening import screening
from mtss_analysis.board_report.sections.support import support
from mtss_analysis.board_report.sections.system import system

SECTIONS: Final[tuple[Callable[[Material], Answer], ...]] = (
    screening,
    growth,
    support,
    fairness,
    need,
    delivery,
    effects,
    attendance,
    system,
)
