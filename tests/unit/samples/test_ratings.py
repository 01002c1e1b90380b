"""The sample's raters fill the forms that the instruments describe."""

import pytest

from mtss_analysis.params import instruments, layers
from mtss_analysis.samples import generate
from mtss_analysis.samples import self_assessments as made

ALL = instruments(layers())
OURS = ALL[made.INSTRUMENT, made.VERSION]


@pytest.mark.parametrize("role", made.FORMS)
def test_each_role_answers_exactly_the_items_of_its_form(role):
    (form,) = (name for name, form in OURS.forms.items() if role in form.roles)
    assert [item.number for item in OURS.items_of(form)] == [str(number) for number in made.FORMS[role]]


def test_the_team_is_one_the_form_names():
    assert {OURS.group_of(role) for role in made.TEAM} == {"team"}
    assert len(OURS.items) == made.ITEM_COUNT


@pytest.mark.parametrize("version", made.TFI_ITEMS)
def test_the_inventory_has_the_items_of_its_version(version):
    counts, most = made.TFI_ITEMS[version]
    instrument = ALL[made.TFI, version]
    assert instrument.most == most
    assert [sum(item.number.startswith(f"{tier}.") for item in instrument.items) for tier in (1, 2, 3)] == [*counts]


def test_steps_are_about_items_and_every_weak_item_has_one():
    numbers = {item.number for item in OURS.items}
    planned = {item for item, _ in made.STEPS}
    assert {str(item) for item in made.WEAK_ITEMS} <= planned <= numbers


def test_every_rating_is_one_its_instrument_knows():
    ratings = generate(schools=3, students=60, years=2).tables["ratings"]
    for (name, version), rows in ratings.groupby(["instrument", "version"]):
        known = ALL[name, version]
        assert set(rows["item"]) <= {item.number for item in known.items}
        assert set(rows["score"].dropna()) <= set(known.scale)
        assert None not in {known.group_of(role) for role in rows["respondent_role"]}


def test_a_change_of_version_is_no_jump_once_it_is_converted():
    """The school that changes grows by a few percent a year on the scale of the new version, not by thirty."""
    rows = generate(schools=3, students=60, years=2).tables["ratings"]
    rows = rows[(rows["instrument"] == made.TFI) & (rows["org_id"] == "S01")]
    points = rows["version"].map({version: most for version, (_, most) in made.TFI_ITEMS.items()})
    percent = (100 * rows["score"] / points).groupby([rows["version"], rows["item"].str[0]]).mean().unstack()
    sections = ALL[made.TFI, "3.0"].conversions[0].sections.values()
    for tier, (slope, constant) in zip("123", sections, strict=True):
        assert percent.loc["3.0", tier] == pytest.approx(slope * percent.loc["2.1", tier] + constant, abs=20)
