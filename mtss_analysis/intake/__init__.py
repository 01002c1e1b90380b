"""Files in, one :class:`Dataset` out: typed tables, with the way back to file and row."""

from mtss_analysis.intake.as_of import as_of
from mtss_analysis.intake.dataset import Dataset
from mtss_analysis.intake.day import asked_day
from mtss_analysis.intake.findings import Finding
from mtss_analysis.intake.reading import code, from_frames, read
from mtss_analysis.intake.recorded import last_recorded
from mtss_analysis.intake.roster import attach, roster, school_year
from mtss_analysis.intake.sources import PartSource, TableSource

__all__ = [
    "Dataset",
    "Finding",
    "PartSource",
    "TableSource",
    "as_of",
    "asked_day",
    "attach",
    "code",
    "from_frames",
    "last_recorded",
    "read",
    "roster",
    "school_year",
]
