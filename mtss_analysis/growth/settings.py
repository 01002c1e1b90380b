"""How growth is estimated: which scores, which unit of time, how much data is enough."""

from typing import Literal

from mtss_analysis.params import Params, setting
from mtss_analysis.vocabulary import Purpose


class GrowthParams(Params):
    """How growth is estimated: which scores, which unit of time, how much data is enough."""

    file = "growth"

    purposes: tuple[Purpose, ...] = setting(
        "scores that make a series", source="the district's assessment calendar", min_length=1
    )
    level_purposes: tuple[Purpose, ...] = setting(
        "scores whose mean level by grade and window is shown", source="the district's assessment calendar"
    )
    time_unit: Literal["week", "year"] = setting(
        "unit of time of the rate of improvement", source="weekly probes: week; annual tests: year"
    )
    minimum_points: int = setting(
        "fewest points of an estimate; a series with fewer is told to collect more data",
        unit="points", source="planning value; slopes are stable enough for single students from about 14 points "
        "(Christ, Zopluoglu, Monaghen & Van Norman 2013, Journal of School Psychology 51)", ge=2,
    )  # fmt: skip
    minimum_weeks: float = setting(
        "shortest time from first to last point of an estimate", unit="weeks", source="planning value", ge=0
    )
    baseline_points: int = setting(
        "first points whose median is the baseline, where the plan brings none",
        unit="points", source="common practice: median of three probes", ge=1, le=9,
    )  # fmt: skip
    plan_baseline: Literal["before", "first_points"] = setting(
        "where a plan's own baseline comes from: before the plan, or its first points, which rules then do not count",
        source="the district's procedure",
    )
    confidence: float = setting("confidence of every interval", unit="share", source="convention", gt=0, lt=1)
    pooled_fewest: int = setting(
        "series with enough points from which on a measure gets a multilevel model, and a grade or tier its own line",
        unit="series", source="planning value; variances of fewer units are mostly noise", ge=10,
    )  # fmt: skip
    group_fewest: int = setting(
        "students with enough points from which on a group's growth is said; as many lie beyond the edge of a band",
        unit="students", source="planning value; with fewer a group's growth is that of single students", ge=3,
    )  # fmt: skip
    same_start_fewest: int = setting(
        "series with enough points in a grade from which on growth is compared with students of the same start",
        unit="series", source="planning value; with fewer, the comparison is with single students", ge=10,
    )  # fmt: skip
    percentile_fewest: int = setting(
        "students of a grade with the same history of screening or annual scores from which on growth percentiles are "
        "estimated",
        unit="students", source="planning value; a hundred quantiles of fewer are mostly noise; States ask for a "
        "thousand or so", ge=50,
    )  # fmt: skip
    autocorrelation_caution: float = setting(
        "mean lag-1 correlation of residuals from which on intervals are called too short",
        unit="correlation", source="planning value; independent errors are assumed by least squares", gt=0, lt=1,
    )  # fmt: skip
