"""What each kind of finding is called on a page; the code itself stays in the tables."""

from collections.abc import Mapping
from typing import Final

KINDS: Final[Mapping[str, str]] = {
    "absent_more_than_enrolled": "More days absent than enrolled",
    "ambiguous_date": "Day and month cannot be told apart",
    "attendance_outside_enrollment": "Days in a school the student was not in",
    "baseline_out_of_range": "Score to start from that the measure cannot give",
    "check_outside_plan": "Fidelity check outside its plan",
    "cut_out_of_reach": "Cut score that tells nobody apart",
    "damaged_identifier": "Identifier shortened by a spreadsheet",
    "delivery_unrated": "Delivery without any score",
    "duplicate_column": "Column there twice",
    "duplicate_key": "Row there twice",
    "empty_cell": "Empty cell in a needed column",
    "empty_file": "Empty file",
    "empty_table": "Needed table without rows",
    "end_before_start": "Ends before it begins",
    "enrollments_overlap": "Enrolled in two schools at once",
    "goal_before_start": "Goal dated before the plan begins",
    "goal_in_wrong_direction": "Goal worse than the starting score",
    "goal_out_of_range": "Goal the measure cannot reach",
    "grade_out_of_order": "Grade skipped or gone down",
    "grade_repeated_by_many": "Grade repeated by very many",
    "identifier_stored_as_number": "Identifier stored as a number",
    "impossible_date": "Impossible day",
    "low_coverage": "Too few students tested",
    "minutes_above_plan": "More minutes than the session allows",
    "minutes_without_session": "Minutes of a session not held",
    "missing_column": "Needed column missing",
    "missing_identifiers": "Identifiers missing",
    "missing_table": "Needed table missing",
    "no_header": "No column names in the first row",
    "not_allowed": "Value that is not allowed",
    "not_utf8": "Letters in another encoding",
    "out_of_bounds": "Number out of bounds",
    "outcome_missing": "Outcome missing in whole grades",
    "periods_overlap": "Days of attendance counted twice",
    "plan_for_nobody": "Plan for no student and no group",
    "ragged_row": "Row with too few or too many cells",
    "rater_twice": "One rater as both self-report and observer",
    "rater_two_roles": "One rater under two roles",
    "rater_unrated": "Rater without any score",
    "raters_not_told_apart": "Raters that cannot be told apart",
    "score_off_scale": "Score that is no point of the scale",
    "score_out_of_range": "Score the measure cannot give",
    "scores_never_vary": "Same score every time",
    "screening_without_season": "Screening score without a season",
    "session_outside_plan": "Session outside its plan",
    "start_score_zero": "Plan that starts at a score of zero",
    "student_without_enrollment": "Student enrolled in no school",
    "two_administrations": "Two administrations on one day",
    "two_stays_one_day": "Two schools entered on one day",
    "two_scores_one_day": "Two scores on one day",
    "unclosed_quote": "Quotation mark not closed",
    "unfinished_instrument": "Ratings of an unfinished instrument",
    "unknown_column": "Column of no use here",
    "direct_identifier": "Column that identifies persons directly",
    "unknown_file": "File of no use here",
    "unknown_grade": "Grade that does not exist",
    "unknown_instrument": "Instrument or version no file describes",
    "unknown_item": "Item the instrument does not have",
    "unknown_measure": "Measure not described",
    "unknown_reference": "Identifier no other table knows",
    "unknown_role": "Role no form names",
    "unknown_school_year": "School year that cannot be read",
    "unknown_sheet": "Sheet of no use here",
    "unnamed_column": "Column without a name",
    "unreadable_file": "File that cannot be read",
    "utc_datetime": "Date in world time",
    "wrong_domain": "Score in another domain than its measure",
    "wrong_type": "Value of the wrong kind",
}
"""Code of a finding → its name on a page."""


def kind(code: str) -> str:
    """Return what a kind of finding is called on a page.

    Examples
    --------
    >>> kind("low_coverage")
    'Too few students tested'
    """
    return KINDS.get(code, code.replace("_", " ").capitalize())
