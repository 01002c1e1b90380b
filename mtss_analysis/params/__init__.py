"""Every number a district may change: read from YAML, layered, checked, documented."""

from mtss_analysis.params.district import DistrictParams
from mtss_analysis.params.layers import HOME, Layers, Params, layers, setting, validated
from mtss_analysis.params.measures import CutScores, Measure, MeasuresParams

__all__ = [
    "HOME",
    "CutScores",
    "DistrictParams",
    "Layers",
    "Measure",
    "MeasuresParams",
    "Params",
    "layers",
    "setting",
    "validated",
]
