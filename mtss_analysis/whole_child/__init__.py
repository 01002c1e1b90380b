"""The page of one student: all domains side by side over the years, and where sources agree (team only)."""

from mtss_analysis.whole_child.page import page
from mtss_analysis.whole_child.record import Record
from mtss_analysis.whole_child.settings import WholeChildParams

__all__ = ["Record", "WholeChildParams", "page"]
