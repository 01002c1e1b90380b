"""What a wrong setting is told: the one file that holds it, the value, what is allowed, where to look."""

import pytest

from mtss_analysis.checks import ChecksParams
from mtss_analysis.errors import ParamsError
from mtss_analysis.params import HOME, MeasuresParams, layers


@pytest.fixture
def folders(tmp_path):
    data, extra = tmp_path / "north", tmp_path / "extra"
    (data / "params").mkdir(parents=True)
    extra.mkdir()
    return data, extra


def refused(folders, cls):
    with pytest.raises(ParamsError) as caught:
        layers(*folders).load(cls)
    return caught.value.message


@pytest.mark.parametrize("holder", [0, 1])
@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("overlap_dais: 2\n", 'unknown setting "overlap_dais". Did you mean "overlap_days"?'),
        ("overlap_days: -2\n", '"overlap_days" is -2: input should be greater than or equal to 0. Change the value.'),
    ],
)
def test_only_the_file_that_holds_the_key_is_named(folders, holder, content, says):
    data, extra = folders
    places = [data / "params" / "checks.yml", extra / "checks.yml"]
    for place in places:
        place.write_text("examples: 4\n")
    places[holder].write_text(content)
    message = refused(folders, ChecksParams)
    assert message == f"{places[holder]}: {says} `mtss params show checks` lists them."


def test_of_two_files_that_set_the_key_the_one_that_counts_is_named(folders):
    data, extra = folders
    (data / "params" / "checks.yml").write_text("overlap_days: 1\n")
    (extra / "checks.yml").write_text("overlap_days: many\n")
    assert refused(folders, ChecksParams).startswith(f"{extra / 'checks.yml'}: ")


def test_wrong_keys_of_two_files_are_told_each_with_its_file(folders):
    data, extra = folders
    (data / "params" / "checks.yml").write_text("overlap_days: -1\n")
    (extra / "checks.yml").write_text("examples: 0\n")
    message = refused(folders, ChecksParams)
    assert f'{data / "params" / "checks.yml"}: "overlap_days" is -1' in message
    assert f'{extra / "checks.yml"}: "examples" is 0' in message


def test_a_key_deep_inside_is_found_in_its_file(folders):
    data, _ = folders
    place = data / "params" / "measures.yml"
    place.write_text("measures: {oral_reading_fluency: {high: lots}}\n")
    assert refused(folders, MeasuresParams).startswith(f'{place}: "measures.oral_reading_fluency.high" is')


def test_what_is_missing_in_a_new_measure_is_told_with_the_file_that_adds_it(folders):
    _, extra = folders
    (extra / "measures.yml").write_text("measures: {maze: {label: Maze}}\n")
    message = refused(folders, MeasuresParams)
    assert message.startswith(f'{extra / "measures.yml"}: setting "measures.maze.domain" is missing.')


def test_a_file_of_no_settings_is_answered_with_the_known_names(folders):
    (folders[1] / "zz.yml").write_text("a: 1\n")
    with pytest.raises(ParamsError) as caught:
        layers(*folders)
    assert caught.value.message.startswith(f"{folders[1] / 'zz.yml'}: no settings are read from this name.")
    assert [path.name for path in (HOME / "params").glob("*.yml") if path.name not in caught.value.message] == []
