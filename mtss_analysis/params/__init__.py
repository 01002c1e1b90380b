"""Every number a district may change: read from YAML, layered, checked, documented."""

from mtss_analysis.params.district import DistrictParams
from mtss_analysis.params.instrument_files import instruments
from mtss_analysis.params.instrument_items import Item
from mtss_analysis.params.instruments import Instrument, LessonsParams
from mtss_analysis.params.interventions import EvidenceLevel, Intervention, InterventionsParams
from mtss_analysis.params.layers import HOME, Layers, Params, layers, setting, validated
from mtss_analysis.params.measures import CutScores, Measure, MeasuresParams
from mtss_analysis.params.meeting_kinds import CHAIR, DataPart, MeetingKind, Team
from mtss_analysis.params.teams import TeamsParams

__all__ = [
    "CHAIR",
    "HOME",
    "CutScores",
    "DataPart",
    "DistrictParams",
    "EvidenceLevel",
    "Instrument",
    "Intervention",
    "InterventionsParams",
    "Item",
    "Layers",
    "LessonsParams",
    "Measure",
    "MeasuresParams",
    "MeetingKind",
    "Params",
    "Team",
    "TeamsParams",
    "instruments",
    "layers",
    "setting",
    "validated",
]
