"""Figures of support over time: whole bars, words for what is withheld, and why there is nothing to draw."""

import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.reporting.draw import NothingToDraw, figure
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.views import VIEWS
from mtss_analysis.results import ColumnDoc, ResultTable

SETTINGS = params.layers()
LABELS = Labels(SETTINGS.load(params.DistrictParams), SETTINGS.load(params.MeasuresParams), {"A": "Alder"})
PAGE = "05_tier_movement"


def _table(name, frame):
    return {name: ResultTable(name, "a row", frame, tuple(ColumnDoc(c, c) for c in frame.columns), "aggregate")}


def _movement(support=("Tier 2", "All"), school="All", percents=(20.0, 70.0, 8.0, 2.0), **columns):
    to = ["Tier 1", "Tier 2", "Tier 3", "left", "All"]
    rows = pd.DataFrame({"to": to * len(support), "support": [name for name in support for _ in to]})
    rows["percent"] = [*percents, 100.0] * len(support)
    rows = rows.assign(n=rows["percent"], low=rows["percent"], high=rows["percent"], students=100, school_id=school)
    rows = rows.assign(day="2025-05-01", school_year="2024-25", step="fall to spring", domain="reading")
    planned = {"Tier 1": "80", "Tier 2": "15", "Tier 3": "5"}
    rows["planned"] = [
        planned.get(t, "") if s == "All" else "" for t, s in zip(rows["to"], rows["support"], strict=True)
    ]
    return rows.assign(**columns)


def test_movement_says_every_bar_in_words():
    drawing = figure(PAGE, "movement", _table("movement", _movement()), LABELS, "All")
    assert "From Tier 2: Tier 1 20 %, Tier 2 70 %, Tier 3 8 %, left 2 %" in drawing.alt
    assert drawing.data["Support at the earlier look"].tolist() == ["From Tier 2", "All students"]
    assert not any("Tier 2 student" in text for text in (drawing.alt, drawing.caption))


def test_a_bar_of_nobody_is_left_out_and_a_withheld_one_is_not():
    frame = pd.concat([_movement(("Tier 2",)), _movement(("Tier 3",), percents=(0.0,) * 4), _movement(("joined",))])
    frame.loc[(frame["support"] == "Tier 3") & (frame["to"] == "All"), "n"] = 0.0
    frame.loc[frame["support"] == "Tier 3", "percent"] = None
    frame.loc[frame["support"] == "joined", ["n", "percent"]] = None
    frame["suppressed"] = frame["support"] == "joined"
    drawing = figure(PAGE, "movement", _table("movement", frame), LABELS, "All")
    assert drawing.data["Support at the earlier look"].tolist() == ["From Tier 2", "Joined since"]
    assert "Joined since: Tier 1 withheld" in drawing.alt
    assert "no data" not in drawing.html()


def test_a_public_page_of_a_school_says_what_it_does_not_show():
    drawing = figure(PAGE, "movement", _table("movement", _movement(("All",), "A")), LABELS, "A")
    assert "of one school received before is not published" in drawing.caption
    assert "Alder" in drawing.caption


def test_over_time_ends_with_the_planning_figure():
    drawing = figure(PAGE, "over_time", _table("movement", _movement()), LABELS, "All")
    assert drawing.data["Look"].tolist() == ["Spring 2024-25", "Planning figure"]
    assert drawing.data["Tier 1 (percent)"].tolist() == [20.0, 80.0]
    looks = pd.DataFrame({"support": ["Tier 1", "Tier 2", "Tier 3"], "percent": [70.0, 20.0, 10.0], "look": "winter"})
    looks = looks.assign(planned=["75", "15", "10"], day="2025-03-01", school_year="2024-25", domain="reading")
    tables = _table("tiers", looks.assign(school_id="All")) | _table("movement", _movement())
    exact = figure(PAGE, "over_time", tables, LABELS, "All")
    assert exact.data["Tier 1 (percent)"].tolist() == [70.0, 75.0]
    assert "left" not in exact.alt


def _times(**columns):
    spans = ["Tier 2 support", "Tier 3 support", "from a flagged screening to the first session"]
    frame = pd.DataFrame({"domain": "reading", "span": spans, "n": 40, "median": [12.0, None, 4.0]})
    return frame.assign(low=[10.0, None, 3.0], high=[None, None, 5.0], **columns)


def test_a_median_not_yet_known_has_no_dot_and_an_open_end_says_so():
    drawing = figure(PAGE, "time_in_support", _table("times", _times()), LABELS, "All")
    assert drawing.data.to_numpy().tolist() == [["Reading, Tier 2 support", 12.0, "10", "not yet known"]]
    assert "Where more than half still lasts, there is no dot" in drawing.caption
    view = VIEWS[PAGE]["times"]
    shown, _ = view.pick(_times(), LABELS, "All")
    assert shown["Weeks (median)"].tolist() == ["12.0", "not yet known", "4.0"]
    hidden, _ = view.pick(_times(suppressed=[False, True, False]), LABELS, "All")
    assert hidden["Weeks (median)"].tolist() == ["12.0", "withheld", "4.0"]


def test_the_curve_is_the_teams_and_names_its_intervals():
    curve = pd.DataFrame({"domain": "reading", "span": "Tier 2 support", "week": [0, 4], "percent": [100.0, 80.0]})
    curve = curve.assign(low=[100.0, 70.0], high=[100.0, 88.0], followed=[50, 44])
    tables = _table("curves", curve) | _table("times", _times()) | _table("movement", _movement())
    drawing = figure(PAGE, "time_in_support", tables, LABELS, "All")
    assert "Tier 2 support: 80 % (interval 70 to 88) last 4 weeks or more" in drawing.alt
    assert drawing.data["Periods followed so long"].tolist() == [50, 44]


def test_endings_stand_in_one_row_a_tier():
    ended = ["goal reached", "faded", "open", "All"]
    frame = pd.DataFrame({"ended": ended, "n": [20.0, 0.0, 30.0, 50.0], "percent": [40.0, 0.0, 60.0, 100.0]})
    frame = frame.assign(school_year="2024-25", domain="reading", support="Tier 2")
    shown, _ = VIEWS[PAGE]["endings"].pick(frame, LABELS, "All")
    assert shown.drop(columns="suppressed").to_dict("records") == [
        {"Domain": "Reading", "Support": "Tier 2", "Students": 50.0, "Goal reached": "40 %", "Open": "60 %"}
    ]
    frame.loc[frame["ended"] == "faded", ["n", "percent"]] = None
    shown, _ = VIEWS[PAGE]["endings"].pick(frame, LABELS, "All")
    assert shown["Other endings"].tolist() == ["withheld"]


@pytest.mark.parametrize("name", ["movement", "over_time", "time_in_support"])
def test_without_records_nothing_is_drawn_and_no_domain_is_named(name):
    tables = _table("movement", _movement().head(0)) | _table("times", _times().head(0))
    with pytest.raises(NothingToDraw, match="do not tell which students"):
        figure(PAGE, name, tables, LABELS, "All")


def test_a_domain_without_records_is_no_data():
    with pytest.raises(NothingToDraw, match="no data on support in math"):
        figure(PAGE, "movement", _table("movement", _movement()), LABELS, "All", domain="math")
