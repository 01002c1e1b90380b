"""Figures beside effects say in words what they show, and nothing where there is nothing."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.effects import reach
from mtss_analysis.effects.comparison_documents import TABLES, table
from mtss_analysis.reporting.draw import NothingToDraw, figure
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.views import VIEWS

SETTINGS = params.layers()
LABELS = Labels(SETTINGS.load(params.DistrictParams), SETTINGS.load(params.MeasuresParams), {})
PAGE = "08_group_effect"
PLACE = {"domain": "reading", "measure": "oral_reading_fluency", "intervention": "Phonics"}
SPAN = {"g": 0.3, "g_low": 0.1, "g_high": 0.5}

BALANCE = [
    {**PLACE, "by": "start", "group": "", "before": -0.3, "before_says": "too_far", "after": 0.01,
     "after_says": "alike"},
    {**PLACE, "by": "tier", "group": "3", "before": 0.1, "before_says": "adjust", "after": -0.02,
     "after_says": "alike"},
    {**PLACE, "by": "sex", "group": "X", "before": np.nan, "before_says": "too_few", "after": np.nan,
     "after_says": "too_few"},
]  # fmt: skip
LOOKS = [{**PLACE, **SPAN, "served": 60, "comparison": 50, "like_comparison": 40.4, "weighted": 0.25, "low": 0.0,
          "high": 0.5, "said": "Weighted."}]  # fmt: skip
EVENTS = [
    {**PLACE, "event": at, "estimate": value, "low": value - 0.2, "high": value + 0.2, "schools": 4, "never": 6,
     "began": "2022", "said": ""} for at, value in ((-2, 0.0), (-1, 0.05), (0, 0.4), (1, 0.5), (np.nan, 0.45))
]  # fmt: skip
REACH = [{**PLACE, "design": reach.HERE, "students": 110, "detectable": 0.4}] + [
    {**PLACE, "intervention": "", "design": design, "students": n, "detectable": size / np.sqrt(n)}
    for design, size in ((reach.ALONE, 4), (reach.SCHOOLS, 7)) for n in (50, 100, 300, 1000)
]  # fmt: skip
LOSSES = [
    {**PLACE, "assigned_served": 62, "kept_served": 60, "assigned_comparison": 55, "kept_comparison": 50,
     "overall": 6.0, "differential": 5.9, "cautious": 6.1, "optimistic": 10.7, "level": "low", "said": "Low."},
    {**PLACE, "intervention": "Lots", "kept_served": 30, "kept_comparison": 31, "level": "unknown",
     "said": "Not shown."},
]  # fmt: skip
DOSES = [{**PLACE, "n": 60, "mean_missed": 70.0, "mean_received": 80.0, "slope_missed": 0.1, "low_missed": 0.02,
          "high_missed": 0.2, "said": "More."}]  # fmt: skip
LOST = "Lost; difference between groups (allowed: cautious or optimistic)"
UNPLANNED = {"intervention": "Other", "written_on": "", "what": "not planned", "was_planned": "", "was_done": ""}
DEPARTED = [
    {**PLACE, **UNPLANNED},
    {**PLACE, **UNPLANNED, "measure": "maze"},
    {**PLACE, "written_on": "2025-08-01", "what": "smallest_worthwhile", "was_planned": "0.2", "was_done": "0.1"},
]
ROWS = {"balance": BALANCE, "looks": LOOKS, "rollout": EVENTS, "reach": REACH, "losses": LOSSES, "doses": DOSES,
        "departures": DEPARTED}  # fmt: skip


@pytest.fixture
def tables():
    return {name: table(name, pd.DataFrame(ROWS.get(name, []))) for name in TABLES}


def shown(tables, name):
    view = VIEWS[PAGE][name]
    return view.pick(tables[view.table].frame, LABELS, "All")[0]


def test_the_love_plot_says_which_facts_differ_before_and_after(tables):
    drawing = figure(PAGE, "love", tables, LABELS, "All")
    assert "of 2 facts 1 differ beyond .25 before weighting, 0 after it, the score at the start -0.30" in drawing.alt
    assert drawing.data["Known before"].tolist() == ["Score at the start", "Receiving Tier 3 support"]
    assert len(drawing.figure.axes) == 1


def test_without_weights_the_love_plot_does_not_speak_of_them(tables):
    bare = tables["balance"].with_frame(tables["balance"].frame.assign(after=np.nan))
    drawing = figure(PAGE, "love", tables | {"balance": bare}, LABELS, "All")
    assert "without any weighting" in drawing.caption
    assert set(drawing.data["After weighting (SD)"]) == {"not weighted"}


def test_the_event_study_leaves_the_average_to_the_table(tables):
    drawing = figure(PAGE, "rollout", tables, LABELS, "All")
    assert drawing.data["Years since the start"].tolist() == [-2, -1, 0, 1]
    assert "Phonics, year 0: 0.40 (0.20 to 0.60)" in drawing.alt
    row = shown(tables, "rollout").iloc[0]
    assert row["Change since, SD (95 % interval)"] == "0.45 (0.25 to 0.65)"
    assert row["Change the year before, SD"] == "0.05 (-0.15 to 0.25)"


def test_the_reach_figure_says_where_a_comparison_stands_and_the_curves(tables):
    drawing = figure(PAGE, "reach", tables, LABELS, "All")
    assert "Phonics: 0.40 SD with 110 students" in drawing.alt
    assert "whole schools: 0.70 SD with 100" in drawing.alt
    assert len(drawing.data) == len(REACH)


@pytest.mark.parametrize("name", ["love", "rollout", "reach"])
def test_nothing_to_draw_is_an_answer(tables, name):
    empty = {key: each.with_frame(each.frame.head(0)) for key, each in tables.items()}
    with pytest.raises(NothingToDraw):
        figure(PAGE, name, empty, LABELS, "All")


def test_losses_that_the_file_does_not_show_are_words_and_never_zero(tables):
    rows = shown(tables, "losses").set_index("Intervention")
    assert rows.loc["Phonics", "Served: compared of chosen"] == "60 of 62"
    assert rows.loc["Phonics", LOST] == "6.0 %; 5.9 points (6.1 or 10.7)"
    assert rows.loc["Lots", "Served: compared of chosen"] == "30; chosen: not on file"
    assert set(rows.loc["Lots", [LOST, "Joined later"]]) == {"not on file"}


def test_the_other_tables_say_their_rows_in_words(tables):
    balance, looks, doses, plan = (shown(tables, name).iloc[0] for name in ("balance", "looks", "doses", "departures"))
    assert balance["Largest difference before (SD)"] == "-0.30, Score at the start"
    assert balance["Beyond .25 before"] == "1 of 2"
    assert looks["Comparison"] == "50, counting as 40"
    assert looks["Weighted: effect, SD (95 % interval)"] == "0.25 (0.00 to 0.50)"
    assert doses["Sessions attended (percent)"] == "70 to 80"
    assert doses["SD a tenth more, unlogged as attended"] == "not estimated"
    assert plan["What"] == "Smallest worthwhile"


def test_what_no_study_plans_stands_last_with_its_measures_together(tables):
    last = shown(tables, "departures").iloc[-1]
    assert last["What"] == "Not planned"
    assert last["Measure"].count(";") == 1
    bare = tables["departures"].with_frame(tables["departures"].frame.head(0))
    assert shown({"departures": bare}, "departures").empty
