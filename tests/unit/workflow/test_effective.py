"""The settings a run used travel with its output, and the reference pages show them."""

import json

import pytest

from mtss_analysis.decisions.settings import DecisionParams
from mtss_analysis.params import DistrictParams, MeasuresParams, instruments, knowledge_checks, layers
from mtss_analysis.workflow import effective
from mtss_analysis.workflow.site.rules import rules
from mtss_analysis.workflow.site.settings import OWN, classes, settings

MEASURE = """
measures:
  maze_words:
    label: Maze words
    domain: reading
    unit: words
    higher_is_better: true
    low: 0
    high: 60
    source: the district
    cuts: {"4": {fall: {tier2: 12.5, tier3: 7.5}}}
"""


@pytest.fixture
def used(tmp_path):
    own = tmp_path / "somewhere private"
    own.mkdir()
    (own / "checks.yml").write_text("overlap_days: 3\n")
    (own / "measures.yml").write_text(MEASURE)
    (own / "decisions.yml").write_text("rule: trend_line\n")
    effective.write(tmp_path, layers(None, own))
    return tmp_path


def line(text, name):
    (found,) = [row for row in text.splitlines() if row.startswith(f"| `{name}` |")]
    return found


def test_the_page_shows_the_value_used_and_marks_what_differs(used):
    text = settings(effective.read(used))
    default = layers().load(DistrictParams).school_year_starts
    assert f"| 3 [days] – *{OWN}*; default: 1 |" in line(text, "overlap_days")
    assert f"| {default} |" in line(text, "school_year_starts")
    assert text.startswith("The values are those of this run.")


def test_cut_scores_of_the_districts_measures_are_there(used):
    text = settings(effective.read(used))
    assert f"| Maze words – *{OWN}* | words | 0 to 60 |" in text
    assert "| Maze words | 4 | 12.5 / 7.5 |" in text


def test_the_rule_in_force_is_the_districts(used):
    assert layers().load(DecisionParams).rule != "trend_line"
    assert "the **trend-line rule** is in force" in rules(effective.read(used))


def test_the_file_holds_every_setting_and_no_path(used):
    text = (used / effective.FILE).read_text()
    assert set(json.loads(text)) == {cls.file for cls in classes()} | {effective.CHECKS, effective.INSTRUMENTS}
    assert "private" not in text
    assert str(used) not in text
    assert not list(used.glob("*.part"))


def test_instruments_and_knowledge_checks_of_the_district_travel_too(used):
    found = effective.read(used)
    assert found.instruments() == instruments(layers())
    assert found.knowledge_checks() == knowledge_checks(layers())


@pytest.mark.parametrize("text", [None, "{", "[]", '{"measures": {"measures": 3}}'])
def test_without_readable_settings_the_defaults_are_shown(tmp_path, text):
    if text is not None:
        (tmp_path / effective.FILE).write_text(text)
    found = effective.read(tmp_path)
    assert found.load(MeasuresParams) == layers().load(MeasuresParams)
    assert OWN not in settings(found).partition("##")[2]
