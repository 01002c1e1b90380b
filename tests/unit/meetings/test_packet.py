"""Packets: in the order of the agenda, with what could be known on the day and nothing later."""

import re
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest

from mtss_analysis import meetings
from mtss_analysis.errors import DataError
from mtss_analysis.meetings.packet import PARTS
from mtss_analysis.params import DataPart, TeamsParams
from mtss_analysis.vocabulary import RIGHT_TO_EVALUATION

DAY = pd.Timestamp("2025-03-18")
MEETINGS = [
    {},
    {"kind": "problem_solving"},
    {"team": "school leadership team"},
    {"team": "grade-level team"},
    {"team": "grade-level team", "kind": "placement", "day": "2024-10-01"},
    {"team": "district leadership team", "school": ""},
]


def text(packet):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", packet.html)).split())


def headings(packet):
    return [unescape(heading) for heading in re.findall(r"<h2>(.*?)</h2>", packet.html)]


@pytest.mark.parametrize("meeting", MEETINGS, ids=str)
def test_a_packet_has_agenda_roles_questions_data_log_norms_and_the_right_to_an_evaluation(
    ask, district, settings, meeting
):
    asked = ask(**meeting)
    made = meetings.packet(asked, district, settings)
    teams = settings.load(TeamsParams)
    kind, team, said = teams.kinds[asked.kind], teams.teams[asked.team], text(made)
    assert made.html.count("<h1>") == 1
    for sentence in (*teams.norms, *kind.questions, *(step.step for step in kind.agenda), RIGHT_TO_EVALUATION):
        assert sentence in said
    for role in team.members:
        assert teams.roles[role] in said
    assert all(f'<th scope="col">{column}' in unescape(made.html) for column in kind.log)
    data = [PARTS[part][0] for step in kind.agenda for part in step.data]
    assert [heading for heading in headings(made) if heading in data] == data
    assert "http" not in made.html.replace("http://www.w3.org", "")
    assert "<script" not in made.html


def test_every_part_of_an_agenda_can_be_made():
    assert set(PARTS) == set(DataPart.__args__)


def test_the_name_of_the_file_says_team_day_and_an_unusual_kind(ask, district, settings):
    leadership = ask(team="school leadership team")
    assert meetings.packet(leadership, district, settings).name == "school-leadership-team__2025-03-18.html"
    placement = ask(team="grade-level team", kind="placement")
    assert meetings.packet(placement, district, settings).name == "grade-level-team__2025-03-18__placement.html"


def with_another_future(dataset):
    """Return the dataset with everything after DAY changed, and with what was planned left as it is."""
    tables = {name: frame.copy() for name, frame in dataset.tables.items()}

    def later(name, column):
        return tables[name][column] > DAY

    tables["scores"].loc[later("scores", "date"), "score"] = 1.0
    tables["sessions"].loc[later("sessions", "date"), "status"] = "not_held"
    tables["decisions"].loc[later("decisions", "date"), ["decided", "reason"]] = ["exit", "hindsight"]
    undone = later("decisions", "review_by")
    tables["decisions"].loc[undone, "carried_out"] = ~tables["decisions"].loc[undone, "carried_out"].fillna(False)
    tables["meetings"].loc[later("meetings", "date"), "held"] = False
    tables["action_items"].loc[later("action_items", "due"), "status"] = "dropped"
    plans = tables["interventions"]
    plans.loc[later("interventions", "end"), ["end", "exit_status"]] = [DAY + pd.Timedelta(days=1), "hindsight"]
    plans.loc[later("interventions", "start"), "tier"] = 1
    stays = tables["enrollments"]
    stays.loc[later("enrollments", "enrolled_to"), "enrolled_to"] = DAY + pd.Timedelta(days=2)
    tables["ratings"].loc[later("ratings", "administered_on"), "score"] = 0.0
    return replace(dataset, tables=tables)


@pytest.mark.parametrize("meeting", MEETINGS[:4] + MEETINGS[5:], ids=str)
def test_nothing_that_happened_later_changes_a_packet(ask, district, settings, meeting):
    asked = ask(**meeting)
    assert meetings.packet(asked, with_another_future(district), settings).html == (
        meetings.packet(asked, district, settings).html
    )


def test_what_happened_before_does_change_it(ask, district, settings):
    tables = dict(district.tables)
    sessions = tables["sessions"].copy()
    sessions.loc[sessions["date"] <= DAY, "status"] = "not_held"
    before = replace(district, tables=tables | {"sessions": sessions})
    assert meetings.packet(ask(), before, settings).html != meetings.packet(ask(), district, settings).html


def test_a_review_without_an_open_plan_is_refused_with_the_next_move(ask, district, settings):
    with pytest.raises(DataError, match=r"no open plan of support of a student on 2024-08-15, so a 20 % review has"):
        meetings.packet(ask(day="2024-08-15"), district, settings)


def test_a_meeting_that_needs_no_plans_is_held_all_the_same(ask, district, settings):
    made = meetings.packet(ask(team="school leadership team", day="2024-08-15"), district, settings)
    assert "No plan of support is open on this day." in text(made)
    assert "No meeting or decision of this school year is recorded." in text(made)


def test_before_the_first_screening_no_score_is_known(ask, district, settings):
    said = text(meetings.packet(ask(team="grade-level team", day="2024-08-15"), district, settings))
    assert "No screening score is known on this day." in said
