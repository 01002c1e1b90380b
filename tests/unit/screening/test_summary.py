"""The screening result in words, exact and released."""

import re

import numpy as np

from mtss_analysis.screening import ScreeningResult


def test_the_headline_names_the_rule_and_never_labels_students(evaluate, frames):
    summary = evaluate(frames).summary()
    assert summary.headline.startswith(
        "Of the students tested (orf, fall 2024-25), 38 % scored where the district's rule"
    )
    assert not re.search(r"Tier \d students?", f"{summary.headline} {summary.text}")
    assert "orf 80 %" in summary.text
    assert summary.table[["tested", "Tier 1", "Tier 2", "Tier 3"]].values.tolist() == [["8", "50 %", "38 %", "12 %"]]


def test_withheld_numbers_are_said_with_the_released_words(evaluate, frames):
    tables = dict(evaluate(frames).tables)
    for name in ("tiers", "coverage_district"):
        frame = tables[name].frame.astype({"n": "float64"}).assign(shown=None)
        small = frame["n"] < 10
        frame.loc[small, ["n", "percent"]] = np.nan
        frame.loc[small, "shown"] = "fewer than 10"
        object.__setattr__(tables[name], "frame", frame)
    summary = ScreeningResult.summarize(tables)
    assert "fewer than 10 scored where the district's rule looks closer at Tier 2 support" in summary.headline
    assert "nan" not in summary.headline + summary.text
