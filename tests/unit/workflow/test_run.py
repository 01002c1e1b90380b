"""The run, with tiny notebooks named for what they do."""

import errno
import json
import os
import signal
import stat
import threading
import time
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest

from mtss_analysis.errors import DataError, NotebookError, ParamsError
from mtss_analysis.vocabulary import Audience
from mtss_analysis.workflow import cluster, gate
from mtss_analysis.workflow.catalogue import Analysis
from mtss_analysis.workflow.lock import locked
from mtss_analysis.workflow.manifest import Manifest
from mtss_analysis.workflow.run import parallel, run

FIXTURES = Path(__file__).parents[2] / "notebooks" / "fixtures"


def analyses(*names: str, **more: object) -> tuple[Analysis, ...]:
    return tuple(Analysis(name, name, "", "", FIXTURES / f"{name}.ipynb", **more) for name in names)


LIGHT = tuple(name for name in cluster.MODULES if name.startswith(("IPython", "ipykernel", "tornado", "pandas")))


@pytest.fixture(scope="module")
def kernel():
    """Start the pre-imported process once for this file."""
    with cluster.kernels(modules=LIGHT) as name:
        yield name


@pytest.fixture
def shared_kernels(monkeypatch, kernel):
    monkeypatch.setattr(cluster, "kernels", lambda warm, modules, environment: nullcontext(kernel))


@pytest.fixture
def own_kernels(monkeypatch):
    monkeypatch.setattr(cluster, "MODULES", LIGHT)
    monkeypatch.setattr(parallel, "SHARED", ())


@pytest.fixture
def findings(monkeypatch):
    """Stand in for the checks, which have tests of their own."""
    from mtss_analysis import intake

    found: list[object] = []
    report = SimpleNamespace(findings=found)
    monkeypatch.setattr(gate, "examine", lambda data, settings: (intake.read(data), report))
    return found


@pytest.fixture
def district(tmp_path, findings):
    folder = tmp_path / "north"
    folder.mkdir()
    (folder / "schools.csv").write_text("school_id,name,level\nS1,First,elementary\nS2,Second,elementary\n")
    return folder


@pytest.fixture
def data(district, shared_kernels):
    return district


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def go(data, out, *names, **options):
    options.setdefault("catalogue", analyses(*names))
    return run(data, out, build_site=False, **options)


def pages(out: Path, audience: str = "public") -> dict[str, nbformat.NotebookNode]:
    home = out / audience / "notebooks"
    return {str(path.relative_to(home)): nbformat.read(path, 4) for path in home.rglob("*.ipynb")}


def shown(book: nbformat.NotebookNode) -> str:
    return "".join(
        out.get("text", "") + out.get("data", {}).get("text/plain", "")
        for cell in book.cells
        if cell.cell_type == "code"
        for out in cell.outputs
    )


def snapshot(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_every_scope_and_audience_gets_its_page_and_its_tables(data, out):
    finished = go(data, out, "writes_tables")
    assert (finished.made, finished.kept, finished.site) == (6, 0, None)
    for audience in ("team", "public"):
        assert set(pages(out, audience)) == {f"{scope}/writes_tables.ipynb" for scope in ("district", "S1", "S2")}
        table = pd.read_parquet(out / "tables" / audience / "S1__writes_tables__rows.parquet")
        assert table.to_dict("records") == [{"school": "S1", "audience": audience}]


def test_nothing_of_the_run_is_left_on_a_page(data, out, tmp_path):
    go(data, out, "warns", "draws")
    text = json.dumps(pages(out))
    assert not [trace for trace in ("papermill", "injected", str(tmp_path), "iopub", '"stderr"') if trace in text]
    page = pages(out)["S1/warns.ipynb"]
    assert page.metadata.kernelspec.name == "python3"
    assert shown(page) == "reads well\n"
    assert pages(out)["S1/draws.ipynb"].cells[3].metadata.mystnb.image.alt == "A curve that rises from 1 to 9"


def test_a_public_page_that_names_a_folder_of_this_machine_is_refused(data, out):
    with pytest.raises(NotebookError, match=r'shows the folder ".*north"') as caught:
        go(data, out, "shows_its_folder")
    assert "3 of 6 pages" in str(caught.value)
    assert not pages(out)
    assert len(pages(out, "team")) == 3


def test_one_failure_stops_no_other_page(data, out):
    with pytest.raises(NotebookError) as caught:
        go(data, out, "raises_for_a_school", "greets")
    message = str(caught.value)
    assert "2 of 12 pages could not be made" in message
    assert "/S2/raises_for_a_school and 1 more alike: AssertionError: S2 has no scores" in message
    assert 'at "assert school' in message
    assert len(pages(out)) == len(pages(out, "team")) == 5
    kept = sorted((out / "failed").iterdir())
    assert [path.name.partition("__")[0] for path in kept] == ["public", "team"]
    assert any(str(path) in message for path in kept)
    assert all("AssertionError" in path.read_text() for path in kept)
    record = Manifest.load(out).jobs["public/S2/raises_for_a_school"]
    assert (record.status, record.outputs) == ("failed", ())


def test_a_kernel_that_dies_fails_its_page_alone_and_names_the_cell(data, out):
    with pytest.raises(
        NotebookError, match=r'public/district/dies and 2 more alike: DeadKernelError: Kernel died, at "os._exit\(7\)"'
    ) as caught:
        go(data, out, "dies", "greets", audience="public", school="")
    assert "3 of 6 pages" in str(caught.value)
    assert set(pages(out)) == {f"{scope}/greets.ipynb" for scope in ("district", "S1", "S2")}


def test_an_earlier_page_stays_when_a_later_run_fails(data, out):
    go(data, out, "greets")
    before = pages(out)
    (data / "schools.csv").write_text("school_id,name,level\nS1,First,middle\nS2,Second,elementary\n")
    broken = (Analysis("greets", "?", "", "", FIXTURES / "raises.ipynb"),)
    with pytest.raises(NotebookError):
        go(data, out, catalogue=broken)
    assert pages(out) == before
    assert Manifest.load(out).mixed("public")


def test_a_second_run_makes_nothing_again(data, out):
    go(data, out, "greets", "writes_tables")
    before = {name: text for name, text in snapshot(out).items() if name != "manifest.json"}
    again = go(data, out, "greets", "writes_tables")
    assert (again.made, again.kept) == (0, 12)
    assert {name: text for name, text in snapshot(out).items() if name != "manifest.json"} == before


@pytest.mark.parametrize("change", ["data", "settings", "output", "notebook"])
def test_what_changed_is_made_again(data, out, tmp_path, change):
    notebook = tmp_path / "greets.ipynb"
    notebook.write_text((FIXTURES / "greets.ipynb").read_text())
    catalogue = (Analysis("greets", "?", "", "", notebook),)
    go(data, out, catalogue=catalogue, school="S1", audience="public")
    if change == "data":
        (data / "schools.csv").write_text("school_id,name,level\nS1,First,middle\nS2,Second,elementary\n")
    elif change == "settings":
        (data / "params").mkdir()
        (data / "params" / "district.yml").write_text("name: North\n")
    elif change == "output":
        (out / "public/notebooks/S1/greets.ipynb").unlink()
    else:
        notebook.write_text(notebook.read_text().replace("page of", "page about"))
    assert go(data, out, catalogue=catalogue, school="S1", audience="public").made == 1


def test_a_failed_page_is_made_again_and_its_kept_notebook_goes(data, out, tmp_path):
    notebook = tmp_path / "greets.ipynb"
    notebook.write_text((FIXTURES / "raises.ipynb").read_text())
    catalogue = (Analysis("greets", "?", "", "", notebook),)
    with pytest.raises(NotebookError, match="The page could not be made"):
        go(data, out, catalogue=catalogue, school="S1", audience="public")
    notebook.write_text((FIXTURES / "greets.ipynb").read_text())
    assert go(data, out, catalogue=catalogue, school="S1", audience="public").made == 1
    assert not (out / "failed").exists()


def test_a_part_of_a_run_leaves_the_rest(data, out):
    both = analyses("greets", "writes_tables")
    go(data, out, catalogue=both)
    before = snapshot(out)
    part = go(data, out, catalogue=both, only=["greets"], school="S1")
    assert (part.made, part.kept) == (0, 2)
    assert set(snapshot(out)) == set(before)
    assert len(Manifest.load(out).jobs) == 12


def test_a_full_run_forgets_a_school_that_left(data, out):
    go(data, out, "writes_tables")
    (data / "schools.csv").write_text("school_id,name,level\nS1,First,elementary\n")
    go(data, out, "writes_tables")
    assert set(pages(out)) == {"district/writes_tables.ipynb", "S1/writes_tables.ipynb"}
    assert not list(out.rglob("S2__*"))
    assert not [name for name in Manifest.load(out).jobs if "/S2/" in name]


def test_tables_a_page_no_longer_has_go(data, out, tmp_path):
    notebook = tmp_path / "writes_tables.ipynb"
    catalogue = (Analysis("writes_tables", "?", "", "", notebook),)
    notebook.write_text((FIXTURES / "writes_tables.ipynb").read_text())
    go(data, out, catalogue=catalogue, school="S1", audience="public")
    notebook.write_text((FIXTURES / "greets.ipynb").read_text())
    go(data, out, catalogue=catalogue, school="S1", audience="public")
    assert not list((out / "tables" / "public").iterdir())


def test_an_unknown_school_is_refused_before_anything_is_written(data, out):
    with pytest.raises(DataError, match=r'north has no school "S11"\. Did you mean "S1"'):
        go(data, out, "greets", school="S11")
    assert not out.exists()


def test_an_unknown_analysis_is_refused_before_anything_is_written(data, out):
    with pytest.raises(ParamsError, match=r'There is no analysis "greet"\. Did you mean "greets"'):
        go(data, out, "greets", only=["greet"])
    assert not out.exists()


def test_an_unknown_audience_is_refused(data, out):
    with pytest.raises(ParamsError, match=r'"publik"; it must be team, public or both\. Did you mean "public"'):
        go(data, out, "greets", audience="publik")


def test_blocking_findings_are_all_told_and_nothing_is_written(data, out, findings):
    findings += [SimpleNamespace(sentence=f"Fault {n}.", blocking=n < 3) for n in range(1, 4)]
    with pytest.raises(DataError) as caught:
        go(data, out, "greets")
    assert "2 findings stop the run" in str(caught.value)
    assert "Fault 1." in str(caught.value)
    assert "Fault 2." in str(caught.value)
    assert "Fault 3." not in str(caught.value)
    assert not out.exists()


def test_output_inside_the_data_is_refused(data):
    with pytest.raises(ParamsError, match="lies in the folder of the data"):
        go(data, data / "out", "greets")


def test_two_runs_at_once_in_one_folder(data, out):
    with locked(out), pytest.raises(NotebookError, match="Another run is writing"):
        go(data, out, "greets")
    assert go(data, out, "greets", school="S1").made == 2


def test_a_full_disk_stops_the_run_and_leaves_what_was_there(data, out, monkeypatch):
    go(data, out, "greets")
    before = snapshot(out)
    real = os.replace

    def full(source, target):
        if "notebooks" in str(target):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(source, target)

    monkeypatch.setattr(os, "replace", full)
    (data / "schools.csv").write_text("school_id,name,level\nS1,First,middle\nS2,Second,elementary\n")
    with pytest.raises(NotebookError, match=r"takes nothing more \(No space left on device\)"):
        go(data, out, "greets")
    assert snapshot(out) == before


def test_a_full_disk_met_inside_a_notebook_stops_the_run(data, out):
    with pytest.raises(NotebookError, match="takes nothing more"):
        go(data, out, "fills_the_disk")
    assert not pages(out)


def test_an_interrupted_run_is_taken_up(district, out, own_kernels):
    catalogue = analyses("greets", "waits", scopes=("district",))

    def interrupt():
        deadline = time.monotonic() + 60
        while not list(out.glob(".work/*/tables/started")) and time.monotonic() < deadline:
            time.sleep(0.05)
        while len(Manifest.load(out).jobs) < 1 and time.monotonic() < deadline:
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        go(district, out, catalogue=catalogue, audience="public", jobs=2)
    manifest = Manifest.load(out)
    assert set(manifest.jobs) == {"public/district/greets"}
    assert manifest.finished == ""
    assert not (out / ".work").exists()
    assert not (out / "failed").exists()
    assert go(district, out, catalogue=catalogue[:1], audience="public").kept == 1


def test_student_level_folders_are_for_this_user_alone(data, out):
    go(data, out, "greets", school="S1")
    for name in ("team", "tables/team"):
        assert stat.S_IMODE((out / name).stat().st_mode) == 0o700


def test_the_manifest_says_what_the_pages_were_made_from(data, out):
    go(data, out, "greets")
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["schools"] == {"S1": "First", "S2": "Second"}
    assert manifest["name"] == "north"
    assert manifest["finished"] >= manifest["started"]
    assert {"python", "pandas", "papermill"} <= set(manifest["versions"])
    for job in manifest["jobs"].values():
        assert job["status"] == "done"
        assert job["seconds"] > 0
        assert job["inputs"].startswith(f"{manifest['data']}-{manifest['params']}")
    assert Audience.TEAM in {name.split("/")[0] for name in manifest["jobs"]}


def test_nothing_is_printed(data, out, capfd):
    go(data, out, "greets", school="S1")
    assert capfd.readouterr() == ("", "")
