"""How gaps are put into words, and settings that cannot be."""

import pandas as pd
import pytest
from pydantic import ValidationError

from mtss_analysis import params
from mtss_analysis.equity.given_need_documents import table
from mtss_analysis.equity.given_need_result import SAME_SUGGESTION, ServiceEquityResult
from mtss_analysis.equity.given_need_settings import ServiceEquityParams


def _tables(*said):
    rows = [
        {"question": "a first session came in time", "domain": "reading", "by": "english_learner", "group": f"g{i}",
         "unit": "percent", "value": 40.0, "other_value": 80.0, "ratio": 0.5, "ratio_low": 0.4, "ratio_high": 0.6,
         "p_holm": 0.001, "said": word}
        for i, word in enumerate(said)
    ]  # fmt: skip
    served = pd.DataFrame({"domain": ["reading"], "served_days": "70", "by": "All", "session": "yes", "n": 40})
    return {"comparisons": table("comparisons", pd.DataFrame(rows)), "served": table("served", served)}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            ["lower", "cannot tell"],
            "`english_learner=g0`: a first session of support in reading came in time for 40 %, and for 80 %",
        ),
        (["cannot tell", "too few to say"], "No group is sure"),
        (["too few to say"], "In no group are there enough students"),
    ],
)
def test_headlines(said, words):
    found = ServiceEquityResult.summarize(_tables(*said))
    assert words in found.headline
    assert SAME_SUGGESTION not in found.text


@pytest.mark.parametrize(("ends", "echo"), [((0.9, 1.1), True), ((0.5, 0.8), False), ((None, None), False)])
def test_a_gap_that_may_be_anothers_says_so(ends, echo):
    tables = _tables("lower")
    frame = tables["comparisons"].frame.assign(model_low=ends[0], model_high=ends[1])
    frame = frame.astype({"model_low": "float64", "model_high": "float64"})
    found = ServiceEquityResult.summarize(tables | {"comparisons": table("comparisons", frame)})
    assert ("With other groups held equal" in found.headline) == echo


def test_summary_lists_only_what_is_sure():
    assert ServiceEquityResult.summarize(_tables("lower", "higher", "cannot tell")).table["who"].tolist() == [
        "`english_learner=g0`", "`english_learner=g1`",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [{"need_bands": (0.5, 0.25)}, {"need_bands": (0.0, 1.0)}, {"alike": (1.1, 1.2)}, {"matters": {"miles": 1.0}}],
)
def test_settings_that_cannot_be_are_refused(wrong):
    known = params.layers().load(ServiceEquityParams).model_dump()
    with pytest.raises(ValidationError):
        ServiceEquityParams(**(known | wrong))
