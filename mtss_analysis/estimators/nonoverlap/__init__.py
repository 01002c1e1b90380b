"""Indices of one student's change from a baseline to a treatment phase, and the same for many students at once.

All are proportions or differences of them, never percents; all take the direction that is better from the caller; none
is NaN without a caution that says why.
"""

from mtss_analysis.estimators.nonoverlap.baseline_trend import tau_bc, tau_u
from mtss_analysis.estimators.nonoverlap.battery import Battery, battery
from mtss_analysis.estimators.nonoverlap.log_ratio import lrr
from mtss_analysis.estimators.nonoverlap.mean_shift import pogo, smd
from mtss_analysis.estimators.nonoverlap.overlap import ird, pand, pem, pnd
from mtss_analysis.estimators.nonoverlap.pairs import nap, tau
from mtss_analysis.estimators.nonoverlap.result import CAUTIONS, Index

__all__ = [
    "CAUTIONS",
    "Battery",
    "Index",
    "battery",
    "ird",
    "lrr",
    "nap",
    "pand",
    "pem",
    "pnd",
    "pogo",
    "smd",
    "tau",
    "tau_bc",
    "tau_u",
]
