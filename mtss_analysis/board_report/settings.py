"""Settings of the report to the board: its kind, what counts as a sign, and what the board is asked to ask."""

from enum import StrEnum
from typing import Literal

from pydantic import model_validator

from mtss_analysis.params import Params, setting

_PROJECT = "planning value of this project"
_WRITTEN = "written by this project; a district puts its own in their place"


class Sign(StrEnum):
    """What the results show that a board may ask about; the code decides whether it is there."""

    MANY_BELOW = "many_below"
    FEWER_AT_CUT = "fewer_at_cut"
    FEW_TESTED = "few_tested"
    BEHIND_PACE = "behind_pace"
    WITHOUT_PLAN = "without_plan"
    NOT_DELIVERED = "not_delivered"
    NOT_LOGGED = "not_logged"
    NO_GAIN = "no_gain"
    CANNOT_TELL = "cannot_tell"
    GROUP_GAPS = "group_gaps"
    NEED_GAPS = "need_gaps"
    CHRONIC_ABSENCE = "chronic_absence"
    SYSTEM_GAPS = "system_gaps"
    ALWAYS = "always"


class BoardReportParams(Params):
    """The report to the board: year-end report or mid-year memo, what counts as a sign, and the questions to ask."""

    file = "board_report"

    kind: Literal["by_season", "board", "midyear"] = setting(
        "board is the year-end report, midyear the memo; by_season makes the report once spring screening is in and "
        "the memo before", source="the district's board calendar",
    )  # fmt: skip
    on_pace: float = setting(
        "fewer students than this on pace for their goal is a reason to ask", unit="percent", source=_PROJECT,
        ge=0, le=100,
    )  # fmt: skip
    without_plan: float = setting(
        "more students than this without an open plan, of those whose score suggests support, is a reason to ask",
        unit="percent", source=_PROJECT, ge=0, le=100,
    )  # fmt: skip
    chronic_absence: float = setting(
        "a share chronically absent that clearly lies above this is a reason to ask", unit="percent", source=_PROJECT,
        ge=0, le=100,
    )  # fmt: skip
    points: float = setting(
        "a share of the points of the self-assessment that clearly lies below this is a reason to ask", unit="percent",
        source="criterion of our own instrument, itself a planning value", ge=0, le=100,
    )  # fmt: skip
    most_questions: int = setting(
        "most questions printed; more would not be asked in one meeting, and would not fit two sheets",
        unit="questions", source=_PROJECT, ge=1, le=12,
    )  # fmt: skip
    questions: dict[Sign, str] = setting("sign in the results → question for the board", source=_WRITTEN)
    decisions: dict[Sign, str] = setting("sign in the results → what is decided next, for the memo", source=_WRITTEN)

    @model_validator(mode="after")
    def _every_sign_is_asked_about(self) -> "BoardReportParams":
        for name in ("questions", "decisions"):
            if missing := [sign for sign in Sign if sign not in getattr(self, name)]:
                raise ValueError(f"{name} has no line for {', '.join(missing)}; write one for each")
        return self
