"""How strictly the data are checked."""

from datetime import date

from mtss_analysis.params import Params, setting
from mtss_analysis.vocabulary import Purpose


class ChecksParams(Params):
    """How strictly the data are checked."""

    file = "checks"

    required_tables: tuple[str, ...] = setting(
        "tables without which nothing can be said", unit="tables", source="definition of the canonical tables"
    )
    unreadable_share: float = setting(
        "share of unreadable or empty cells from which on a needed column stops the run",
        unit="share of rows", source="planning value: nearly all of a column", gt=0, le=1,
    )  # fmt: skip
    earliest_date: date = setting(
        "earlier days are taken for slips of the keyboard", unit="day", source="older than any record kept here"
    )
    years_ahead: int = setting(
        "how far after the last school year a planned day may lie", unit="years", source="longest plans in use", ge=0
    )
    overlap_days: int = setting(
        "days two stays of a student may share", unit="days", source="the day of moving counts in both schools", ge=0
    )
    minutes_slack: float = setting(
        "share by which a session may last longer than planned before its minutes are taken for a slip of the keyboard",
        unit="share of planned minutes", source="planning value: a 30-minute session may last 45", ge=0,
    )  # fmt: skip
    coverage_purposes: tuple[Purpose, ...] = setting(
        "purposes of scores that every enrolled student should have", unit="purposes", source="universal screening"
    )
    coverage_threshold: float = setting(
        "share tested below which a school or group is named", unit="percent of enrolled",
        source="planning value; ESSA section 1111(c)(4)(E) asks for 95 percent in state tests", ge=0, le=100,
    )  # fmt: skip
    coverage_students: int = setting(
        "smallest school or group that is named", unit="students", source="planning value", ge=1
    )
    given_share: float = setting(
        "share with a row from which on a measure counts as given in a grade", unit="percent of enrolled",
        source="planning value, as in screening.yml", gt=0, le=100,
    )  # fmt: skip
    repeated_share: float = setting(
        "share of a grade that repeats it above which the year is taken for a copy of the one before",
        unit="percent of a grade", ge=0, le=100,
        source="planning value, far above the few who repeat a grade in a year",
    )  # fmt: skip
    cut_students: int = setting(
        "fewest scores of a grade and season from which a cut score that flags nobody or everybody is named",
        unit="students", source="planning value: where a fifth is at risk, 50 scores nearly always hold some", ge=1,
    )  # fmt: skip
    examples: int = setting("rows named before the rest is counted", unit="rows", source="for reading", ge=1)
