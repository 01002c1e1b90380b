import numpy as np
import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.errors import ParamsError
from mtss_analysis.growth.norms import against_norms, score_percentiles
from mtss_analysis.growth.settings import GrowthParams

GROWTH = {"2": {25: 0.8, 50: 1.2, 75: 1.7}}
SCORES = {"2": {"fall": {10: 20, 50: 50, 90: 90}}}
SOURCE = "invented for a test"


def measures(**norms):
    words = {"label": "Words", "domain": "reading", "unit": "words", "higher_is_better": True, "low": 0, "high": 300}
    words |= {"source": "invented"} | ({"norms": {"source": SOURCE} | norms} if norms else {})
    return params.validated(params.MeasuresParams, {"measures": {"words": words}})


@pytest.fixture
def settings():
    return params.layers().load(GrowthParams)


@pytest.fixture
def series():
    rows = pd.DataFrame({"roi": [1.2, 0.1, 1.45, np.nan, 1.2], "grade": ["2", "2", "2", "2", "3"]})
    rows["measure"], rows["enough"] = "words", rows["roi"].notna()
    rows["roi_low"], rows["roi_high"] = rows["roi"] - 0.2, rows["roi"] + 0.25
    return rows.assign(status=np.where(rows["enough"], "estimated", "collect more data"))


def test_a_rate_is_read_between_the_printed_percentiles(series, settings):
    found = against_norms(series, settings, measures(weekly_growth=GROWTH))
    assert found["norm_percentile"].round(6).tolist()[:3] == [50, 25, 62.5]
    assert found["norm_percentile_low"].round(6).tolist()[0] == 37.5
    assert found["norm_percentile_high"].round(6).tolist()[:2] == [62.5, 25]
    assert found["norm_roi"].tolist()[:3] == [1.2] * 3
    assert found["norm_status"].tolist() == ["compared"] * 3 + ["collect more data", "no norm"]
    assert found.loc[3:, "norm_roi":"norm_percentile_high"].isna().all().all()


def test_without_a_norm_nothing_is_compared(series, settings):
    for described in (measures(), measures(scores=SCORES)):
        found = against_norms(series, settings, described)
        assert set(found["norm_status"]) == {"no norm"}
        assert found["norm_percentile"].isna().all()


def test_weekly_norms_say_nothing_of_yearly_rates(series, settings):
    yearly = settings.model_copy(update={"time_unit": "year"})
    assert set(against_norms(series, yearly, measures(weekly_growth=GROWTH))["norm_status"]) == {"no norm"}


def test_where_less_is_better_percentiles_may_fall_with_the_score(series, settings):
    falling = {"2": {25: 1.7, 50: 1.2, 75: 0.8}}
    found = against_norms(series, settings, measures(weekly_growth=falling))
    assert found["norm_percentile"].round(6).tolist()[:3] == [50, 75, 37.5]
    assert (found["norm_percentile_low"] <= found["norm_percentile_high"])[:3].all()


def test_scores_are_placed_in_their_season():
    rows = pd.DataFrame({"measure": "words", "grade": "2", "season": ["fall", "spring"], "score": [35.0, 35.0]})
    np.testing.assert_array_equal(score_percentiles(rows, measures(scores=SCORES)), [30, np.nan])


@pytest.mark.parametrize(
    ("norms", "said"),
    [
        ({"weekly_growth": {"2": {50: 1.2}}}, "two or more percentiles"),
        ({"weekly_growth": {"2": {25: 1.0, 50: 0.5, 75: 2.0}}}, "rise or fall"),
        ({"scores": {"2": {"fall": {25: 5.0, 50: 5.0}}}}, "grade 2, fall"),
        ({"weekly_growth": {"2": {0: 1.0, 50: 2.0}}}, "norms.weekly_growth.2.0"),
        ({"source": "short"}, "at least 8 characters"),
    ],
)
def test_wrong_norms_are_named(norms, said):
    with pytest.raises(ParamsError, match=said):
        measures(**norms)
