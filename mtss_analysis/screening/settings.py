"""How universal screening is read: which scores, which intervals, what counts as covered."""

from mtss_analysis.params import Params, setting
from mtss_analysis.vocabulary import Purpose, Season


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
    planned: tuple[float, float, float] = setting(
        "planning figure for the shares of Tier 1, 2 and 3", unit="percent",
        source="a common rule of thumb for staffing, not a norm; the same as in tiers.yml",
    )  # fmt: skip
    served_season: Season = setting(
        "window whose score decides about support", source="the district's assessment calendar; as in cutoff.yml"
    )
    served_within_weeks: float = setting(
        "time after that screening within which support that starts counts as decided by it", unit="weeks",
        source="planning value, as in cutoff.yml", gt=0,
    )  # fmt: skip
    least_jump: float = setting(
        "smallest jump in the share served that makes a school's own cut", unit="share",
        source="planning value, as in cutoff.yml", gt=0, lt=1,
    )  # fmt: skip
    heap_alpha: float = setting(
        "p-value of a pile of scores at the cut, corrected for schools, below which it is asked about", unit="share",
        source="planning value, as in cutoff.yml", gt=0, lt=1,
    )  # fmt: skip
    core_question_students: int = setting(
        "fewest tested students from which that question is asked", unit="students", source="planning value", ge=1
    )
