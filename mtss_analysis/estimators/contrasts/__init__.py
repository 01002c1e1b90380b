"""Served students against others: how large the difference is, how surely, and what may be said of it.

Every function takes arrays and gives back a frozen record; what cannot be estimated is refused by name.
"""

from mtss_analysis.estimators.contrasts.adoption import Aggregated, StaggeredEffects, staggered_effects
from mtss_analysis.estimators.contrasts.attrition import Attrition, allowed, sample_attrition
from mtss_analysis.estimators.contrasts.autoregressive import Autoregressive, autoregressive_fit
from mtss_analysis.estimators.contrasts.balance import Balance, covariate_balance, effective_size
from mtss_analysis.estimators.contrasts.baseline import Equivalence, baseline_equivalence
from mtss_analysis.estimators.contrasts.comparison import adjusted_difference, dose_response, share_explained
from mtss_analysis.estimators.contrasts.differences import TwoWay, difference_in_differences, two_way_fixed_effects
from mtss_analysis.estimators.contrasts.effect_size import EffectSize, cox_index, hedges_g, standardized
from mtss_analysis.estimators.contrasts.estimate import Contrast
from mtss_analysis.estimators.contrasts.interrupted import InterruptedSeries, interrupted_series
from mtss_analysis.estimators.contrasts.intraclass import Intraclass, intraclass_correlation
from mtss_analysis.estimators.contrasts.matching import Matches, nearest_matches
from mtss_analysis.estimators.contrasts.multiplicity import Adjusted, benjamini_hochberg
from mtss_analysis.estimators.contrasts.power import (
    Design,
    Detectable,
    bcra3_fixed,
    bcra3_random,
    bira2,
    cra2,
    cra3,
    ira,
    minimum_detectable,
    power_of,
    units_needed,
)
from mtss_analysis.estimators.contrasts.propensity import (
    Propensity,
    overlap,
    propensity_scores,
    propensity_weights,
    weighted_difference,
    within,
)
from mtss_analysis.estimators.contrasts.refusals import Caution, Refused
from mtss_analysis.estimators.contrasts.regression import Regression, least_squares
from mtss_analysis.estimators.contrasts.worthwhile import Ruling, chance_beyond, referee

__all__ = [
    "Adjusted",
    "Aggregated",
    "Attrition",
    "Autoregressive",
    "Balance",
    "Caution",
    "Contrast",
    "Design",
    "Detectable",
    "EffectSize",
    "Equivalence",
    "InterruptedSeries",
    "Intraclass",
    "Matches",
    "Propensity",
    "Refused",
    "Regression",
    "Ruling",
    "StaggeredEffects",
    "TwoWay",
    "adjusted_difference",
    "allowed",
    "autoregressive_fit",
    "baseline_equivalence",
    "bcra3_fixed",
    "bcra3_random",
    "benjamini_hochberg",
    "bira2",
    "chance_beyond",
    "covariate_balance",
    "cox_index",
    "cra2",
    "cra3",
    "difference_in_differences",
    "dose_response",
    "effective_size",
    "hedges_g",
    "interrupted_series",
    "intraclass_correlation",
    "ira",
    "least_squares",
    "minimum_detectable",
    "nearest_matches",
    "overlap",
    "power_of",
    "propensity_scores",
    "propensity_weights",
    "referee",
    "sample_attrition",
    "share_explained",
    "staggered_effects",
    "standardized",
    "two_way_fixed_effects",
    "units_needed",
    "weighted_difference",
    "within",
]
