"""The catalogue of interventions: what is not known stays not known, and a wrong line is told with its place."""

import pytest

from mtss_analysis.errors import ParamsError
from mtss_analysis.params import InterventionsParams, layers


def own(tmp_path, text):
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "interventions.yml").write_text(text, encoding="utf-8")
    return layers(tmp_path).load(InterventionsParams)


def test_the_defaults_claim_no_cost_and_name_a_source_for_each_level():
    known = layers().load(InterventionsParams).interventions
    assert {each.cost_per_staff_hour for each in known.values()} == {None}
    assert {each.materials_per_student for each in known.values()} == {None}
    assert all(len(each.evidence_source) > 20 for each in known.values())
    assert {str(each.evidence) for each in known.values()} <= {"promising", "not judged"}  # no upper level is ours


def test_the_defaults_name_a_tier_only_where_the_source_speaks_of_it():
    known = layers().load(InterventionsParams).find("Foundational reading skills in small groups")
    assert [int(tier) for tier in known.tiers] == [2]


def test_a_district_sets_only_its_cost_and_zero_is_not_the_same_as_not_known(tmp_path):
    found = own(tmp_path, "interventions: {Check-in/check-out: {cost_per_staff_hour: 0}}").find("Check-in/check-out")
    assert (found.cost_per_staff_hour, found.materials_per_student) == (0, None)
    assert found.minutes_per_week is None


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("evidence: proven", "\"interventions.Repeated reading.evidence\" is 'proven'"),
        ("cost_per_staff_hour: -3", '"interventions.Repeated reading.cost_per_staff_hour" is -3'),
        ("domains: []", "at least 1 item"),
        ("seats: 0", '"interventions.Repeated reading.seats" is 0'),
        ("price: 3", "unknown setting"),
    ],
)
def test_a_wrong_line_is_told_with_file_and_place(tmp_path, line, says):
    with pytest.raises(ParamsError) as caught:
        own(tmp_path, f"interventions:\n  Repeated reading:\n    {line}\n")
    assert says in caught.value.message
    assert str(tmp_path / "params" / "interventions.yml") in caught.value.message


def test_a_name_nearly_right_is_found_out():
    assert 'Did you mean "Repeated reading"?' in layers().load(InterventionsParams).unknown("Repeated readings")
