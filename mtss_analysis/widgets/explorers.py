"""The explorers, by the question that each helps with."""

from collections.abc import Mapping
from typing import Final

from mtss_analysis.widgets.board import Maker
from mtss_analysis.widgets.caseload import Caseload
from mtss_analysis.widgets.groups_explorer import GroupsExplorer

MAKERS: Final[Mapping[str, Maker]] = {"Caseload": Caseload, "Groups and delivery": GroupsExplorer}
"""Question on the button → what makes the explorer."""
