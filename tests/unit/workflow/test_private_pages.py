"""Pages about single students: whole or not at all, and for this user alone."""

import pandas as pd
import pytest

from mtss_analysis.errors import DataError, ParamsError
from mtss_analysis.intake import from_frames
from mtss_analysis.workflow import private_pages

DATA = from_frames({"students": pd.DataFrame({"student_id": ["0001", "0002"], "school_year": "2024-25", "grade": "2"})})


def test_pages_are_written_for_this_user_alone_and_over_older_ones(tmp_path):
    folder = tmp_path / "team" / "pages"
    private_pages.put(folder, [("a.html", "old")])
    made = private_pages.put(folder, [("a.html", "new"), ("b.html", "two")])
    assert [path.name for path in made] == ["a.html", "b.html"]
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"a.html": "new", "b.html": "two"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder, folder.parent, *made))


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path):
    (tmp_path / "team").write_text("a file")
    with pytest.raises(ParamsError, match=r"cannot be written to: .*Choose another folder with --out"):
        private_pages.put(tmp_path / "team" / "pages", [("a.html", "")])


def test_an_unknown_student_or_school_is_answered_with_the_nearest():
    assert private_pages.known_student(DATA, "0001") == "0001"
    with pytest.raises(
        DataError, match=r'no student "001"\. Did you mean "000\d"\? It has 2 students; the first are "0001"'
    ):
        private_pages.known_student(DATA, "001")
    with pytest.raises(DataError, match="has no students table with students"):
        private_pages.known_student(from_frames({}), "0001")
    with pytest.raises(DataError, match=r'no school "S1"\. The schools: none'):
        private_pages.known_school(DATA, "S1")
