"""A small invented district, the results of its pages, and the report of each audience, made once."""

from pathlib import Path

import pytest

from mtss_analysis import board_report, intake, params, samples
from mtss_analysis.results import Result


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.write(tmp_path_factory.mktemp("board") / "small", samples.generate(schools=3, students=200, years=2))


@pytest.fixture(scope="session")
def results(folder: Path) -> dict[str, Result]:
    return dict(board_report.gather(intake.read(folder), params.layers(folder)))


@pytest.fixture(scope="session")
def pages(folder: Path, results: dict[str, Result]) -> dict[str, board_report.BoardPage]:
    raw, settings = intake.read(folder), params.layers(folder)
    return {who: board_report.page(results, raw, settings, audience=who) for who in ("team", "public")}
