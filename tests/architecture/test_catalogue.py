"""Every analysis is whole: module, parameters, notebook, figures, tests. What is missing is named."""

import pytest

from mtss_analysis.params import HOME
from mtss_analysis.reporting.draw import FIGURES
from mtss_analysis.reporting.views import VIEWS
from mtss_analysis.workflow.catalogue import CATALOGUE, Analysis


def _missing(analysis: Analysis) -> list[str]:
    kind = analysis.settings_class()
    settings = kind.file if kind else "(none)"
    folder, _, name = analysis.module.removeprefix("mtss_analysis.").partition(".")
    subject = f"{folder}/test_{name}*.py"
    wanted = {
        f"notebook {analysis.notebook.name}": analysis.notebook.is_file(),
        f"params/{settings}.yml": (HOME / "params" / f"{settings}.yml").is_file(),
        f"figures of {analysis.id}": bool(FIGURES.get(analysis.id)),
        f"tables of {analysis.id}": bool(VIEWS.get(analysis.id)),
        f"tests/unit/{subject}": any((HOME / "tests" / "unit").glob(subject)),
    }
    return [name for name, present in wanted.items() if not present]


@pytest.mark.parametrize("analysis", CATALOGUE, ids=lambda analysis: analysis.id)
def test_analysis_is_whole(analysis: Analysis) -> None:
    assert _missing(analysis) == []


def test_every_notebook_is_in_the_catalogue() -> None:
    listed = {analysis.notebook.name for analysis in CATALOGUE}
    present = {path.name for path in (HOME / "notebooks").glob("[0-9]*.ipynb")}
    assert present == listed
