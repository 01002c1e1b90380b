import nbformat
import pytest

from mtss_analysis.errors import ParamsError
from mtss_analysis.params import Params
from mtss_analysis.workflow.catalogue import CATALOGUE, choose


@pytest.mark.parametrize("analysis", CATALOGUE, ids=lambda analysis: analysis.id)
def test_the_title_is_the_notebooks_question(analysis):
    first = nbformat.read(analysis.notebook, 4).cells[0]
    assert first.source.splitlines()[0] == f"# {analysis.title}"
    assert analysis.title.endswith("?")


@pytest.mark.parametrize("analysis", CATALOGUE, ids=lambda analysis: analysis.id)
def test_the_settings_are_settings(analysis):
    assert issubclass(analysis.settings_class(), Params)


def test_ids_are_unique_and_in_order():
    ids = [analysis.id for analysis in CATALOGUE]
    assert ids == sorted(set(ids))


@pytest.mark.parametrize("name", ["03_growth", "03", "growth"])
def test_an_analysis_answers_to_id_number_and_name(name):
    assert [analysis.id for analysis in choose([name])] == ["03_growth"]


def test_no_name_means_all():
    assert choose([]) == CATALOGUE


def test_a_wrong_name_is_refused_with_the_nearest():
    with pytest.raises(ParamsError, match=r'no analysis "grwth"\. Did you mean "growth"\?'):
        choose(["screening", "grwth"])
