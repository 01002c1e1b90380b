"""Codes into plain words: schools, groups, measures, seasons, actions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from mtss_analysis.checks.kinds import KINDS
from mtss_analysis.params import DistrictParams, MeasuresParams
from mtss_analysis.vocabulary import NO_DATA, TOTAL

ACTION_WORDS = {
    "continue": "Continue",
    "intensify": "Intensify",
    "change": "Change the intervention",
    "raise_goal": "Raise the goal",
    "fade": "Fade support",
    "exit": "Exit",
    "check_fidelity_first": "Check delivery first",
    "collect_more_data": "Collect more data",
}
"""Action or verdict code → words on a page."""

COLUMN_WORDS = {
    "school_id": "School",
    "n": "Students",
    "by": "Groups by",
    "on_pace": "On pace",
    "rate": "Mean of own rates",
}
"""Column of a summary's table → its heading, where the name alone is not plain."""

WHOLE_DISTRICT = "the whole district"
"""How a school's page names what is not the school's own."""

RULE_WORDS = {
    "four_point": "Four-point rule",
    "trend_line": "Trend-line rule",
    "median_of_three": "Median-of-three rule",
    "ci_rule": "Interval rule",
    "posterior": "Posterior rule",
}
"""Decision rule → its name on a page."""


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of one district.

    Attributes
    ----------
    district, measures
        Settings with the names of groups and measures.
    schools
        School identifier → name.

    Examples
    --------
    >>> from mtss_analysis import params
    >>> settings = params.layers()
    >>> words = Labels(settings.load(params.DistrictParams), settings.load(params.MeasuresParams), {"S01": "Cedar"})
    >>> words.school("S01"), words.group("sex", "F"), words.group("grade", "3")
    ('Cedar', 'Girls', 'Grade 3')
    """

    district: DistrictParams
    measures: MeasuresParams
    schools: Mapping[str, str] = field(default_factory=dict)

    def school(self, school_id: str) -> str:
        """Return the name of a school, or of the whole district."""
        return self.district.name if school_id == TOTAL else self.schools.get(school_id, school_id)

    def by(self, by: str) -> str:
        """Return the name of what groups are formed by."""
        return {TOTAL: "All students", "grade": "Grade", "tier": "Support received"}.get(by, self.district.label(by))

    def group(self, by: str, group: str) -> str:
        """Return the name of one group."""
        if group == TOTAL:
            return "All students"
        if group == NO_DATA:
            return "Not recorded"
        if by == "grade":
            return "Kindergarten" if group == "K" else f"Grade {group}"
        if by == "tier":
            return f"Receiving Tier {group} support" if group.isdigit() else group
        return self.district.value_label(by, group)

    def measure(self, name: str) -> str:
        """Return the name of a measure."""
        known = self.measures.measures.get(name)
        return known.label if known else name.replace("_", " ").capitalize()

    def said(self, sentence: str) -> str:
        """Return a sentence with names in place of codes in backticks: of measures, and of groups as column=value.

        Examples
        --------
        >>> from mtss_analysis import params
        >>> settings = params.layers()
        >>> words = Labels(settings.load(params.DistrictParams), settings.load(params.MeasuresParams))
        >>> words.said("Tested in `oral_reading_fluency`.")
        'Tested in Oral reading fluency.'
        >>> words.said("For `english_learner=yes`.")
        'For English learners.'
        """
        return re.sub("`([^`]+)`", lambda code: self._coded(code[1]), sentence)

    def _coded(self, code: str) -> str:
        by, told, group = code.partition("=")
        return self.group(by, group) if told else self.measure(code)

    def unit(self, name: str) -> str:
        """Return the unit of a measure."""
        known = self.measures.measures.get(name)
        return known.unit if known else "score"

    def window(self, school_year: str, season: str) -> str:
        """Return the name of a screening window."""
        return f"{season.capitalize()} {school_year}"

    def frame(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a small table with its codes and column names in words."""
        words = {"measure": self.measure, "domain": self.word, "season": self.word, "school_id": self.school,
                 "who": self.said}  # fmt: skip
        said = frame.assign(**{name: frame[name].map(word) for name, word in words.items() if name in frame})
        if {"by", "group"} <= set(frame):
            names = [self.group(by, group) for by, group in zip(frame["by"], frame["group"], strict=True)]
            said = said.assign(by=frame["by"].map(self.by), group=pd.Series(names, frame.index, dtype="str"))
        kept = {name: name for name in ("suppressed", "shown")}  # read and left out where the table is written
        words_ = kept | COLUMN_WORDS
        return said.rename(columns=lambda name: words_.get(name, str(name).replace("_", " ").capitalize()))

    @staticmethod
    def word(code: str) -> str:
        """Return an action, verdict, rule, domain or kind of finding in words."""
        return ACTION_WORDS.get(code) or RULE_WORDS.get(code) or KINDS.get(code) or code.replace("_", " ").capitalize()
