"""Figures of growth: grades in their order, and true reasons where nothing can be drawn."""

import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.growth.fans import MOMENTS
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


GROWN = {"slope": 1.0, "low": 0.5, "high": 1.5, "difference": -0.01, "difference_low": -0.2, "difference_high": 0.2}


def _grown(people=(), **columns):
    """Growth of the district, of school S01, and of groups (by, group, n)."""
    where = {name: value for name, value in WHERE.items() if name != "season"} | GROWN | {"unit": "points per week"}
    rows = [where | {"school_id": school, "by": "All", "group": "All", "n": 20.0} for school in ("All", "S01")]
    rows += [where | {"school_id": "All", "by": by, "group": group, "n": n} for by, group, n in people]
    frame = pd.DataFrame(rows).assign(**columns)
    return _tables(group_growth=frame, groups=frame)


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
        figure("03_growth", "slopes", _grown(**columns), LABELS, "S01", by="sex")


def test_without_any_goal_the_graphs_say_so():
    series = pd.DataFrame({"goal": [float("nan")], "gap": float("nan"), "enough": True, "domain": "reading"})
    with pytest.raises(NothingToDraw, match="No student has a goal"):
        figure("03_growth", "graphs", _tables(series=series), LABELS, "All")


def test_too_few_and_withheld_are_told_apart():
    tables = _grown([("sex", "F", 20.0), ("sex", "X", 3.0)])
    frame = tables["group_growth"].frame
    few = frame["n"] == 3
    exact = _tables(group_growth=frame.assign(slope=frame["slope"].mask(few)))
    told = figure("03_growth", "slopes", exact, LABELS, "All", by="sex").data
    assert told["Growth (interval)"].tolist() == ["1.00 (0.50 to 1.50)", "too few to say"]
    held = frame.assign(slope=frame["slope"].mask(few), n=frame["n"].mask(few), suppressed=few)
    told = figure("03_growth", "slopes", _tables(group_growth=held), LABELS, "All", by="sex").data
    assert told["Growth (interval)"].tolist() == ["1.00 (0.50 to 1.50)", "withheld"]


def test_a_difference_near_zero_is_not_written_with_a_minus():
    told = figure("03_growth", "slopes", _grown([("sex", "F", 20.0)], difference=-0.001), LABELS, "All", by="sex").data
    assert told["More than all others by (interval)"].tolist() == ["0.00 (-0.20 to 0.20)"]


def test_schools_stand_by_name_and_not_by_growth():
    tables = _grown()
    frame = tables["group_growth"].frame
    more = frame.iloc[[1, 1]].assign(school_id=["S02", "S03"], slope=[3.0, 0.1])
    words = Labels(LABELS.district, LABELS.measures, {"S01": "Cedar", "S02": "Willow", "S03": "Ash"})
    both = _tables(group_growth=pd.concat([frame, more], ignore_index=True))
    assert figure("03_growth", "slopes_by_school", both, words, "All").data[" "].tolist() == ["Ash", "Cedar", "Willow"]


def _fans(groups, **columns):
    where = {name: value for name, value in WHERE.items() if name != "season"} | {"school_id": "All", "span": 20.0}
    numbers = {
        f"{moment}{part}": 40.0 + 10 * place + step
        for place, moment in enumerate(MOMENTS)
        for part, step in {"": 0, "_low": -1, "_high": 1, "_10": -8, "_25": -4, "_75": 4, "_90": 8}.items()
    }
    rows = [where | numbers | {"by": by, "group": group, "n": n} for by, group, n in groups]
    return _tables(fan=pd.DataFrame(rows).assign(**columns))


def test_the_fan_says_where_the_mean_and_half_of_the_students_go():
    drawn = figure("03_growth", "fan", _fans([("All", "All", 90.0), ("tier", "2", 60.0)]), LABELS, "All")
    assert (
        "Receiving Tier 2 support: mean from 40 to 60 in 20, half of the students from 36 to 44 to 56 to 64"
        in drawn.alt
    )
    assert drawn.data["Weeks"].tolist() == [0.0, 10.0, 20.0]
    assert list(drawn.data["Percentile 90"]) == ["48.0", "58.0", "68.0"]


def test_a_band_of_too_few_students_is_said_to_be_so_and_is_not_no_data():
    drawn = figure(
        "03_growth",
        "fan",
        _fans([("All", "All", 12.0), ("tier", "2", 12.0)], **{f"{m}_90": float("nan") for m in MOMENTS}),
        LABELS,
        "All",
    )
    assert list(drawn.data["Percentile 90"]) == ["too few students"] * 3


def test_the_fan_of_few_students_has_no_band_and_without_tiers_one_panel():
    few = {f"{moment}_{edge}": float("nan") for moment in MOMENTS for edge in (10, 25, 75, 90)}
    drawn = figure("03_growth", "fan", _fans([("All", "All", 12.0), ("tier", "No data", 12.0)], **few), LABELS, "All")
    assert drawn.data[" "].unique().tolist() == ["All students"]
    assert "half of the students" not in drawn.alt
    assert len(drawn.figure.axes) == 1


def _student(**columns):
    days = pd.date_range("2024-10-07", periods=8, freq="7D")[[0, 1, 2, 4, 5, 6, 7]]
    time = (days - days[0]).days / 7
    series = pd.DataFrame(
        {
            "student_id": "s1", "school_id": "S01", "school_year": "2024-25", "domain": "reading", "measure": "maze",
            "plan_id": "P1", "tier": 2.0, "n": 7, "enough": True, "goal": 20.0, "goal_date": pd.Timestamp("2025-02-03"),
            "aim_start": days[0], "baseline": 5.0, "roi": 1.0, "roi_se": 0.1, "aim_roi": 1.1, "last": days[-1],
            "eb_level": 12.0, "eb_roi": 0.9, "eb_roi_se": 0.1, "goal_expected": 18.0, "goal_low": 15.0,
            "goal_high": 21.0, "goal_chance": 0.25,
        },
        index=[4],
    )  # fmt: skip
    points = pd.DataFrame({"series": 4, "date": days, "time": time, "score": 5.0 + time, "aim": 5 + 1.1 * time})
    points = points.assign(sem=float("nan"), is_baseline=time < 3)
    return _tables(series=series.assign(**columns), points=points, groups=series.assign(by="All"))


def test_one_students_graph_counts_missed_probes_and_says_the_chance():
    drawn = figure("03_growth", "student", _student(), LABELS, "All")
    assert "7 scores, 1 of the usual probes missed" in drawn.alt
    assert "chance to reach it: 25 %" in drawn.alt
    assert drawn.data["Trend"].tolist() == pytest.approx([5.0, 6.0, 7.0, 9.0, 10.0, 11.0, 12.0])
    assert drawn.data["Baseline"].tolist() == ["yes"] * 3 + ["no"] * 4


def test_scores_at_the_floor_call_the_measure_too_hard():
    tables = _student(measure="oral_reading_fluency")
    floor = tables["points"].frame.assign(score=0.0)
    assert "too hard" in figure("03_growth", "student", tables | _tables(points=floor), LABELS, "All").alt
    assert "too hard" not in figure("03_growth", "student", tables, LABELS, "All").alt


def test_a_student_who_is_not_here_is_named():
    with pytest.raises(NothingToDraw, match='the student "s9"'):
        figure("03_growth", "student", _student(), LABELS, "All", student="s9")
    with pytest.raises(NothingToDraw, match="No student here has a goal"):
        figure("03_growth", "student", _student(goal_chance=float("nan")), LABELS, "All")


def test_the_caterpillar_tells_who_is_clearly_apart_from_the_mean():
    series = _student()["series"].frame
    people = pd.concat([series.assign(student_id=f"s{i}", eb_roi=rate) for i, rate in enumerate([1.0, 0.2, 2.0])])
    tables = _grown() | _tables(series=people.reset_index(drop=True))
    drawn = figure("03_growth", "caterpillar", tables, LABELS, "All")
    assert drawn.data["Student"].tolist() == ["s1", "s0", "s2"]
    assert drawn.data["Against the mean rate"].tolist() == ["slower", "not told apart", "faster"]
    assert "slower 1, not told apart 1, faster 1" in drawn.alt


def test_where_nobodys_tier_is_known_nothing_is_compared():
    tables = _grown([("tier", "No data", 20.0)])
    with pytest.raises(NothingToDraw, match="support received"):
        figure("03_growth", "slopes", tables, LABELS, "All", by="tier")


def test_the_caterpillar_of_many_draws_one_in_so_many_and_counts_all():
    series = _student()["series"].frame
    people = pd.concat([series.assign(student_id=f"s{i:04d}", eb_roi=i / 500) for i in range(1000)])
    years = _grown()["group_growth"].frame.assign(school_year="All years")
    tables = _tables(series=people.reset_index(drop=True), group_growth=years, groups=years)
    drawn = figure("03_growth", "caterpillar", tables, LABELS, "All")
    assert len(drawn.data) == 333
    assert "One of every 3 is drawn" in drawn.caption
    assert "Of 1,000 series" in drawn.alt
