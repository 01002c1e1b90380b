"""Did support work? Single cases, groups, and the cut score as a natural experiment, after delivery is settled."""

from mtss_analysis.effects.settings import EffectsParams

__all__ = ["EffectsParams"]
