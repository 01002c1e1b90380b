"""Settings of the page of one student."""

from mtss_analysis.params import Params, setting
from mtss_analysis.vocabulary import Domain


class WholeChildParams(Params):
    """The page of one student: from when on a source speaks for a need."""

    file = "whole_child"

    looks_back_days: int = setting(
        "age from which a screening score or a mark says nothing of today", unit="days", source="planning value", ge=1
    )
    chronic_absence: float = setting(
        "share of enrolled days absent from which attendance speaks for a need",
        unit="share", source="EDFacts data group 814: a tenth of enrolled days", gt=0, lt=1,
    )  # fmt: skip
    least_enrolled_days: int = setting(
        "enrolled days below which attendance says nothing",
        unit="days", source="the State's rule; 10 in Maine, more than 30 in California", ge=1,
    )  # fmt: skip
    referrals_from: int = setting(
        "referrals in a school year from which they speak for a need in behavior",
        unit="referrals", source="McIntosh, Campbell, Carter & Zumbo (2009): bands 0-1, 2-5 and 6 or more", ge=1,
    )  # fmt: skip
    course_domains: dict[str, Domain] = setting(
        "course as in the table marks, and the domain that its mark speaks of", source="the district's course catalogue"
    )
