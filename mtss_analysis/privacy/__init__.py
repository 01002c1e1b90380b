"""From exact results to what may be published: policy, suppression, and the one release.

A public page shows a :class:`Released` and nothing else.
"""

from mtss_analysis.privacy.policy import PrivacyParams
from mtss_analysis.privacy.release import Released, release

__all__ = ["PrivacyParams", "Released", "release"]
