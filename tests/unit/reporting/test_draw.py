"""Figures say in words what they show, and cannot show what their table withholds."""

import base64
import re
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from mtss_analysis import params
from mtss_analysis.reporting.draw import NothingToDraw, figure
from mtss_analysis.reporting.draw.drawing import Drawing
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.results import ColumnDoc, ResultTable

SETTINGS = params.layers()
LABELS = Labels(
    SETTINGS.load(params.DistrictParams), SETTINGS.load(params.MeasuresParams), {"S01": "Cedar", "S02": "Maple"}
)


def _tables(**frames: pd.DataFrame) -> Mapping[str, ResultTable]:
    return {
        name: ResultTable(name, "a row", frame, tuple(ColumnDoc(c, c) for c in frame.columns), "aggregate")
        for name, frame in frames.items()
    }


def _tiers(withheld: bool = False) -> pd.DataFrame:
    rows = [
        (
            "2024-25",
            "fall",
            "reading",
            "oral_reading_fluency",
            school,
            "All",
            "All",
            support,
            n,
            100,
            n,
            n - 5.0,
            n + 5.0,
        )
        for school in ("All", "S01", "S02")
        for support, n in (("Tier 1", 80.0), ("Tier 2", 15.0), ("Tier 3", 5.0), ("All", 100.0))
    ]
    names = [
        "school_year",
        "season",
        "domain",
        "measure",
        "school_id",
        "by",
        "group",
        "support",
        "n",
        "tested",
        "percent",
        "low",
        "high",
    ]
    frame = pd.DataFrame(rows, columns=names)
    if withheld:
        hidden = (frame["school_id"] == "S02") & frame["support"].isin(["Tier 2", "Tier 3"])
        frame.loc[hidden, ["n", "percent", "low", "high"]] = np.nan
    return frame


def _svg(html: str) -> str:
    return base64.b64decode(re.search(r"base64,([^\"]+)", html)[1]).decode()


def test_alternative_text_is_computed_from_the_data() -> None:
    drawing = figure("02_screening", "support", _tables(tiers=_tiers()), LABELS, "S01")
    assert "Cedar" in drawing.alt
    assert "Tier 1 80 %, Tier 2 15 %, Tier 3 5 %" in drawing.alt


def test_withheld_shares_are_named_and_drawn_as_withheld() -> None:
    drawing = figure("02_screening", "support_by_school", _tables(tiers=_tiers(withheld=True)), LABELS, "All")
    assert "Maple: Tier 1 80 %, Tier 2 withheld, Tier 3 withheld" in drawing.alt
    assert drawing.data.loc[drawing.data[" "] == "Maple", "Tier 2 (percent)"].isna().all()
    assert "withheld" in _svg(drawing.html())


def test_html_holds_image_text_caption_and_numbers() -> None:
    html = figure("02_screening", "support", _tables(tiers=_tiers()), LABELS, "All").html()
    assert html.count("<img ") == html.count("<figcaption>") == html.count("<details>") == 1
    assert re.search(r'alt="[^"]{40,}"', html)


def test_the_same_data_give_the_same_bytes() -> None:
    pages = [figure("02_screening", "support", _tables(tiers=_tiers()), LABELS, "All").html() for _ in range(2)]
    assert pages[0] == pages[1]


def test_nothing_to_draw_is_an_answer() -> None:
    with pytest.raises(NothingToDraw, match="screening scores"):
        figure("02_screening", "support", _tables(tiers=_tiers().head(0)), LABELS, "All")


def test_an_unknown_figure_names_the_nearest() -> None:
    with pytest.raises(ValueError, match='Did you mean "coverage"'):
        figure("02_screening", "coverag", {}, LABELS, "All")


def test_every_share_at_the_axis_is_a_released_number() -> None:
    drawing = figure("02_screening", "support_by_school", _tables(tiers=_tiers(withheld=True)), LABELS, "All")
    said = {int(number) for number in re.findall(r">(\d+) %<", _svg(drawing.html()))}
    assert said == {80, 15}


def _over_time(windows: int) -> Drawing:
    frame = _tiers()
    years = [frame.assign(school_year=f"20{20 + i}-{21 + i}", low=frame["low"] - 20) for i in range(windows)]
    return figure("02_screening", "over_time", _tables(tiers=pd.concat(years, ignore_index=True)), LABELS, "All")


@pytest.mark.parametrize("windows", [1, 3, 9])
def test_labels_and_interval_ends_over_time_lie_within_the_frame(windows: int) -> None:
    drawing = _over_time(windows)
    axes = drawing.figure.axes[0]
    canvas = FigureCanvasAgg(drawing.figure)
    canvas.draw()
    boxes = [label.get_window_extent(canvas.get_renderer()) for label in axes.get_xticklabels()]
    assert min(min(box.x0, box.y0) for box in boxes) >= 0
    low, high = axes.get_ylim()
    assert low < drawing.data["Low"].min()
    assert high > drawing.data["High"].max()
