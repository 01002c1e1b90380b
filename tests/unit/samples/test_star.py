"""Project STAR in canonical tables agrees with the published counts and means.

Expected numbers: the data set `star` of the R package mlmRev 1.0.8, computed in R 4.2.2 (lme4, metafor).
"""

from pathlib import Path

import pytest

from mtss_analysis import intake, params
from mtss_analysis.tables import TABLES, schema

DATA = Path(__file__).resolve().parents[3] / "data_samples" / "star"


@pytest.fixture(scope="module")
def star():
    return intake.read(DATA)


def test_every_table_keeps_its_definition(star):
    assert star.problems == ()
    assert set(star.tables) == {"schools", "students", "enrollments", "scores", "interventions"}
    for name, frame in star.tables.items():
        schema(name).validate(frame)
        assert not frame.duplicated(list(TABLES[name].key)).any()
        for column, home in TABLES[name].references:
            assert frame[column].dropna().isin(star.table(home)[column]).all()


def test_counts_are_those_of_the_study(star):
    assert star.table("students")["student_id"].nunique() == 11_598
    assert len(star.table("students")) == 26_796
    assert star.table("students")["grade"].value_counts().to_dict() == {"K": 6325, "1": 6829, "2": 6840, "3": 6802}
    assert star.table("scores")["measure"].value_counts().to_dict() == {"star_math": 24_613, "star_reading": 24_262}
    reading = star.table("scores").query("measure == 'star_reading'")
    assert reading["student_id"].nunique() == 10_657


@pytest.mark.parametrize(
    ("class_type", "count", "mean", "sd"),
    [("small", 1739, 440.547441, 32.497383), ("regular", 2006, 434.732303, 30.935902)],
)
def test_kindergarten_reading_by_class_type(star, class_type, count, mean, sd):
    scores = star.table("scores").query("measure == 'star_reading'")
    scores = scores[scores["date"].dt.year == 1986]
    rows = scores.merge(star.table("students").query("grade == 'K'"), on="student_id")
    found = rows.loc[rows["class_type"] == class_type, "score"]
    assert (len(rows), len(found)) == (5789, count)
    assert (found.mean(), found.std()) == pytest.approx((mean, sd), abs=1e-6)


def test_bands_are_percentiles_of_the_regular_classes(star):
    measures = params.layers(DATA).load(params.MeasuresParams)
    scores = star.table("scores").assign(school_year=lambda rows: rows["date"].dt.year.map(
        {1986: "1985-86", 1987: "1986-87", 1988: "1987-88", 1989: "1988-89"}))  # fmt: skip
    regular = scores.merge(star.table("students").query("class_type == 'regular'"), on=["student_id", "school_year"])
    for (measure, grade), part in regular.groupby(["measure", "grade"]):
        cuts = measures.cut_scores(measure, grade, "spring")
        assert [cuts.tier2, cuts.tier3] == pytest.approx(part["score"].quantile([0.25, 0.1]).tolist(), abs=1e-9)


def test_codes_of_the_archive_are_said_in_plain_words(star):
    district = params.layers(DATA).load(params.DistrictParams)
    for column in district.group_columns:
        for value in star.table("students")[column].dropna().unique():
            assert district.value_label(column, value) != value
