"""`mtss student` as its users meet it: one page, and what is said when it cannot be made."""

import shutil

import pytest

from mtss_analysis import samples
from mtss_analysis.cli import main
from mtss_analysis.vocabulary import RIGHT_TO_EVALUATION


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return samples.write(tmp_path_factory.mktemp("student") / "small", samples.generate(3, 60, 2, 7))


@pytest.fixture
def mtss(capsys, tmp_path, monkeypatch):
    """Run a command in this process: exit code, what it printed, what it said on standard error."""
    monkeypatch.chdir(tmp_path)

    def call(*words: object) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_the_page_is_written_whole_for_this_user_alone(mtss, data, tmp_path):
    code, out, err = mtss("student", data, "SYN-000005", "--date", "2026-02-10")
    page = tmp_path / "outputs" / "small" / "team" / "students" / "SYN-000005__2026-02-10.html"
    assert (code, err) == (0, "")
    assert str(page) in out
    html = page.read_text(encoding="utf-8")
    assert html.endswith("</html>\n")
    assert RIGHT_TO_EVALUATION.split(".")[0] in html
    assert "SYN-000006" not in html
    assert page.stat().st_mode & 0o077 == 0
    assert page.parent.stat().st_mode & 0o077 == 0
    assert list(page.parent.iterdir()) == [page]


def test_without_a_day_it_is_the_last_one_on_record(mtss, data, tmp_path):
    assert mtss("student", data, "SYN-000005", "--out", tmp_path / "out")[0] == 0
    (page,) = (tmp_path / "out" / "team" / "students").iterdir()
    assert page.name.startswith("SYN-000005__2026-0")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["SYN-00005"], 11, 'has no student "SYN-00005". Did you mean "SYN-0000'),
        (["17"], 11, "Identifiers are text: keep leading zeros."),
        (["SYN-000005", "--date", "10.2.2026"], 10, "expected a day as YYYY"),
        (["SYN-000005", "--date", "2019-02-10"], 11, "Give a day of those school years"),
        (["SYN-000005", "--params", "nowhere"], 10, 'no folder "nowhere"'),
    ],
)
def test_a_mistake_gives_its_code_and_the_next_move_and_writes_nothing(mtss, data, tmp_path, words, code, says):
    found, out, err = mtss("student", data, *words, "--out", tmp_path / "out")
    assert (found, out) == (code, "")
    assert says in err
    assert "Traceback" not in err
    assert not (tmp_path / "out").exists()


def test_without_students_there_is_no_page(mtss, data, tmp_path):
    bad = shutil.copytree(data, tmp_path / "bad")
    for path in bad.glob("*.csv"):
        if path.stem != "schools":
            path.unlink()
    for path in bad.glob("*.parquet"):
        path.unlink()
    code, _, err = mtss("student", bad, "SYN-000005", "--out", tmp_path / "out")
    assert code == 11
    assert "students" in err
