"""The shape of the package: names from the field, small modules, documented functions."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "mtss_analysis").rglob("*.py"))
PLUMBING = {"utils", "util", "helpers", "helper", "misc", "common", "base", "core", "manager"}
MOST_LINES = 260


def _public_functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_is_named_for_a_subject_and_small(path: Path) -> None:
    assert not PLUMBING & set(path.with_suffix("").parts[-3:])
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_and_public_functions_are_documented(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    undocumented = [node.name for node in _public_functions(tree) if not ast.get_docstring(node)]
    assert undocumented == []


def test_the_median_module_is_short() -> None:
    lengths = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES)
    assert lengths[len(lengths) // 2] <= 150
