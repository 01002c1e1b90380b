"""How far raters agree, how far a survey's items hang together, and what change is more than rater noise.

Every result carries `why`: empty when its numbers can be told, else the sentence of `REASONS` that says why they are
NaN or how far they can be trusted.
"""

from mtss_analysis.estimators.agreement.bias import Bias, self_report_bias
from mtss_analysis.estimators.agreement.change import Change, reliable_change
from mtss_analysis.estimators.agreement.consistency import Cronbach, cronbach
from mtss_analysis.estimators.agreement.intraclass import Form, Icc, icc
from mtss_analysis.estimators.agreement.kappa import Kappa, kappa
from mtss_analysis.estimators.agreement.krippendorff import Krippendorff, krippendorff
from mtss_analysis.estimators.agreement.one_factor import Omega, omega
from mtss_analysis.estimators.agreement.pairs import ShareAgreed, percent_agreement
from mtss_analysis.estimators.agreement.reasons import REASONS

__all__ = [
    "REASONS",
    "Bias",
    "Change",
    "Cronbach",
    "Form",
    "Icc",
    "Kappa",
    "Krippendorff",
    "Omega",
    "ShareAgreed",
    "cronbach",
    "icc",
    "kappa",
    "krippendorff",
    "omega",
    "percent_agreement",
    "reliable_change",
    "self_report_bias",
]
