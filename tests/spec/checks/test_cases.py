"""Every case of cases.yml finds exactly what it says, and the analyses then have what it says."""

from copy import deepcopy
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
import yaml

from mtss_analysis import checks, intake, params

HERE = Path(__file__).parent
CASES = yaml.load((HERE / "cases.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
DISTRICT = yaml.load((HERE / "district.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
BY_TITLE = {case["title"]: case for case in CASES}
SETTINGS = params.layers()
PARAMS = [SETTINGS.load(kind) for kind in (checks.ChecksParams, params.MeasuresParams, params.DistrictParams)]
BLOCKING_ALLOWED = {
    "missing_table", "missing_column", "wrong_type", "missing_identifiers", "duplicate_key", "impossible_date",
    "unknown_reference",
}  # fmt: skip


def dataset(case):
    tables = deepcopy(DISTRICT)
    for name, rows in case.get("add", {}).items():
        tables[name] = tables.get(name, []) + rows
    for name, changes in case.get("change", {}).items():
        for number, cells in changes.items():
            tables[name][int(number) - 1] |= cells
    frames = {
        name: pd.DataFrame(rows, dtype="str") for name, rows in tables.items() if name not in case.get("remove", [])
    }
    for name, columns in case.get("drop", {}).items():
        frames[name] = frames[name].drop(columns=columns)
    return intake.from_frames(frames)


@cache
def report_of(title):
    return checks.run(dataset(BY_TITLE[title]), *PARAMS)


@cache
def usable_of(title):
    return checks.usable(dataset(BY_TITLE[title]), PARAMS[1])


def found(report):
    return [(f.code, f.table, [row + 1 for row in f.rows], f.blocking) for f in report.findings]


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_the_case_finds_exactly_what_it_says(case):
    report = report_of(case["title"])
    expected = [
        (find["code"], find["table"], [int(row) for row in find.get("rows", [])], find.get("stops") == "true")
        for find in case["finds"]
    ]
    assert sorted(found(report)) == sorted(expected)
    sentences = " | ".join(finding.sentence for finding in report.findings)
    assert case.get("says", "") in sentences
    assert report.blocking == any(stops for *_, stops in expected)


@pytest.mark.parametrize(
    "case", [case for case in CASES if {"left", "empty"} & set(case)], ids=lambda case: case["title"]
)
def test_the_analyses_have_what_the_case_says(case):
    usable = usable_of(case["title"])
    for name, rows in case.get("left", {}).items():
        assert [index + 1 for index in usable.table(name).index] == [int(row) for row in rows]
    for name, cells in case.get("empty", {}).items():
        for number, column in cells.items():
            assert pd.isna(usable.table(name).loc[int(number) - 1, column])


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_every_finding_says_place_expectation_and_next_move(case):
    for finding in report_of(case["title"]).findings:
        assert finding.sentence.startswith(f"the table {finding.table}")
        assert all(f"row{'s' if len(finding.rows) > 1 else ''} " in finding.place for _ in finding.rows)
        assert finding.expected
        assert finding.next_move.endswith((".", "?"))
        assert len(finding.next_move.split()) >= 3
        assert finding.blocking <= (finding.code in BLOCKING_ALLOWED)
        assert "  " not in finding.sentence


def test_what_is_usable_has_nothing_left_to_leave_out():
    """Leaving out is done in one go: a second look at the usable rows finds nothing more to leave out."""
    for case in CASES:
        usable = usable_of(case["title"])
        again = checks.usable(usable, PARAMS[1])
        assert {name: len(frame) for name, frame in again.tables.items()} == {
            name: len(frame) for name, frame in usable.tables.items()
        }, case["title"]


def test_everything_found_at_once_is_reported_at_once():
    several = {"change": {}, "add": {}}
    for title in ("a score long ago", "a goal below the start where more is better", "more days missed than expected"):
        case = next(case for case in CASES if case["title"] == title)
        several["change"] |= case["change"]
    codes = {finding.code for finding in checks.run(dataset(several), *PARAMS).findings}
    assert codes == {"impossible_date", "goal_in_wrong_direction", "absent_more_than_enrolled"}
