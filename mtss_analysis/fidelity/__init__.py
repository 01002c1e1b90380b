"""Whether support was delivered, between known at least and possible at most, and whether teams do their part."""

from mtss_analysis.fidelity.action_steps import action_steps, overdue, step_table
from mtss_analysis.fidelity.dosage import Dosage, dosage, dose
from mtss_analysis.fidelity.reviews import next_reviews, reviewed
from mtss_analysis.fidelity.teaming import last_day, teaming, teaming_table

__all__ = [
    "Dosage",
    "action_steps",
    "dosage",
    "dose",
    "last_day",
    "next_reviews",
    "overdue",
    "reviewed",
    "step_table",
    "teaming",
    "teaming_table",
]
