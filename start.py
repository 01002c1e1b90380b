r"""Set the project up and run it; needs nothing but Python 3.11 or newer.

    python3 start.py                         make .venv, then do the main job: mtss run data_samples/district
    python3 start.py test                    make .venv ready for tests, then do every check and test
    python3 start.py test tests/unit -k roi  the words after test go to pytest, and only pytest runs
    python3 start.py run data_samples/star   any other words go to mtss as they are (.venv/bin/mtss --help lists them)

Packages come from requirements.lock (for tests from requirements-test.lock), ready-made only, and each is checked
against its hash. A run that changes nothing installs nothing; one that was stopped is taken up by the next.
After any of these commands .venv/bin/python and .venv/bin/mtss exist (on Windows in .venv\Scripts).
"""

import contextlib
import errno
import hashlib
import json
import os
import platform
import re
import subprocess
import sys
import venv
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 14)


def too_old(version: tuple) -> str:  # type: ignore[type-arg]  # an old Python must get past this line
    """Return the sentence for a Python that is too old, or an empty text."""
    here, needed = "{}.{}".format(*version), "{}.{}".format(*OLDEST)
    told = f"start.py needs Python {needed} or newer and this is {here}: try a newer one (python{needed} start.py)"
    return told if version < OLDEST else ""


# An old Python must be able to parse this whole file (a test holds it to the grammar of 3.6), and runs it to here.
if too_old(sys.version_info[:2]):
    sys.exit(too_old(sys.version_info[:2]))

HOME = Path(__file__).resolve().parent
RUN_LOCK, TEST_LOCK = HOME / "requirements.lock", HOME / "requirements-test.lock"
VENV = HOME / ".venv"
STAMP, LOG = VENV / "start.json", VENV / "start.log"
CHECKED = ["--require-hashes", "--only-binary", ":all:"]  # a package built here could fetch what no hash covers


def program(name: str) -> str:
    """Return the path of a program inside .venv on this system."""
    return str(VENV / "Scripts" / f"{name}.exe") if os.name == "nt" else str(VENV / "bin" / name)


PYTHON, MTSS = program("python"), program("mtss")
CHECKS = {
    "ruff check": [program("ruff"), "check", "."],
    "ruff format": [program("ruff"), "format", "--check", "."],
    "mypy": [PYTHON, "-m", "mypy"],
    "lint-imports": [program("lint-imports")],
    "pytest": [PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadfile"],
}

# What an installer prints when it fails, and the one sentence that the reader gets for it.
DISK = "The disk is full: free about 3 GB and run the same command again."
HASH = (
    "A package does not match its hash in the lock file and was not installed: the lock was edited, or the package was "
    'altered on its way. Restore the lock files (git checkout -- "*.lock") and run the same command again.'
)
NETWORK = (
    "The package index cannot be reached: check the network, or the index and proxy that pip is set to use "
    "(pip config list), and run the same command again."
)
NO_WHEEL = (
    f"A package has no ready-made build for Python {platform.python_version()} on this system ({platform.platform()}): "
    "use a 64-bit Python from {}.{} to {}.{}.".format(*OLDEST, *NEWEST)
)
UNKNOWN = "The packages could not be installed: run the same command again."
CAUSES = {
    r"No space left|not enough space|Errno 28\b|os error (28|112)\b": DISK,
    r"DO NOT MATCH THE HASHES|Hash mismatch|--require-hashes": HASH,
    r"(?i)connect(ion)? |timed out|name resolution|getaddrinfo|dns error|certificate|proxy|failed to fetch": NETWORK,
    r"No matching distribution|no usable wheels|No solution found": NO_WHEEL,
}


class Stop(Exception):  # noqa: N818 - nothing is wrong with the program
    """Set-up cannot go on; the message is the one sentence that the reader gets."""


def cause(output: str) -> str:
    """Return the sentence for what an installer printed before it failed."""
    return next((sentence for pattern, sentence in CAUSES.items() if re.search(pattern, output)), UNKNOWN)


def tell(sentence: str) -> None:
    """Print a sentence at once, ahead of what a child process prints."""
    print(sentence, flush=True)


# The environment


def set_up(lock: Path) -> None:
    """Make .venv hold what the lock says. If it does, nothing happens; the tests' packages, once there, stay."""
    before = recorded()
    if before.get("lock") == TEST_LOCK.name:
        lock = TEST_LOCK
    wanted = description(lock)
    if before == wanted and Path(PYTHON).exists() and Path(MTSS).exists():
        return
    with alone():
        STAMP.unlink(missing_ok=True)  # if this set-up is stopped, the next finds no stamp and makes .venv anew
        if before.get("python") != wanted["python"] or not Path(PYTHON).exists():
            make_environment()
        install(lock)
        STAMP.write_text(json.dumps(wanted), encoding="utf-8")


def recorded() -> dict[str, str]:
    """Return the stamp of the last complete set-up; empty if there was none."""
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def description(lock: Path) -> dict[str, str]:
    """Return all that an environment depends on: a change in it calls for set-up."""
    inputs = hashlib.sha256(lock.read_bytes() + (HOME / "pyproject.toml").read_bytes())
    python = f"{platform.python_version()} {platform.machine()} {HOME}"
    return {"python": python, "lock": lock.name, "inputs": inputs.hexdigest()}


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one set-up at a time into .venv; the system frees the lock even if the set-up is killed."""
    with (HOME / ".venv.lock").open("w") as handle:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Stop("Another start.py is setting up .venv: wait until it is done and run this again.") from None
        yield


def make_environment() -> None:
    """Make .venv anew, in place of what another Python or a stopped set-up left there."""
    pip()  # stops here if there is none, with nothing removed
    here = platform.python_version()
    if sys.version_info[:2] > NEWEST:
        tell("Python {} is newer than {}.{}, the newest this was tried with; going on.".format(here, *NEWEST))
    tell(f"Making {VENV} with Python {here}")
    try:
        venv.create(VENV, clear=True, with_pip=find_spec("ensurepip") is not None, symlinks=os.name != "nt")
    except (subprocess.CalledProcessError, ValueError) as problem:
        full = cause(str(getattr(problem, "output", ""))) == DISK
        raise Stop(DISK if full else f"Python could not make the environment {VENV}: {problem}") from problem


def pip() -> list[str]:
    """Return the pip command for .venv: its own or, where ensurepip is missing, that of the Python running this."""
    if find_spec("ensurepip"):
        return [PYTHON, "-m", "pip"]
    if find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", PYTHON]
    raise Stop(
        "This Python has neither ensurepip nor pip, so nothing can be installed: add them "
        "(Debian and Ubuntu: sudo apt install python3-venv) and run the same command again."
    )


# The packages


def install(lock: Path) -> None:
    """Install the lock with uv, or with pip where uv cannot, and then the project itself."""
    tell(f"Installing the packages of {lock.name}, under a minute on a fast line")
    problem = fetch_uv(lock)
    if problem and cause(problem) != NO_WHEEL:
        raise Stop(f"{cause(problem)} Details: {LOG}")
    problem = problem or attempt([program("uv"), "pip", "sync", "--python", PYTHON, *CHECKED, str(lock)], uv_settings())
    if problem:
        tell(f"uv could not install them (details: {LOG}); trying pip, which takes some minutes")
        problem = pip_install(*CHECKED, "-r", str(lock))
    problem = problem or pip_install("--no-index", "--no-deps", "--no-build-isolation", "-e", str(HOME))
    if problem:
        raise Stop(f"{cause(problem)} Details: {LOG}")


def fetch_uv(lock: Path) -> str:
    """Install uv alone, by its own lines of the lock; return what went wrong."""
    lines = re.findall(r"^uv==.*\n(?:    --hash=.*\n)+", lock.read_text(encoding="utf-8"), re.MULTILINE)
    listed = VENV / "uv.txt"
    listed.write_text("".join(lines), encoding="utf-8")
    return pip_install(*CHECKED, "-r", str(listed))


def pip_install(*words: str) -> str:
    """Run pip install with few retries and no questions; return what went wrong."""
    return attempt([*pip(), "install", "--no-input", "--disable-pip-version-check", "--retries", "2", *words])


def uv_settings() -> dict[str, str]:
    """Return the environment for uv: the index and certificate that pip is set to use, unless uv has its own."""
    listed = subprocess.run([*pip(), "config", "list"], capture_output=True, text=True, check=False).stdout
    found: dict[str, str] = {}
    for section in ("global", "install", ":env:"):  # the later wins, as in pip
        found.update(re.findall(rf"^{section}\.(index-url|cert)='(.*)'$", listed, re.MULTILINE))
    named = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE"}
    return {**{named[key]: value for key, value in found.items()}, **os.environ}


def attempt(command: list[str], environment: "dict[str, str] | None" = None) -> str:
    """Run an installer, its words kept in the log; return an empty text, or those words if it failed."""
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    said = []
    with subprocess.Popen(command, cwd=HOME, env=environment, **pipes) as child:  # type: ignore[call-overload]
        for line in child.stdout:
            said.append(line.decode("utf-8", "replace"))
            if sys.stdout.isatty():
                print("\r" + said[-1].strip()[:78].ljust(78), end="\r", flush=True)
    with LOG.open("a", encoding="utf-8") as log:
        log.writelines(said)
    return "".join(said) + f"exit code {child.returncode}" if child.returncode else ""


# The work


def call(command: list[str], directory: Path) -> int:
    """Run a command and return its exit code. Ctrl-C reaches the command too, which ends in its own way."""
    with subprocess.Popen(command, cwd=directory) as child:
        while True:
            with contextlib.suppress(KeyboardInterrupt):
                return child.wait()


def hand_over(command: list[str], directory: Path) -> int:
    """Let a command take this process's place, signals, exit code and all; on Windows run it and return its code."""
    if os.name == "posix":
        os.chdir(directory)
        os.execv(command[0], command)
    return call(command, directory)


def run_checks(words: list[str]) -> int:
    """Run every check and test, each by name, or pytest alone if it is given words; return 1 if any failed."""
    chosen = {"pytest": [PYTHON, "-m", "pytest", *words]} if words else CHECKS
    failed = []
    for name, command in chosen.items():
        tell(f"== {name}")
        if call(command, HOME):
            failed.append(name)
    if failed:
        tell(f"start.py test: failed: {', '.join(failed)}")
    return int(bool(failed))


def work(words: list[str]) -> int:
    """Set up what the words call for, then do it; return the exit code."""
    if words[:1] == ["test"]:
        set_up(TEST_LOCK)
        return run_checks(words[1:])
    set_up(RUN_LOCK)
    if words:
        return hand_over([MTSS, *words], Path.cwd())
    return hand_over([MTSS, "run", str(Path("data_samples", "district"))], HOME)


def main(words: list[str]) -> int:
    """Do what the words say; a problem is one sentence and exit code 1."""
    if words in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    try:
        return work(words)
    except Stop as problem:
        sentence = str(problem)
    except OSError as problem:
        sentence = DISK if problem.errno == errno.ENOSPC else f"{problem.strerror}: {problem.filename}"
    except KeyboardInterrupt:
        sentence = "Stopped; run the same command again to go on."
    print(f"start.py: {sentence}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
