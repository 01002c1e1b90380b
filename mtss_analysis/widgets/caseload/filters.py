"""What the list of plans is narrowed by: grade, domain, interventionist, what is due, and a group of students."""

# mypy: disable-error-code="misc"

from collections.abc import Iterable

import pandas as pd
from ipywidgets import Dropdown

from mtss_analysis.tables.roster import GRADES
from mtss_analysis.widgets.caseload.worklist import DUE
from mtss_analysis.widgets.desk import Desk

ALL = ""
WIDE = {"description_width": "9em"}


class Filters:
    """Choices above the list; each begins with all.

    Parameters
    ----------
    rows
        The worklist.
    desk
        Whose words are used.
    """

    def __init__(self, rows: pd.DataFrame, desk: Desk) -> None:
        labels = desk.labels
        grades = sorted(
            rows["grade"].dropna().unique(), key=lambda grade: GRADES.index(grade) if grade in GRADES else 99
        )
        self.grade = _choice("Grade", "All grades", ((labels.group("grade", grade), grade) for grade in grades))
        domains = rows["domain"].dropna().unique()
        self.domain = _choice("Domain", "All domains", ((labels.word(domain), domain) for domain in domains))
        staff = sorted(rows["provider_id"].dropna().unique())
        self.provider = _choice("Interventionist", "Everybody", ((each, each) for each in staff))
        self.due = _choice("What is due", "Anything", ((each.capitalize(), each) for each in DUE))
        groups = [
            (f"{labels.word(by)}: {labels.group(by, value)}", (by, value))
            for by in desk.district.group_columns if by in rows
            for value in sorted(rows[by].dropna().unique())
        ]  # fmt: skip
        self.group = _choice("Students", "All students", groups)

    @property
    def boxes(self) -> list[Dropdown]:
        """The choices in the order of the Tab key."""
        return [self.grade, self.domain, self.due, self.provider, self.group]

    def kept(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows that fit every choice."""
        for column, box in (("grade", self.grade), ("domain", self.domain), ("provider_id", self.provider)):
            rows = rows[rows[column] == box.value] if box.value != ALL else rows
        if self.due.value != ALL:
            rows = rows[[self.due.value in due for due in rows["due"]]]
        if self.group.value != ALL:
            by, value = self.group.value
            rows = rows[rows[by] == value]
        return rows


def _choice(name: str, everything: str, options: Iterable[tuple[str, object]]) -> Dropdown:
    return Dropdown(description=name, options=[(everything, ALL), *options], value=ALL, style=WIDE)
