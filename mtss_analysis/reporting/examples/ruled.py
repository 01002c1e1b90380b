"""The example of the explorer of decision rules: the rules with their settings, and what plans usually ask for."""

from typing import Any

from mtss_analysis.decisions import specs
from mtss_analysis.decisions.settings import DecisionParams
from mtss_analysis.reporting.cases.case import latest
from mtss_analysis.reporting.examples.source import MEASURE, Example, Source

SIMPLE = ("four_point", "median_of_three", "trend_line", "ci_rule")
"""Rules that need nothing but the student's own scores and aimline."""
WEEKS = 8
"""Weeks that the explorer begins with."""
DIGITS = 1


def rules(source: Source) -> Example:
    """Give the rules with the settings in force, and the usual pace and scatter of plans in the sample."""
    series = source.tables("03_growth__series")
    plans = latest(series[(series["measure"] == MEASURE) & series["aim_roi"].notna()])
    needed = round(float(plans["aim_roi"].median()), DIGITS)
    return {
        **source.about, "needed": needed, "slow": round(needed / 2, DIGITS),
        "scatter": round(float(plans["noise_sd"].median()), DIGITS), "weeks": WEEKS, "rules": simple(source),
    }  # fmt: skip


def simple(source: Source) -> dict[str, dict[str, Any]]:
    """Return title, statement and settings of every simple rule."""
    params, said = source.settings.load(DecisionParams), {spec.rule: spec for spec in specs.load()}
    return {
        name: {"title": said[name].title, "says": said[name].statement, "settings": getattr(params, name).model_dump()}
        for name in SIMPLE
    }
