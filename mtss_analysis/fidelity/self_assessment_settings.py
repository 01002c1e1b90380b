"""How ratings of an instrument are read: when a percent is told, what counts as weak, what is asked at once."""

from datetime import date

from mtss_analysis.params import Params, setting


class SelfAssessmentParams(Params):
    """How self-assessments are rolled up."""

    file = "self_assessment"

    as_of: date | None = setting(
        "last day the records speak of; empty is the last rating or dated record", source="day of the export"
    )
    confidence: float = setting("confidence of every interval", unit="share", source="convention", gt=0, lt=1)
    most_missing: float = setting(
        "share of a part's items that a rater may leave out before no percent is told", unit="share",
        source="planning value; survey scales are usually scored with half their items or more", ge=0, lt=1,
    )  # fmt: skip
    expected_raters: dict[str, int] = setting(
        "people of a group who are asked in a school, for the response rate; empty: the rate is no data",
        unit="people", source="the district",
    )  # fmt: skip
    fall_months: int = setting(
        "first months of a school year whose ratings make its fall round; the others make its spring round",
        unit="months", source="planning value: half of a school year of ten months", ge=1, le=11,
    )  # fmt: skip
    together_days: int = setting(
        "team and staff ratings further apart than this are not compared", unit="days",
        source="planning value: within one half of a school year", ge=1, le=366,
    )  # fmt: skip
    weak_below: float = setting(
        "an item below this share of its points is weak", unit="share",
        source="planning value: the middle of the scale", gt=0, lt=1,
    )  # fmt: skip
    many_schools: float = setting(
        "share of schools in which an item is weak from which the district takes it up", unit="share",
        source="planning value: half of the schools", gt=0, le=1,
    )  # fmt: skip
    priorities: int = setting(
        "lowest items a school works on at once", unit="items", source="planning value: few steps that are taken", ge=1
    )
    consistent_from: float = setting(
        "Cronbach's alpha of a survey form below which its scale is not trusted", unit="correlation",
        source="convention for group means", gt=0, lt=1,
    )  # fmt: skip
