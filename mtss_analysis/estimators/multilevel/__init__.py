"""Linear mixed growth models for progress monitoring: students within schools, at the speed of reading the file."""

from mtss_analysis.estimators.multilevel import columns
from mtss_analysis.estimators.multilevel.bootstrap import Bootstrap, cluster_bootstrap
from mtss_analysis.estimators.multilevel.comparisons import LikelihoodRatio, ar1_test, likelihood_ratio
from mtss_analysis.estimators.multilevel.growth_model import fit
from mtss_analysis.estimators.multilevel.result import MultilevelFit

__all__ = [
    "Bootstrap",
    "LikelihoodRatio",
    "MultilevelFit",
    "ar1_test",
    "cluster_bootstrap",
    "columns",
    "fit",
    "likelihood_ratio",
]
