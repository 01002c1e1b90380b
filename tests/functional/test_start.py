"""start.py: what it decides (with the installers replaced), and what its user sees (run for real, without network)."""

import ast
import errno
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NO_INDEX = {
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_EXTRA_INDEX_URL": "",
    "PIP_FIND_LINKS": "",
    "PIP_NO_CACHE_DIR": "1",
}
posix = pytest.mark.skipif(os.name == "nt", reason="fakes .venv with shell scripts")


@pytest.fixture
def home(tmp_path):
    """A project folder, with a space in its path, that holds what start.py reads."""
    folder = tmp_path / "our district"
    folder.mkdir()
    for name in ("start.py", "pyproject.toml", "requirements.lock", "requirements-test.lock"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.fixture
def real_start(home):
    """start.py of that folder as a module, as it is."""
    spec = importlib.util.spec_from_file_location("start_under_test", home / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def start(real_start, monkeypatch):
    """That module with `done` in place of real work: what would have been run, in order."""
    module = real_start
    module.done = []

    def create(folder, **options):
        module.done.append(["venv", *(f"{key}={value}" for key, value in options.items())])
        for program in (Path(module.PYTHON), Path(module.MTSS)):
            program.parent.mkdir(parents=True, exist_ok=True)
            program.touch()

    def attempt(command, environment=None):
        module.done.append(command)
        return ""

    monkeypatch.setattr(module.venv, "create", create)
    monkeypatch.setattr(module, "attempt", attempt)
    monkeypatch.setattr(module, "uv_settings", dict)
    monkeypatch.setattr(module, "hand_over", lambda command, folder: module.done.append([*command, folder]) or 0)
    monkeypatch.setattr(module, "call", lambda command, folder: module.done.append(command) or 0)
    return module


def steps(start):
    """Name the steps of a set-up, and forget them."""
    names = []
    for command in start.done:
        words = " ".join(map(str, command))
        kinds = {"venv ": "venv", "uv.txt": "get uv", "pip sync": "uv", "-e ": "project", "-r ": "pip"}
        names.append(next((name for word, name in kinds.items() if word in words), words))
    start.done.clear()
    return names


ALL_STEPS = ["venv", "get uv", "uv", "project"]


# Which Python


@pytest.mark.parametrize(("version", "refused"), [((3, 6), True), ((3, 10), True), ((3, 11), False), ((3, 14), False)])
def test_a_python_that_is_too_old_is_told_which_one_is_needed(start, version, refused):
    sentence = start.too_old(version)
    assert ("needs Python 3.11 or newer and this is {}.{}".format(*version) in sentence) is refused


def test_an_old_python_can_parse_the_file_and_reach_the_sentence():
    ast.parse((ROOT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 6))
    fake = (
        "import runpy, sys; sys.version_info = (3, 8, 2, 'final', 0); runpy.run_path('start.py', run_name='__main__')"
    )
    run = subprocess.run([sys.executable, "-c", fake], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.count("\n") == 1
    assert "this is 3.8" in run.stderr


def test_a_python_newer_than_any_tried_is_told_so_once_and_goes_on(start, monkeypatch, capsys):
    monkeypatch.setattr(start, "NEWEST", (3, 0))
    assert start.main([]) == 0
    assert "newer than 3.0, the newest this was tried with; going on." in capsys.readouterr().out
    assert start.main([]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("present", "expected"), [({"ensurepip", "pip"}, "-m pip"), ({"pip"}, "-m pip --python")])
def test_without_ensurepip_the_pip_of_this_python_installs_into_the_environment(start, monkeypatch, present, expected):
    monkeypatch.setattr(start, "find_spec", lambda module: module if module in present else None)
    start.set_up(start.RUN_LOCK)
    assert f"with_pip={'ensurepip' in present}" in start.done[0]
    assert expected in " ".join(start.done[1])
    assert ("--python" in start.done[1]) is ("ensurepip" not in present)


def test_without_ensurepip_and_pip_the_next_move_is_named_and_nothing_is_removed(start, monkeypatch, capsys):
    kept = start.VENV / "kept"
    kept.parent.mkdir()
    kept.touch()
    monkeypatch.setattr(start, "find_spec", lambda module: None)
    assert start.main(["check", "DIR"]) == 1
    assert "apt install python3-venv" in capsys.readouterr().err
    assert start.done == []
    assert kept.exists()


# When set-up happens


def test_set_up_makes_the_environment_once(start):
    start.set_up(start.RUN_LOCK)
    assert steps(start) == ALL_STEPS
    start.set_up(start.RUN_LOCK)
    assert steps(start) == []


def test_every_package_is_ready_made_and_checked_against_its_hash(start):
    start.set_up(start.TEST_LOCK)
    installs = start.done[1:3]
    assert all(set(start.CHECKED) <= set(command) for command in installs)
    assert (start.VENV / "uv.txt").read_text().startswith("uv==")
    assert "--hash=sha256:" in (start.VENV / "uv.txt").read_text()
    assert {"--no-deps", "--no-build-isolation", "--no-index"} <= set(start.done[3])


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_lock_or_project_is_installed_into_the_environment_at_hand(start, home, name):
    start.set_up(start.RUN_LOCK)
    steps(start)
    with (home / name).open("a") as file:
        file.write("# changed\n")
    start.set_up(start.RUN_LOCK)
    assert steps(start) == ALL_STEPS[1:]


def test_tests_after_a_run_add_packages_and_a_run_after_tests_keeps_them(start, home):
    start.set_up(start.RUN_LOCK)
    steps(start)
    start.set_up(start.TEST_LOCK)
    assert str(start.TEST_LOCK) in start.done[1]
    assert steps(start) == ALL_STEPS[1:]
    start.set_up(start.RUN_LOCK)
    assert steps(start) == []
    with (home / "requirements-test.lock").open("a") as file:
        file.write("# changed\n")
    start.set_up(start.RUN_LOCK)
    assert str(start.TEST_LOCK) in start.done[1]


def test_another_python_makes_the_environment_anew(start):
    start.set_up(start.RUN_LOCK)
    steps(start)
    stamp = json.loads(start.STAMP.read_text())
    start.STAMP.write_text(json.dumps(stamp | {"python": "3.11.0 of another day"}))
    start.set_up(start.RUN_LOCK)
    assert steps(start) == ALL_STEPS


@pytest.mark.parametrize("stamp", [None, "", "{", '{"python": "3.1'])
def test_an_environment_without_a_whole_stamp_is_made_anew(start, stamp):
    start.set_up(start.RUN_LOCK)
    steps(start)
    start.STAMP.unlink() if stamp is None else start.STAMP.write_text(stamp)
    start.set_up(start.RUN_LOCK)
    assert steps(start) == ALL_STEPS


@pytest.mark.parametrize(("missing", "expected"), [("PYTHON", ALL_STEPS), ("MTSS", ALL_STEPS[1:])])
def test_a_program_that_is_gone_is_put_back(start, missing, expected):
    start.set_up(start.RUN_LOCK)
    steps(start)
    Path(getattr(start, missing)).unlink()
    start.set_up(start.RUN_LOCK)
    assert steps(start) == expected


@pytest.mark.parametrize("stopped_at", range(3))
def test_a_set_up_that_was_stopped_is_made_anew(start, home, monkeypatch, capsys, stopped_at):
    start.set_up(start.RUN_LOCK)
    steps(start)
    with (home / "pyproject.toml").open("a") as file:
        file.write("# changed\n")
    whole = start.attempt

    def stopped(command, environment=None):
        if len(start.done) == stopped_at:
            raise KeyboardInterrupt
        return whole(command)

    monkeypatch.setattr(start, "attempt", stopped)
    assert start.main([]) == 1
    assert "Stopped; run the same command again" in capsys.readouterr().err
    monkeypatch.setattr(start, "attempt", whole)
    start.done.clear()
    start.set_up(start.RUN_LOCK)
    assert steps(start) == ALL_STEPS


def test_a_second_set_up_at_the_same_time_is_sent_away(start, capsys):
    with start.alone():
        assert start.main([]) == 1
    assert "Another start.py is setting up .venv" in capsys.readouterr().err
    assert start.done == []
    assert start.main([]) == 0


# What can go wrong

SAID = {
    "DISK": [
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
        "error: failed to write to file: No space left on device (os error 28)",
        "There is not enough space on the disk. (os error 112)",
    ],
    "HASH": [
        "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
        "error: Hash mismatch for `six==1.17.0`",
        "ERROR: Hashes are required in --require-hashes mode, but they are missing",
    ],
    "NETWORK": [
        "connection broken by NewConnectionError: Connection refused\nERROR: No matching distribution found for uv",
        "Temporary failure in name resolution\nERROR: No matching distribution found for uv",
        "error: Request failed after 3 retries\n  cause: tcp connect error\n  cause: Connection refused (os error 111)",
        "SSLError: certificate verify failed: unable to get local issuer",
        "ERROR: ReadTimeoutError: Read timed out.",
    ],
    "NO_WHEEL": [
        "ERROR: Could not find a version that satisfies the requirement scipy==1.17.1\n"
        "ERROR: No matching distribution found for scipy==1.17.1",
        "error: No solution found\n  cause: Because scipy==1.17.1 has no usable wheels",
    ],
    "UNKNOWN": ["error: the installer fell over"],
}


@pytest.mark.parametrize(("cause", "said"), [(cause, said) for cause, lines in SAID.items() for said in lines])
def test_each_cause_has_its_own_sentence(start, cause, said):
    assert start.cause(said) == getattr(start, cause)


def fail_when(start, monkeypatch, word, output):
    """Let every command that has the word fail with the output."""
    whole = start.attempt
    monkeypatch.setattr(start, "attempt", lambda command, *rest: whole(command) or output * (word in " ".join(command)))


def test_pip_takes_over_where_uv_cannot(start, monkeypatch, capsys):
    fail_when(start, monkeypatch, "sync", "error: uv fell over")
    assert start.main([]) == 0
    assert set(start.CHECKED) <= set(start.done[3])
    assert steps(start)[:5] == [*ALL_STEPS[:3], "pip", "project"]
    assert "trying pip" in capsys.readouterr().out


def test_pip_installs_all_where_there_is_no_uv_for_the_machine(start, monkeypatch):
    fail_when(start, monkeypatch, "uv.txt", "ERROR: No matching distribution found for uv==0.9")
    start.set_up(start.RUN_LOCK)
    assert steps(start) == ["venv", "get uv", "pip", "project"]


@pytest.mark.parametrize("cause", ["DISK", "HASH", "NETWORK", "UNKNOWN"])
def test_what_stops_pip_from_fetching_uv_stops_set_up_at_once(start, monkeypatch, capsys, cause):
    fail_when(start, monkeypatch, "uv.txt", SAID[cause][0])
    assert start.main([]) == 1
    assert getattr(start, cause) in capsys.readouterr().err
    assert steps(start) == ["venv", "get uv"]
    assert not start.STAMP.exists()


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "x"), "The disk is full"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "requirements.lock"), "requirements.lock"),
    ],
)
def test_a_fault_of_the_system_is_one_sentence(start, monkeypatch, capsys, problem, sentence):
    def work(words):
        raise problem

    monkeypatch.setattr(start, "work", work)
    assert start.main([]) == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1


def test_uv_is_given_the_index_and_certificate_that_pip_uses(real_start, monkeypatch):
    listed = "global.cert='/a/b.pem'\nglobal.index-url='first'\ninstall.index-url='second'\nglobal.extra-index-url='no'"
    monkeypatch.setattr(real_start, "pip", lambda: [sys.executable, "-c", f"print({listed!r})"])
    for name in ("SSL_CERT_FILE", "UV_DEFAULT_INDEX"):
        monkeypatch.delenv(name, raising=False)
    settings = real_start.uv_settings()
    assert (settings["UV_DEFAULT_INDEX"], settings["SSL_CERT_FILE"]) == ("second", "/a/b.pem")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "uv's own")
    assert real_start.uv_settings()["UV_DEFAULT_INDEX"] == "uv's own"


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (
            subprocess.CalledProcessError(1, "ensurepip", b"OSError: [Errno 28] No space left on device"),
            "The disk is full",
        ),
        (subprocess.CalledProcessError(1, "ensurepip", b"no idea"), "Python could not make the environment"),
        (ValueError("Refusing to create a venv: the path has a separator"), "the path has a separator"),
    ],
)
def test_an_environment_that_cannot_be_made_is_one_sentence(start, monkeypatch, capsys, problem, sentence):
    def create(folder, **options):
        raise problem

    monkeypatch.setattr(start.venv, "create", create)
    assert start.main([]) == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1


def run_start(home, *words, environment=None, folder=None):
    """Run start.py of a folder as its user does; the time limit only keeps a fault from hanging the suite."""
    command = [sys.executable, str(home / "start.py"), *words]
    settings = {**os.environ, **(environment or {})}
    return subprocess.run(
        command, cwd=folder or home, env=settings, capture_output=True, text=True, check=False, timeout=300
    )


def test_no_network_and_then_an_altered_package_are_each_one_sentence(home):
    """For real: an environment is made, pip is pointed at a port where nothing listens, then at an altered package."""
    first = run_start(home, "check", "DIR", environment=NO_INDEX)
    assert first.returncode == 1
    assert first.stderr.startswith("start.py: The package index cannot be reached")
    assert first.stderr.count("\n") == 1
    assert not (home / ".venv" / "start.json").exists()

    locked = next(line for line in (home / "requirements.lock").read_text().splitlines() if line.startswith("uv=="))
    altered = home / "wheels" / f"uv-{locked.split()[0].removeprefix('uv==')}-py3-none-any.whl"
    altered.parent.mkdir()
    altered.write_bytes(b"not what was locked")
    second = run_start(
        home, "run", environment=NO_INDEX | {"PIP_FIND_LINKS": altered.parent.as_uri(), "PIP_NO_INDEX": "1"}
    )
    assert second.returncode == 1
    assert second.stderr.startswith("start.py: A package does not match its hash")
    assert second.stderr.count("\n") == 1


# What is done after set-up


@pytest.fixture
def ready(home, start):
    """That folder with a finished environment whose mtss says where it was run and with which words."""
    start.set_up(start.RUN_LOCK)
    start.done.clear()
    mtss = Path(start.MTSS)
    mtss.write_text('#!/bin/sh\nprintf "%s\\n" "$PWD" "$@"\n[ "$1" = die ] && kill -TERM $$\nexit 7\n')
    mtss.chmod(0o755)
    return home


@posix
def test_other_words_go_to_mtss_unchanged_from_where_the_user_is(ready, tmp_path):
    run = run_start(ready, "check", "a folder", "--out", "*", folder=tmp_path)
    assert run.stdout.splitlines() == [str(tmp_path), "check", "a folder", "--out", "*"]
    assert (run.returncode, run.stderr) == (7, "")


@posix
def test_no_words_do_the_main_job_in_the_project(ready, tmp_path):
    run = run_start(ready, folder=tmp_path)
    assert run.stdout.splitlines() == [str(ready), "run", str(Path("data_samples", "district"))]
    assert run.returncode == 7


@posix
def test_a_signal_that_ends_mtss_is_seen_by_the_caller(ready):
    assert run_start(ready, "die").returncode == -signal.SIGTERM


def test_test_names_every_step_and_fails_if_any_does(start, monkeypatch, capsys):
    def call(command, folder):
        start.done.append(command)
        return int("mypy" in command)

    monkeypatch.setattr(start, "call", call)
    assert start.main(["test"]) == 1
    said = capsys.readouterr().out
    assert [line[3:] for line in said.splitlines() if line.startswith("== ")] == list(start.CHECKS)
    assert said.endswith("start.py test: failed: mypy\n")
    assert start.done[-1] == [start.PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadfile"]


def test_words_after_test_go_to_pytest_alone(start):
    assert start.main(["test", "tests/unit", "-k", "roi"]) == 0
    assert start.done[4:] == [[start.PYTHON, "-m", "pytest", "tests/unit", "-k", "roi"]]


def test_help_explains_without_setting_up(start, capsys):
    assert start.main(["--help"]) == 0
    assert "python3 start.py test" in capsys.readouterr().out
    assert start.done == []


def test_call_gives_back_the_exit_code(real_start, home):
    assert real_start.call([sys.executable, "-c", "raise SystemExit(3)"], home) == 3


def test_a_failed_attempt_returns_what_was_said_and_keeps_it_in_the_log(real_start):
    real_start.VENV.mkdir()
    assert real_start.attempt([sys.executable, "-c", "print('fine')"]) == ""
    said = real_start.attempt([sys.executable, "-c", "import sys; sys.exit('not fine')"])
    assert said.split() == ["not", "fine", "exit", "code", "1"]
    assert real_start.LOG.read_text().split() == ["fine", "not", "fine"]


def test_ci_runs_the_test_command_of_the_readme():
    command = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1].removeprefix("exec ")
    assert command == "python3 start.py test"
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")
