"""The explorers, by the question that each helps with."""

from collections.abc import Mapping
from typing import Final

from ipywidgets import Widget

from mtss_analysis.widgets.board import Maker
from mtss_analysis.widgets.caseload import Caseload
from mtss_analysis.widgets.desk import Desk
from mtss_analysis.widgets.fill_in import fill_in
from mtss_analysis.widgets.groups_explorer import GroupsExplorer


def _form(desk: Desk) -> Widget:
    return fill_in(desk.path, school=desk.school)


MAKERS: Final[Mapping[str, Maker]] = {
    "Caseload": Caseload,
    "Groups and delivery": GroupsExplorer,
    "Self-assessment": _form,
}
"""Question on the button → what makes the explorer."""
