import json
from pathlib import Path

import pytest

from mtss_analysis.vocabulary import Audience
from mtss_analysis.workflow.catalogue import Analysis
from mtss_analysis.workflow.manifest import FILE, Manifest, Record
from mtss_analysis.workflow.plan import Inputs, Job, folder_name, jobs


def record(status="done", key="k", inputs="d-p-v", outputs=()):
    return Record(key, inputs, status, 1.5, "2026-01-01T00:00:00+00:00", outputs)


@pytest.fixture
def manifest():
    return Manifest(data="d", params="p", version="v", jobs={"public/S1/a": record(), "team/S1/a": record()})


def test_what_is_saved_is_loaded(manifest, tmp_path):
    manifest.jobs["public/S1/a"] = record(outputs=("public/notebooks/S1/a.ipynb",))
    manifest.save(tmp_path)
    assert Manifest.load(tmp_path) == manifest
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": 99, "jobs": {}}', '{"format": 1, "jobs": {"a": 1}}'])
def test_a_manifest_that_cannot_be_read_is_empty(tmp_path, text):
    (tmp_path / FILE).write_text(text)
    assert Manifest.load(tmp_path) == Manifest()


def test_a_page_is_fresh_if_made_from_the_same_and_still_there(manifest, tmp_path):
    manifest.jobs["public/S1/a"] = record(outputs=("page.ipynb",))
    assert not manifest.fresh(tmp_path, "public/S1/a", "k")
    (tmp_path / "page.ipynb").touch()
    assert manifest.fresh(tmp_path, "public/S1/a", "k")
    assert not manifest.fresh(tmp_path, "public/S1/a", "other")
    assert not manifest.fresh(tmp_path, "public/S2/a", "k")
    manifest.jobs["public/S1/a"] = record("failed", outputs=("page.ipynb",))
    assert not manifest.fresh(tmp_path, "public/S1/a", "k")


def test_pages_from_other_inputs_or_failed_are_mixed(manifest):
    assert manifest.mixed("public") == []
    manifest.jobs["public/S1/a"] = record(inputs="x-p-v")
    manifest.jobs["public/S2/a"] = record("failed")
    assert manifest.mixed("public") == ["public/S1/a", "public/S2/a"]
    assert manifest.mixed("team") == []


def test_the_manifest_names_no_folder_of_this_machine(manifest, tmp_path):
    manifest.save(tmp_path)
    assert str(tmp_path) not in (tmp_path / FILE).read_text()
    assert json.loads((tmp_path / FILE).read_text())["format"] == 1


@pytest.fixture
def job(tmp_path):
    notebook = tmp_path / "a.ipynb"
    notebook.write_text("{}")
    return Job(Analysis("a", "A?", "", "", notebook), "S1", Audience.PUBLIC)


def inputs(**changes):
    values = {"data_fingerprint": "d", "params_fingerprint": "p", "name": "north", "data": Path("/x/north")}
    return Inputs(**{"params_dir": None, "schools": {}, **values, **changes})


def test_the_key_follows_what_the_page_depends_on(job, tmp_path):
    keys = {job.key(inputs()), job.key(inputs(data_fingerprint="e")), job.key(inputs(params_fingerprint="q"))}
    keys |= {
        Job(job.analysis, "S2", Audience.PUBLIC).key(inputs()),
        Job(job.analysis, "S1", Audience.TEAM).key(inputs()),
    }
    (tmp_path / "a.ipynb").write_text("{ }")
    keys.add(job.key(inputs()))
    assert len(keys) == 6


def test_the_key_does_not_follow_where_the_data_lie(job):
    assert job.key(inputs()) == job.key(inputs(data=Path("/y/north")))


def test_jobs_respect_scopes_and_audiences(tmp_path):
    district = Analysis("d", "D?", "", "", tmp_path, scopes=("district",))
    team = Analysis("t", "T?", "", "", tmp_path, audiences=(Audience.TEAM,))
    names = [job.name for job in jobs([district, team], ["", "S1"], tuple(Audience))]
    assert names == ["public/district/d", "team/district/d", "team/district/t", "team/S1/t"]


def test_the_districts_public_pages_are_made_first_and_the_schools_last(tmp_path):
    each = Analysis("a", "A?", "", "", tmp_path)
    names = [job.name for job in jobs([each], ["", "S1", "S2"], tuple(Audience))]
    assert names == ["public/district/a", "team/district/a", "team/S1/a", "team/S2/a", "public/S1/a", "public/S2/a"]


@pytest.mark.parametrize("school", ["..", ".", "a/b", "a\\b", "district", "C:", "école", "a b", "%2E"])
def test_every_identifier_gets_a_safe_folder_of_its_own(school):
    name = folder_name(school)
    assert name not in {".", "..", "district", ""}
    assert not set(name) & set('/\\: "<>|?*')
    assert name.isascii()
    assert name != folder_name(f"{school}x")
    assert folder_name(name) != name or school == name
