"""The report reads what the pages show: the same tables, the same release."""

import json
from pathlib import Path

import pandas as pd
import pytest

from mtss_analysis.params import HOME
from mtss_analysis.results import Result

PAGES = (
    "02_screening", "03_growth", "05_tier_movement", "06_fidelity", "08_group_effect", "09_cutoff_effect",
    "11_early_warning", "10_equity", "15_service_given_need", "12_self_assessment",
)  # fmt: skip


def _of_page(name: str, folder: Path) -> Result:
    """Run a page's own cells until it has its result."""
    cells = json.loads((HOME / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    space = {"data": str(folder), "school": "", "audience": "team", "params_dir": "", "tables_dir": ""}
    for source in code[1:]:
        exec(compile(source, name, "exec"), space)
        if "result" in space:
            return space["result"]
    raise AssertionError(f"{name} makes no result")


@pytest.mark.parametrize("name", PAGES)
def test_it_reads_the_very_tables_of_the_page(name: str, folder: Path, results: dict[str, Result]) -> None:
    own, ours = (
        {key: table.frame for key, table in result.tables.items() if table.level == "aggregate"}
        for result in (_of_page(name, folder), results[name])
    )
    assert own.keys() == ours.keys()
    for table, frame in own.items():  # equal tables are released alike: the release is a function of them
        pd.testing.assert_frame_equal(frame, ours[table])


def test_it_reads_these_pages_and_no_others(results: dict[str, Result]) -> None:
    assert tuple(results) == PAGES
