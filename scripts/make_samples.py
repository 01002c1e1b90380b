"""Make data_samples/district and data_samples/district_flawed again: python scripts/make_samples.py."""

import shutil
from collections.abc import Callable
from pathlib import Path

from mtss_analysis import samples

HOME = Path(__file__).resolve().parents[1] / "data_samples"


def again(name: str, write: Callable[[Path], Path]) -> None:
    """Replace one folder, keeping its README."""
    folder = HOME / name
    readme = (folder / "README.md").read_text(encoding="utf-8")
    shutil.rmtree(folder)
    write(folder)
    (folder / "README.md").write_text(readme, encoding="utf-8", newline="\n")


def main() -> None:
    """Draw both districts from the seeds in the package."""
    again("district", lambda folder: samples.write(folder, samples.generate()))
    again("district_flawed", samples.write_flawed)


if __name__ == "__main__":
    main()
