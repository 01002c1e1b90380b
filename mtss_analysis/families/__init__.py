"""Letters to families: written from what is on record, in the family's language, and whether they go out in time."""

from mtss_analysis.families.choice import KINDS, Chosen, NotWritten, due_letters, of_student, spoken
from mtss_analysis.families.due import Due, due
from mtss_analysis.families.events import events
from mtss_analysis.families.letter import Written, letter
from mtss_analysis.families.listing import headline, listing
from mtss_analysis.families.records import Facts, Records

__all__ = [
    "KINDS",
    "Chosen",
    "Due",
    "Facts",
    "NotWritten",
    "Records",
    "Written",
    "due",
    "due_letters",
    "events",
    "headline",
    "letter",
    "listing",
    "of_student",
    "spoken",
]
