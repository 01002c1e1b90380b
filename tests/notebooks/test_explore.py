"""Notebooks opened by hand are thin and readable too, and run as they are committed."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("explore_*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> nbformat.NotebookNode:
    return nbformat.read(request.param, as_version=4)


def code_of(notebook: nbformat.NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def test_it_is_thin_and_explains_itself(notebook: nbformat.NotebookNode) -> None:
    banned = ast.FunctionDef | ast.ClassDef | ast.For | ast.While | ast.ListComp | ast.DictComp | ast.Lambda | ast.If
    code = code_of(notebook)
    assert [node for cell in code for node in ast.walk(ast.parse(cell)) if isinstance(node, banned)] == []
    assert sum(1 for cell in code for line in cell.splitlines() if line.strip()) <= 20
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert len(prose.split()) >= 300
    assert re.findall(r"^# (.+)$", prose, re.M)[0].endswith("?")
    assert len(re.findall(r"^\d\. .+", prose.split("## Three questions for the team")[1], re.M)) == 3
    assert not re.search(r"Tier [123] (student|child|kid|pupil)", prose, re.I)


def test_it_is_committed_without_outputs_and_widget_state(notebook: nbformat.NotebookNode) -> None:
    assert all(cell.outputs == [] and cell.execution_count is None for cell in notebook.cells if "outputs" in cell)
    assert "widgets" not in notebook.metadata


def test_it_runs_from_its_own_folder_and_writes_nothing_by_itself(
    notebook: nbformat.NotebookNode, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(ROOT / "notebooks")
    names: dict[str, object] = {}
    for cell in code_of(notebook):
        exec(compile(cell, "cell", "exec"), names)
        names["folder"] = str(tmp_path / "ratings")
    assert list(tmp_path.iterdir()) == []
