"""The auditor catches what is planted on a site, wherever it stands, and finds nothing where nothing is."""

import base64
import json
import shutil
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from mtss_analysis.errors import DataError, PrivacyError
from mtss_analysis.intake.persons import Persons
from mtss_analysis.params import layers
from mtss_analysis.privacy import PrivacyParams
from mtss_analysis.privacy.attack import BARE, SMALL, SUBTRACTED
from mtss_analysis.workflow.audit import CLOSED, LINKED, STRANGE, Known, Report, audit, known_from, write
from mtss_analysis.workflow.audit.editions import DIFFERENCE
from mtss_analysis.workflow.audit.identifiers import CODE, NAME

CELLS = {
    "count": "n", "strata": ["year"], "hierarchy": ["school_id"], "category": "tier", "denominator": "tested",
    "percents": ["percent"], "statistics": [],
    "columns": ["year", "school_id", "tier", "n", "tested", "percent", "suppressed", "shown"],
}  # fmt: skip
COUNTS = {"All": (210, 76, 30), "S0": (60, None, None), "S1": (80, 30, 14), "S2": (70, None, None)}
TESTED = {"All": 316, "S0": 85, "S1": 124, "S2": 107}
ROWS = [
    ("2024-25", school, f"Tier {tier}", n, TESTED[school])
    for school, counts in COUNTS.items()
    for tier, n in enumerate(counts, start=1)
]
PAGE = "<html><head><title>Reports</title></head><body><p>120 students were tested.</p>{}</body></html>"
POLICY = layers().load(PrivacyParams)
KNOWN = Known("With data.", Persons(frozenset({"K-2207719", "4711"}), frozenset({"Maria Q. Sample"})), POLICY, None)
TABLE = "_downloads/0a/district__02_screening__tiers.csv"


def released(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["year", "school_id", "tier", "n", "tested"])
    return frame.assign(percent=None, suppressed=frame["n"].isna(), shown="")


def made(folder: Path, rows: list[tuple[object, ...]] = ROWS, data: str = "0123") -> Path:
    """A small public site with one table."""
    (folder / TABLE).parent.mkdir(parents=True)
    (folder / "reports" / "S0").mkdir(parents=True)
    released(rows).to_csv(folder / TABLE, index=False)
    (folder / "reports" / "S0" / "02_screening.html").write_text(PAGE.format(""), encoding="utf-8")
    (folder / "searchindex.js").write_text('Search.setIndex({"terms":{"screen":1}})', encoding="utf-8")
    edition = {"format": 1, "version": "0.1.0", "data": data, "tables": {"02_screening/tiers": CELLS}}
    (folder / "edition.json").write_text(json.dumps(edition), encoding="utf-8")
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return made(tmp_path / "site")


def attacks(report: Report) -> set[str]:
    return {leak.attack for leak in report.leaks}


def test_nothing_is_found_on_a_released_site(site: Path) -> None:
    report = audit(site, KNOWN)
    assert report.leaks == ()
    assert report.tried["withheld numbers attacked"] == 4
    assert report.verdict.startswith("Nothing was found")


def _alt(site: Path) -> None:
    page = site / "reports" / "S0" / "02_screening.html"
    page.write_text(PAGE.format('<img alt="Growth of K-2207719" src="x.png">'), encoding="utf-8")


def _index(site: Path) -> None:
    (site / "searchindex.js").write_text('Search.setIndex({"terms":{"2207719":1}})', encoding="utf-8")


def _metadata(site: Path) -> None:
    notebook = {"cells": [], "metadata": {"student": "K-2207719"}, "nbformat": 4, "nbformat_minor": 5}
    (site / "02.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def _name(site: Path) -> None:
    (site / "K-2207719.svg").write_text("<svg/>", encoding="utf-8")


def _embedded(site: Path) -> None:
    page = site / "reports" / "S0" / "02_screening.html"
    code = "K\\u002d2207719"
    page.write_text(PAGE.format(f'<script type="application/json">{{"a": "{code}"}}</script>'), encoding="utf-8")


def _drawing(site: Path) -> None:
    drawing = base64.b64encode(b"<svg><text>K-2207719</text></svg>").decode()
    page = site / "reports" / "S0" / "02_screening.html"
    page.write_text(PAGE.format(f'<img alt="" src="data:image/svg+xml;base64,{drawing}">'), encoding="utf-8")


def _entity(site: Path) -> None:
    (site / "page.html").write_text("<p>K&#45;2207719</p>", encoding="utf-8")


def _link(site: Path) -> None:
    (site / "page.html").write_text('<a href="x.html?who=K%2D2207719">x</a>', encoding="utf-8")


def _picture(site: Path) -> None:
    (site / "x.png").write_bytes(b"\x89PNG\r\n\x1a\n tEXt about K-2207719 \x00")


def _comment(site: Path) -> None:
    (site / "page.html").write_text("<!-- K-2207719 -->", encoding="utf-8")


def _split(site: Path) -> None:
    (site / "page.html").write_text("<p>K-<b>2207719</b></p>", encoding="utf-8")


def _lower(site: Path) -> None:
    (site / "page.html").write_text("<p>k_2207719</p>", encoding="utf-8")


def _data(site: Path) -> None:
    inside = base64.b64encode(b'{"who": "K-2207719"}').decode()
    (site / "page.html").write_text(f'<a href="data:application/json;charset=utf-8;base64,{inside}">x</a>')


def _shy(site: Path) -> None:
    (site / "page.html").write_text("<p>K-22&shy;07719</p>", encoding="utf-8")


def _packed(site: Path) -> None:
    body = b"about\0\0" + zlib.compress(b"of K-2207719")
    (site / "x.png").write_bytes(b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(body)) + b"zTXt" + body + b"0000")


def _packed_wide(site: Path) -> None:
    body = b"about\0\1\0en\0\0" + zlib.compress(b"of K-2207719")
    data = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(body)) + b"iTXt" + body + b"0000"
    inside = base64.b64encode(data).decode()
    (site / "page.html").write_text(f'<img alt="" src="data:image/png;base64,{inside}">', encoding="utf-8")


def _two_bytes(site: Path) -> None:
    (site / "x.txt").write_text("K-2207719", encoding="utf-16")


def _two_bytes_unmarked(site: Path) -> None:
    (site / "x.txt").write_text("K-2207719", encoding="utf-16-be")


PLANTED = [
    _alt, _index, _metadata, _name, _embedded, _drawing, _entity, _link, _picture, _comment, _split, _lower, _data,
    _shy, _packed, _packed_wide, _two_bytes, _two_bytes_unmarked,
]  # fmt: skip


@pytest.mark.parametrize("plant", PLANTED)
def test_a_code_is_found_wherever_it_is_planted_and_never_repeated(site: Path, plant) -> None:
    plant(site)
    report = audit(site, KNOWN)
    assert attacks(report) == {CODE}
    assert "2207719" not in "".join(leak.what for leak in report.leaks)


@pytest.mark.parametrize("text", ["<p>Maria Q. Sample</p>", '<img alt="maria q. sample" src="x">'])
def test_a_name_is_found_as_a_whole(site: Path, text: str) -> None:
    (site / "page.html").write_text(text, encoding="utf-8")
    assert attacks(audit(site, KNOWN)) == {NAME}


@pytest.mark.parametrize("text", ["<p>4711 of K-22077190</p>", "<p>Maria and a sample</p>", "<p>iVBOR+K2207719+Ak</p>"])
def test_what_only_resembles_a_person_is_no_leak(site: Path, text: str) -> None:
    (site / "page.html").write_text(text, encoding="utf-8")
    assert audit(site, KNOWN).leaks == ()


def test_without_data_the_shape_of_codes_is_looked_for_and_the_first_line_says_so(site: Path) -> None:
    (site / "page.html").write_text("<p>SYN-0031</p>", encoding="utf-8")
    report = audit(site, known_from(None))
    assert attacks(report) == {CODE}
    assert report.text().startswith("Without the district's data: codes of persons were looked for by their shape")


@pytest.mark.parametrize(
    "inside",
    [
        "<table><tr><th>Tier</th><th>Students</th></tr><tr><td>Tier 3</td><td>4</td></tr></table>",
        "<table><tr><th>School</th><th>Tier 3</th></tr><tr><td>Cedar</td><td>4</td></tr></table>",
        "<table><tr><th>School</th><th>Students with support</th></tr><tr><td>Cedar</td><td>4</td></tr></table>",
        '<img alt="In fall 4 students were flagged" src="x">',
        '<script type="application/json">{"tiers": [{"n": 4}]}</script>',
        "<!-- 7 children -->",
    ],
)
def test_a_small_number_on_a_page_is_found(site: Path, inside: str) -> None:
    (site / "reports" / "S0" / "02_screening.html").write_text(PAGE.format(inside), encoding="utf-8")
    assert attacks(audit(site, KNOWN)) == {SMALL}


def test_lessons_may_speak_of_small_invented_groups(site: Path) -> None:
    (site / "learn.html").write_text(PAGE.format("<p>In a group of 4 students …</p>"), encoding="utf-8")
    assert audit(site, KNOWN).leaks == ()


def test_one_number_shown_too_many_gives_another_away(site: Path) -> None:
    rows = [*ROWS[:-2], ("2024-25", "S2", "Tier 2", 25, 107), ROWS[-1]]
    released(rows).to_csv(site / TABLE, index=False)
    report = audit(site, KNOWN)
    assert attacks(report) == {SUBTRACTED}
    assert len(report.leaks) == 3


def test_a_file_of_an_unknown_kind_is_refused(site: Path) -> None:
    (site / "report.pdf").write_bytes(b"%PDF-1.7")
    assert attacks(audit(site, KNOWN)) == {CLOSED}


@pytest.mark.parametrize("name", ["extra.csv", "TIERS.CSV", "_downloads/0a/tiers.tsv", "empty.csv"])
def test_a_table_that_no_release_made_is_refused(site: Path, name: str) -> None:
    (site / name).write_text("" if name == "empty.csv" else "a,b\n1,2\n", encoding="utf-8")
    assert attacks(audit(site, KNOWN)) == {STRANGE}


@pytest.mark.parametrize(("count", "found"), [(40, set()), (4, {SMALL})])
def test_a_table_that_repeats_numbers_is_known_and_holds_no_small_ones(site: Path, count: int, found: set[str]) -> None:
    edition = json.loads((site / "edition.json").read_text())
    known = {"repeated": {"20_district_report/numbers": ["number", "value", "students"]}}
    (site / "edition.json").write_text(json.dumps({**edition, **known}), encoding="utf-8")
    rows = f"number,value,students\nabsent,12,{count}\n"
    (site / "district__20_district_report__numbers.csv").write_text(rows, encoding="utf-8")
    assert attacks(audit(site, KNOWN)) == found


def test_percents_below_a_heading_of_people_are_no_counts(site: Path) -> None:
    inside = "<table><tr><th>School</th><th>Tier 3 (percent)</th></tr><tr><td>Cedar</td><td>4</td></tr></table>"
    (site / "reports" / "S0" / "02_screening.html").write_text(PAGE.format(inside), encoding="utf-8")
    assert audit(site, KNOWN).leaks == ()


def test_a_column_that_nobody_protected_is_refused(site: Path) -> None:
    released(ROWS).assign(true=4).to_csv(site / TABLE, index=False)
    assert attacks(audit(site, KNOWN)) == {STRANGE}


def test_a_share_beside_a_withheld_count_is_a_leak(site: Path) -> None:
    frame = released(ROWS)
    frame.assign(percent=frame["n"].isna().map({True: 11.0, False: None})).to_csv(site / TABLE, index=False)
    assert BARE in attacks(audit(site, KNOWN))


@pytest.mark.parametrize("said", [{"02_screening/tiers": {}}, {"02_screening/tiers": None}, [], None])
def test_a_broken_edition_is_refused_with_the_reason(site: Path, said: object) -> None:
    (site / "edition.json").write_text(json.dumps({"format": 1, "tables": said}), encoding="utf-8")
    with pytest.raises(PrivacyError, match="no public site that this program built"):
        audit(site, KNOWN)


def test_the_larger_minimum_holds(site: Path) -> None:
    edition = json.loads((site / "edition.json").read_text())
    (site / "edition.json").write_text(json.dumps({**edition, "minimum_n": 20}), encoding="utf-8")
    assert SMALL in attacks(audit(site, KNOWN))


def test_data_of_another_site_are_named(site: Path) -> None:
    other = replace(KNOWN, data="other")
    assert any("not those this site was made from" in note for note in audit(site, other).notes)


def test_the_edition_that_stood_here_is_noted_and_not_held_against_the_site(site: Path, tmp_path: Path) -> None:
    before = made(tmp_path / "before", data="other")
    rows = [(*row[:3], 15, 125) if row[1:3] == ("S1", "Tier 3") else (*row[:4], 125) if row[1] == "S1" else row
            for row in ROWS]  # fmt: skip
    released(rows).to_csv(site / TABLE, index=False)
    report = audit(site, KNOWN, standing=before)
    assert report.leaks == ()
    assert any("1 numbers changed with a total" in note for note in report.notes)


def test_an_edition_before_that_showed_more_is_used_against_this_one(site: Path, tmp_path: Path) -> None:
    before = made(tmp_path / "before", [*ROWS[:-2], ("2024-25", "S2", "Tier 2", 25, 107), ROWS[-1]])
    report = audit(site, KNOWN, before)
    assert SUBTRACTED in attacks(report)


def test_two_equal_editions_tell_nothing_more(site: Path, tmp_path: Path) -> None:
    before = Path(shutil.copytree(site, tmp_path / "before"))
    assert audit(site, KNOWN, before).leaks == ()


def test_one_student_more_is_told_by_the_difference(site: Path, tmp_path: Path) -> None:
    before = made(tmp_path / "before", data="other")
    rows = [
        ("2024-25", "S1", "Tier 3", 15, 125) if row[1:3] == ("S1", "Tier 3")
        else (*row[:4], 125) if row[1] == "S1" else row
        for row in ROWS
    ]  # fmt: skip
    released(rows).to_csv(site / TABLE, index=False)
    report = audit(site, KNOWN, before)
    assert attacks(report) == {DIFFERENCE}
    assert '"tier 3" changed with it' in report.leaks[0].what


@pytest.mark.parametrize(
    ("plant", "error", "says"),
    [
        (lambda folder: folder / "none", DataError, "no folder"),
        (lambda folder: folder.mkdir() or folder, PrivacyError, "no public site that this program built"),
    ],
)
def test_a_strange_edition_before_is_refused(site: Path, tmp_path: Path, plant, error, says: str) -> None:
    with pytest.raises(error, match=says):
        audit(site, KNOWN, plant(tmp_path / "before"))


def test_the_report_is_for_the_district_alone_and_a_site_that_fails_is_refused(site: Path, tmp_path: Path) -> None:
    _alt(site)
    report = audit(site, KNOWN)
    path = write(report, tmp_path / "audit")
    assert path.read_text(encoding="utf-8").startswith("With data.\n\n# Disclosure audit")
    assert path.stat().st_mode & 0o077 == 0
    assert json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["leaks"][0]["attack"] == CODE
    with pytest.raises(PrivacyError, match=r"1 thing was found(.|\n)*02_screening\.html") as refused:
        report.refuse("nothing was published")
    assert refused.value.exit_code == 12


def table(head: list[str], *rows: list[object]) -> str:
    lines = [f"<tr>{''.join(f'<th>{text}</th>' for text in head)}</tr>"]
    lines += [f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows]
    return f"<table>{''.join(lines)}</table>"


def shown_on(site: Path, inside: str) -> set[str]:
    (site / "reports" / "S0" / "02_screening.html").write_text(PAGE.format(inside), encoding="utf-8")
    return attacks(audit(site, KNOWN))


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        (table(["School", "x"], ["S2", 4]), {SMALL}),
        (table(["", "a", "b"], ["Tier 3", 41, 4]), {SMALL}),
        (table(["", "a", "b", "c"], ["u", 30, 4, 34], ["v", 20, 15, 35]), {SMALL}),
        (table(["", "a", "b", "All"], ["u", 30, "", 34], ["v", 20, 15, 35]), {SUBTRACTED}),
        (table(["", "x", "y", "z"], ["a", 30, 40, 20], ["b", "*", 18, 12], ["All", 33, 58, 32]), {SUBTRACTED}),
        (table(["", "Grade 3", "Grade 4", "Total"], ["u", "withheld", 32, 36]), {SUBTRACTED}),
    ],
)
def test_a_table_of_a_page_is_attacked_on_its_own(site: Path, inside: str, found: set[str]) -> None:
    assert shown_on(site, inside) == found


@pytest.mark.parametrize(
    "inside",
    [
        table(["School", "Minutes", "Probes"], ["S2", 4, 7]),
        table(["Tier", "Percent", "Low", "High"], ["Tier 3", 7, 5, 9]),
        table(["Measure", "a", "b"], ["Maze", 4, 7], ["Math", 3, 9]),
        table(["", "a", "b", "All"], ["u", 95, 5, 100], ["v", 93, 7, 100]),
        table(["", "a", "b", "c", "All"], ["u", "withheld", "withheld", 40, 90], ["v", 20, 15, 25, 60]),
    ],
)
def test_measures_and_protected_tables_of_a_page_are_no_leak(site: Path, inside: str) -> None:
    assert shown_on(site, inside) == set()


@pytest.mark.parametrize("folder", [False, True])
def test_a_link_to_another_place_is_refused(site: Path, tmp_path: Path, folder: bool) -> None:
    target = tmp_path / "elsewhere"
    target.mkdir() if folder else target.write_text("words", encoding="utf-8")
    (site / "more.txt").symlink_to(target, target_is_directory=folder)
    assert attacks(audit(site, KNOWN)) == {LINKED}


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("p.html", '<img alt="Growth of 100234" src="x.png">', {CODE}),
        ("p.html", "<title>Student 100234</title>", {CODE}),
        ("p.html", '<script type="application/json">{"who": "100234"}</script>', {CODE}),
        ("p.json", '{"who": "s_100234"}', {CODE}),
        ("fan_100234.svg", "<svg/>", {CODE}),
        ("p.html", "<td>100234</td><p>In all 100234 scores</p>", set()),
        ("p.json", '{"scores": 100234}', set()),
        ("p.html", '<path d="M 100234 1"/><img alt="100234.5 of 1002345 and 100,234" src="x">', set()),
    ],
)
def test_digits_of_a_code_are_found_where_no_number_stands(site: Path, name: str, text: str, found: set[str]) -> None:
    (site / name).write_text(text, encoding="utf-8")
    known = replace(KNOWN, persons=Persons(frozenset({"100234"}), frozenset()))
    assert attacks(audit(site, known)) == found
