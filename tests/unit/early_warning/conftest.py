"""Watch a small district."""

import pytest

from mtss_analysis import early_warning
from mtss_analysis.intake import from_frames
from mtss_analysis.params import DistrictParams, MeasuresParams, layers


@pytest.fixture
def watch():
    """Watch a district given as frames; settings may be changed by name."""

    def call(frames, screened=None, **changes):
        settings = layers()
        params = settings.load(early_warning.EarlyWarningParams).model_copy(update=changes)
        district = settings.load(DistrictParams).model_copy(update={"group_columns": ()})
        data = from_frames(frames)
        return early_warning.watch(data, params, settings.load(MeasuresParams), district, screened)

    return call
