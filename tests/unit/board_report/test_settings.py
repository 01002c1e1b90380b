"""Settings of the report: every sign has its question, and a district can put its own in place."""

import pytest

from mtss_analysis.board_report import BoardReportParams, Sign
from mtss_analysis.errors import ParamsError
from mtss_analysis.params import layers
from mtss_analysis.params.layers import validated


def test_every_sign_has_a_question_and_a_decision() -> None:
    settings = layers().load(BoardReportParams)
    assert set(settings.questions) == set(settings.decisions) == set(Sign)
    assert all("?" in question for question in settings.questions.values())


def test_a_sign_without_a_question_is_refused() -> None:
    values = layers().load(BoardReportParams).model_dump(mode="json")
    del values["questions"]["many_below"]
    with pytest.raises(ParamsError, match="no line for many_below"):
        validated(BoardReportParams, values)


def test_an_unknown_sign_is_refused() -> None:
    values = layers().load(BoardReportParams).model_dump(mode="json")
    values["questions"]["many_above"] = "Why?"
    with pytest.raises(ParamsError, match="many_above"):
        validated(BoardReportParams, values)
