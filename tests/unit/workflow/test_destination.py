"""Where a run may write, and where it must not. Nothing is written here: only the answer is looked at."""

import json
from pathlib import Path

import pytest

from mtss_analysis.errors import ParamsError
from mtss_analysis.params import HOME
from mtss_analysis.workflow.destination import SHIPPED, output_folder

DATA = HOME / "data_samples" / "district"


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (Path(HOME.anchor), "root of the disk"),
        (Path.home(), "your own folder"),
        (HOME, "belongs to this program"),
        (HOME / "book", "belongs to this program"),
        (HOME / "notebooks" / "new", "belongs to this program"),
        (HOME / "tests" / ".." / "mtss_analysis", "belongs to this program"),
        (DATA / "out", "lies in the folder of the data"),
    ],
)
def test_a_place_that_is_not_for_output_is_refused_with_the_next_move(place, reason):
    with pytest.raises(ParamsError, match=reason) as caught:
        output_folder(DATA, place)
    assert caught.value.exit_code == 10
    assert "Choose a" in caught.value.message


def test_a_folder_with_files_of_something_else_is_refused(tmp_path):
    (tmp_path / "thesis.txt").write_text("")
    with pytest.raises(ParamsError, match="holds other files"):
        output_folder(DATA, tmp_path)
    (tmp_path / "manifest.json").write_text('{"name": "a web page"}')
    with pytest.raises(ParamsError, match="holds other files"):
        output_folder(DATA, tmp_path)


def test_folders_that_share_our_names_are_no_earlier_run(tmp_path):
    (tmp_path / "public").mkdir()
    with pytest.raises(ParamsError, match="holds other files"):
        output_folder(DATA, tmp_path)


def test_a_folder_of_a_team_with_files_of_something_else_is_refused(tmp_path):
    (tmp_path / "team" / "photos").mkdir(parents=True)
    with pytest.raises(ParamsError, match="holds other files"):
        output_folder(DATA, tmp_path)


def new(folder):
    folder.rmdir()


def empty(folder):
    assert folder.is_dir()


def ran(folder):
    (folder / "manifest.json").write_text(json.dumps({"format": 1, "jobs": {}}))
    (folder / "notes.txt").write_text("")


def running(folder):
    (folder / ".work").mkdir()
    (folder / "half").mkdir()


def stopped_at_once(folder):
    (folder / "team").mkdir()
    (folder / "tables").mkdir()
    (folder / ".lock").write_text("")


def packets_only(folder):
    (folder / "team" / "packets").mkdir(parents=True)
    (folder / "team" / "packets" / "S01__x__2025-03-04.html").write_text("")


def record_damaged(folder):
    stopped_at_once(folder)
    (folder / "manifest.json").write_text("{")


@pytest.mark.parametrize("prepare", [new, empty, ran, running, stopped_at_once, packets_only, record_damaged])
def test_a_new_or_empty_folder_and_an_earlier_run_are_taken(tmp_path, prepare):
    folder = tmp_path / "out"
    folder.mkdir()
    prepare(folder)
    assert output_folder(DATA, folder) == folder.resolve()


def test_every_folder_under_version_control_is_known_as_ours():
    here = {entry.name for entry in HOME.iterdir() if entry.is_dir() and not entry.name.startswith((".", "_"))}
    assert here >= SHIPPED
    assert {"mtss_analysis", "params", "notebooks", "book", "tests"} <= SHIPPED


def test_the_default_is_in_outputs():
    assert output_folder(DATA, None) == Path("outputs/district").resolve()
