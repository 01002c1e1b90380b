import numpy as np
import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.growth import GrowthParams
from mtss_analysis.growth.windows import between_windows, medians, window_cautions
from mtss_analysis.intake import from_frames

STUDENTS = 120
DAYS = {"fall": "-09-15", "winter": "-12-15", "spring": "-05-10"}


def measures(higher=True, **norms):
    words = {"label": "Words", "domain": "reading", "unit": "words", "higher_is_better": higher, "low": 0, "high": 999}
    described = words | {"source": "invented"} | ({"norms": norms} if norms else {})
    return params.validated(params.MeasuresParams, {"measures": {"words": described}})


def scores(season, values, purpose="screening", year=2024):
    day = f"{year + (season == 'spring')}{DAYS[season]}"
    rows = {"student_id": [f"A{number}" for number in range(len(values))], "domain": "reading", "measure": "words"}
    return pd.DataFrame(rows | {"purpose": purpose, "date": day, "season": season, "score": values})


def frames(tables, grades=None, students=STUDENTS):
    names = [f"A{number}" for number in range(students)]
    grades = grades or {2024: "2"}
    roster = [
        pd.DataFrame({"student_id": names, "school_year": f"{year}-{(year + 1) % 100}", "grade": grade, "sex": "F"})
        for year, grade in grades.items()
    ]
    stays = {"student_id": names, "school_id": ["S1", "S2"] * (students // 2), "enrolled_from": "2020-08-15"}
    return {
        "scores": pd.concat(tables), "students": pd.concat(roster),
        "enrollments": pd.DataFrame(stays | {"enrolled_to": None}),
    }  # fmt: skip


@pytest.fixture
def run():
    settings = params.layers()

    def call(tables, described=None, **options):
        chosen = settings.load(GrowthParams)
        district = settings.load(params.DistrictParams)
        return between_windows(from_frames(frames(tables, **options)), chosen, described or measures(), district)

    return call


def drawn(seed=1, n=STUDENTS):
    rng = np.random.default_rng(seed)
    before = np.round(rng.normal(60, 15, n))
    return before, np.round(before + rng.normal(20, 8, n))


def test_spring_is_compared_with_fall_and_winter_is_passed_over(run):
    before, now = drawn()
    found = run([scores("fall", before), scores("winter", before + 90), scores("spring", now)])
    assert set(found["window"]) == {"fall to spring"}
    assert found["before"].tolist() == before.tolist()
    assert found["score"].tolist() == now.tolist()
    assert set(found["status"]) == {"estimated"}
    assert found["percentile"].mean() == pytest.approx(50, abs=1)
    assert (found["low"] <= found["percentile"]).all()
    assert np.corrcoef(found["percentile"], now - before)[0, 1] > 0.8


def test_where_less_is_better_a_fall_is_growth(run):
    before, now = drawn()
    tables = [scores("fall", before), scores("spring", now)]
    up, down = run(tables)["percentile"], run(tables, measures(higher=False))["percentile"]
    np.testing.assert_allclose(up, 100 - down, atol=1)


def test_one_window_compares_nothing(run):
    found = run([scores("fall", drawn()[0])])
    assert found.empty
    assert medians(found, []).empty
    assert window_cautions(found) == ()


def test_no_earlier_score_is_no_data_and_few_students_are_too_few(run):
    before, now = drawn()
    found = run([scores("fall", before[:110]), scores("spring", now)])
    assert (found["status"] == "no data").sum() == STUDENTS - 110
    assert found.loc[found["status"] == "no data", "percentile"].isna().all()
    few = run([scores("fall", before[:90]), scores("spring", now)])
    assert set(few["status"]) == {"too few", "no data"}
    assert few["percentile"].isna().all()
    assert set(few.loc[few["status"] == "too few", "compared"]) == {90}


def test_annual_scores_use_up_to_two_years_of_the_grades_before(run):
    before, now = drawn()
    year = dict.fromkeys(("purpose",), "outcome")
    tables = [scores("spring", before - 15, year=2022, **year), scores("spring", before, year=2023, **year)]
    tables.append(scores("spring", now, **year))
    found = run(tables, grades={2022: "K", 2023: "1", 2024: "2"})
    assert found.groupby("school_year")["priors"].unique().map(list).to_dict() == {"2023-24": [1], "2024-25": [2]}
    assert found.loc[found["school_year"] == "2024-25", "before"].tolist() == before.tolist()
    repeated = run(tables[1:], grades={2023: "2", 2024: "2"})
    assert repeated.empty  # nobody came from the grade before


def test_schools_get_medians_and_the_page_says_what_a_noisy_start_does(run):
    before, now = drawn()
    found = run([scores("fall", before), scores("spring", now)])
    told = medians(found, ["sex"])
    assert told.set_index(["school_id", "by", "group"]).loc[("All", "All", "All"), "n"] == STUDENTS
    assert set(told["school_id"]) == {"All", "S1", "S2"}
    whole = told.loc[(told["school_id"] == "All") & (told["by"] == "All"), "median"].item()
    assert whole == found["percentile"].median()
    assert [caution.code for caution in window_cautions(found)] == ["noisy_start"]


def test_scores_are_placed_in_the_norm_group_of_their_season(run):
    before, now = drawn()
    scored = {"2": {"fall": {10: 30, 90: 90}, "spring": {10: 40, 90: 120}}}
    norms = {"source": "invented for a test", "scores": scored}
    found = run([scores("fall", before), scores("spring", now)], measures(**norms))
    np.testing.assert_allclose(found["norm_before"], np.interp(before, [30, 90], [10, 90]))
    np.testing.assert_allclose(found["norm_after"], np.interp(now, [40, 120], [10, 90]))
    assert run([scores("fall", before), scores("spring", now)])["norm_after"].isna().all()
