"""Instruments are data: those that ship are whole, and a file that would score wrongly is refused by name and place."""

import math
from copy import deepcopy

import pytest
import yaml

from mtss_analysis import params
from mtss_analysis.errors import ParamsError
from mtss_analysis.params import Instrument, LessonsParams

SHIPPED = params.instruments(params.layers())
OURS = SHIPPED["mtss_implementation_self_assessment", "1.0"]
SMALL = {
    "instrument": "small", "version": "1", "label": "Small", "published": "2026", "source": "made for this test",
    "license": "free", "scale": {0: "no", 1: "yes"}, "sections": {"whole": {"label": "Whole"}},
    "subscales": {"one": {"label": "One", "section": "whole"}},
    "items": [{"number": str(n), "subscale": "one", "lesson": "fidelity"} for n in (1, 2, 3)],
}  # fmt: skip


@pytest.fixture
def load(tmp_path):
    """Write SMALL, changed, as a district's own instrument, and read all instruments."""

    def run(change=lambda made: None, name="small_1.yml"):
        made = deepcopy(SMALL)
        change(made)
        folder = tmp_path / "params" / "instruments"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(yaml.safe_dump(made, sort_keys=False), encoding="utf-8")
        return params.instruments(params.layers(tmp_path))

    return run


def test_a_district_s_own_instrument_stands_beside_those_that_ship(load):
    found = load()
    assert set(found) == {*SHIPPED, ("small", "1")}
    assert [item.number for item in found["small", "1"].items] == ["1", "2", "3"]


def test_a_district_s_file_takes_the_place_of_ours_of_the_same_name(load):
    found = load(lambda made: made.update(instrument="sam", version="2"), "sam_2.yml")
    assert found["sam", "2"].label == "Small"


def _number(made, place, number):
    made["items"][place]["number"] = number


@pytest.mark.parametrize(
    ("change", "name", "says"),
    [
        (lambda made: _number(made, 2, "4"), "small_1.yml", "after item 2 comes item 4, expected 3"),
        (lambda made: _number(made, 1, "1"), "small_1.yml", "after item 1 comes item 1, expected 2"),
        (lambda made: made["items"][1].update(lesson="fidelty"), "small_1.yml",
         'item 2 names the lesson "fidelty", which does not exist. Did you mean "fidelity"?'),
        (lambda made: made["items"][1].update(subscale="two"), "small_1.yml", 'item 2 names the subscale "two"'),
        (lambda made: made["subscales"]["one"].update(section="part"), "small_1.yml",
         'subscale one names the section "part"'),
        (lambda made: made["items"][0].update(anchors={2: "more"}), "small_1.yml",
         "item 1 has an anchor for 2, expected one of 0, 1"),
        (lambda made: made["items"][0].update(wording={"staff": "?"}), "small_1.yml", 'names the form "staff"'),
        (lambda made: made.update(forms={"a": {"label": "A", "group": "staff", "items": ["9"]}}), "small_1.yml",
         'form a names the item "9"'),
        (lambda made: made.update(forms={"a": {"label": "A", "group": "staff", "scale": {1: "x", 2: "y"}}}),
         "small_1.yml", "form a has the points 1, 2, expected 0, 1"),
        (lambda made: made.update(forms={
            "a": {"label": "A", "group": "staff", "roles": ["teacher"]},
            "b": {"label": "B", "group": "team", "roles": ["teacher"]},
        }), "small_1.yml", 'the role "teacher" stands in the forms a and b of different groups'),
        (lambda made: None, "other.yml", 'name the file "small_1.yml"'),
        (lambda made: made.update(scale={0: "only"}), "small_1.yml", '"scale" is'),
        (lambda made: made.pop("license"), "small_1.yml", '"license" is missing. Add it'),
        (lambda made: made.update(item=1), "small_1.yml", '"item" is 1: extra inputs are not permitted. Take it out.'),
        (lambda made: made.update(version=1.0), "small_1.yml", '"version" is 1.0: input should be a valid string'),
        (lambda made: made.update(forms={"a": {"label": "A", "group": "visitors"}}), "small_1.yml",
         "\"forms.a.group\" is 'visitors'"),
        (lambda made: made.update(forms={"a": {"label": "A", "group": "staff", "items": ["1", "1"]}}), "small_1.yml",
         "form a lists item 1 twice. Take one of them out."),
        (lambda made: made.update(stages=[{"label": "Full", "total": 70}, {"label": "Begun", "total": 70}]),
         "small_1.yml", 'stage "Begun" starts at 70 percent, expected more than the 70 of "Full" before it'),
        (lambda made: made.update(conversions=[{"from_version": "0", "sections": {"part": [1, 0]}, "source": "?"}]),
         "small_1.yml", 'the conversion from 0 names the section "part"'),
    ],
)  # fmt: skip
def test_a_file_that_would_score_wrongly_is_refused_with_its_name_and_place(load, change, name, says):
    with pytest.raises(ParamsError) as refused:
        load(change, name)
    assert name in refused.value.message
    assert says in refused.value.message


def test_two_files_of_one_folder_cannot_hold_the_same_version(load):
    load()
    with pytest.raises(
        ParamsError, match=r"small_2\.yml: holds small version 1; name the file .small_1\.yml., so that no"
    ):
        load(name="small_2.yml")


def test_a_file_that_is_not_yaml_is_named(load, tmp_path):
    load()
    (tmp_path / "params" / "instruments" / "small_1.yml").write_text("scale: {0: no", encoding="utf-8")
    with pytest.raises(ParamsError, match=r"small_1\.yml is not readable as YAML"):
        params.instruments(params.layers(tmp_path))


def test_the_same_files_are_read_once_and_a_change_is_seen(load, tmp_path):
    first = load()
    assert params.instruments(params.layers(tmp_path)) is first
    assert load(lambda made: made.update(label="Other"))["small", "1"].label == "Other"


def test_a_lesson_of_a_district_s_own_may_be_named(load, tmp_path):
    (tmp_path / "params").mkdir()
    own = {"lessons": {"own-way": {"title": "Our way", "aims": ["Do it."]}}}
    (tmp_path / "params" / "lessons.yml").write_text(yaml.safe_dump(own), encoding="utf-8")
    assert load(lambda made: made["items"][0].update(lesson="own-way"))["small", "1"].items[0].lesson == "own-way"


@pytest.mark.parametrize("made", SHIPPED.values(), ids=lambda made: f"{made.instrument} {made.version}")
def test_what_ships_says_where_it_is_from_and_what_may_be_shown(made: Instrument):
    assert made.license
    assert made.source
    shows_items = any(item.text or item.anchors or item.wording for item in made.items)
    assert not shows_items or made.license.startswith("ours")


@pytest.mark.parametrize(
    ("key", "counts", "most"),
    [
        (("swpbis_tfi", "2.1"), [15, 13, 17], [30, 26, 34]), (("swpbis_tfi", "3.0"), [20, 15, 19], [80, 60, 76]),
        (("sam", "2"), [39], [117]), (("swift_fia", "1.3"), [22], [66]), (("dbi_rubric", "1"), [5], [25]),
    ],
)  # fmt: skip
def test_published_counts_and_points(key, counts, most):
    made = SHIPPED[key]
    inside = {name: [i for i in made.items if made.subscales[i.subscale].section == name] for name in made.sections}
    assert [len(items) for items in inside.values()] == counts
    assert [len(items) * made.most for items in inside.values()] == most


def test_smallest_passing_totals_of_the_older_inventory():
    """21, 19 and 24 points, the last as published beside the points of the tier."""
    made = SHIPPED["swpbis_tfi", "2.1"]
    possible = {name: made.most * sum(made.subscales[i.subscale].section == name for i in made.items)
                for name in made.sections}  # fmt: skip
    assert [math.ceil(made.sections[name].criterion * most / 100) for name, most in possible.items()] == [21, 19, 24]


def test_the_conversion_is_the_published_formula_and_its_misprint_is_told():
    (conversion,) = SHIPPED["swpbis_tfi", "3.0"].conversions
    assert conversion.from_version == "2.1"
    assert conversion.sections == {"tier1": (0.75, -8.23), "tier2": (0.63, -0.9), "tier3": (0.66, 0.9)}
    assert "30.4" in conversion.source
    assert f"{0.8 * 34:.1f}" in conversion.source


@pytest.mark.parametrize("made", SHIPPED.values(), ids=lambda made: f"{made.instrument} {made.version}")
def test_what_was_not_seen_is_said_in_sentences(made: Instrument):
    assert all(sentence.endswith(".") for sentence in made.unverified)
    assert made.unverified or made.license.startswith("ours")


def test_shells_are_visibly_unfinished():
    assert {key for key, made in SHIPPED.items() if made.shell} == {("rtfi", "2"), ("dca", "7.7")}


def test_our_instrument_is_whole():
    assert len(OURS.items) == 40
    for item in OURS.items:
        assert set(item.anchors) == set(OURS.scale), item.number
        assert item.text
        assert item.lesson in params.layers().load(LessonsParams).lessons
        assert "Tier 2 student" not in item.text + "".join(item.anchors.values())
    for name, form in OURS.forms.items():
        if form.group != "team":
            assert all(name in item.wording for item in OURS.items_of(name)), name
    assert {form.group for form in OURS.forms.values()} == {"team", "staff", "family", "student"}


def test_the_student_form_is_short_and_plain():
    for item in OURS.items_of("student"):
        words = item.wording["student"].split()
        assert len(words) <= 14
        assert max(len(word.strip(".,?")) for word in words) <= 10


def test_roles_lead_to_groups():
    assert OURS.group_of("principal") == "team"
    assert OURS.group_of("classroom teacher") == "staff"
    assert OURS.group_of("student") == "student"
    assert OURS.group_of("passer-by") is None
    assert SHIPPED["sam", "2"].group_of("anyone") == "team"
