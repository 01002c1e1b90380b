import json
import sys
from types import ModuleType

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from mtss_analysis.workflow import warm


@pytest.fixture
def analysis(monkeypatch):
    """A module that notes what is asked of it."""
    module = ModuleType("counted_analysis")
    module.asked = []
    monkeypatch.setitem(sys.modules, "counted_analysis", module)
    return module


def rehearsed(tmp_path, *cells):
    book = new_notebook(cells=[new_code_cell("data = 'default'", metadata={"tags": ["parameters"]})])
    book.cells += [new_code_cell(cell) for cell in cells]
    path = tmp_path / "book.ipynb"
    path.write_text(json.dumps(book))
    warm.rehearse("north", "", str(path))


def test_a_rehearsal_ends_when_the_page_is_made(tmp_path, analysis):
    rehearsed(tmp_path, "import counted_analysis as a", "a.asked.append(data)\npage = 1", "a.asked.append('too far')")
    assert analysis.asked == ["north"]


@pytest.mark.parametrize("cell", ["1 / 0", "%matplotlib inline", "raise SystemError"])
def test_what_goes_wrong_in_a_rehearsal_is_left_to_the_page(tmp_path, analysis, cell):
    rehearsed(tmp_path, cell, "import counted_analysis as a\na.asked.append(1)")
    assert analysis.asked == []
