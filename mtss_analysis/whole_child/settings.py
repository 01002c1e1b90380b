"""Settings of the page of one student."""

from mtss_analysis.params import Params, setting
from mtss_analysis.vocabulary import Domain


class WholeChildParams(Params):
    """The page of one student: from when on a source speaks for a need."""

    file = "whole_child"

    looks_back_days: int = setting(
        "age from which a screening score or a mark says nothing of today", unit="days", source="planning value", ge=1
    )
    course_domains: dict[str, Domain] = setting(
        "course as in the table marks, and the domain that its mark speaks of", source="the district's course catalogue"
    )
