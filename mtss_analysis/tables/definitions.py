"""All seventeen canonical tables, by name, in the order a district meets them."""

from typing import Final

from mtss_analysis.tables.columns import Table
from mtss_analysis.tables.events import (
    ACTION_ITEMS,
    DECISIONS,
    INCIDENTS,
    LEARNING,
    LETTERS,
    MARKS,
    MEETINGS,
    OBSERVATIONS,
    RATINGS,
)
from mtss_analysis.tables.roster import ATTENDANCE, ENROLLMENTS, SCHOOLS, STUDENTS
from mtss_analysis.tables.support import FIDELITY_CHECKS, INTERVENTIONS, SCORES, SESSIONS

TABLES: Final[dict[str, Table]] = {
    table.name: table
    for table in (
        SCHOOLS, STUDENTS, ENROLLMENTS, ATTENDANCE, SCORES, INTERVENTIONS, SESSIONS, FIDELITY_CHECKS,
        INCIDENTS, MARKS, OBSERVATIONS, RATINGS, LEARNING, MEETINGS, DECISIONS, ACTION_ITEMS, LETTERS,
    )
}  # fmt: skip
"""Name → definition of every table a district may hand in."""
