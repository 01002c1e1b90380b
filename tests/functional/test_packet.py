"""`mtss packet` as its users meet it: where the page is, and what is said when something is amiss."""

import shutil

import pandas as pd
import pytest

from mtss_analysis import samples
from mtss_analysis.cli import main
from mtss_analysis.workflow.destination import output_folder

REVIEW = ["--team", "problem-solving team", "--school", "S01", "--date", "2025-03-18"]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return samples.write(tmp_path_factory.mktemp("packet") / "small", samples.generate(3, 60, 1, 7))


@pytest.fixture
def mtss(capsys, tmp_path, monkeypatch):
    """Run a command in this process: exit code, what it printed, what it said on standard error."""
    monkeypatch.chdir(tmp_path)

    def call(*words: object) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_the_page_is_written_whole_for_this_user_alone_and_its_place_is_said(mtss, data, tmp_path):
    code, out, err = mtss("packet", data, *REVIEW)
    page = tmp_path / "outputs" / "small" / "team" / "packets" / "S01__problem-solving-team__2025-03-18.html"
    assert (code, err) == (0, "")
    assert str(page) in out
    assert "not to be shared" in out
    assert page.read_text(encoding="utf-8").endswith("</html>\n")
    assert [entry.name for entry in page.parent.iterdir()] == [page.name]
    assert page.parent.stat().st_mode & 0o077 == 0
    assert page.stat().st_size < 3_000_000


def test_a_second_packet_and_a_run_take_the_same_folder(mtss, data, tmp_path):
    out = tmp_path / "out"
    assert mtss("packet", data, *REVIEW, "--out", out)[0] == 0
    assert mtss("packet", data, *REVIEW, "--kind", "placement", "--out", out)[0] == 0
    names = {page.name for page in (out / "team" / "packets").iterdir()}
    assert names == {
        "S01__problem-solving-team__2025-03-18.html", "S01__problem-solving-team__2025-03-18__placement.html"
    }  # fmt: skip
    assert output_folder(data, out) == out.resolve()


def test_a_packet_of_the_district_is_named_for_it(mtss, data, tmp_path):
    code, out, _ = mtss("packet", data, "--team", "district leadership team", "--date", "2025-03-18", "--out", tmp_path)
    assert code == 0
    assert (tmp_path / "team/packets/district__district-leadership-team__2025-03-18.html").is_file()
    assert "district__district-leadership-team" in out


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["--team", "lunch team", "--school", "S01", "--date", "2025-03-18"], 10, 'describes no team "lunch team"'),
        (["--team", "problem-solving team", "--school", "S77", "--date", "2025-03-18"], 11, 'has no school "S77"'),
        (["--team", "problem-solving team", "--school", "S01", "--date", "18.3.2025"], 10, "expected a day as YYYY"),
        (
            ["--team", "problem-solving team", "--school", "S01", "--date", "2019-03-18"],
            11,
            "Give a day of those school",
        ),
        ([*REVIEW, "--kind", "party"], 10, 'no kind of meeting "party"'),
        (["--team", "problem-solving team", "--school", "S01", "--date", "2024-08-20"], 11, "Choose a day on which"),
        ([*REVIEW, "--out", "book"], 10, "belongs to this program"),
        ([*REVIEW, "--params", "nowhere"], 10, 'no folder "nowhere"'),
    ],
)
def test_a_mistake_gives_its_code_and_the_next_move_and_writes_nothing(mtss, data, tmp_path, words, code, sentence):
    if "book" in words:
        from mtss_analysis.params import HOME

        words = [*REVIEW, "--out", str(HOME / "book")]
    found, out, err = mtss("packet", data, *words)
    assert (found, out) == (code, "")
    assert sentence in err
    assert "Traceback" not in err
    assert not (tmp_path / "outputs").exists()


def test_data_that_stop_a_run_stop_a_packet(mtss, data, tmp_path):
    bad = shutil.copytree(data, tmp_path / "bad")
    scores = next(bad.glob("scores.*"))
    frame = pd.read_parquet(scores) if scores.suffix == ".parquet" else pd.read_csv(scores)
    scores.unlink()
    frame.drop(columns="score").to_csv(bad / "scores.csv", index=False)
    code, _, err = mtss("packet", bad, *REVIEW)
    assert code == 11
    assert "score" in err
    assert "nothing was written" in err


def test_a_district_changes_its_own_agenda(mtss, data, tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    (own / "teams.yml").write_text('norms: ["Phones away."]\n', encoding="utf-8")
    assert mtss("packet", data, *REVIEW, "--params", own, "--out", tmp_path / "out")[0] == 0
    page = next((tmp_path / "out" / "team" / "packets").glob("*.html")).read_text(encoding="utf-8")
    assert "Phones away." in page
