"""Each fault planted in the flawed district yields exactly its finding, and the sample district blocks nothing."""

import json
from collections import Counter

import pytest

from mtss_analysis import checks, intake, params

SAMPLES = params.HOME / "data_samples"
FLAWED = SAMPLES / "district_flawed"
FAULTS = json.loads((FLAWED / "faults.json").read_text(encoding="utf-8"))


def examined(folder):
    settings = params.layers(folder)
    needed = (checks.ChecksParams, params.MeasuresParams, params.DistrictParams)
    dataset = intake.read(folder)
    return dataset, checks.run(dataset, *(settings.load(kind) for kind in needed))


@pytest.fixture(scope="module")
def flawed():
    return examined(FLAWED)


def test_nothing_is_found_that_was_not_planted_and_nothing_planted_is_missed(flawed):
    planted = Counter((fault["code"], fault["table"], fault["blocking"]) for fault in FAULTS)
    assert Counter((f.code, f.table, f.blocking) for f in flawed[1].findings) == planted


@pytest.mark.parametrize("fault", FAULTS, ids=[fault["fault"] for fault in FAULTS])
def test_the_finding_points_at_the_planted_row_and_says_the_next_move(flawed, fault):
    dataset, report = flawed
    found = [f for f in report.findings if (f.code, f.table) == (fault["code"], fault["table"])]
    if fault["row"] is not None:
        found = [
            f for f in found if any(dataset.locate(f.table, row).endswith(f"row {fault['row']}") for row in f.rows)
        ]
    assert len(found) == 1
    assert found[0].next_move.endswith((".", "?"))
    assert found[0].place in found[0].sentence


def test_every_finding_is_one_the_reader_can_find_again(flawed):
    dataset, report = flawed
    for finding in report.findings:
        for row in finding.rows:
            assert dataset.locate(finding.table, row).startswith(f"{finding.table}.")


@pytest.mark.parametrize("sample", ["district", "star"])
def test_the_other_samples_can_be_used_as_they_are(sample):
    dataset, report = examined(SAMPLES / sample)
    assert [finding.sentence for finding in report.findings if finding.blocking] == []
    assert report.summary().headline == "Nothing blocks the analyses."
    usable = checks.usable(dataset, params.layers(SAMPLES / sample).load(params.MeasuresParams))
    assert {name: len(frame) for name, frame in usable.tables.items()} == {
        name: len(frame) for name, frame in dataset.tables.items()
    }


def test_what_the_flawed_district_leaves_can_be_analysed(flawed):
    dataset, _ = flawed
    measures = params.layers(FLAWED).load(params.MeasuresParams)
    usable = checks.usable(dataset, measures)
    left_out = {name: len(frame) - len(usable.table(name)) for name, frame in dataset.tables.items()}
    assert 0 < left_out["scores"] < 0.01 * len(dataset.table("scores"))
    assert {caution.affects for caution in usable.cautions} == {name for name, count in left_out.items() if count}
    again = checks.usable(usable, measures)
    assert {name: len(frame) for name, frame in again.tables.items()} == {
        name: len(frame) for name, frame in usable.tables.items()
    }
