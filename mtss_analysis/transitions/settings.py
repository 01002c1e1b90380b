"""What counts as a move, as continued support, and as arriving in a school."""

from datetime import date

from mtss_analysis.params import Params, setting

_PLANNING = "planning value of the district"


class TransitionsParams(Params):
    """How students are followed across schools and school years."""

    file = "transitions"

    as_of: date | None = setting(
        "last day the records speak of; empty is the last dated score, session or start", source="day of the export"
    )
    confidence: float = setting("confidence of every interval", unit="share", source="convention", gt=0, lt=1)
    open_days: int = setting(
        "a plan that lasted until this close to the last day in a school was open at the move", unit="days",
        source="planning value: plans are often closed in the last weeks of a stay", ge=0, le=60,
    )  # fmt: skip
    continue_days: int = setting(
        "time after a move within the year in which support has to begin in the new school", unit="days",
        source=_PLANNING, ge=1, le=180,
    )  # fmt: skip
    continue_days_summer: int = setting(
        "the same after a move over the summer", unit="days",
        source="planning value: fall screening and its meeting come first", ge=1, le=180,
    )  # fmt: skip
    away_days: int = setting(
        "a longer gap between two stays is time away from the district", unit="days",
        source="planning value: longer than any summer", ge=100,
    )  # fmt: skip
    decided_days: int = setting(
        "an exit decided this close to the move is a decision, and not support that stopped", unit="days",
        source=_PLANNING, ge=0, le=180,
    )  # fmt: skip
    fewest: int = setting(
        "fewest students of a grade from whom the summer change of a measure is told", unit="students",
        source="planning value: a correlation of fewer says little", ge=3,
    )  # fmt: skip
    arrive_days_before: int = setting(
        "a hand-over file holds students who began at most this long before its day", unit="days",
        source=_PLANNING, ge=0, le=365,
    )  # fmt: skip
    arrive_days_after: int = setting(
        "and those registered to begin at most this long after it", unit="days", source=_PLANNING, ge=0, le=365
    )
    look_back_days: int = setting(
        "plans that ended longer before the day are left out of a hand-over file", unit="days",
        source="planning value: one year of support", ge=30,
    )  # fmt: skip
