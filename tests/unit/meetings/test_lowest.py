"""The lowest items of the self-assessment in a leadership packet."""

from mtss_analysis import meetings
from mtss_analysis.meetings import lowest
from mtss_analysis.meetings.known import Known

LEADERS = {"team": "school leadership team", "day": "2025-03-18"}
WEAK = ("7. ", "18. ", "25. ")


def test_a_leadership_packet_names_the_weak_items_with_the_next_level_and_their_lesson(ask, district, settings):
    html = meetings.packet(ask(**LEADERS), district, settings).html
    part = html.partition("What our self-assessment rates lowest")[2].partition("Do our teams meet")[0]
    assert all(f">{item}" in part for item in WEAK)
    assert "What one would see next" in part
    assert "Was it delivered?" in part


def test_a_district_sees_how_many_schools_have_each(ask, district, settings):
    known = Known.on(ask(team="district leadership team", day="2025-03-18", school=""), district, settings)
    said = lowest.items(known)
    assert all(f">{item}" in said for item in WEAK)
    assert "Schools" in said


def test_before_the_first_round_nothing_is_rated(ask, district, settings):
    known = Known.on(ask(**LEADERS | {"day": "2024-08-29"}), district, settings)
    assert "Nobody has rated the system until this day" in lowest.items(known)


def test_another_school_s_gap_is_not_told(ask, district, settings):
    known = Known.on(ask(**LEADERS), district, settings)
    told = {each.school for each in known.assessed.cautions if each.code == lowest.APART}
    assert ("than its staff do" in lowest.items(known)) == ("S01" in told)
