from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from mtss_analysis.errors import PrivacyError
from mtss_analysis.workflow.strip import refuse_places, stripped

SECRET = "/srv/records/north"


@pytest.fixture
def executed():
    run = {"papermill": {"start_time": "2026-01-01", "status": "completed"}, "execution": {"iopub.status.busy": "t"}}
    outputs = [
        new_output("stream", name="stdout", text="kept"),
        new_output("stream", name="stderr", text=f"{SECRET}/x.py: DeprecationWarning"),
        new_output("display_data", data={"image/png": "iVBOR"}),
    ]
    alt = {"mystnb": {"image": {"alt": "A curve"}}, "tags": ["remove-input"], **run}
    return new_notebook(
        metadata={
            "papermill": {"input_path": SECRET},
            "kernelspec": {"name": "mtss", "display_name": "warm"},
            "language_info": {"name": "python", "version": "3"},
        },
        cells=[
            new_markdown_cell("# Title?", metadata={"tags": [], **run}),
            new_code_cell("data = ''", metadata={"tags": ["parameters"], **run}),
            new_code_cell(f"data = '{SECRET}'", metadata={"tags": ["injected-parameters"], **run}),
            new_code_cell("show()", metadata=alt, outputs=outputs),
        ],
    )


def test_traces_go_and_the_page_stays(executed):
    page = stripped(executed)
    assert [cell["source"] for cell in page["cells"]] == ["# Title?", "data = ''", "show()"]
    assert [dict(cell["metadata"]) for cell in page["cells"]] == [
        {},
        {"tags": ["parameters"]},
        {"mystnb": {"image": {"alt": "A curve"}}, "tags": ["remove-input"]},
    ]
    assert [output["output_type"] for output in page["cells"][2]["outputs"]] == ["stream", "display_data"]
    assert page["metadata"]["kernelspec"]["name"] == "python3"
    assert set(page["metadata"]) == {"kernelspec", "language_info"}
    assert SECRET not in str(page)


def test_the_executed_notebook_is_not_changed(executed):
    before = str(executed)
    stripped(executed)
    assert str(executed) == before


def test_stripping_twice_changes_nothing(executed):
    assert stripped(stripped(executed)) == stripped(executed)


@pytest.mark.parametrize("where", ["source", "text", "html"])
def test_a_page_that_names_a_folder_is_refused(where):
    data = {"text/html": f"<p>{SECRET}/scores.csv</p>"} if where == "html" else {"text/plain": "fine"}
    text = f"read {SECRET}" if where == "text" else "fine"
    outputs = [new_output("display_data", data=data), new_output("stream", name="stdout", text=text)]
    cell = new_code_cell(f"'{SECRET}'" if where == "source" else "", outputs=outputs)
    with pytest.raises(PrivacyError, match="Cell 2 shows the folder"):
        refuse_places(new_notebook(cells=[new_markdown_cell("# Title?"), cell]), [Path(SECRET)])


def test_windows_folders_are_seen_through_json():
    class Place:
        parts = ("C:\\", "records", "north")

        def __str__(self) -> str:
            return "C:\\records\\north"

    cell = new_code_cell("", outputs=[new_output("stream", name="stdout", text="C:\\records\\north\\scores.csv")])
    with pytest.raises(PrivacyError):
        refuse_places(new_notebook(cells=[cell]), [Place()])


def test_a_top_folder_is_part_of_ordinary_words():
    cell = new_code_cell("", outputs=[new_output("stream", name="stdout", text="and/or")])
    refuse_places(new_notebook(cells=[cell]), [Path("/or")])
