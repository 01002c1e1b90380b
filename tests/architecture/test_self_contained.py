"""The project names no machine, no package host and nothing outside itself."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = re.compile(
    r"(^|[^\w.-])/(work|farm|home|root|Users)/|https?://[^\s\"']+/(simple|packages)/|\.\./shared", re.M
)
TEXT = {".py", ".md", ".yml", ".yaml", ".toml", ".ipynb", ".json", ".css", ".js", ".lock", ".cff", ".txt", ""}


def _tracked() -> list[Path]:
    run = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        return []
    names = [name for name in run.stdout.split("\0") if name and "/vendor/" not in name]
    return [ROOT / name for name in names if (ROOT / name).is_file() and Path(name).suffix in TEXT]


def test_no_tracked_file_names_a_machine_path_or_a_package_host() -> None:
    files = _tracked()
    if not files:
        pytest.skip("not a git checkout")
    this = Path(__file__).resolve()
    found = [
        str(path.relative_to(ROOT)) for path in files if path != this and FORBIDDEN.search(path.read_text("utf-8"))
    ]
    assert found == []
