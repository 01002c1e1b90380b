"""How a site is built: refused when unfit, put in place whole, earlier pages untouched on failure."""

import json
from pathlib import Path
from typing import Any

import pytest

from mtss_analysis.errors import PrivacyError, SiteError
from mtss_analysis.workflow import site
from mtss_analysis.workflow.site import book, notebook, pages, publish, put, serving, traces


def edit(run: Path, change: dict[str, Any], name: str = "public/notebooks/N01/02_screening.ipynb") -> Path:
    """Lay `change` over a notebook of the run."""
    path = run / name
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}), encoding="utf-8")
    return path


def cells(run: Path, **metadata: Any) -> list[dict[str, Any]]:
    """Return the cells of a notebook, the second with other metadata."""
    found: list[dict[str, Any]] = json.loads((run / "public/notebooks/N01/02_screening.ipynb").read_text())["cells"]
    found[1]["metadata"] = metadata
    return found


def earlier_site(run: Path) -> Path:
    page = run / "site" / "index.html"
    page.parent.mkdir()
    page.write_text("earlier", encoding="utf-8")
    return page


@pytest.fixture
def no_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test fail if the book is built although it should have been refused before."""
    monkeypatch.setattr(book, "build", lambda *_: pytest.fail("the book was built"))


def test_run_without_notebooks_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="mtss run DATA"):
        site.build(tmp_path, data_name="x")


@pytest.mark.usefixtures("no_book")
@pytest.mark.parametrize("metadata", [{"papermill": {"parameters": {}}}, {"tags": ["injected-parameters"]}])
def test_notebook_with_papermill_traces_in_a_cell_is_refused(fresh_run: Path, metadata: dict[str, Any]) -> None:
    edit(fresh_run, {"cells": cells(fresh_run, **metadata)})
    with pytest.raises(SiteError, match=r"02_screening\.ipynb.*parameters"):
        site.build(fresh_run, data_name="x")


@pytest.mark.usefixtures("no_book")
def test_notebook_with_papermill_paths_is_refused(fresh_run: Path) -> None:
    edit(fresh_run, {"metadata": {"papermill": {"input_path": "somewhere/01.ipynb"}}})
    with pytest.raises(SiteError, match="papermill"):
        site.build(fresh_run, data_name="x")


@pytest.mark.usefixtures("no_book")
@pytest.mark.parametrize(
    ("output", "words"),
    [
        ({"output_type": "error", "ename": "KeyError", "evalue": "", "traceback": []}, "stopped with KeyError"),
        ({"output_type": "display_data", "metadata": {}, "data": {notebook.WIDGET: {}}}, "live widget"),
    ],
)
def test_notebook_that_failed_or_holds_a_widget_is_refused(fresh_run: Path, output: dict[str, Any], words: str) -> None:
    changed = cells(fresh_run)
    changed[1]["outputs"] = [output]
    edit(fresh_run, {"cells": changed})
    with pytest.raises(SiteError, match=words):
        site.build(fresh_run, data_name="x")


@pytest.mark.usefixtures("no_book")
@pytest.mark.parametrize("text", ["", "[]", '{"cells": []}'])
def test_file_that_is_no_notebook_is_named(fresh_run: Path, text: str) -> None:
    (fresh_run / "public/notebooks/N01/02_screening.ipynb").write_text(text)
    with pytest.raises(SiteError, match=r"02_screening\.ipynb"):
        site.build(fresh_run, data_name="x")


@pytest.mark.usefixtures("no_book")
def test_notebook_without_a_question_is_named(fresh_run: Path) -> None:
    edit(fresh_run, {"cells": cells(fresh_run)[1:]})
    with pytest.raises(SiteError, match="no title"):
        site.build(fresh_run, data_name="x")


@pytest.mark.usefixtures("no_book")
def test_broken_manifest_is_named(fresh_run: Path) -> None:
    (fresh_run / "manifest.json").write_text("{")
    with pytest.raises(SiteError, match=r"manifest\.json"):
        site.build(fresh_run, data_name="x")


def test_page_with_a_broken_link_stops_the_build_and_leaves_the_earlier_site(fresh_run: Path) -> None:
    changed = cells(fresh_run)
    changed[0]["source"] = "# Why?\n\nSee [this](no-such-page.md)."
    edit(fresh_run, {"cells": changed})
    page = earlier_site(fresh_run)
    with pytest.raises(SiteError, match=r"02_screening\.ipynb.*no-such-page") as failure:
        site.build(fresh_run, data_name="x")
    assert failure.value.exit_code == 14
    assert str(fresh_run) not in failure.value.message
    assert page.read_text() == "earlier"
    assert not list(fresh_run.glob(".building-*"))


def test_student_code_of_the_sample_stops_the_build_and_leaves_the_earlier_site(fresh_run: Path) -> None:
    changed = cells(fresh_run)
    changed[0]["source"] = "# Why?\n\nSYN-0031 has two scores."
    edit(fresh_run, {"cells": changed})
    page = earlier_site(fresh_run)
    with pytest.raises(PrivacyError, match="a code of a person") as failure:
        site.build(fresh_run, data_name="x")
    assert "SYN-0031" not in failure.value.message
    assert page.read_text() == "earlier"


def test_part_of_a_run_and_nothing_but_pages_is_built(fresh_run: Path) -> None:
    for path in (fresh_run / "public" / "notebooks" / "district").iterdir():
        path.unlink()
    (fresh_run / "public/notebooks/N01/04_decisions.ipynb").unlink()
    (fresh_run / ".building-public-killed").mkdir()
    first = site.build(fresh_run, data_name="x")
    assert first == fresh_run / "site" / "index.html"
    assert (fresh_run / "site" / "reports" / "N01" / "02_screening.html").is_file()
    assert not (fresh_run / "site" / "reports" / "district").exists()
    assert sorted(path.name for path in fresh_run.iterdir()) == [
        ".books",
        "audit",
        "manifest.json",
        "public",
        "site",
        "tables",
        "team",
    ]


def test_path_of_this_machine_is_refused(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(f"read {traces.HOME}/data", encoding="utf-8")
    with pytest.raises(SiteError, match="folder of this machine"):
        traces.refuse(tmp_path)


def test_authored_page_that_asks_for_an_unknown_part_is_named(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A\n\n<!-- generated: nothing -->\n", encoding="utf-8")
    with pytest.raises(SiteError, match=r'page\.md.*"nothing".*glossary'):
        pages.fill(page, {"glossary": str})


def test_replacing_some_entries_keeps_the_others_and_removes_stale_pages(tmp_path: Path) -> None:
    built, target = tmp_path / "work" / "html", tmp_path / "team"
    for folder in (built / "reports", target / "notebooks", target / "stale"):
        folder.mkdir(parents=True)
    (built / "index.html").write_text("new")
    (target / "index.html").write_text("old")
    put.in_place(built, target, keep=("notebooks",))
    assert sorted(path.name for path in target.iterdir()) == ["index.html", "notebooks", "reports"]
    assert (target / "index.html").read_text() == "new"


def test_replacing_at_once_gives_the_old_pages_back_when_it_fails(tmp_path: Path) -> None:
    target = tmp_path / "site"
    target.mkdir()
    (target / "index.html").write_text("old")
    with pytest.raises(SiteError, match="could not be replaced"):
        put.in_place(tmp_path / "never-built", target)
    assert (target / "index.html").read_text() == "old"


def test_settings_are_laid_over_key_by_key(tmp_path: Path) -> None:
    base, path = tmp_path / "base.yml", tmp_path / "over.yml"
    base.write_text("title: A\nhtml: {favicon: x, baseurl: y}\n")
    book.write_config(base, {"html": {"favicon": "z"}}, path)
    assert path.read_text() == "title: A\nhtml:\n  favicon: z\n  baseurl: y\n"


@pytest.mark.parametrize(("audience", "title"), [("public", "MTSS Analysis"), ("team", publish.TEAM_TITLE)])
def test_serving_answers_on_this_machine_only(run: Path, audience: str, title: str) -> None:
    from threading import Thread
    from urllib.error import HTTPError
    from urllib.request import urlopen

    with serving.server(run, 0, audience) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}/"
        assert server.server_address[0] == "127.0.0.1"
        with urlopen(base, timeout=10) as answer:
            assert title in answer.read().decode()
        with pytest.raises(HTTPError) as refused:
            urlopen(f"{base}notebooks/N01/02_screening.ipynb", timeout=10)
        refused.value.close()
        server.shutdown()


def test_serving_without_pages_or_on_a_taken_port_says_so(run: Path, tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="mtss site build"):
        site.serve(tmp_path, 0)
    with serving.server(run, 0, "public") as server, pytest.raises(SiteError, match="--port"):
        site.serve(run, server.server_port)
