"""Pictures: what is drawn, what is read out, and what becomes of missing values."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtss_analysis.widgets import picture as draw
from mtss_analysis.widgets.picture import Picture
from mtss_analysis.widgets.png import png
from mtss_analysis.widgets.svg import svg

SVG = "{http://www.w3.org/2000/svg}"
DAYS = pd.Series(pd.to_datetime(["2025-09-01", "2025-10-01", None]))
EVERY = (
    draw.band([1, 2, 3], [1, 1, 1], [2, 3, 4], name="range"),
    draw.line([1, 2, 3], [2, np.nan, 3], dash="4 3", name="trend"),
    draw.dots([1, 2, np.nan], [2, 3, 4], sign="O", name="first"),
    draw.dots([1], [2], sign="x"),
    draw.whiskers([1, 2], [1, 2], [3, 4]),
    draw.upright(2, "start"),
    draw.level(3, "goal"),
    draw.words([1], [2], ["here"]),
)


def parsed(picture: Picture) -> ET.Element:
    return ET.fromstring(svg(picture))


def test_a_picture_is_read_by_title_and_words():
    root = parsed(Picture("Scores <of> one", "2, then 3 & more.", EVERY, "week", "words"))
    told = {each.get("id"): each.text for each in root if each.tag in (f"{SVG}title", f"{SVG}desc")}
    assert root.get("role") == "img"
    assert [told[name] for name in root.get("aria-labelledby").split()] == ["Scores <of> one", "2, then 3 & more."]


def test_two_pictures_on_a_page_share_no_name():
    first, second = (parsed(Picture("a", "b", EVERY)).get("aria-labelledby") for _ in range(2))
    assert not set(first.split()) & set(second.split())


def test_missing_points_are_left_out_and_not_drawn_at_zero():
    root = parsed(Picture("a", "b", (draw.dots([1, np.nan, 3], [1, 2, np.nan]),)))
    assert len(root.findall(f".//{SVG}circle")) == 1


def test_days_are_named_on_the_axis():
    text = svg(Picture("a", "b", (draw.dots(DAYS, [1, 2, 3]),), dates=True))
    assert re.search(r"Sep \d\d", text)


@pytest.mark.parametrize("marks", [(), (draw.dots([], []),), (draw.line([1], [np.nan]),)])
def test_a_picture_of_nothing_is_still_a_picture(marks):
    assert parsed(Picture("a", "nothing on record", marks)).tag == f"{SVG}svg"
    assert png(Picture("a", "nothing on record", marks))[:4] == b"\x89PNG"


def test_rows_stand_from_the_top_and_bars_lie_in_them():
    picture = Picture("a", "b", (draw.bars([0, 1], [0, 0], [5, 10], dash="3 2"),
                                 *draw.spans([0, 1], [4, np.nan], [6, 7])),
                      rows=("first", "second"))  # fmt: skip
    root = parsed(picture)
    first, second = (float(each.get("width")) for each in root.findall(f".//{SVG}rect"))
    assert second == pytest.approx(2 * first, rel=1e-3)
    assert len(root.findall(f".//{SVG}polyline")) == 1
    assert png(picture)[:4] == b"\x89PNG"


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=1, max_size=30))
def test_every_point_lies_inside_the_frame(points):
    x, y = zip(*points, strict=True)
    root = parsed(Picture("a", "b", (draw.dots(x, y),)))
    for each in root.findall(f".//{SVG}circle"):
        assert 61 <= float(each.get("cx")) <= 743
        assert 33 <= float(each.get("cy")) <= 335


def test_all_kinds_of_marks_are_drawn_in_both_ways():
    picture = Picture("a", "b", EVERY, "week", "words", floor=0)
    root = parsed(picture)
    assert {"start", "goal", "here", "range", "trend", "first"} <= {each.text for each in root.iter(f"{SVG}text")}
    assert png(picture)[:4] == b"\x89PNG"
    assert picture.limits()[1][0] <= 0
