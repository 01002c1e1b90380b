import json
import os
import subprocess
import sys
from types import ModuleType

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from mtss_analysis.workflow import cluster, warm


@pytest.fixture
def analysis(monkeypatch):
    """A module that notes what is asked of it."""
    module = ModuleType("counted_analysis")
    module.asked = []
    monkeypatch.setitem(sys.modules, "counted_analysis", module)
    return module


forks = pytest.mark.skipif(not cluster.WARM, reason="warm kernels need a safe fork")


def written(tmp_path, *cells):
    book = new_notebook(cells=[new_code_cell("data = 'default'", metadata={"tags": ["parameters"]})])
    book.cells += [new_code_cell(cell) for cell in cells]
    path = tmp_path / "book.ipynb"
    path.write_text(json.dumps(book))
    return path


def rehearsed(tmp_path, *cells):
    warm.rehearse("north", "", str(written(tmp_path, *cells)))


def test_a_rehearsal_ends_when_the_page_is_made(tmp_path, analysis):
    rehearsed(tmp_path, "import counted_analysis as a", "a.asked.append(data)\npage = 1", "a.asked.append('too far')")
    assert analysis.asked == ["north"]


@pytest.mark.parametrize("cell", ["1 / 0", "%matplotlib inline", "raise SystemError"])
def test_what_goes_wrong_in_a_rehearsal_is_left_to_the_page(tmp_path, analysis, cell):
    rehearsed(tmp_path, cell, "import counted_analysis as a\na.asked.append(1)")
    assert analysis.asked == []


@forks
def test_a_release_is_decided_in_another_process_for_the_public_and_kept_in_the_folder(tmp_path):
    told = tmp_path / "told.json"
    tell = f"open({str(told)!r}, 'w').write(json.dumps([audience, school, os.environ['MTSS_RELEASES'], os.getppid()]))"
    path = written(tmp_path, "import json, os", f"{tell}\npage = 1", "os.environ['MTSS_RELEASES'] = 'too far'; 1 / 0")
    os.waitpid(warm.release_aside("north", "", str(path), "releases"), 0)
    assert json.loads(told.read_text()) == ["public", "", "releases", os.getpid()]
    assert "MTSS_RELEASES" not in os.environ


@forks
def test_a_release_aside_ends_with_the_process_that_asked_for_it(tmp_path):
    path = written(tmp_path, "import time", "time.sleep(100)")
    ask = f"import os; from mtss_analysis.workflow import warm; warm.release_aside('', '', {str(path)!r}, '')"
    command = [sys.executable, "-c", f"{ask}; os._exit(7)"]
    asked = subprocess.run(command, stdout=subprocess.PIPE, timeout=60, check=False)  # until both end
    assert asked.returncode == 7
