"""Pages: the team's exact, the public's released; the same calls, different answers."""

import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import pandas as pd
import pytest

from mtss_analysis import (
    checks,
    decisions,
    early_warning,
    equity,
    fidelity,
    growth,
    intake,
    learning,
    params,
    samples,
    screening,
    tiers,
    transitions,
)
from mtss_analysis.effects import EffectsParams, comparison, single_case
from mtss_analysis.effects import regression_discontinuity as discontinuity
from mtss_analysis.equity.service_given_need import ServiceEquityParams, compare_service
from mtss_analysis.errors import DataError, ParamsError, PrivacyError
from mtss_analysis.reporting import present
from mtss_analysis.reporting.draw import FIGURES
from mtss_analysis.reporting.views import VIEWS
from mtss_analysis.results import Caution, Result
from mtss_analysis.screening import accuracy
from mtss_analysis.workflow.catalogue import CATALOGUE

OPTIONS = {"support_by_group": {"by": "sex"}, "slopes": {"by": "grade"}, "gaps": {"by": "sex"}}

WRITTEN = "20_district_report"
"""Written from the released results of the others; tests/unit/board_report looks at its page."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return samples.write(tmp_path_factory.mktemp("pages") / "small", samples.generate(schools=3, students=300, years=1))


@pytest.fixture(scope="module")
def results(folder: Path) -> dict[str, Result]:
    settings = params.layers(folder)
    measures, district = settings.load(params.MeasuresParams), settings.load(params.DistrictParams)
    raw = intake.read(folder)
    data = checks.usable(raw, measures)
    screened = screening.evaluate(data, settings.load(screening.ScreeningParams), measures, district)
    bars, cuts = settings.load(EffectsParams), settings.load(discontinuity.CutoffParams)
    trends = growth.estimate(data, settings.load(growth.GrowthParams), measures, district)
    followed = tiers.follow(data, settings.load(tiers.TiersParams), district, screened.tables["students"], measures,
                            settings.load(params.InterventionsParams))  # fmt: skip
    rules, catalogue = settings.load(fidelity.PlanAuditParams), settings.load(params.InterventionsParams)
    audit = fidelity.audit_plans(raw, catalogue, measures, rules, district)
    known = screened.tables["students"], trends.tables["series"], followed.tables["entries"], audit
    travelled = transitions.follow(
        data,
        settings.load(transitions.TransitionsParams),
        settings.load(tiers.TiersParams),
        settings.load(fidelity.FidelityParams),
        measures,
        district,
        screened.tables["students"],
        trends.tables["series"],
    )
    found = (
        checks.run(raw, settings.load(checks.ChecksParams), measures, district),
        screening.audit_cuts(screened, data, settings.load(screening.ScreeningParams), measures),
        trends,
        decisions.recommend(trends, data, settings.load(decisions.DecisionParams), measures, district),
        followed,
        fidelity.assess(data, settings.load(fidelity.FidelityParams), bars, district, *known),
        single_case.look(trends, data, settings.load(single_case.SingleCaseParams), bars, measures),
        comparison.compare(trends, data, settings.load(comparison.ComparisonParams), bars, measures, district),
        discontinuity.evaluate(screened, data, cuts, bars, measures, district),
        accuracy.check_accuracy(screened, data, settings.load(accuracy.AccuracyParams), measures, district),
        equity.compare(
            data, settings.load(equity.EquityParams), measures, district, screened.tables["students"]
        ),
        early_warning.watch(
            data, settings.load(early_warning.EarlyWarningParams), measures, district, screened.tables["students"]
        ),
        fidelity.self_assess(
            data, params.instruments(settings), settings.load(fidelity.SelfAssessmentParams), district,
            settings.load(params.LessonsParams),
        ),
        travelled,
        learning.evaluate(
            data, params.knowledge_checks(settings), settings.load(learning.LearningParams), measures, district, trends
        ),
        compare_service(
            data, settings.load(ServiceEquityParams), settings.load(tiers.TiersParams), measures, district,
            screened.tables["students"], trends.tables["series"],
        ),
    )  # fmt: skip
    return {result.analysis: result for result in found}


def _page(folder: Path, result: Result, audience: str, school: str = "") -> present.Page:
    return present.page(result, intake.read(folder), params.layers(folder), audience=audience, school=school)


@pytest.mark.parametrize("school", ["", "S02"])
@pytest.mark.parametrize(
    ("analysis", "audience"),
    [(each.id, str(audience)) for each in CATALOGUE if each.id != WRITTEN for audience in each.audiences],
)
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


def test_single_students_have_no_public_page(folder: Path, results: dict[str, Result]) -> None:
    with pytest.raises(PrivacyError, match="07_single_case speaks of single students"):
        _page(folder, results["07_single_case"], "public")


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
    assert names == {"S02__02_screening__tiers.parquet"}  # the others are the district's, saved with its page
    assert set(pd.read_parquet(tmp_path / "S02__02_screening__tiers.parquet")["school_id"]) == {"S02"}


def test_unknown_audience_and_school_name_the_nearest(folder: Path, results: dict[str, Result]) -> None:
    with pytest.raises(ParamsError, match='Did you mean "public"'):
        _page(folder, results["02_screening"], "publik")
    with pytest.raises(DataError, match="no school"):
        _page(folder, results["02_screening"], "team", "S99")


def _own_coverage(results: dict[str, Result], school: str) -> dict[str, str]:
    frame = results["02_screening"].tables["coverage"].frame
    frame = frame[(frame["school_id"] == school) & (frame["by"] == "All") & (frame["status"] == "tested")]
    last = frame.assign(order=frame["season"].map({"fall": 0, "winter": 1, "spring": 2})).sort_values("order")
    last = last.drop_duplicates("measure", keep="last")
    return dict(zip(last["measure"], last["percent"].map("{:.0f} %".format), strict=True))


def test_a_teams_school_page_tells_the_schools_own_coverage(folder: Path, results: dict[str, Result]) -> None:
    found = {school: _own_coverage(results, school) for school in ("S01", "S02", "S03")}
    assert found["S01"] != found["S02"]
    for school, coverage in found.items():
        page = _page(folder, results["02_screening"], "team", school)
        said = page.headline().html.split("Tested of those enrolled: ")[1].split(". ")[0]
        wanted = {f"{page.labels.measure(name)} {percent}" for name, percent in coverage.items()}
        assert set(said.split("; ")) == wanted


def test_a_public_school_page_names_what_is_the_whole_districts(folder: Path, results: dict[str, Result]) -> None:
    page = _page(folder, results["02_screening"], "public", "S02")
    assert "In the whole district, tested of those enrolled:" in page.headline().html
    assert "were tested: the whole district" in page.figure("coverage").html
    assert "Why students were not tested: the whole district" in page.table("reasons").html


def test_headlines_name_measures_and_not_their_codes(folder: Path, results: dict[str, Result]) -> None:
    page = _page(folder, results["02_screening"], "team")
    assert "`" not in page.headline().html
    assert "Oral reading fluency" in page.headline().html


def _with_cautions(result: Result) -> Result:
    found = (Caution("one", "x", "Holds everywhere."), Caution("two", "x", "Many are low.", "All"))
    found += tuple(Caution("own", "x", f"Grade 3 of {name}.", name) for name in ("S01", "S02"))
    return replace(result, cautions=found)


def test_cautions_stand_on_the_page_of_their_place_only(folder: Path, results: dict[str, Result]) -> None:
    result = _with_cautions(results["02_screening"])
    name = _page(folder, result, "team").labels.school
    said = {place: _page(folder, result, *place).cautions().html for place in product(["team", "public"], ["", "S02"])}
    assert all("<li>Holds everywhere.</li>" in html for html in said.values())
    assert f"<li>{name('S01')}: Grade 3 of S01.</li>" in said["team", ""]
    assert f"<li>{name('S02')}: Grade 3 of S02.</li>" in said["team", "S02"]
    assert "Grade 3 of S01" not in said["team", "S02"]
    assert "Many are low." not in said["team", "S02"]
    assert "<li>Many are low.</li>" in said["public", ""]
    assert "<li>In the whole district: Many are low.</li>" in said["public", "S02"]
    assert not any("Grade 3" in said["public", school] for school in ("", "S02"))


def test_numbers_in_public_figures_are_withheld_and_not_missing(folder: Path, results: dict[str, Result]) -> None:
    page = _page(folder, results["02_screening"], "public")
    html = page.figure("support_by_group", by="economically_disadvantaged").html
    numbers = html.split("The numbers in this figure")[1]
    assert "withheld" in numbers
    assert "no data" not in numbers
    assert "A number is withheld where" in html
    exact = _page(folder, results["02_screening"], "team").figure("support_by_group", by="economically_disadvantaged")
    assert "withheld" not in exact.html
