"""The screening result in words, exact and released."""

import re

import numpy as np
import pandas as pd

from mtss_analysis.screening import ScreeningResult


def test_the_headline_names_the_rule_and_never_labels_students(evaluate, frames):
    summary = evaluate(frames).summary()
    assert summary.headline.startswith(
        "Of the students tested (`orf`, fall 2024-25), 38 % scored where the district's rule"
    )
    assert not re.search(r"Tier \d students?", f"{summary.headline} {summary.text}")
    assert summary.text.startswith("Tested of those enrolled: `orf` 80 %. ")
    assert summary.table[["tested", "Tier 1", "Tier 2", "Tier 3"]].values.tolist() == [["8", "50 %", "38 %", "12 %"]]


def _released(tables, small_below):
    """Withhold counts below a number in the tables that can be published."""
    tables = {name: table for name, table in tables.items() if name in {"tiers", "coverage_district"}}
    for name in ("tiers", "coverage_district"):
        frame = tables[name].frame.astype({"n": "float64"}).assign(shown=None)
        small = frame["n"] < small_below
        frame.loc[small, ["n", "percent"]] = np.nan
        frame.loc[small, "shown"] = "fewer than 10"
        object.__setattr__(tables[name], "frame", frame)
    return tables


def test_the_headline_lists_what_is_shown_and_says_that_the_rest_is_withheld(evaluate, frames):
    summary = ScreeningResult.summarize(_released(evaluate(frames).tables, 2))
    assert summary.headline.endswith(
        "38 % scored where the district's rule looks closer at Tier 2 support and 50 % scored at or above the cut; "
        "the other counts are withheld."
    )
    assert summary.table["Tier 3"].tolist() == ["fewer than 10"]


def test_a_headline_with_nothing_to_show_is_still_a_sentence(evaluate, frames):
    summary = ScreeningResult.summarize(_released(evaluate(frames).tables, 10))
    assert summary.headline == (
        "How the students tested (`orf`, fall 2024-25) scored is withheld, because the numbers are small."
    )
    assert "nan" not in summary.headline + summary.text


def test_coverage_without_the_places_own_table_is_named_the_districts(evaluate, frames):
    tables = _released(evaluate(frames).tables, 1)
    other = tables["coverage_district"].frame.assign(measure="never_given_here")
    both = pd.concat([tables["coverage_district"].frame, other], ignore_index=True)
    object.__setattr__(tables["coverage_district"], "frame", both)
    text = ScreeningResult.summarize(tables).text
    assert text.startswith("In the whole district, tested of those enrolled: `orf` 80 %. ")


def test_coverage_that_is_withheld_is_not_listed(evaluate, frames):
    text = ScreeningResult.summarize(_released(evaluate(frames).tables, 10)).text
    assert text.startswith("The rule looks closer")
