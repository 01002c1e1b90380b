"""Tables of growth: what each row and column means, and how an aggregate may be protected."""

import pandas as pd

from mtss_analysis.growth.fans import EDGES, MOMENTS
from mtss_analysis.results import Cells, ColumnDoc, Level, ResultTable

_RATE = "score/week or score/year"
_WHO = (
    ColumnDoc("student_id", "identifier of the student"),
    ColumnDoc("school_id", "school on the day of the last score (of a plan without scores: on its first day)"),
    ColumnDoc("grade", "grade on that day"),
    ColumnDoc("school_year", "school year of that day"),
    ColumnDoc("domain", "what was measured"),
    ColumnDoc("measure", "name of the measure"),
    ColumnDoc("plan_id", "plan the series belongs to; empty outside plans"),
)
SERIES_DOCS = (
    *_WHO,
    ColumnDoc("tier", "tier of support of the plan; empty outside plans"),
    ColumnDoc("n", "points", "points"),
    ColumnDoc("weeks", "time from first to last point", "weeks"),
    ColumnDoc("first", "day of the first point"),
    ColumnDoc("last", "day of the last point"),
    ColumnDoc("aim_start", "day the aimline starts: the plan's first day, else the middle of the baseline points"),
    ColumnDoc("baseline", "start of the aimline: the plan's baseline, else the median of the first points", "score"),
    ColumnDoc("goal", "score the plan aims for", "score"),
    ColumnDoc("goal_date", "day by which the goal is to be reached"),
    ColumnDoc("roi", "rate of improvement: slope of the least-squares line", _RATE),
    ColumnDoc("roi_se", "standard error of the rate", _RATE),
    ColumnDoc("roi_low", "lower end of its t interval", _RATE),
    ColumnDoc("roi_high", "upper end of its t interval", _RATE),
    ColumnDoc("roi_theil_sen", "rate by Theil and Sen, which odd scores hardly move", _RATE),
    ColumnDoc("level", "the least-squares line at the last point", "score"),
    ColumnDoc("aim_roi", "rate the aimline asks for", _RATE),
    ColumnDoc("aim_level", "the aimline at the last point", "score"),
    ColumnDoc("gap", "level minus aimline, positive when better than the aimline", "score"),
    ColumnDoc("eb_roi", "rate of improvement in the light of all series alike (empirical Bayes)", _RATE),
    ColumnDoc("eb_roi_se", "its standard error, that effects and variances are estimated included", _RATE),
    ColumnDoc("eb_level", "level at the last point, likewise", "score"),
    ColumnDoc("eb_level_se", "its standard error, that effects and variances are estimated included", "score"),
    ColumnDoc("goal_expected", "expected true score on the goal's date, if the line goes on", "score"),
    ColumnDoc("goal_low", "lower end of its interval", "score"),
    ColumnDoc("goal_high", "upper end of its interval", "score"),
    ColumnDoc("goal_chance", "probability that the true score is at the goal on its date", "probability"),
    ColumnDoc("goal_chance_observed", "probability that one probe on that date is at the goal", "probability"),
    ColumnDoc("prior_level", "mean level of students alike at the plan's start, or at the first point", "score"),
    ColumnDoc("prior_roi", "mean rate of improvement of students alike", _RATE),
    ColumnDoc("prior_level_sd", "how much levels of students alike differ (standard deviation)", "score"),
    ColumnDoc("prior_roi_sd", "how much their rates differ (standard deviation)", _RATE),
    ColumnDoc("prior_tie", "correlation of their levels and rates"),
    ColumnDoc("noise_sd", "spread of one score around a student's line", "score"),
    ColumnDoc("noise_correlation", "correlation of the errors of two scores a unit of time apart"),
    ColumnDoc("growth_percentile", "of students of the grade with the same start, percent whose true rate is less: the "
              "likeliest value", "percentile"),
    ColumnDoc("growth_percentile_low", "lower end of its interval", "percentile"),
    ColumnDoc("growth_percentile_high", "upper end of its interval", "percentile"),
    ColumnDoc("growth_percentile_observed", "rank of the rate as observed among those students", "percentile"),
    ColumnDoc("growth_peers", "series with enough points of that grade, measure and school year", "series"),
    ColumnDoc("growth_status", "estimated, too few to say, cannot tell, collect more data, or no data"),
    ColumnDoc("norm_roi", "median rate of the norm group of that measure and grade", _RATE),
    ColumnDoc("norm_percentile", "place of the rate in the norm group; at the ends, the outermost printed percentile",
              "percentile"),
    ColumnDoc("norm_percentile_low", "place of the lower end of the rate's interval", "percentile"),
    ColumnDoc("norm_percentile_high", "place of its upper end", "percentile"),
    ColumnDoc("norm_status", "compared, no norm, collect more data, or no data"),
    ColumnDoc("enough", "the series has the fewest points and weeks that an estimate needs"),
    ColumnDoc("status", "estimated, collect more data, or no data"),
)  # fmt: skip
POINT_DOCS = (
    *_WHO,
    ColumnDoc("series", "number of the row in the table series, from 0"),
    ColumnDoc("date", "day of the score"),
    ColumnDoc("time", "time since the plan's start, or since the first point", "weeks or years"),
    ColumnDoc("score", "the score; the median if there were several that day", "score"),
    ColumnDoc("sem", "standard error of measurement of the score, if known", "score"),
    ColumnDoc("is_baseline", "the baseline was taken from this point and others like it"),
    ColumnDoc("aim", "the aimline on that day", "score"),
)
GROUP_DOCS = (
    ColumnDoc("school_year", "school year of the last score; All years when the rate is per year"),
    ColumnDoc("domain", "what was measured"),
    ColumnDoc("measure", "name of the measure"),
    ColumnDoc("school_id", "school; All is the district"),
    ColumnDoc("by", "what forms the groups; All is everyone"),
    ColumnDoc("group", "the group; All is everyone"),
    ColumnDoc("n", "students with enough points for an estimate", "students"),
    ColumnDoc("mean_roi", "mean rate of improvement", _RATE),
    ColumnDoc("sd_roi", "standard deviation of the rates, noise included", _RATE),
    ColumnDoc("se", "standard error of the mean", _RATE),
    ColumnDoc("low", "lower end of the mean's t interval", _RATE),
    ColumnDoc("high", "upper end of the mean's t interval", _RATE),
    ColumnDoc("meeting", "of those with a goal: rate at least as good as the aimline's", "percent"),
    ColumnDoc("included", "district: students with enough points, of those with any, to the nearest ten", "percent"),
)
LEVEL_DOCS = (
    ColumnDoc("domain", "what was measured"),
    ColumnDoc("measure", "name of the measure"),
    ColumnDoc("school_year", "school year; All years when grade is the axis of time"),
    ColumnDoc("season", "screening window"),
    ColumnDoc("grade", "grade"),
    ColumnDoc("by", "what forms the groups; All is everyone"),
    ColumnDoc("group", "the group; All is everyone"),
    ColumnDoc("n", "students with a score", "students"),
    ColumnDoc("mean", "mean score", "score"),
    ColumnDoc("sd", "standard deviation of scores", "score"),
    ColumnDoc("se", "standard error of the mean", "score"),
    ColumnDoc("low", "lower end of the mean's t interval", "score"),
    ColumnDoc("high", "upper end of the mean's t interval", "score"),
)
MODEL_DOCS = (
    ColumnDoc("school_year", "school year of the last score; All years when the rate is per year"),
    ColumnDoc("domain", "what was measured"),
    ColumnDoc("measure", "name of the measure"),
    ColumnDoc("part", "fixed effect, or standard deviation of what differs"),
    ColumnDoc("term", "the effect: for all, or what a grade or tier adds; growth is per unit of time"),
    ColumnDoc("estimate", "estimate", "score, or score/week or score/year"),
    ColumnDoc("se", "standard error", "as estimate"),
    ColumnDoc("df", "Satterthwaite degrees of freedom"),
    ColumnDoc("low", "lower end of the t interval", "as estimate"),
    ColumnDoc("high", "upper end of the t interval", "as estimate"),
    ColumnDoc("series", "series in the model", "series"),
    ColumnDoc("scores", "scores in the model", "scores"),
    ColumnDoc("schools", "schools in the model", "schools"),
)
_PLACE = GROUP_DOCS[:6]
GROUP_GROWTH_DOCS = (
    *_PLACE,
    ColumnDoc("n", "students with enough points; the model reads the scores of those with fewer as well", "students"),
    ColumnDoc("slope", "growth by the multilevel model; a school's is drawn towards all schools where five have enough "
              "students; missing where too few to say", _RATE),
    ColumnDoc("se", "its standard error", _RATE),
    ColumnDoc("df", "its Satterthwaite degrees of freedom"),
    ColumnDoc("low", "lower end of its t interval", _RATE),
    ColumnDoc("high", "upper end of its t interval", _RATE),
    ColumnDoc("difference", "growth less that of all others; of a school drawn together, less the mean of schools",
              _RATE),
    ColumnDoc("difference_se", "its standard error", _RATE),
    ColumnDoc("difference_low", "lower end of its t interval", _RATE),
    ColumnDoc("difference_high", "upper end of its t interval", _RATE),
    ColumnDoc("unit", "unit of slope and difference"),
)  # fmt: skip
FAN_DOCS = (
    *_PLACE,
    ColumnDoc("n", "students with enough points", "students"),
    ColumnDoc("span", "time from start to end: the median length of the series", "weeks or years"),
    *(doc for moment in MOMENTS for doc in (
        ColumnDoc(moment, f"mean line of the group at the {moment}", "score"),
        ColumnDoc(f"{moment}_low", "lower end of its t interval", "score"),
        ColumnDoc(f"{moment}_high", "upper end of its t interval", "score"),
        *(ColumnDoc(f"{moment}_{edge}", f"percentile {edge} of all students' pooled lines there", "score")
          for edge in EDGES),
    )),
)  # fmt: skip
WINDOW_DOCS = (
    ColumnDoc("student_id", "identifier of the student"),
    ColumnDoc("school_id", "school on the day of the score"),
    ColumnDoc("grade", "grade in that school year"),
    ColumnDoc("school_year", "school year of the score"),
    ColumnDoc("domain", "what was measured"),
    ColumnDoc("measure", "name of the measure"),
    ColumnDoc("window", "from when to when: windows of one school year, or from the year before"),
    ColumnDoc("before", "earlier score, the most recent one", "score"),
    ColumnDoc("score", "score", "score"),
    ColumnDoc("priors", "earlier scores used; 0 without a percentile", "scores"),
    ColumnDoc("percentile", "of students with the same earlier scores, percent who reached less; ties count half",
              "percentile"),
    ColumnDoc("low", "lower end of its interval, from the number of students compared", "percentile"),
    ColumnDoc("high", "upper end of its interval", "percentile"),
    ColumnDoc("compared", "students of the grade with such a history", "students"),
    ColumnDoc("status", "estimated, too few, no spread, or no data (no earlier score)"),
    ColumnDoc("norm_before", "place of the earlier score in the norm group of that season", "percentile"),
    ColumnDoc("norm_after", "place of the score in the norm group of its season", "percentile"),
)  # fmt: skip
MEDIAN_DOCS = (
    *(doc for doc in WINDOW_DOCS if doc.name in ("domain", "measure", "school_year", "window")),
    *(doc for doc in GROUP_DOCS if doc.name in ("school_id", "by", "group")),
    ColumnDoc("n", "students with a growth percentile", "students"),
    ColumnDoc("median", "median of their growth percentiles", "percentile"),
)
COLUMNS = {
    "growth_percentiles": WINDOW_DOCS,
    "median_percentiles": MEDIAN_DOCS,
    "group_growth": GROUP_GROWTH_DOCS,
    "fan": FAN_DOCS,
    "series": SERIES_DOCS,
    "points": POINT_DOCS,
    "groups": GROUP_DOCS,
    "levels": LEVEL_DOCS,
    "models": MODEL_DOCS,
}
ROWS = {
    "growth_percentiles": "one row is a student's latest score of a school year on one measure, with the scores before",
    "median_percentiles": "one row is a group of students with a growth percentile, in a measure, window and school",
    "group_growth": "one row is a group of students whose growth the model tells, in a school year, measure and school",
    "fan": "one row is a group of students whose lines run within a range, in a school year, measure and school",
    "series": "one row is one series of a student's scores on one measure",
    "points": "one row is one point of a series",
    "groups": "one row is a group of students with an estimated rate, in a school year, measure and school",
    "models": "one row is a term of the multilevel model of a measure and school year",
    "levels": "one row is a group of students with a score, in a measure, window and grade",
}
_BY_SCHOOL_OR_GROUP = ("school_year", "domain", "measure"), ("school_id", ("by", "group"))
CELLS = {
    "group_growth": Cells("n", *_BY_SCHOOL_OR_GROUP, statistics=tuple(doc.name for doc in GROUP_GROWTH_DOCS[7:-1])),
    "fan": Cells("n", *_BY_SCHOOL_OR_GROUP, statistics=tuple(doc.name for doc in FAN_DOCS[7:])),
    "groups": Cells(
        "n", *_BY_SCHOOL_OR_GROUP,
        statistics=("mean_roi", "sd_roi", "se", "low", "high", "meeting", "included"),
    ),
    "levels": Cells(
        "n", ("domain", "measure", "school_year", "season", "grade"), (("by", "group"),),
        statistics=("mean", "sd", "se", "low", "high"),
    ),
}  # fmt: skip


TEAM_ONLY = ("models", "median_percentiles")
"""Tables about many students that are not made for release."""


def table(name: str, frame: pd.DataFrame) -> ResultTable:
    """Document one table of the result; columns beyond the documented ones are left out."""
    columns = COLUMNS[name]
    frame = frame.reindex(columns=[column.name for column in columns])
    level: Level = "staff" if name in TEAM_ONLY else "aggregate" if name in CELLS else "student"
    return ResultTable(name, ROWS[name], frame, columns, level, CELLS.get(name))
