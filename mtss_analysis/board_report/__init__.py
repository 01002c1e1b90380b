"""The report to the board: what the other pages found, in eight questions, on two sheets of paper.

It adds no number. Every figure is read from the result that its own page shows; on the public version from the
released one.
"""

from mtss_analysis.board_report.page import BoardPage, page
from mtss_analysis.board_report.settings import BoardReportParams, Sign
from mtss_analysis.board_report.sources import gather

__all__ = ["BoardPage", "BoardReportParams", "Sign", "gather", "page"]
