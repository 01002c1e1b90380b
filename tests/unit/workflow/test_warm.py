import json
import sys
from types import ModuleType

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from mtss_analysis.params import Params, setting
from mtss_analysis.workflow import warm


class Example(Params):
    file = "example"

    points: int = setting("points", source="test")


@pytest.fixture
def analysis(monkeypatch):
    """Pretend to be an analysis that counts how often it is asked."""
    module = ModuleType("counted_analysis")
    module.asked = []

    def estimate(dataset, params, *, unit="week"):
        module.asked.append((dataset, params.points, unit))
        return [dataset]

    module.estimate, module.MOST, module.__all__ = estimate, 8, ["estimate", "MOST"]
    monkeypatch.setitem(sys.modules, "counted_analysis", module)
    warm.remember("counted_analysis")
    return module


def test_the_same_inputs_are_computed_once(analysis):
    dataset = ["rows"]
    first = analysis.estimate(dataset, Example(points=3))
    assert analysis.estimate(dataset, Example(points=3)) is first
    assert len(analysis.asked) == 1


def test_other_data_settings_or_options_are_computed(analysis):
    dataset = ["rows"]
    analysis.estimate(dataset, Example(points=3))
    analysis.estimate(["rows"], Example(points=3))
    analysis.estimate(dataset, Example(points=4))
    analysis.estimate(dataset, Example(points=3), unit="year")
    assert len(analysis.asked) == 4


def test_only_the_latest_results_are_kept(analysis):
    datasets = [[n] for n in range(warm.MOST + 1)]
    for dataset in [*datasets, datasets[-1], datasets[0]]:
        analysis.estimate(dataset, Example(points=3))
    assert len(analysis.asked) == warm.MOST + 2


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
