"""Notebooks are thin and readable: one question, few short cells, plain prose, no outputs."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
PARAMETERS = {"data", "school", "audience", "params_dir", "tables_dir"}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> nbformat.NotebookNode:
    return nbformat.read(request.param, as_version=4)


def _code(notebook: nbformat.NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def _prose(notebook: nbformat.NotebookNode) -> str:
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def test_one_heading_that_is_a_question(notebook: nbformat.NotebookNode) -> None:
    headings = re.findall(r"^# (.+)$", _prose(notebook), re.M)
    assert len(headings) == 1
    assert headings[0].endswith("?")


def test_budget_of_code_and_prose(notebook: nbformat.NotebookNode) -> None:
    code = _code(notebook)
    assert len(code) <= 12
    assert sum(1 for cell in code for line in cell.splitlines() if line.strip()) <= 60
    assert len(_prose(notebook).split()) >= 300


def test_no_definitions_loops_or_path_joining(notebook: nbformat.NotebookNode) -> None:
    banned = ast.FunctionDef | ast.ClassDef | ast.For | ast.While | ast.ListComp | ast.DictComp | ast.Lambda | ast.If
    nodes = [node for cell in _code(notebook) for node in ast.walk(ast.parse(cell))]
    assert [type(node).__name__ for node in nodes if isinstance(node, banned)] == []


def test_parameters_are_literal_annotated_and_explained(notebook: nbformat.NotebookNode) -> None:
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    body = ast.parse(tagged[0].source).body
    assert all(isinstance(line, ast.AnnAssign) and isinstance(line.value, ast.Constant) for line in body)
    assert {line.target.id for line in body} == PARAMETERS
    assert all("  # " in line for line in tagged[0].source.splitlines())


def test_committed_without_outputs_and_without_sample_numbers(notebook: nbformat.NotebookNode) -> None:
    assert all(
        cell.outputs == [] and cell.execution_count is None for cell in notebook.cells if cell.cell_type == "code"
    )
    assert "SYN-" not in nbformat.writes(notebook)


def test_people_are_never_named_by_a_tier(notebook: nbformat.NotebookNode) -> None:
    assert not re.search(r"Tier [123] (student|child|kid|pupil)", _prose(notebook), re.I)


def test_it_ends_with_three_questions_for_the_team(notebook: nbformat.NotebookNode) -> None:
    prose = _prose(notebook)
    assert len(re.findall(r"^\d\. .+", prose.split("## Three questions for the team")[1], re.M)) == 3
