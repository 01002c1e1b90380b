"""What `interventions.yml` of the sample says: invented evidence and costs, the dosage that plans are set up with."""

from typing import Any

from mtss_analysis.samples.catalogue import INTERVENTIONS, SERVICE, SampleIntervention
from mtss_analysis.vocabulary import Domain

SOURCE = "Invented for the sample district; no study stands behind it"
SEATS = 5
"""Students in a group [students]; invented."""

STAFF = {
    Domain.READING: ("reading interventionist", 46.0), Domain.MATH: ("mathematics interventionist", 46.0),
    Domain.BEHAVIOR: ("trained paraprofessional", 24.0), Domain.ATTENDANCE: ("attendance mentor", 24.0),
    Domain.SOCIAL_EMOTIONAL: ("school counselor", 52.0),
}  # fmt: skip
"""Domain → role that delivers, and what its hour costs [USD/hour]; invented."""

MATERIALS = {
    "Repeated reading": ("Passages, timer, graph", 8.0),
    "Phonics small group": ("Letter tiles, decodable books", 22.0),
    "Independent reading time": ("Classroom library", 15.0),
    "Computer reading practice": ("License of a program, a device", 65.0),
    "Fact fluency practice": ("Sets of facts, timer, graph", 4.0),
    "Number sense group": ("Number lines, counters", 12.0),
    "Math games center": ("Games, cards", 9.0),
    "Check-in/check-out": ("Daily report card", 3.0),
    "Behavior contract": ("Contract, small rewards", 10.0),
    "Attendance mentoring": ("Attendance chart", 2.0),
    "Family phone calls": ("Call script, interpreter on request", None),
    "Social skills group": ("Lesson cards", 14.0),
    "Counselor check-ins": (None, None),
}
"""Name → materials and what they cost in a year [USD/student]; None is not known. Invented."""

WEEKS = 30.0
"""Typical length of a plan [weeks]; invented."""


FULL_WEEK = 20.0
"""Sessions that one full position gives in a week [hours/week]; invented."""


def catalogue_settings() -> dict[str, Any]:
    """Return what ``interventions.yml`` of the sample says."""
    return {"full_week_hours": FULL_WEEK, "interventions": {each.name: _settings(each) for each in INTERVENTIONS}}


def _settings(each: SampleIntervention) -> dict[str, Any]:
    service, (role, cost), (materials, price) = SERVICE[each.domain], STAFF[each.domain], MATERIALS[each.name]
    return {
        "label": each.name, "domains": [str(each.domain)], "tiers": [2, 3], "need": service.need,
        "evidence": "judged by the district", "evidence_source": SOURCE,
        "sessions_per_week": float(service.sessions[0]), "minutes_per_session": float(service.minutes[0]),
        "weeks": WEEKS, "seats": SEATS, "materials": materials, "staff_role": role,
        "cost_per_staff_hour": cost, "materials_per_student": price,
    }  # fmt: skip
