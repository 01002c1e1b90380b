"""From how many answers a question, a school and a link of the chain are judged."""

from datetime import date

from mtss_analysis.params import Params, setting

_PLANNING = "planning value of the district"


class LearningParams(Params):
    """How answers to knowledge checks are added up, and held beside practice."""

    file = "learning"

    as_of: date | None = setting(
        "last day the records speak of; empty is the last dated score, session or start", source="day of the export"
    )
    confidence: float = setting("confidence of every interval and test", unit="share", source="convention", gt=0, lt=1)
    fewest_respondents: int = setting(
        "fewest people of a school whose answers are added up; fewer are not shown", unit="people",
        source="planning value: colleagues can guess who answered among fewer", ge=2,
    )  # fmt: skip
    fewest_for_items: int = setting(
        "fewest people from whom a question is judged", unit="people",
        source="planning value: the interval of a correlation of fewer spans nearly everything", ge=4,
    )  # fmt: skip
    discrimination_from: float = setting(
        "a question below this correlation with the others hardly tells people apart", unit="correlation",
        source="Ebel and Frisbie (1991), Essentials of Educational Measurement: below .20 poor", gt=0, lt=1,
    )  # fmt: skip
    easy_from: float = setting(
        "a question that more answer rightly at once asks for nothing", unit="share", source=_PLANNING, gt=0.5, le=1
    )
    window_days: int = setting(
        "sessions and plans this long before, and this long after, the answers are compared", unit="days",
        source="planning value: half a school year", ge=14, le=400,
    )  # fmt: skip
    fewest_sessions: int = setting(
        "fewest planned sessions on either side for a school's delivery to be compared", unit="sessions",
        source=_PLANNING, ge=5,
    )  # fmt: skip
    fewest_plans: int = setting(
        "fewest plans with a known pace on either side for a school's growth to be compared", unit="plans",
        source=_PLANNING, ge=3,
    )  # fmt: skip
    fewest_schools: int = setting(
        "fewest schools from which two links of the chain are held together", unit="schools",
        source="with fewer than 6 pairs hardly any pairing is rare by permutation", ge=4,
    )  # fmt: skip
