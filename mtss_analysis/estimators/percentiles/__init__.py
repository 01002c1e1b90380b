"""Where a score lies among the scores of students with the same scores before: student growth percentiles.

B-spline quantile regression at a hundred levels, exact, for many groups of students at once.
"""

from mtss_analysis.estimators.percentiles.quantiles import QuantileFits, quantile_process, quantile_processes
from mtss_analysis.estimators.percentiles.splines import SplineBasis, spline_basis
from mtss_analysis.estimators.percentiles.student import TAUS, StudentGrowthPercentiles, student_growth_percentiles

__all__ = [
    "TAUS",
    "QuantileFits",
    "SplineBasis",
    "StudentGrowthPercentiles",
    "quantile_process",
    "quantile_processes",
    "spline_basis",
    "student_growth_percentiles",
]
