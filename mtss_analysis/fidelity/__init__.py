"""Whether support was delivered: dosage, between what is known at least and possible at most."""

from mtss_analysis.fidelity.dosage import Dosage, dosage, dose

__all__ = ["Dosage", "dosage", "dose"]
