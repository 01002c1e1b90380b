import numpy as np
import pandas as pd
import pytest

from mtss_analysis.effects import growth_contrast
from mtss_analysis.effects.growth_contrast import NOT_GIVEN, OTHERS, contrasts


def test_students_whose_support_was_not_given_are_the_comparison(district):
    found, told = contrasts(*district(), fewest=20, confidence=0.95, not_given=frozenset({"Never given"}))
    rows = found.set_index("intervention")
    assert set(rows["against"]) == {NOT_GIVEN}
    assert rows.loc["Group", "low"] < 0.8 < rows.loc["Group", "high"]
    assert rows.loc["Practice", "low"] < 0.0 < rows.loc["Practice", "high"]
    assert rows.loc["Group", "comparison"] == 60
    assert np.isnan(rows.loc["Never given", "effect"])
    assert not told


def test_where_all_was_given_an_intervention_is_compared_with_the_others(district):
    found, _ = contrasts(*district(), fewest=20, confidence=0.95)
    rows = found.set_index("intervention")
    assert set(rows["against"]) == {OTHERS}
    assert rows.loc["Group", "low"] < 0.8 < rows.loc["Group", "high"]
    assert rows.loc["Practice", "low"] < -0.4 < rows.loc["Practice", "high"]
    assert rows.loc["Practice", "comparison"] == 120


def test_a_single_intervention_has_nothing_to_be_compared_with(district):
    found, told = contrasts(*district(names=("Group",)), fewest=20, confidence=0.95)
    assert told == {"one_intervention": ["maze"]}
    assert found["effect"].isna().all()
    assert found["comparison"].tolist() == [0]
    assert found["served"].tolist() == [60]


def test_scores_that_allow_no_model_are_told_and_lose_no_row(district):
    series, points, chosen = district()
    found, told = contrasts(series, points.assign(score=30.0), chosen, fewest=20, confidence=0.95)
    assert told == {"no_model": ["maze"]}
    assert len(found) == 3
    assert found["effect"].isna().all()


def test_without_plans_there_is_an_empty_table(district):
    series, points, chosen = district()
    found, told = contrasts(series.assign(plan_id=pd.NA), points, chosen, fewest=20, confidence=0.95)
    assert found.empty
    assert list(found.columns) == growth_contrast.COLUMNS
    assert not told


@pytest.mark.parametrize("fewest", [61, 100])
def test_too_few_students_are_counted_and_not_compared(district, fewest):
    found, told = contrasts(*district(), fewest=fewest, confidence=0.95)
    assert found["served"].tolist() == [60, 60, 60]
    assert found["effect"].isna().all()
    assert told == {"one_intervention": ["maze"]}


def test_the_number_compared_with_says_no_more_than_published_rows_do(district):
    """A small group that is withheld must not be found from the number of the others."""
    series, points, chosen = district()
    chosen.iloc[:6] = "Tiny"
    rows = contrasts(series, points, chosen, fewest=20, confidence=0.95)[0].set_index("intervention")
    large = rows[rows["served"] >= 20]
    for name, row in large.iterrows():
        assert row["comparison"] == large["served"].drop(name).sum()
