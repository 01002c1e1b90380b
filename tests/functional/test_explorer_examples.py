"""The examples kept with the explorers are what the invented district gives today, and name no student."""

import subprocess
import sys

from mtss_analysis.params import HOME
from mtss_analysis.workflow import examples


def test_every_kept_example_is_made_again_word_by_word(tmp_path):
    words = ["run", str(examples.DISTRICT), "--only", "02_screening,03_growth", "--audience", "team"]
    subprocess.run(
        [sys.executable, "-m", "mtss_analysis", *words, "--no-site", "--out", str(tmp_path / "out")], check=True
    )
    made = examples.write(tmp_path / "out", tmp_path / "examples")
    assert {path.name for path in made} == {path.name for path in examples.FOLDER.glob("*.json")}
    for path in made:
        assert path.read_text(encoding="utf-8") == (examples.FOLDER / path.name).read_text(encoding="utf-8"), path.name


def test_no_kept_example_holds_the_code_of_a_student():
    for path in (HOME / "book" / "explore").rglob("*"):
        assert path.is_dir() or "SYN-" not in path.read_text(encoding="utf-8"), path.name
