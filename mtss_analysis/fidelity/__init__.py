"""Whether support was delivered and how it went, and whether the system is in place, as those in it rate it."""

from mtss_analysis.fidelity.delivery import assess
from mtss_analysis.fidelity.dosage import Dosage, dosage, dose
from mtss_analysis.fidelity.given import Given, given
from mtss_analysis.fidelity.result import FidelityResult
from mtss_analysis.fidelity.rollup import self_assess
from mtss_analysis.fidelity.scoring import smallest_passing
from mtss_analysis.fidelity.self_assessment_result import SelfAssessmentResult
from mtss_analysis.fidelity.self_assessment_settings import SelfAssessmentParams
from mtss_analysis.fidelity.settings import DeliveryBars, FidelityParams

__all__ = [
    "DeliveryBars",
    "Dosage",
    "FidelityParams",
    "FidelityResult",
    "Given",
    "SelfAssessmentParams",
    "SelfAssessmentResult",
    "assess",
    "dosage",
    "dose",
    "given",
    "self_assess",
    "smallest_passing",
]
