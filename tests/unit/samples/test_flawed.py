"""The flawed district is made again from its seed, byte by byte in its text files."""

import json
from pathlib import Path

from mtss_analysis import intake, samples
from mtss_analysis.samples.flaws import clean_district

DATA = Path(__file__).resolve().parents[3] / "data_samples" / "district_flawed"


def test_the_committed_flawed_district_is_the_one_the_package_writes(tmp_path):
    again = samples.write_flawed(tmp_path / "district_flawed")
    names = sorted(str(path.relative_to(again)) for path in again.rglob("*") if path.is_file())
    committed = sorted(str(path.relative_to(DATA)) for path in DATA.rglob("*") if path.is_file())
    assert names == [name for name in committed if name != "README.md"]
    for name in names:
        if not name.endswith(".parquet"):
            assert (again / name).read_bytes() == (DATA / name).read_bytes(), name
    frames = [intake.read(folder).table("ratings") for folder in (again, DATA)]
    assert frames[0].equals(frames[1])


def test_every_fault_is_told_once_and_some_stop_the_run():
    faults = json.loads((DATA / "faults.json").read_text(encoding="utf-8"))
    told = [(fault["table"], fault["code"]) for fault in faults]
    assert len(told) == len(set(told))
    assert {fault["blocking"] for fault in faults} == {True, False}


def test_the_district_under_the_faults_reads_without_a_word():
    assert intake.from_frames(clean_district().tables).problems == ()
