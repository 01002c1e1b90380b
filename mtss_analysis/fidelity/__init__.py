"""Whether support was delivered, between known at least and possible at most, how it went, and what teams do."""

from mtss_analysis.fidelity.action_steps import action_steps, overdue, step_table
from mtss_analysis.fidelity.delivery import assess
from mtss_analysis.fidelity.dosage import Dosage, dosage, dose
from mtss_analysis.fidelity.given import Given, given
from mtss_analysis.fidelity.plan_audit import PlanAudit, audit_plans
from mtss_analysis.fidelity.plan_audit_settings import PlanAuditParams
from mtss_analysis.fidelity.resources import resource_use
from mtss_analysis.fidelity.result import FidelityResult
from mtss_analysis.fidelity.reviews import next_reviews, reviewed
from mtss_analysis.fidelity.settings import DeliveryBars, FidelityParams
from mtss_analysis.fidelity.teaming import last_day, teaming, teaming_table

__all__ = [
    "DeliveryBars",
    "Dosage",
    "FidelityParams",
    "FidelityResult",
    "Given",
    "PlanAudit",
    "PlanAuditParams",
    "action_steps",
    "assess",
    "audit_plans",
    "dosage",
    "dose",
    "given",
    "last_day",
    "next_reviews",
    "overdue",
    "resource_use",
    "reviewed",
    "step_table",
    "teaming",
    "teaming_table",
]
