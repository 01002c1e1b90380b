"""Every kind of finding has a name in plain words."""

import ast
from pathlib import Path

import pytest

import mtss_analysis
from mtss_analysis.checks.kinds import KINDS, kind

SOURCE = Path(mtss_analysis.__file__).parent
MAKERS = {"Case", "Finding", "Remark"}


def codes():
    """Read the codes from the calls that make findings."""
    for path in [*(SOURCE / "checks").glob("*.py"), *(SOURCE / "intake").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MAKERS and node.args:
                yield from (part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant))


@pytest.mark.parametrize("code", sorted({code for code in codes() if isinstance(code, str) and "_" in code}))
def test_every_code_that_is_made_has_a_name(code):
    assert code in KINDS


def test_names_are_different_and_without_code():
    assert len(set(KINDS.values())) == len(KINDS)
    assert not [name for name in KINDS.values() if "_" in name or not name[0].isupper()]


def test_an_unforeseen_code_is_still_readable():
    assert kind("some_new_kind") == "Some new kind"
