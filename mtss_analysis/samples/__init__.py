"""Invented districts with known truths, for tests, lessons and trying things out.

``truths.json`` beside the data holds what was planted; no analysis reads it.
"""

from mtss_analysis.samples.district import SampleDistrict, generate
from mtss_analysis.samples.flawed import write_flawed
from mtss_analysis.samples.writing import Format, write

__all__ = ["Format", "SampleDistrict", "generate", "write", "write_flawed"]
