"""Whom a mean of growth leaves out, and whether it joins students of different grades."""

import pandas as pd
import pytest

from mtss_analysis.growth import GrowthResult
from mtss_analysis.growth.completeness import over_different_grades, with_included
from mtss_analysis.vocabulary import TOTAL, Purpose

STRATUM = {"school_year": "2024-25", "domain": "reading", "measure": "orf"}
RISING = [20, 22, 23, 26, 27, 31, 32]
YEARLY = {"time_unit": "year", "minimum_points": 3, "minimum_weeks": 100, "purposes": (Purpose.OUTCOME,)}


def _series(enough, total):
    rows = {"student_id": [f"s{i}" for i in range(total)], "enough": [i < enough for i in range(total)], "n": 3}
    return pd.DataFrame(rows).assign(**STRATUM)


@pytest.mark.parametrize(
    ("enough", "total", "included"),
    [(82, 200, 40), (187, 200, 90), (195, 200, None), (40, 99, None), (0, 100, 0)],
)
def test_the_share_included_is_said_to_the_nearest_ten_and_never_of_few_or_of_nearly_all(enough, total, included):
    groups = pd.DataFrame([STRATUM | {"school_id": school, "by": TOTAL, "group": TOTAL} for school in (TOTAL, "A")])
    found = with_included(groups, _series(enough, total))["included"]
    assert found.iloc[1:].isna().all()
    assert found.iloc[0] == included if included is not None else found.isna().all()


def test_spans_over_different_grades_are_found_and_equal_ones_are_not():
    rows = pd.DataFrame({"measure": "orf", "grade": ["2", "3", "3"], "weeks": [104.0, 104.0, 156.0], "enough": True})
    assert over_different_grades(rows) == ["orf"]
    assert over_different_grades(rows.assign(grade="3", weeks=[104.0, 105.0, 103.0])) == []
    assert over_different_grades(rows.assign(enough=[True, False, False])) == []


def test_students_followed_over_different_years_call_for_a_caution(district, estimate, make):
    _, probes = make
    scores = [
        probes(student, values, start="2022-05-01", every=365, purpose="outcome")
        for student, values in {"a": [400, 460, 500], "b": [400, 460, 500, 520]}.items()
    ]

    def sentences(which):
        return [caution.sentence for caution in estimate(district([], which), **YEARLY).cautions]

    assert any("over different grades (Reading aloud)" in sentence for sentence in sentences(scores))
    assert not any("over different grades" in sentence for sentence in sentences(scores[:1]))


def test_the_headline_says_how_many_of_how_many_also_where_only_a_share_is_released(district, estimate, make):
    plan, probes = make
    students = {f"s{i}": RISING if i % 2 else RISING[:2] for i in range(4)}
    result = estimate(
        district([plan(f"P{s}", s, goal=None) for s in students], [probes(s, v) for s, v in students.items()])
    )
    assert "In `orf` (2024-25), students with enough scores (2 of the 4 with any score)" in result.summary().headline
    assert result.summary().table["on_pace"].tolist() == ["does not apply"]
    groups = result.tables["groups"]
    public = {"groups": groups.with_frame(groups.frame.assign(included=50.0))}
    assert "(2, about 50 % of those with any score)" in GrowthResult.summarize(public).headline
    assert "(2)" in GrowthResult.summarize({"groups": groups}).headline


def test_a_share_of_part_of_the_students_is_a_caution(district, estimate, make):
    _, probes = make
    scores = [probes(f"s{i}", RISING if i < 40 else RISING[:2]) for i in range(100)]
    found = {caution.code: caution.sentence for caution in estimate(district([], scores)).cautions}
    assert "Reading aloud about 40 % of them" in found["part_of_students"]
