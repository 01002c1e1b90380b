"""Whether support was delivered: dosage, between what is known at least and possible at most, and how it went."""

from mtss_analysis.fidelity.delivery import assess
from mtss_analysis.fidelity.dosage import Dosage, dosage, dose
from mtss_analysis.fidelity.given import Given, given
from mtss_analysis.fidelity.plan_audit import PlanAudit, audit_plans
from mtss_analysis.fidelity.plan_audit_settings import PlanAuditParams
from mtss_analysis.fidelity.resources import resource_use
from mtss_analysis.fidelity.result import FidelityResult
from mtss_analysis.fidelity.settings import DeliveryBars, FidelityParams

__all__ = [
    "DeliveryBars",
    "Dosage",
    "FidelityParams",
    "FidelityResult",
    "Given",
    "PlanAudit",
    "PlanAuditParams",
    "assess",
    "audit_plans",
    "dosage",
    "dose",
    "given",
    "resource_use",
]
