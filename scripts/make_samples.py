"""Make data_samples/district again, from the seed in the package: python scripts/make_samples.py."""

import shutil
from pathlib import Path

from mtss_analysis import samples

HOME = Path(__file__).resolve().parents[1] / "data_samples"


def main() -> None:
    """Replace the folder, keeping its README."""
    folder = HOME / "district"
    readme = (folder / "README.md").read_text(encoding="utf-8")
    shutil.rmtree(folder)
    samples.write(folder, samples.generate())
    (folder / "README.md").write_text(readme, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
