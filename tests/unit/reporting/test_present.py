"""Pages: the team's exact, the public's released; the same calls, different answers."""

import re
from pathlib import Path

import pandas as pd
import pytest

from mtss_analysis import checks, decisions, growth, intake, params, samples, screening
from mtss_analysis.errors import DataError, ParamsError
from mtss_analysis.reporting import present
from mtss_analysis.reporting.draw import FIGURES
from mtss_analysis.reporting.views import VIEWS
from mtss_analysis.results import Result

OPTIONS = {"support_by_group": {"by": "sex"}, "roi_by_group": {"by": "grade"}, "gaps": {"by": "sex"}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.write(tmp_path_factory.mktemp("pages") / "small", samples.generate(schools=3, students=300, years=1))


@pytest.fixture(scope="module")
def results(folder: Path) -> dict[str, Result]:
    settings = params.layers(folder)
    measures, district = settings.load(params.MeasuresParams), settings.load(params.DistrictParams)
    raw = intake.read(folder)
    data = checks.usable(raw, measures)
    trends = growth.estimate(data, settings.load(growth.GrowthParams), measures, district)
    found = (
        checks.run(raw, settings.load(checks.ChecksParams), measures, district),
        screening.evaluate(data, settings.load(screening.ScreeningParams), measures, district),
        trends,
        decisions.recommend(trends, data, settings.load(decisions.DecisionParams), measures),
    )
    return {result.analysis: result for result in found}


def _page(folder: Path, result: Result, audience: str, school: str = "") -> present.Page:
    return present.page(result, intake.read(folder), params.layers(folder), audience=audience, school=school)


@pytest.mark.parametrize("school", ["", "S02"])
@pytest.mark.parametrize("audience", ["team", "public"])
@pytest.mark.parametrize("analysis", list(FIGURES))
def test_every_part_of_every_page(
    folder: Path, results: dict[str, Result], analysis: str, audience: str, school: str
) -> None:
    page = _page(folder, results[analysis], audience, school)
    parts = [page.headline(), page.cautions(rights=True), page.save("")]
    parts += [page.figure(name, **OPTIONS.get(name, {})) for name in FIGURES[analysis]]
    parts += [page.table(name) for name in VIEWS[analysis]]
    text = " ".join(part._repr_html_() for part in parts)
    assert not re.search(r"\b(nan|NaN|NaT)\b|<NA>", re.sub(r"base64,[^\"]+", "", text))
    assert not re.search(r"Tier [123] students?\b", text)
    if audience == "public":
        assert "SYN-" not in text
        assert "STF-" not in text


def test_public_pages_say_that_student_parts_are_the_teams(folder: Path, results: dict[str, Result]) -> None:
    page = _page(folder, results["03_growth"], "public")
    assert "team" in page.table("series").html
    assert "team" in page.figure("graphs").html


def test_a_schools_page_keeps_its_rows_and_the_districts_totals(folder: Path, results: dict[str, Result]) -> None:
    page = _page(folder, results["02_screening"], "team", "S02")
    assert set(page.tables["tiers"].frame["school_id"]) == {"S02", "All"}
    assert set(page.tables["students"].frame["school_id"]) == {"S02"}


def test_saved_tables_are_the_pages_own(folder: Path, results: dict[str, Result], tmp_path: Path) -> None:
    _page(folder, results["02_screening"], "public", "S02").save(str(tmp_path))
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {f"S02__02_screening__{table}.parquet" for table in ("tiers", "coverage_district", "reasons")}
    assert set(pd.read_parquet(tmp_path / "S02__02_screening__tiers.parquet")["school_id"]) == {"S02"}


def test_unknown_audience_and_school_name_the_nearest(folder: Path, results: dict[str, Result]) -> None:
    with pytest.raises(ParamsError, match='Did you mean "public"'):
        _page(folder, results["02_screening"], "publik")
    with pytest.raises(DataError, match="no school"):
        _page(folder, results["02_screening"], "team", "S99")
