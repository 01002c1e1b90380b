"""The report's page: the public's from released tables only, the team's with questions about schools."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import board_report, intake, params, privacy
from mtss_analysis.errors import DataError, ParamsError
from mtss_analysis.privacy import PrivacyParams
from mtss_analysis.results import Result

NAMES = ("percent", "meeting", "slope", "effect", "held_low", "gap", "n")


def _parts(page: board_report.BoardPage) -> str:
    parts = (
        page.memo(), page.appendix(), page.figure("at_a_glance"), page.schools(), page.table("answers"),
        page.cautions(rights=True), page.save(""), page.headline(),
    )  # fmt: skip
    return " ".join(part.html for part in parts)


@pytest.mark.parametrize("audience", ["team", "public"])
def test_every_part_can_be_shown(pages: dict[str, board_report.BoardPage], audience: str) -> None:
    text = re.sub(r"base64,[^\"]+", "", _parts(pages[audience]))
    assert not re.search(r"\b(nan|NaN|NaT)\b|<NA>", text)
    assert not re.search(r"Tier [123] students?\b", text)
    assert "SYN-" not in text
    assert "STF-" not in text


def _published(folder: Path, results: dict[str, Result]) -> dict[tuple[str, str], set[float]]:
    """Every number of every released table."""
    policy = params.layers(folder).load(PrivacyParams)
    found = {}
    for name, result in results.items():
        for table, released in privacy.release(result, policy).tables.items():
            numbers = [released.frame[column] for column in NAMES if column in released.frame]
            found[name, table] = {float(value) for column in numbers for value in column.dropna()}
    return found


def test_every_public_number_stands_in_a_released_table(
    folder: Path, results: dict[str, Result], pages: dict[str, board_report.BoardPage]
) -> None:
    known = _published(folder, results)
    numbers = pages["public"].tables["numbers"].frame.dropna(subset=["value"])
    assert len(numbers) > 10
    lost = [row.number for row in numbers.itertuples() if row.value not in known[row.page, row.table]]
    assert lost == []


def test_the_public_sheets_do_not_change_with_what_is_withheld(
    folder: Path, results: dict[str, Result], pages: dict[str, board_report.BoardPage]
) -> None:
    """Tables of students and staff are made unreadable: the public report must not notice."""
    torn = {
        name: replace(
            result,
            tables={
                key: table if table.level == "aggregate" else table.with_frame(table.frame.iloc[:0])
                for key, table in result.tables.items()
            },
        )
        for name, result in results.items()
    }
    raw, settings = intake.read(folder), params.layers(folder)
    again = board_report.page(torn, raw, settings, audience="public")
    assert again.memo().html == pages["public"].memo().html


def test_schools_are_asked_about_by_name_and_by_the_team_only(pages: dict[str, board_report.BoardPage]) -> None:
    asked = re.findall(r"<li>([^:]+):", pages["team"].schools().html)
    assert asked == sorted(asked)
    assert "mtss-for-team" in pages["public"].schools().html
    sheets = pages["public"].memo().html
    assert not any(name in sheets for name in pages["public"].labels.schools.values())


def test_it_is_the_memo_before_spring_and_by_the_setting(
    folder: Path, results: dict[str, Result], tmp_path: Path
) -> None:
    raw = intake.read(folder)
    (tmp_path / "board_report.yml").write_text("kind: midyear\n", encoding="utf-8")
    settings = params.layers(folder, tmp_path)
    memo = board_report.page(results, raw, settings, audience="team").memo().html
    assert "Mid-year memo" in memo
    assert "What is decided next" in memo
    assert "Questions for the board" not in memo


def test_fall_alone_makes_a_memo(folder: Path) -> None:
    raw, settings = intake.read(folder), params.layers(folder)
    then = intake.as_of(raw, pd.Timestamp("2025-11-20"), "08-01")
    page = board_report.page(board_report.gather(then, settings), then, settings, audience="team")
    html = page.memo().html
    assert "Mid-year memo" in html
    assert "In fall of 2025-26" in html
    movement = page.tables["numbers"].frame.query("page == '05_tier_movement'")
    assert movement["number"].str.contains("2024-25").sum() == 0  # no earlier year is taken for this one


def test_bare_data_are_answered_in_words(folder: Path) -> None:
    raw, settings = intake.read(folder), params.layers(folder)
    kept = {name: raw.tables[name] for name in ("schools", "students", "enrollments")}
    bare = intake.from_frames(kept)
    page = board_report.page(board_report.gather(bare, settings), bare, settings, audience="public")
    html = _parts(page)
    assert html.count("<h4>") == 11
    assert not re.search(r"\bnan\b|\d+ %", re.sub(r"base64,[^\"]+", "", html))
    assert page.tables["numbers"].frame["value"].isna().all()


def test_wrong_words_name_the_nearest(folder: Path, results: dict[str, Result]) -> None:
    raw, settings = intake.read(folder), params.layers(folder)
    with pytest.raises(ParamsError, match='Did you mean "public"'):
        board_report.page(results, raw, settings, audience="publik")
    with pytest.raises(DataError, match="no school"):
        board_report.page(results, raw, settings, audience="team", school="S99")


def test_saved_tables_are_those_of_the_sheets(pages: dict[str, board_report.BoardPage], tmp_path: Path) -> None:
    pages["public"].save(str(tmp_path))
    numbers = pd.read_parquet(tmp_path / "district__20_district_report__numbers.parquet")
    assert np.isfinite(numbers["value"]).any()
    assert len(pd.read_parquet(tmp_path / "district__20_district_report__answers.parquet")) == 9
