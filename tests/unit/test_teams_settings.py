"""Teams and meetings hold together: roles and kinds exist, agendas fill their time, logs can be typed in."""

import pytest
import yaml

from mtss_analysis.errors import ParamsError
from mtss_analysis.params import HOME, TeamsParams, layers, validated
from mtss_analysis.tables import TABLES


@pytest.fixture
def values():
    return yaml.safe_load((HOME / "params" / "teams.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def teams():
    return layers().load(TeamsParams)


def test_every_field_of_a_decision_log_is_a_column_of_a_table(teams):
    named = {place for kind in teams.kinds.values() for place in kind.log.values()}
    known = {f"{table.name}.{column}" for table in TABLES.values() for column in table.names}
    assert named <= known


def test_words_of_the_meetings_table_lead_to_a_kind(teams):
    called = [teams.kind_called(word) for word in ("implementation", "Student review", "100 % meeting", "placement")]
    assert called == ["leadership", "twenty_percent", "hundred_percent", "placement"]
    assert teams.kind_called("lunch") is None


def test_every_kind_is_held_by_a_team_and_every_role_sits_somewhere(teams):
    assert set(teams.kinds) == {kind for team in teams.teams.values() for kind in team.kinds}
    seated = {role for team in teams.teams.values() for role in team.members}
    assert set(teams.roles) == seated | {role for kind in teams.kinds.values() for role in kind.also}


def unknown_leader(values):
    values["kinds"]["placement"]["agenda"][0]["leads"] = "coordinater"


def unknown_kind(values):
    values["teams"]["grade-level team"]["kinds"] = ["hundred_percents"]


def led_from_afar(values):
    values["kinds"]["twenty_percent"]["agenda"][0]["leads"] = "director"


def too_long(values):
    values["kinds"]["leadership"]["agenda"][0]["minutes"] += 5


def same_word_twice(values):
    values["kinds"]["placement"]["words"] = ["implementation"]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (unknown_leader, r'kinds\.placement names the role "coordinater".*Did you mean "coordinator"\?.*Describe it'),
        (unknown_kind, r'teams\.grade-level team names the kind "hundred_percents".*Did you mean "hundred_percent"\?'),
        (led_from_afar, r'kinds\.twenty_percent is led by "director", who does not sit in the problem-solving team'),
        (too_long, r"agenda of kinds\.leadership adds up to 65 minutes, expected 60\. Change a step or the length"),
        (same_word_twice, r'"implementation" names two kinds of meeting\. Leave it to one'),
    ],
)
def test_what_does_not_hold_together_is_refused_with_the_next_move(values, spoil, sentence):
    spoil(values)
    with pytest.raises(ParamsError, match=sentence):
        validated(TeamsParams, values)
