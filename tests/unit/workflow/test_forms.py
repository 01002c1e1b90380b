"""Forms of instruments hold what the instrument holds, and save what the program reads."""

import json
import re

from mtss_analysis.params import instruments, layers
from mtss_analysis.tables import TABLES
from mtss_analysis.workflow.effective import Effective
from mtss_analysis.workflow.site import forms
from mtss_analysis.workflow.site.instruments import OURS

DEFAULTS = Effective({})
ALL = instruments(layers())


def test_every_complete_instrument_has_a_page_and_a_shell_has_none(tmp_path):
    names = forms.write(tmp_path, DEFAULTS)
    assert len(names) == sum(not made.shell for made in ALL.values())
    assert all((tmp_path / f"{name}.md").is_file() for name in names)
    assert all(name in forms.listed(DEFAULTS).replace("](forms/", "](self_assessment/forms/") for name in names)


def test_the_form_holds_every_item_with_every_point_and_not_applicable():
    made = forms.page(ALL[OURS], DEFAULTS)
    assert made.count("<fieldset data-item=") == len(ALL[OURS].items)
    assert made.count('type="radio"') == len(ALL[OURS].items) * (len(ALL[OURS].scale) + 1)
    assert all(item.text in made for item in ALL[OURS].items)


def test_what_the_browser_adds_up_is_what_the_instrument_says():
    made = forms.page(ALL[OURS], DEFAULTS)
    facts = json.loads(re.search(r'<script type="application/json">(.*?)</script>', made, re.DOTALL)[1])
    assert facts["layout"] == [column.name for column in TABLES["ratings"].columns]
    assert [item["number"] for item in facts["items"]] == [item.number for item in ALL[OURS].items]
    assert set(facts["subscales"]) == set(ALL[OURS].subscales)


def test_words_that_belong_to_a_publisher_are_not_there_and_the_page_says_so():
    made = forms.page(ALL["swpbis_tfi", "2.1"], DEFAULTS)
    assert forms.WORDLESS in made
    assert "Item 1.1 of the manual" in made


def test_facts_cannot_close_their_script():
    assert "</script><" not in forms.page(ALL[OURS], DEFAULTS).split("</script>")[0]
