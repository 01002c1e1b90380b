"""Sections of a public page in which every part is for the team alone are named, not shown."""

import json
from pathlib import Path

from mtss_analysis.reporting.narrate import team_only
from mtss_analysis.reporting.present import TEAM_ONLY
from mtss_analysis.workflow.site.notebook import Page

NUMBERS = "<table><tr><td>58</td></tr></table>"


def prose(source: str) -> dict[str, object]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def part(html: str) -> dict[str, object]:
    output = {"output_type": "execute_result", "data": {"text/html": html}, "metadata": {}, "execution_count": 1}
    return {"cell_type": "code", "metadata": {}, "source": "page.table()", "outputs": [output], "execution_count": 1}


def written(tmp_path: Path, *cells: dict[str, object]) -> str:
    notebook = {"cells": [prose("# Who moves?\n\nFor principals."), *cells], "metadata": {}, "nbformat": 4}
    page = Page("13_transitions", "Who moves?", notebook)
    page.write(tmp_path / "page.ipynb", context="The whole district", tables="")
    made = json.loads((tmp_path / "page.ipynb").read_text(encoding="utf-8"))
    return "\n".join(f"{cell['source']}{cell.get('outputs', '')}" for cell in made["cells"])


def test_a_section_for_the_team_is_named_at_the_end(tmp_path: Path) -> None:
    page = written(
        tmp_path,
        prose("## Who came\n\nEverybody counts once."), part(NUMBERS),
        prose("## Whose support stopped\n\nEach line is a question."), part(team_only(TEAM_ONLY)),
        prose("## Decide\n\nWhat is done by Friday?"),
    )  # fmt: skip
    assert "Each line is a question" not in page
    assert page.index("What is done by Friday?") < page.index("## For the team only") < page.index("- Whose support")
    assert NUMBERS in page


def test_a_section_with_one_published_part_stays_whole(tmp_path: Path) -> None:
    page = written(tmp_path, prose("## Who came\n\nAll."), part(NUMBERS), part(team_only(TEAM_ONLY)))
    assert TEAM_ONLY in page
    assert "## For the team only" not in page


def test_a_section_of_words_alone_stays(tmp_path: Path) -> None:
    assert "## For the team only" not in written(tmp_path, prose("## Decide\n\nWho does what?"))
