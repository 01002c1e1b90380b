"""The page of rules tells how often each is wrong."""

import re

from mtss_analysis.decisions import specs
from mtss_analysis.workflow.effective import Effective
from mtss_analysis.workflow.site import rule_errors
from mtss_analysis.workflow.site.rules import rules

TEXT = rule_errors.errors(Effective({}))


def rows():
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if "\u00a0%" in line]


def test_every_rule_stands_with_every_number_of_weeks():
    assert len(rows()) == len(specs.load()) * len(rule_errors.WEEKS)
    assert {row[0] for row in rows()} == {spec.title for spec in specs.load()}


def test_every_number_is_a_share_and_some_look_is_never_less_than_the_last():
    for row in rows():
        last, some, missed = (int(re.match(r"\d+", cell)[0]) for cell in row[2:])
        assert 0 <= last <= some <= 100
        assert 0 <= missed <= 100


def test_more_weeks_never_add_misses():
    found = rows()
    for start in range(0, len(found), len(rule_errors.WEEKS)):
        missed = [int(re.match(r"\d+", row[4])[0]) for row in found[start : start + len(rule_errors.WEEKS)]]
        assert missed[-1] <= missed[0] + 2


def test_no_rule_is_without_errors():
    assert all(row[3] != "0\u00a0%" or row[4] != "0\u00a0%" for row in rows())


def test_the_table_stands_on_the_page_of_rules():
    assert rule_errors.TITLE in rules(Effective({}))
