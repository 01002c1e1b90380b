"""The command line as its users meet it: what it prints, where, and with which exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from mtss_analysis import __version__
from mtss_analysis.cli import main
from mtss_analysis.workflow.lock import locked

SCHOOLS = "school_id,name,level\nS1,First,elementary\nS2,Second,elementary\n"
STUDENTS = "student_id,school_year,grade\n" + "".join(f"{n:04},2024-25,{n % 6}\n" for n in range(40))
ENROLLMENTS = "student_id,school_id,enrolled_from,enrolled_to\n" + "".join(
    f"{n:04},S{n % 2 + 1},2024-08-15,2025-06-10\n" for n in range(40)
)


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "north"
    folder.mkdir()
    (folder / "schools.csv").write_text(SCHOOLS)
    (folder / "students.csv").write_text(STUDENTS)
    (folder / "enrollments.csv").write_text(ENROLLMENTS)
    return folder


@pytest.fixture
def mtss(capsys, tmp_path, monkeypatch):
    """Run a command in this process: exit code, what it printed, what it said on standard error."""
    monkeypatch.chdir(tmp_path)

    def call(*words: object) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def process(*words: object, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mtss_analysis", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, **options)


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_help_and_version_import_nothing_heavy():
    code = (
        "import sys\nfrom mtss_analysis.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit as end:\n    print(end.code)\n"
        "heavy = {'pandas', 'numpy', 'pydantic', 'yaml', 'papermill', 'matplotlib', 'nbformat', 'asyncio'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.endswith("0\n[]\n")
    for verb in ("check", "run", "packet", "plan", "letters", "student", "list", "params", "sample", "site"):
        assert f"\n    {verb} " in said


def test_version(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert (end.value.code, capsys.readouterr().out) == (0, f"mtss {__version__}\n")


def test_a_wrong_word_is_a_mistake_of_usage(capsys):
    with pytest.raises(SystemExit) as end:
        main(["runn"])
    assert end.value.code == 2
    assert "invalid choice: 'runn'" in capsys.readouterr().err


def test_jobs_must_be_at_least_one(capsys):
    with pytest.raises(SystemExit) as end:
        main(["run", "north", "--jobs", "0"])
    assert end.value.code == 2
    assert '"0" is not a number of notebooks; give 1 or more' in capsys.readouterr().err


def test_list_names_every_analysis_and_its_question(mtss):
    code, out, err = mtss("list")
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == [
        "01_check_data",
        "02_screening",
        "03_growth",
        "04_decisions",
        "05_tier_movement",
        "06_fidelity",
        "07_single_case",
        "08_group_effect",
        "09_cutoff_effect",
        "10_equity",
        "11_early_warning",
        "12_self_assessment",
        "13_transitions",
        "14_screening_accuracy",
        "15_service_given_need",
        "20_district_report",
        "21_learning",
    ]
    assert "Are students growing" in out


def test_a_reader_that_has_read_enough_is_no_error():
    done = subprocess.run(
        [f'"{sys.executable}" -m mtss_analysis params show | head -1'], shell=True, capture_output=True, text=True
    )
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_params_show_says_value_unit_source_and_file(mtss):
    code, out, _ = mtss("params", "show", "growth")
    assert code == 0
    assert "minimum_points = " in out
    assert "[points]" in out
    assert "set in params/growth.yml" in out


def test_params_show_names_the_file_that_overrides(mtss, tmp_path):
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "growth.yml").write_text("minimum_points: 9\n")
    _, out, _ = mtss("params", "show", "growth", "--params", tmp_path / "ours")
    assert "minimum_points = 9 [points]" in out
    assert f"set in {tmp_path / 'ours' / 'growth.yml'}" in out


def test_check_prints_findings_and_ends_well_if_none_blocks(mtss, data):
    code, out, err = mtss("check", data)
    assert (code, err) == (0, "")
    assert out.startswith("north, rows: schools 2, students 40, enrollments 40\n")


def test_check_tells_every_blocking_finding_with_exit_code_11(mtss, data):
    (data / "students.csv").write_text(STUDENTS.replace("student_id,school_year", "student_id,year"))
    (data / "schools.csv").write_text(SCHOOLS + "S1,First again,elementary\n")
    code, out, err = mtss("check", data)
    assert (code, err) == (11, "")
    stops = out.partition("Stops the run:")[2].partition("Does not stop")[0]
    assert '"school_year"' in stops or "school_year" in stops
    assert "schools.csv" in stops


def test_check_writes_page_and_table(mtss, data, tmp_path):
    (data / "students.csv").write_text(STUDENTS + "0001,2024-25,1\n")
    code, out, _ = mtss("check", data, "--out", tmp_path / "found")
    assert code == 11
    assert files(tmp_path / "found") == {"findings.html", "findings.csv", "findings_rows.csv"}
    assert str(tmp_path / "found" / "findings.html") in out
    assert "students.csv" in (tmp_path / "found" / "findings.html").read_text()
    table = pd.read_csv(tmp_path / "found" / "findings.csv")
    assert table["blocking"].any()
    rows = pd.read_csv(tmp_path / "found" / "findings_rows.csv")
    twice = rows[(rows["table"] == "students") & rows["blocking"]]
    assert set(twice["file"]) == {"students.csv"}
    assert len(STUDENTS.splitlines()) + 1 in set(twice["row"])


def missing_folder(data: Path) -> str:
    for path in data.iterdir():
        path.unlink()
    data.rmdir()
    return str(data)


def missing_column(data: Path) -> str:
    (data / "students.csv").write_text(STUDENTS.replace("student_id,school_year", "student_id,year"))
    return "school_year"


def empty_file(data: Path) -> str:
    (data / "students.csv").write_text("")
    return "students.csv"


def unreadable_workbook(data: Path) -> str:
    (data / "scores.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    return "scores.xlsx"


def twice(data: Path) -> str:
    (data / "students.csv").write_text(STUDENTS + "0001,2024-25,1\n")
    return "students.csv"


@pytest.mark.parametrize("fault", [missing_folder, missing_column, empty_file, unreadable_workbook, twice])
def test_bad_data_get_a_sentence_exit_code_11_and_write_nothing(mtss, data, tmp_path, fault):
    named = fault(data)
    code, out, err = mtss("run", data, "--out", tmp_path / "out")
    assert (code, out) == (11, "")
    assert named in err
    assert "Traceback" not in err
    assert not (tmp_path / "out").exists()


def unknown_setting(data: Path) -> str:
    (data / "params").mkdir()
    (data / "params" / "growth.yml").write_text("minimum_pionts: 9\n")
    return 'unknown setting "minimum_pionts". Did you mean "minimum_points"?'


def unknown_file(data: Path) -> str:
    (data / "params").mkdir()
    (data / "params" / "grwth.yml").write_text("minimum_points: 9\n")
    return 'Did you mean "growth"?'


def impossible_value(data: Path) -> str:
    (data / "params").mkdir()
    (data / "params" / "growth.yml").write_text("minimum_points: -9\n")
    return '"minimum_points" is -9'


@pytest.mark.parametrize("fault", [unknown_setting, unknown_file, impossible_value])
def test_bad_settings_get_a_sentence_exit_code_10_and_write_nothing(mtss, data, tmp_path, fault):
    named = fault(data)
    code, out, err = mtss("run", data, "--out", tmp_path / "out")
    assert (code, out) == (10, "")
    assert named in err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["--only", "screning"], 10, 'There is no analysis "screning". Did you mean "screening"?'),
        (["--audience", "teams"], 10, 'it must be team, public or both. Did you mean "team"?'),
        (["--school", "S11"], 11, 'north has no school "S11". Did you mean "S1"?'),
        (["--params", "nowhere"], 10, 'There is no folder "nowhere".'),
        (["--out", "north/out"], 10, "lies in the folder of the data"),
    ],
)
def test_wrong_options_of_a_run(mtss, data, tmp_path, words, code, sentence):
    before = files(tmp_path)
    ended, out, err = mtss("run", data, *words)
    assert (ended, out) == (code, "")
    assert sentence in err
    assert files(tmp_path) == before


def test_an_output_folder_that_is_a_file(mtss, data, tmp_path):
    (tmp_path / "out").write_text("mine")
    code, _, err = mtss("run", data, "--out", tmp_path / "out")
    assert code == 10
    assert "cannot be written to" in err
    assert (tmp_path / "out").read_text() == "mine"


def test_a_second_run_in_the_same_folder_is_told_so(data, tmp_path):
    out = tmp_path / "out"
    with locked(out):
        before = files(out)
        done = process("run", data, "--out", out)
        assert done.returncode == 13
        assert done.stderr == (
            f'Another run is writing to "{out}". Wait until it has ended, or choose another folder with --out.\n'
        )
        assert files(out) == before


def test_a_killed_process_leaves_no_lock(tmp_path):
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom mtss_analysis.workflow.lock import locked\n"
        "with locked(Path(sys.argv[1])):\n    os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "out")], check=False)
    assert done.returncode == -9
    with locked(tmp_path / "out"):
        pass


def test_site_build_without_a_run(mtss, tmp_path):
    code, out, err = mtss("site", "build", tmp_path / "nowhere")
    assert (code, out) == (14, "")
    assert "There is no output folder" in err
    (tmp_path / "empty").mkdir()
    assert mtss("site", "build", tmp_path / "empty")[0] == 14


def test_site_build_refuses_pages_that_do_not_belong_together(mtss, tmp_path):
    done = {"key": "k", "status": "done", "seconds": 1.0, "finished": "", "outputs": [], "error": ""}
    jobs = {
        "public/S1/02_screening": {**done, "inputs": "d-p-v"},
        "public/S2/02_screening": {**done, "inputs": "x-p-v"},
    }
    manifest = {"format": 1, "data": "d", "params": "p", "version": "v", "jobs": jobs}
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "manifest.json").write_text(json.dumps(manifest))
    code, _, err = mtss("site", "build", tmp_path / "out")
    assert code == 14
    assert "1 pages" in err
    assert "public/S2/02_screening" in err


def test_site_serve_without_a_site(mtss, tmp_path):
    (tmp_path / "out").mkdir()
    code, _, err = mtss("site", "serve", tmp_path / "out")
    assert code == 14
    assert "mtss site build" in err


def test_sample_writes_a_district_that_can_be_checked(mtss, tmp_path):
    code, out, _ = mtss(
        "sample", "--out", tmp_path / "new", "--schools", 3, "--students", 60, "--years", 1, "--seed", 1
    )
    assert code == 0
    assert "mtss run new" in out
    assert mtss("check", tmp_path / "new")[0] == 0
    code, _, err = mtss("sample", "--out", tmp_path / "new")
    assert code == 11
    assert "holds files already" in err


def test_sample_refuses_a_size_that_cannot_be(mtss, tmp_path):
    code, _, err = mtss("sample", "--schools", 1)
    assert code == 10
    assert "schools is 1" in err


def test_a_bug_shows_its_traceback(tmp_path):
    code = (
        "import sys\nfrom mtss_analysis import cli\nfrom mtss_analysis.cli import commands\n"
        "commands.list_analyses = lambda given: 1 / 0\nsys.exit(cli.main(['list']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "ZeroDivisionError" in done.stderr


def test_the_module_is_the_command(data):
    done = process("check", data, cwd=data, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert done.stdout.startswith("north, rows:")
