"""The worked cases kept with the book are what the invented district's own pages say today."""

import subprocess
import sys

from mtss_analysis.params import HOME
from mtss_analysis.workflow import cases

NEEDED = (
    "02_screening", "03_growth", "04_decisions", "06_fidelity", "08_group_effect", "10_equity", "11_early_warning",
    "12_self_assessment", "13_transitions", "14_screening_accuracy", "15_service_given_need", "21_learning",
)  # fmt: skip


def test_every_kept_case_is_made_again_word_by_word(tmp_path):
    words = ["run", str(HOME / "data_samples" / "district"), "--only", ",".join(NEEDED), "--audience", "team"]
    subprocess.run(
        [sys.executable, "-m", "mtss_analysis", *words, "--no-site", "--out", str(tmp_path / "out")], check=True
    )
    made = cases.write(tmp_path / "out", tmp_path / "cases")
    assert {path.name for path in made} == {path.name for path in cases.FOLDER.glob("*.json")}
    for path in made:
        assert path.read_text(encoding="utf-8") == (cases.FOLDER / path.name).read_text(encoding="utf-8"), path.name
