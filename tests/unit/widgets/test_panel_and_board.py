"""The frame of explorers: what it shows and saves, and that no fault reaches a reader as a traceback."""

import base64
import re

import pandas as pd
import pytest
from ipywidgets import HTML, IntSlider

from mtss_analysis import intake, params
from mtss_analysis.errors import DataError
from mtss_analysis.params import HOME
from mtss_analysis.widgets import picture as draw
from mtss_analysis.widgets.board import Board, explore
from mtss_analysis.widgets.desk import Desk, lay_out
from mtss_analysis.widgets.explorers import MAKERS
from mtss_analysis.widgets.panel import MOST, Panel
from mtss_analysis.widgets.picture import Picture

PICTURE = Picture("Two scores", "3, then 5.", (draw.dots([1, 2], [3, 5]),))


class Slide(Panel):
    """A panel that divides by its slider."""

    def __init__(self):
        self.slider = IntSlider(value=1, min=0, max=5, description="Divide by")
        super().__init__("How much?", "Move the slider.", [self.slider])
        self.watch([self.slider], self.draw)
        self.guarded(self.draw)

    def draw(self):
        if self.slider.value == 5:
            raise DataError("scores.csv, row 3: the score is missing. Add it.")
        frame = pd.DataFrame({"Part": range(100), "Share": [60 / self.slider.value] * 100})
        self.show(f"It is {60 / self.slider.value:.0f} <now>.", PICTURE, frame, "Shares", "shares")


def saved(panel):
    name, held = re.search(r'download="([^"]+)" href="data:[^;]+;base64,([^"]+)"', panel.taken.value).groups()
    return name, base64.b64decode(held)


def test_words_figure_and_table_follow_the_slider():
    panel = Slide()
    panel.slider.value = 2
    assert "It is 30 &lt;now&gt;." in panel.words.value
    assert "<svg" in panel.figure.value
    assert f"first {MOST} of 100 rows" in panel.table.value


def test_a_fault_is_said_in_words_and_the_panel_lives_on():
    panel = Slide()
    panel.slider.value = 0
    assert "ZeroDivisionError" in panel.message.value
    assert "Traceback" not in panel.message.value
    assert panel.figure.value == panel.table.value == panel.words.value == ""
    panel.slider.value = 5
    assert "row 3" in panel.message.value
    panel.slider.value = 3
    assert panel.message.value == ""
    assert "It is 20" in panel.words.value


def test_figure_and_table_can_be_taken_along_whole():
    panel = Slide()
    panel.as_png.click()
    assert saved(panel)[1][:4] == b"\x89PNG"
    panel.as_csv.click()
    name, content = saved(panel)
    assert name == "shares.csv"
    assert len(content.decode("utf-8-sig").splitlines()) == 101


def test_nothing_on_screen_is_nothing_to_save():
    panel = Slide()
    panel.slider.value = 0
    panel.as_png.click()
    assert "no figure on screen" in panel.message.value
    panel.as_csv.click()
    assert "no table on screen" in panel.message.value


@pytest.fixture
def desk(tmp_path):
    schools = pd.DataFrame({"school_id": ["S1", "S2"], "name": ["One", "Two"]})
    return Desk(tmp_path, intake.from_frames({"schools": schools}), params.layers(), pd.Timestamp("2025-12-01"))


def test_the_board_makes_an_explorer_once_for_each_school(desk):
    made = []

    def make(given):
        made.append(given.school)
        return HTML(given.place)

    board = Board(desk, {"First": make, "Second": lambda given: HTML("second")})
    board.school.value = "S2"
    board.school.value = ""
    board.school.value = "S2"
    assert made == ["", "S2"]
    assert board.explorer.value == "Two"
    board.choice.value = "Second"
    assert board.children[-1].value == "second"


@pytest.mark.parametrize(
    ("fault", "said"), [(DataError("scores.csv is empty."), "scores.csv is empty"), (KeyError("x"), "KeyError")]
)
def test_an_explorer_that_cannot_be_made_says_why(desk, fault, said):
    def fail(_):
        raise fault

    board = Board(desk, {"First": fail, "Second": lambda _: HTML("second")})
    assert said in board.explorer.value
    board.choice.value = "Second"
    assert board.explorer.value == "second"


@pytest.mark.parametrize(
    ("data", "school", "day", "said"),
    [
        ("no/such/folder", "", "", "no/such/folder"),
        (str(HOME / "data_samples" / "district"), "S99", "", "Did you mean"),
        (str(HOME / "data_samples" / "district"), "", "next week", "next week"),
    ],
)
def test_a_wrong_folder_school_or_day_is_said(data, school, day, said):
    assert said in explore(data, school, day).value


def test_the_desk_knows_nothing_later_than_its_day():
    desk = lay_out(HOME / "data_samples" / "district", "S03", "2025-12-01")
    assert desk.dataset.table("scores")["date"].max() <= desk.day
    assert set(desk.plans["school_id"]) == {"S03"}
    assert (desk.plans["start"] <= desk.day).all()


def test_every_explorer_opens_on_the_sample():
    board = explore(HOME / "data_samples" / "district", "S03", "2025-12-01")
    for question in MAKERS:
        board.choice.value = question
        assert not isinstance(board.explorer, HTML)
