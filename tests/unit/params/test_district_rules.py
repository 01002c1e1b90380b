"""Who keeps cut scores and rules, and since when they are in force, stands on every page."""

from datetime import date

import pytest

from mtss_analysis import params
from mtss_analysis.reporting import narrate
from mtss_analysis.results import Provenance

DEFAULTS = params.layers().load(params.DistrictParams)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"rules_owner": "MTSS coordinator", "rules_in_force": date(2024, 8, 1)},
         "Cut scores and rules, in force since 2024-08-01, are kept by the MTSS coordinator."),
        ({"rules_owner": "MTSS coordinator"}, "Cut scores and rules are kept by the MTSS coordinator."),
        ({}, "Nobody is named who keeps cut scores and rules (rules_owner in district.yml)."),
    ],
)  # fmt: skip
def test_the_sentence_says_what_is_known(changed, said):
    assert DEFAULTS.model_copy(update=changed).rules == said


def test_every_page_says_it_with_the_version():
    said = narrate.provenance(Provenance("abc", "def", "1.2.3"), "Kept by the <coordinator>.")
    assert "version 1.2.3. Kept by the &lt;coordinator&gt;." in said
