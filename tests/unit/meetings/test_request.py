"""What was asked for is checked, and every mistake gets the next move."""

import pytest

from mtss_analysis.errors import DataError, ParamsError
from mtss_analysis.params import TeamsParams


def test_the_kind_is_that_planned_for_the_day_and_else_the_usual_one(ask):
    assert ask().kind == "twenty_percent"
    assert ask(team="grade-level team").kind == "hundred_percent"
    assert ask(team="School Leadership Team").kind == "leadership"


def test_another_kind_is_taken_by_name_label_or_word(ask):
    for word in ("placement", "Placement meeting"):
        asked = ask(kind=word)
        assert (asked.kind, asked.usual) == ("placement", False)
    assert ask(kind="student review").usual


def test_a_team_of_the_district_needs_no_school_and_knows_its_district(ask, settings):
    asked = ask(team="district leadership team", school="")
    assert (asked.school, asked.org) == ("", "D01")
    assert asked.of_team(settings.load(TeamsParams)).place == "district"
    assert ask(team="district leadership team", school="D01") == asked


@pytest.mark.parametrize(
    ("wrong", "kind", "sentence"),
    [
        ({"team": "problem solving teem"}, ParamsError,
         r'no team "problem solving teem"\. Did you mean "problem-solving team"\? It describes: "district'),
        ({"day": "03/18/2025"}, ParamsError, r'--date is "03/18/2025", expected a day as YYYY-MM-DD\. Write'),
        ({"day": "2025-02-30"}, ParamsError, r'--date is "2025-02-30", expected a day'),
        ({"day": "20250318"}, ParamsError, r'--date is "20250318", expected a day'),
        ({"day": "2031-03-18"}, DataError,
         r"2031-03-18 lies in the school year 2030-31; small holds 2024-25 to 2024-25\. Give a day"),
        ({"school": "S09"}, DataError, r'small has no school "S09"\. Did you mean .*Schools: "S01"'),
        ({"school": ""}, DataError, r"problem-solving team belongs to a school\. Name it with --school; schools:"),
        ({"team": "district leadership team"}, DataError, r'the district, not to "S01"\. Leave --school out'),
        ({"kind": "leadership"}, ParamsError, r"does not hold\. It holds: twenty_percent, problem_solving, placement"),
        ({"kind": "placment"}, ParamsError, r'no kind of meeting "placment"\. Did you mean "placement"\? The problem'),
    ],
)  # fmt: skip
def test_a_mistake_names_what_was_expected_and_the_next_move(ask, wrong, kind, sentence):
    with pytest.raises(kind, match=sentence):
        ask(**wrong)
