"""The change log between editions: what is told, what is one word, and that a failed build keeps the last edition."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtss_analysis.errors import ParamsError
from mtss_analysis.reporting import export
from mtss_analysis.results import Cells, ColumnDoc, ResultTable
from mtss_analysis.vocabulary import Audience
from mtss_analysis.workflow import editions
from mtss_analysis.workflow.editions import compare, kept, reasons
from mtss_analysis.workflow.manifest import Manifest

CELLS = Cells("n", ("school_year", "domain"), ("school_id",), "support", "tested", percents=("percent",))
COLUMNS = ("school_year", "domain", "school_id", "support", "n", "tested", "percent")
STEM = "district__02_screening"
SETTINGS = {"privacy": {"minimum_n": 10}, "screening": {"confidence": 0.95, "planned": [80, 15, 5]}}


def tiers(first: float, second: float, school: tuple[float, float] = (30, 20), year: str = "2025-26") -> pd.DataFrame:
    """Counts of Tier 1 and 2 in the district and one school, as a page releases them."""
    rows = []
    for place, counts in (("All", (first, second)), ("S01", school)):
        whole = float(np.sum(counts))
        for support, n in zip(("Tier 1", "Tier 2", "All"), (*counts, whole), strict=True):
            rows.append((year, "reading", place, support, n, whole, np.round(100 * n / whole)))
    return pd.DataFrame(rows, columns=COLUMNS)


def publish(
    out: Path, frame: pd.DataFrame, settings: dict[str, Any] = SETTINGS, data: str = "one", version: str = "1"
) -> None:
    """Leave what a run leaves: released tables, settings, manifest."""
    table = ResultTable("tiers", "one row", frame, tuple(ColumnDoc(name, name) for name in frame), "aggregate", CELLS)
    export.write({"tiers": table}, out / "tables" / "public", STEM)
    (out / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    Manifest(data=data, version=version, finished="2026-06-01T10:00:00+00:00").save(out)


def again(out: Path, *frames: pd.DataFrame, **how: Any) -> str:
    """Publish one edition after the other and return the public log of the last."""
    for number, frame in enumerate(frames):
        publish(out, frame, data=str(number), **how)
        editions.prepare(out)
        editions.settle(out)
    return editions.written(out, Audience.PUBLIC)


def test_the_first_edition_says_so(tmp_path: Path) -> None:
    assert editions.written(tmp_path, Audience.PUBLIC) == "This is the first edition."
    assert again(tmp_path, tiers(80, 40)).startswith("This is the first edition. It was made on 2026-06-01.")


def test_large_changes_of_the_whole_district_are_told_with_their_reason(tmp_path: Path) -> None:
    said = again(tmp_path, tiers(80, 40), tiers(100, 60, (50, 40)))
    assert "The data changed." in said
    assert "| Screening | Tiers | 2025-26, reading | N (Tier 1) | 80 | 100 |" in said
    assert "| Percent (Tier 1) | 67 | 62 |" in said
    assert "S01" not in said


@pytest.mark.parametrize("moved", [1, 9])
def test_a_change_of_few_students_is_one_word(tmp_path: Path, moved: int) -> None:
    said = again(tmp_path, tiers(80, 40), tiers(80 - moved, 40 + moved, (30 - moved, 20 + moved)))
    assert "| Screening | Tiers | 2025-26, reading | restated | not told | see the page |" in said
    assert not {"80", "40", str(80 - moved), "67"} & set(said.replace("|", " ").split())


def test_a_large_change_beside_a_small_one_is_not_told_either(tmp_path: Path) -> None:
    """Of a sum and its parts all but one known, the last follows."""
    said = again(tmp_path, tiers(80, 40), tiers(100, 43, (50, 23)))
    assert "restated" in said
    assert "80" not in said


def test_what_is_withheld_now_is_never_printed_with_its_old_number(tmp_path: Path) -> None:
    now = tiers(100, 60)
    now.loc[now["support"] == "Tier 2", ["n", "percent"]] = np.nan
    said = again(tmp_path, tiers(80, 40), now)
    assert "some numbers are withheld now" in said
    assert not {"80", "40", "33"} & set(said.replace("|", " ").split())


@given(st.lists(st.integers(0, 60), min_size=4, max_size=4), st.lists(st.integers(0, 60), min_size=4, max_size=4))
def test_told_counts_never_differ_by_few(before: list[int], now: list[int]) -> None:
    shape = compare.Shape("n", "tested", "support", ("school_year", "domain"), ("school_id",), ("percent",), ())
    old, new = (tiers(a + 20, b + 20, (c + 20, d + 20)) for a, b, c, d in (before, now))
    told = compare.told(compare.changes(old, new, shape), shape, 10)
    counts = told[told["column"] == "n"]
    assert (counts["new"].astype(float) - counts["old"].astype(float)).abs().ge(10).all()
    every = [abs(a - b) for a, b in zip(before[:2], now[:2], strict=True)] + [abs(sum(now[:2]) - sum(before[:2]))]
    if any(0 < delta < 10 for delta in every):
        assert (told["old"] == "").all()


def test_averages_are_always_one_word() -> None:
    shape = compare.Shape("n", "", "", ("domain",), (), (), ("mean",))
    old = pd.DataFrame({"domain": ["math"], "n": [200.0], "mean": [10.0]})
    told = compare.told(compare.changes(old, old.assign(mean=[10.1]), shape), shape, 10)
    assert told.to_numpy().tolist() == [["math", "", "", "", ""]]


def test_rows_that_are_new_are_named_and_not_compared() -> None:
    shape = compare.Shape("n", "tested", "support", ("school_year", "domain"), ("school_id",), ("percent",), ())
    old = tiers(80, 40)
    found = compare.changes(old, pd.concat([old, tiers(90, 50, year="2026-27")]), shape)
    assert set(found["what"]) == {"new"}


def test_rows_that_repeat_are_not_compared() -> None:
    shape = compare.Shape("n", "", "", ("domain",), (), (), ())
    twice = pd.DataFrame({"domain": ["math", "math"], "n": [1.0, 2.0]})
    assert compare.changes(twice, twice.assign(n=[3.0, 4.0]), shape).empty


def test_equal_numbers_are_no_new_edition(tmp_path: Path) -> None:
    first = again(tmp_path, tiers(80, 40), tiers(100, 60, (50, 40)))
    publish(tmp_path, tiers(100, 60, (50, 40)), data="other")
    editions.prepare(tmp_path)
    editions.settle(tmp_path)
    assert editions.written(tmp_path, Audience.PUBLIC) == first


def test_a_build_that_fails_leaves_the_kept_edition(tmp_path: Path) -> None:
    again(tmp_path, tiers(80, 40))
    publish(tmp_path, tiers(20, 100), data="wrong")
    editions.prepare(tmp_path)  # and no settle, because the site was not built
    publish(tmp_path, tiers(100, 60, (50, 40)), data="right")
    editions.prepare(tmp_path)
    editions.settle(tmp_path)
    assert "| 80 | 100 |" in editions.written(tmp_path, Audience.PUBLIC)


def test_an_edition_that_was_being_replaced_still_counts(tmp_path: Path) -> None:
    again(tmp_path, tiers(80, 40))
    (tmp_path / kept.FOLDER / kept.KEPT).rename(tmp_path / kept.FOLDER / kept.REPLACED)
    assert "| 80 | 100 |" in again(tmp_path, tiers(100, 60, (50, 40)))


def test_the_team_sees_every_cell_and_its_folder_is_private(tmp_path: Path) -> None:
    again(tmp_path, tiers(80, 40), tiers(79, 41, (29, 21)))
    said = editions.written(tmp_path, Audience.TEAM)
    assert "| 30 | 29 |" in said
    assert "S01" in said
    cells = pd.read_csv(tmp_path / "editions" / "kept" / "changes.csv", dtype=str)
    assert set(cells["why"]) == {"The data changed."}
    assert (tmp_path / "editions").stat().st_mode & 0o077 == 0


def test_an_earlier_run_without_a_kept_edition_is_taken_up(tmp_path: Path) -> None:
    publish(tmp_path, tiers(80, 40))
    published = Manifest.load(tmp_path)
    published.site = "built"
    published.save(tmp_path)
    editions.adopt(tmp_path)
    assert "| 80 | 100 |" in again(tmp_path, tiers(100, 60, (50, 40)))


def test_another_folder_or_site_can_be_compared_with(tmp_path: Path) -> None:
    before, site, now = tmp_path / "before", tmp_path / "site", tmp_path / "now"
    publish(before, tiers(80, 40))
    (site / "_downloads" / "ab12").mkdir(parents=True)
    tiers(80, 40).to_csv(site / "_downloads" / "ab12" / f"{STEM}__tiers.csv", index=False)
    for number, folder in enumerate((before, site)):
        publish(now, tiers(100, 60, (50, 40)), data=f"new {number}")
        editions.prepare(now, editions.earlier(folder))
        editions.settle(now)
        said = editions.written(now, Audience.PUBLIC)
        assert "| 80 | 100 |" in said
        assert ("the reason is not known" in said) == (folder == site)


def test_a_folder_without_an_edition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match="holds no earlier edition"):
        editions.earlier(tmp_path)


def test_reasons_name_the_settings_that_changed() -> None:
    facts = {"data": "a", "version": "1", "program": "x", "made": "2026-06-01T10:00:00+00:00"}
    other = {**SETTINGS, "screening": {"confidence": 0.9, "planned": [75, 20, 5]}}
    said = reasons.log((facts, SETTINGS), ({**facts, "program": "y"}, other))["reasons"]
    assert said == [
        "Settings changed: screening.confidence from 0.95 to 0.9; screening.planned.",
        "The program changed, so analyses may have.",
    ]
    assert "version 1 to 2" in reasons.log((facts, {}), ({**facts, "version": "2"}, {}))["why"]


def test_text_of_the_data_means_nothing_in_the_page(tmp_path: Path) -> None:
    sly = tiers(80, 40).assign(domain="[x](http://y) | {{z}}")
    said = again(tmp_path, sly, sly.assign(n=sly["n"] + 20, tested=sly["tested"] + 20))
    assert "[x](http" not in said
    assert "{{z" not in said
