"""`mtss handover` as its users meet it: where the file is, what it holds, and what is said when something is amiss."""

import pandas as pd
import pytest

from mtss_analysis import intake, samples
from mtss_analysis.cli import main


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return samples.write(tmp_path_factory.mktemp("handover") / "small", samples.generate(3, 120, 1, 7))


@pytest.fixture(scope="module")
def mover(data):
    """Receiving school and first day of a student who comes with a plan."""
    found = intake.read(data)
    stays = found.table("enrollments").sort_values("enrolled_from")
    again = stays[stays.duplicated("student_id")]
    plans = found.table("interventions")[["student_id", "start"]].dropna().rename(columns={"start": "begun"})
    both = again.merge(plans, on="student_id")
    row = both[both["begun"] < both["enrolled_from"]].iloc[0]
    return row["school_id"], row["enrolled_from"], row["student_id"]


@pytest.fixture
def mtss(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*words: object) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_the_file_is_whole_for_this_user_alone_and_holds_the_right_to_an_evaluation(mtss, data, mover, tmp_path):
    school, first, student = mover
    day = f"{first - pd.Timedelta(days=2):%Y-%m-%d}"
    code, out, err = mtss("handover", data, "--school", school, "--date", day)
    page = tmp_path / "outputs" / "small" / "team" / "handovers" / f"{school}__{day}.html"
    assert (code, err) == (0, "")
    assert str(page) in out
    assert "not to be shared" in out
    text = page.read_text(encoding="utf-8")
    assert text.endswith("</html>\n")
    assert student in text
    assert "(registered)" in text
    assert "right to an evaluation" in text
    assert page.parent.stat().st_mode & 0o077 == 0
    assert "nan" not in text.split("<main>")[1].replace("maintenan", "").lower().split("base64")[0]


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["--school", "S77", "--date", "2025-03-18"], 11, 'has no school "S77"'),
        (["--school", "S01", "--date", "18.3.2025"], 10, "expected a day as YYYY-MM-DD"),
        (["--school", "S01", "--date", "2019-03-18"], 11, "Choose another day with --date"),
    ],
)
def test_a_mistake_gives_its_code_and_the_next_move_and_writes_nothing(mtss, data, tmp_path, words, code, sentence):
    found, out, err = mtss("handover", data, *words)
    assert (found, out) == (code, "")
    assert sentence in err
    assert "Traceback" not in err
    assert not (tmp_path / "outputs").exists()
