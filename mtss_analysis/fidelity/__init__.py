"""Whether support was delivered and how it went, what teams do, and whether the system is in place as rated."""

from mtss_analysis.fidelity.action_steps import action_steps, overdue
from mtss_analysis.fidelity.delivery import assess
from mtss_analysis.fidelity.dosage import Dosage, dosage, dose
from mtss_analysis.fidelity.given import Given, given
from mtss_analysis.fidelity.plan_audit import PlanAudit, audit_plans
from mtss_analysis.fidelity.plan_audit_settings import PlanAuditParams
from mtss_analysis.fidelity.result import FidelityResult
from mtss_analysis.fidelity.reviews import next_reviews, reviewed
from mtss_analysis.fidelity.rollup import self_assess
from mtss_analysis.fidelity.scoring import smallest_passing
from mtss_analysis.fidelity.self_assessment_result import SelfAssessmentResult
from mtss_analysis.fidelity.self_assessment_settings import SelfAssessmentParams
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
    "SelfAssessmentParams",
    "SelfAssessmentResult",
    "action_steps",
    "assess",
    "audit_plans",
    "dosage",
    "dose",
    "given",
    "last_day",
    "next_reviews",
    "overdue",
    "reviewed",
    "self_assess",
    "smallest_passing",
    "teaming",
    "teaming_table",
]
