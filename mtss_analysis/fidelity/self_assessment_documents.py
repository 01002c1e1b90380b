"""The tables of a self-assessment: what a row is, what each column means, and how aggregates are protected."""

from collections.abc import Mapping

from mtss_analysis.results import Cells, ColumnDoc

_SERIES = (
    ColumnDoc("instrument", "instrument, as in params/instruments/"), ColumnDoc("version", "its version"),
    ColumnDoc("name", "its name in words"),
    ColumnDoc("group", "who rated: team, staff, family or student"), ColumnDoc("form", "form they filled in"),
)  # fmt: skip
_SCHOOL = ColumnDoc("school_id", "school; All averages the schools of the district")
_ROUND = ColumnDoc("round", "school year, and fall (its first five months) or spring")
_PART = (
    ColumnDoc("kind", "subscale, section, or total"), ColumnDoc("part", "its name in the instrument's file"),
    ColumnDoc("label", "its name in words"),
)  # fmt: skip
_N = ColumnDoc("n", "people whose ratings count here", "people")
_SCHOOLS = ColumnDoc("schools", "schools averaged", "schools")
_ENDS = (ColumnDoc("low", "lower end of its interval, over raters of a school, or over schools", "percent"),
         ColumnDoc("high", "upper end of its interval", "percent"))  # fmt: skip
_PERCENT = ColumnDoc("percent", "mean percent of the points possible", "percent")
SITTING_DOCS = (
    *_SERIES, _SCHOOL, _ROUND, ColumnDoc("administration_id", "identifier of the sitting"), ColumnDoc("date", "day"),
    ColumnDoc("raters", "people who rated", "people"), ColumnDoc("expected", "people asked, where set", "people"),
    ColumnDoc("response", "raters of those asked", "percent"),
    ColumnDoc("left_out", "ratings that do not apply", "ratings"), ColumnDoc("said", "whether its results are shown"),
)  # fmt: skip
PROFILE_DOCS = (
    *_SERIES, _SCHOOL, _ROUND, *_PART, _N, _SCHOOLS, _PERCENT,
    ColumnDoc("sd", "spread between raters; of the district, between schools", "percent"), *_ENDS,
    ColumnDoc("criterion", "percent from which a section counts as in place", "percent"),
    ColumnDoc("met", "whether the criterion is reached"), ColumnDoc("stage", "stage of implementation"),
    ColumnDoc("before", "percent of the round before", "percent"),
    ColumnDoc("change", "this round less the one before", "percent"),
    ColumnDoc("limit", "a smaller change may be rater noise; of the district, half its interval", "percent"),
    ColumnDoc("beyond", "whether the change is more than rater noise"),
    ColumnDoc("converted_from", "version whose percents were converted to this one's scale; empty if rated"),
)  # fmt: skip
_ITEM = (ColumnDoc("item", "number of the item"), ColumnDoc("subscale", "its subscale"), ColumnDoc("text", "its words"))
_MEAN = (
    ColumnDoc("mean", "mean rating; of the district, mean of schools' means", "points"),
    ColumnDoc("sd", "spread between raters; of the district, between schools", "points"),
    ColumnDoc("low", "lower end of its interval", "points"), ColumnDoc("high", "upper end of its interval", "points"),
)  # fmt: skip
_LOW = (
    ColumnDoc("place", "1 and the number of items whose whole interval lies below; equal places are not told apart"),
    ColumnDoc("tied", "its interval reaches that of the next item upward"),
    ColumnDoc("weak_schools", "schools in which the item is below the bar of the settings", "schools"),
    ColumnDoc("weak_percent", "of the schools averaged", "percent"),
    ColumnDoc("weak", "below the bar; of the district, in so many schools that the district takes it up"),
)  # fmt: skip
ITEM_DOCS = (
    *_SERIES, _SCHOOL, _ROUND, *_ITEM, _N, _SCHOOLS, ColumnDoc("left_out", "ratings that do not apply", "ratings"),
    *_MEAN, *_LOW, ColumnDoc("lesson", "lesson that teaches it"),
)  # fmt: skip
GAP_DOCS = (
    *_SERIES[:3], _SCHOOL, _ROUND, ColumnDoc("kind", "item [points], subscale or total [percent]"), *_PART[1:],
    ColumnDoc("team_n", "raters of the team", "people"), ColumnDoc("team", "mean of the team", "points or percent"),
    ColumnDoc("staff_n", "raters of the staff", "people"), ColumnDoc("staff", "mean of the staff", "points or percent"),
    ColumnDoc("gap", "team less staff, on the items of both forms", "points or percent"),
    ColumnDoc("low", "lower end of its interval", "points or percent"),
    ColumnDoc("high", "upper end of its interval", "points or percent"),
    ColumnDoc("p", "chance of such a difference if there is none", "probability"),
    ColumnDoc("adjusted", "the same, after Holm's correction over all that was compared there", "probability"),
    ColumnDoc("said", "whether the two are told apart"),
)  # fmt: skip
CONSISTENCY_DOCS = (
    *_SERIES, _ROUND, ColumnDoc("respondents", "people who answered every item", "people"),
    ColumnDoc("items", "items of the form", "items"), ColumnDoc("alpha", "Cronbach's alpha"),
    ColumnDoc("low", "lower end of Feldt's interval"), ColumnDoc("high", "upper end"),
    ColumnDoc("omega", "McDonald's omega, one factor"), ColumnDoc("said", "whether the items hang together"),
    ColumnDoc("why", "why it cannot be told or trusted"),
)  # fmt: skip
PLAN_DOCS = (
    *_SERIES[:3], _SCHOOL, _ROUND, _SERIES[3], ColumnDoc("origin", "lowest now, or a step of an earlier plan"),
    ColumnDoc("rank", "order from the lowest mean"), *_ITEM, _MEAN[0], _LOW[0],
    ColumnDoc("level", "level nearest to the mean, below the highest", "points"),
    ColumnDoc("now", "what one sees at this level"), ColumnDoc("aim", "what one sees at the next level"),
    ColumnDoc("step", "what is done"), ColumnDoc("owner_role", "role that does it"), ColumnDoc("due", "day it is due"),
    ColumnDoc("evidence", "what will show it"), ColumnDoc("status", "as on record, or suggested"),
    ColumnDoc("standing", "suggested, open, overdue, done, done but still low, or dropped"),
    ColumnDoc("lesson", "lesson that teaches the item"), ColumnDoc("lesson_title", "its title"),
    ColumnDoc("page", "its page in the book"),
)  # fmt: skip
_PUBLIC = (_N, _SCHOOLS, _PERCENT, *_ENDS)
RESULT_DOCS = (*_SERIES, _SCHOOL, _ROUND, *_PART, *_PUBLIC)
SUBSCALE_DOCS = (*_SERIES, _ROUND, *_PART, *_PUBLIC)
RATED_DOCS = (*_SERIES, _ROUND, *_ITEM, _N, _SCHOOLS, *_MEAN, ColumnDoc("place", _LOW[0].description))
TABLES: Mapping[str, tuple[str, str, tuple[ColumnDoc, ...]]] = {
    "sittings": ("staff", "one row is a sitting of a group", SITTING_DOCS),
    "profile": ("staff", "one row is a part of an instrument in a round, in a school", PROFILE_DOCS),
    "items": ("staff", "one row is an item in a round, in a school", ITEM_DOCS),
    "gaps": ("staff", "one row is an item or part that team and staff both rated, in a round, in a school", GAP_DOCS),
    "consistency": ("staff", "one row is a survey form in its latest round", CONSISTENCY_DOCS),
    "plan": ("staff", "one row is a step for an item in a school", PLAN_DOCS),
    "results": ("aggregate", "one row is a section or the whole of an instrument in a round, in a school", RESULT_DOCS),
    "subscales": ("aggregate", "one row is a subscale in a round, in the district", SUBSCALE_DOCS),
    "rated": ("aggregate", "one row is an item in a round, in the district", RATED_DOCS),
}
"""Name → who a row stands for, what a row is, and its columns."""

_ONE = ("instrument", "version", "name", "group", "form", "round")
CELLS = {
    "results": Cells("n", (*_ONE, "kind", "part", "label"), ("school_id",),
                     statistics=("schools", "percent", "low", "high")),
    "subscales": Cells("n", (*_ONE, "kind", "part", "label"), statistics=("schools", "percent", "low", "high")),
    "rated": Cells("n", (*_ONE, "item", "subscale", "text"),
                   statistics=("schools", "mean", "sd", "low", "high", "place")),
}  # fmt: skip
