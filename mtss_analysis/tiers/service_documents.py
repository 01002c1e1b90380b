"""Tables about need, service and capacity: their columns, and what a reader must know before using them.

All three are the staff's: the same students stand in the published movement of support, so that a published share of
those in need could be used to work out a small number there.
"""

from collections.abc import Iterator, Mapping

import pandas as pd

from mtss_analysis.results import Caution, ColumnDoc

_LOOK = (
    ColumnDoc("day", "day of the look"),
    ColumnDoc("school_year", "school year, such as 2024-25"),
    ColumnDoc("look", "name of the look"),
    ColumnDoc("domain", "domain of support"),
    ColumnDoc("school_id", "school on that day; All is the district"),
)
MATCH_DOCS = (
    *_LOOK[:4],
    ColumnDoc("question", "of whom it is asked, and what"),
    _LOOK[4],
    ColumnDoc("n", "students for whom it is so", "students"),
    ColumnDoc("students", "students of whom it is asked", "students"),
    ColumnDoc("percent", "n of students", "percent"),
    ColumnDoc("low", "lower end of Wilson's interval", "percent"),
    ColumnDoc("high", "upper end of Wilson's interval", "percent"),
)
WAIT_DOCS = (
    *_LOOK[1:2], *_LOOK[3:],
    ColumnDoc("n", "students flagged without an open plan", "students"),
    ColumnDoc("begun", "of them, students with a session while they could be followed", "students"),
    ColumnDoc("median", "time by which half had a first session; missing where the data cannot tell", "days"),
    ColumnDoc("low", "lower end of its interval", "days"),
    ColumnDoc("high", "upper end of its interval; missing where the data cannot tell", "days"),
)  # fmt: skip
CAPACITY_DOCS = (
    *_LOOK,
    ColumnDoc("support", "tier of support"),
    ColumnDoc("enrolled", "students enrolled whose support is known", "students"),
    ColumnDoc("scored", "of them, students with a score in the school year so far", "students"),
    ColumnDoc("need", "students whose latest score suggests this support", "students"),
    ColumnDoc("sure", "of them, those further from every cut than the error of the score; missing where the error is "
              "not known", "students"),
    ColumnDoc("waiting", "students in need who receive less support than that", "students"),
    ColumnDoc("receiving", "students who receive this support, in need or not", "students"),
    ColumnDoc("groups", "groups open, students supported alone among them", "groups"),
    ColumnDoc("minutes", "planned time of these groups", "minutes/week"),
    ColumnDoc("unsaid", "groups whose plans do not say how often and how long; their time is not counted", "groups"),
    ColumnDoc("positions", "full positions in that time; missing where full_week_hours is", "positions"),
    ColumnDoc("seats_open", "open seats in groups whose seats the catalogue knows", "seats"),
    ColumnDoc("seats_unknown", "groups whose seats it does not know", "groups"),
    ColumnDoc("groups_needed", "groups for all in need; missing where tiers.yml sets none", "groups"),
    ColumnDoc("minutes_needed", "their time", "minutes/week"),
    ColumnDoc("positions_needed", "full positions in that time", "positions"),
    ColumnDoc("groups_more", "groups for those who wait, once open seats are taken", "groups"),
    ColumnDoc("minutes_more", "their time", "minutes/week"),
    ColumnDoc("positions_more", "full positions in that time", "positions"),
    ColumnDoc("answer", "whether what is there is enough, in words"),
)  # fmt: skip
TABLES: Mapping[str, tuple[str, str, tuple[ColumnDoc, ...]]] = {
    "match": ("staff", "one row is a question about need and service, on a day, in a domain and school", MATCH_DOCS),
    "waits": ("staff", "one row is the wait after a flag in a school year, domain and school", WAIT_DOCS),
    "capacity": ("staff", "one row is a tier of support on a day, in a domain and school", CAPACITY_DOCS),
}
"""Table → level, what a row is, columns."""
WORKING = Caution(
    "support_may_work", "match",
    "A score above the cut while support is open can mean that the support works, or that a team knows more than one "
    "score tells. It is a reason to look, not to stop.",
)  # fmt: skip
ONE_SCORE = Caution(
    "one_score", "match",
    "Need is read off the latest screening of the school year. Some scores lie below a cut by chance; where it says "
    "clearly, scores closer to a cut than their error are left out.",
)  # fmt: skip
PLANNING = Caution(
    "planned_groups", "capacity",
    "Groups, minutes and positions needed are planning figures: sizes and schedules stand in tiers.yml, one adult "
    "leads a group, and preparation, absence and rooms are not in them. Seats in one school are no seats for another. "
    "Whether an open seat suits a student's grade and need, the team has to say.",
)  # fmt: skip
NO_WEEK = Caution(
    "week_not_known", "capacity",
    "No positions are counted, because interventions.yml does not say how many hours of sessions a full position gives "
    "in a week (full_week_hours).",
)  # fmt: skip
SEATS = Caution(
    "seats_not_known", "capacity",
    "Of some open groups the catalogue of interventions does not say the seats, so they may have open ones.",
)  # fmt: skip


def cautions(frames: Mapping[str, pd.DataFrame]) -> Iterator[Caution]:
    """Yield what a reader of these tables must know; nothing where they are empty."""
    room = frames["capacity"]
    if room.empty:
        return
    yield from (WORKING, ONE_SCORE, PLANNING)
    if room["positions"].isna().all():
        yield NO_WEEK
    if (room["seats_unknown"] > 0).any():
        yield SEATS
