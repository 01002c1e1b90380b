"""How universal screening is read: which scores, which intervals, what counts as covered."""

from mtss_analysis.params import Params, setting
from mtss_analysis.vocabulary import Purpose


class ScreeningParams(Params):
    """How universal screening is read; cut scores belong to the measures."""

    file = "screening"

    purposes: tuple[Purpose, ...] = setting(
        "which scores count as screening", source="the district's assessment calendar", min_length=1
    )
    confidence: float = setting(
        "confidence of the intervals around shares", unit="share", source="convention", gt=0, lt=1
    )
    near_cut_sems: float = setting(
        "distance to a cut score within which a student could fall on its other side on another day",
        unit="SEM", source="AERA, APA & NCME (2014), Standards 2.13 and 2.14: precision near cut scores", ge=0, le=3,
    )  # fmt: skip
    given_share: float = setting(
        "share of a grade's enrolled students with a row from which on the measure counts as given in that grade",
        unit="percent", source="planning value: a few stray tests do not make a grade untested", gt=0, le=100,
    )  # fmt: skip
    coverage_threshold: float = setting(
        "share of enrolled students tested below which tier shares may mislead",
        unit="percent", source="participation rate asked of State tests, ESSA section 1111(c)(4)(E)", ge=0, le=100,
    )  # fmt: skip
    core_question_share: float = setting(
        "share of tested students below the cut from which on core instruction is the first question", unit="percent",
        source="planning value: well above the 25 percent that a 25th-percentile cut expects", gt=0, le=100,
    )  # fmt: skip
    core_question_students: int = setting(
        "fewest tested students from which that question is asked", unit="students", source="planning value", ge=1
    )
