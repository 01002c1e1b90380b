"""Figures of growth: grades in their order, and true reasons where nothing can be drawn."""

import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.reporting.draw import NothingToDraw, figure
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.results import ColumnDoc, ResultTable

SETTINGS = params.layers()
LABELS = Labels(SETTINGS.load(params.DistrictParams), SETTINGS.load(params.MeasuresParams), {"S01": "Cedar"})
WHERE = {"school_year": "2024-25", "season": "spring", "domain": "reading", "measure": "maze"}


def _tables(**frames):
    return {
        name: ResultTable(name, "a row", frame, tuple(ColumnDoc(c, c) for c in frame.columns), "aggregate")
        for name, frame in frames.items()
    }


def _levels():
    numbers = {"n": 30, "mean": 20.0, "sd": 5.0, "se": 1.0, "low": 18.0, "high": 22.0}
    people = [("All", "All", 60), ("sex", "F", 30), ("sex", "M", 30)]
    rows = [
        WHERE | numbers | {"grade": grade, "by": by, "group": group, "n": n}
        for grade in ("1", "2", "K")
        for by, group, n in people
    ]
    return _tables(levels=pd.DataFrame(rows))


def _groups(**columns):
    rows = [WHERE | {"school_id": school, "by": "All", "group": "All", "n": 20} for school in ("All", "S01")]
    return _tables(groups=pd.DataFrame(rows).drop(columns="season").assign(mean_roi=1.0, low=0.5, high=1.5, **columns))


def test_gaps_stand_in_the_order_of_grades():
    names = figure("03_growth", "gaps", _levels(), LABELS, "All", by="sex").data[" "].tolist()
    assert [name.split(", ")[1] for name in names] == ["kindergarten"] * 2 + ["grade 1"] * 2 + ["grade 2"] * 2


def test_levels_name_all_grades_alike():
    assert figure("03_growth", "levels", _levels(), LABELS, "All").data["Grade"].tolist() == [
        "Kindergarten", "Grade 1", "Grade 2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "says"), [({"suppressed": False}, "are not published"), ({}, "are not compared, as they are small")]
)
def test_a_school_page_says_why_it_compares_no_groups(columns, says):
    with pytest.raises(NothingToDraw, match=says):
        figure("03_growth", "roi_by_group", _groups(**columns), LABELS, "S01", by="sex")


def test_without_any_goal_the_graphs_say_so():
    series = pd.DataFrame({"goal": [float("nan")], "gap": float("nan"), "enough": True, "domain": "reading"})
    with pytest.raises(NothingToDraw, match="No student has a goal"):
        figure("03_growth", "graphs", _tables(series=series), LABELS, "All")
