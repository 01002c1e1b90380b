"""Every number a district may change: read from YAML, layered, checked, documented."""

from mtss_analysis.params.district import DistrictParams
from mtss_analysis.params.identity import IdentityParams
from mtss_analysis.params.instrument_files import instruments
from mtss_analysis.params.instrument_items import Item
from mtss_analysis.params.instruments import Instrument
from mtss_analysis.params.interventions import EvidenceLevel, Intervention, InterventionsParams
from mtss_analysis.params.knowledge_checks import KnowledgeCheck, Question, knowledge_checks
from mtss_analysis.params.layers import HOME, Layers, Params, layers, setting, validated
from mtss_analysis.params.lessons import Lesson, LessonsParams
from mtss_analysis.params.letter_files import ENGLISH, Language, languages
from mtss_analysis.params.letter_sentences import LETTERS
from mtss_analysis.params.letters import LettersParams
from mtss_analysis.params.measures import CutScores, Measure, MeasuresParams
from mtss_analysis.params.meeting_kinds import CHAIR, DataPart, MeetingKind, Team
from mtss_analysis.params.teams import TeamsParams

__all__ = [
    "CHAIR",
    "ENGLISH",
    "HOME",
    "LETTERS",
    "CutScores",
    "DataPart",
    "DistrictParams",
    "EvidenceLevel",
    "IdentityParams",
    "Instrument",
    "Intervention",
    "InterventionsParams",
    "Item",
    "KnowledgeCheck",
    "Language",
    "Layers",
    "Lesson",
    "LessonsParams",
    "LettersParams",
    "Measure",
    "MeasuresParams",
    "MeetingKind",
    "Params",
    "Question",
    "Team",
    "TeamsParams",
    "instruments",
    "knowledge_checks",
    "languages",
    "layers",
    "setting",
    "validated",
]
