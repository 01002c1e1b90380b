"""A page that changed is made anew, and the site is the one that a whole build would give."""

import re
import shutil
from pathlib import Path

import pytest

from mtss_analysis.errors import SiteError
from mtss_analysis.params import HOME
from mtss_analysis.workflow import site
from mtss_analysis.workflow.site import kept, publish

PAGE = "learn/fidelity.md"
STAMP = re.compile(r"\?v=[0-9a-f]{8}")


@pytest.fixture
def authored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the book that a test may change."""
    home = tmp_path / "home"
    shutil.copytree(HOME / "book", home / "book", ignore=shutil.ignore_patterns("_build"))
    shutil.copy(HOME / "_config.yml", home)
    monkeypatch.setattr(publish, "HOME", home)
    return home / "book"


def html(folder: Path) -> dict[str, str]:
    """Return every page but for the stamps that tell browsers to load a style anew."""
    pages = sorted(folder.rglob("*.html"))
    return {path.relative_to(folder).as_posix(): STAMP.sub("", path.read_text(encoding="utf-8")) for path in pages}


def stamps(run: Path) -> dict[str, int]:
    built = run / kept.FOLDER / "public" / "_build" / "html"
    return {path.relative_to(built).as_posix(): path.stat().st_mtime_ns for path in built.rglob("*.html")}


def test_one_changed_page_gives_the_site_of_a_whole_build(fresh_run: Path, authored: Path) -> None:
    site.build(fresh_run, data_name="x")
    before = stamps(fresh_run)
    page = authored / PAGE
    page.write_text(page.read_text(encoding="utf-8") + "\nA sentence that was not there.\n", encoding="utf-8")
    site.build(fresh_run, data_name="x")
    after, quick = stamps(fresh_run), html(fresh_run / "site")
    made_again = {name for name in after if after[name] != before[name]}
    assert "learn/fidelity.html" in made_again
    assert len(made_again) < len(after) / 2
    assert "A sentence that was not there." in quick["learn/fidelity.html"]
    shutil.rmtree(fresh_run / kept.FOLDER)
    site.build(fresh_run, data_name="x")
    assert html(fresh_run / "site") == quick


@pytest.mark.parametrize(
    ("name", "text"), [(PAGE, "# Another title\n"), ("learn/fidelity.yml", "new"), ("_toc.yml", "# note\n")]
)
def test_what_other_pages_show_is_in_the_fingerprint(tmp_path: Path, name: str, text: str) -> None:
    book, config = tmp_path / "book", tmp_path / "_config.yml"
    (book / "learn").mkdir(parents=True)
    config.write_text("title: x\n", encoding="utf-8")
    (book / PAGE).write_text("# Title\n\nWords.\n", encoding="utf-8")
    first = kept.fingerprint(book, config)
    (book / PAGE).write_text("# Title\n\nOther words.\n", encoding="utf-8")
    assert kept.fingerprint(book, config) == first
    (book / name).write_text(text, encoding="utf-8")
    assert kept.fingerprint(book, config) != first


def test_a_build_that_failed_is_not_taken_up(fresh_run: Path, authored: Path) -> None:
    page, good = authored / PAGE, (authored / PAGE).read_text(encoding="utf-8")
    page.write_text(good + "\nSee [this](no-such-page.md).\n", encoding="utf-8")
    with pytest.raises(SiteError, match="no-such-page"):
        site.build(fresh_run, data_name="x")
    assert not (fresh_run / kept.FOLDER / "public" / "fingerprint").exists()
    page.write_text(good, encoding="utf-8")
    assert site.build(fresh_run, data_name="x").is_file()


def test_what_is_kept_is_closed_to_others(fresh_run: Path) -> None:
    site.build_team(fresh_run, data_name="x")
    assert (fresh_run / kept.FOLDER / "team").stat().st_mode & 0o077 == 0


def test_pages_that_went_go_from_what_is_kept(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for name in ("a.md", "folder/b.md", "c.md"):
        (one / name).parent.mkdir(parents=True, exist_ok=True)
        (one / name).write_text(name, encoding="utf-8")
    kept.mirror(one, other)
    (one / "c.md").unlink()
    shutil.rmtree(one / "folder")
    kept.mirror(one, other)
    assert [path.name for path in other.rglob("*")] == ["a.md"]
