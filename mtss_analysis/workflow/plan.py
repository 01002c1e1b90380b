"""Which pages a run makes, where each goes, and what each depends on."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

import mtss_analysis
from mtss_analysis.vocabulary import Audience
from mtss_analysis.workflow.catalogue import Analysis

DISTRICT = "district"
SHOWN = ("numpy", "pandas", "scipy", "statsmodels", "matplotlib", "seaborn", "pyarrow", "papermill", "ipykernel")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What every page of one run is made from.

    Attributes
    ----------
    data
        Absolute path of the district's folder or workbook.
    params_dir
        Absolute path of a folder of settings given by the user, or None.
    data_fingerprint, params_fingerprint
        Digests of the files' contents.
    schools
        school_id → name, in the order of the schools table.
    name
        Name of the district, or of its data.
    """

    data: Path
    params_dir: Path | None
    data_fingerprint: str
    params_fingerprint: str
    schools: Mapping[str, str]
    name: str

    @property
    def fingerprint(self) -> str:
        """Digest of data, settings and version; pages shown on one site share it."""
        return f"{self.data_fingerprint}-{self.params_fingerprint}-{mtss_analysis.__version__}"


@dataclass(frozen=True, slots=True)
class Job:
    """One page: an analysis, for the district or one school (`school`, empty for the district), for one audience."""

    analysis: Analysis
    school: str
    audience: Audience

    @property
    def scope(self) -> str:
        """Folder of the page."""
        return folder_name(self.school) if self.school else DISTRICT

    @property
    def name(self) -> str:
        """Name of the page in the manifest and in messages."""
        return f"{self.audience}/{self.scope}/{self.analysis.id}"

    @property
    def notebook(self) -> Path:
        """Where the executed notebook goes, from the output folder."""
        return Path(self.audience, "notebooks", self.scope, f"{self.analysis.id}.ipynb")

    @property
    def tables(self) -> Path:
        """Folder of the page's tables, from the output folder."""
        return Path("tables", self.audience)

    @property
    def failed(self) -> Path:
        """Where the notebook is kept if it fails, from the output folder: never beside what is published."""
        return Path("failed", f"{self.audience}__{self.scope}__{self.analysis.id}.ipynb")

    def key(self, inputs: Inputs) -> str:
        """Digest of everything the page depends on; an equal key means that the page need not be made again."""
        parts = [self.name, self.school, inputs.name, inputs.fingerprint, source_fingerprint(), *versions().values()]
        notebook = self.analysis.notebook.read_bytes()
        return hashlib.sha256(json.dumps(parts).encode() + notebook).hexdigest()[:16]


def jobs(analyses: Iterable[Analysis], schools: Sequence[str], audiences: Iterable[Audience]) -> list[Job]:
    """List the pages in the order to make them.

    The district's public pages come first: what they withhold is decided there for all schools, and takes longest.
    Schools' public pages come last, when that is known.

    Parameters
    ----------
    schools
        Identifiers; the empty one stands for the district.

    Examples
    --------
    >>> from mtss_analysis.workflow.catalogue import choose
    >>> [job.name for job in jobs(choose(["screening"]), ["", "001"], [Audience.PUBLIC])]
    ['public/district/02_screening', 'public/001/02_screening']
    """
    chosen, readers = list(analyses), list(audiences)
    listed = [
        Job(analysis, school, audience)
        for school in schools
        for analysis in chosen
        if (DISTRICT if not school else "school") in analysis.scopes
        for audience in readers
        if audience in analysis.audiences
    ]
    return sorted(listed, key=lambda job: (bool(job.school), (job.audience is Audience.PUBLIC) == bool(job.school)))


def folder_name(school: str) -> str:
    """Return a name for the school's folder that is safe on every system and different for every identifier.

    Examples
    --------
    >>> folder_name("0042"), folder_name("../north side"), folder_name("district")
    ('0042', '%2E.%2Fnorth%20side', '%64istrict')
    """
    safe = quote(school, safe=" ").replace(" ", "%20")
    if safe.startswith(".") or safe == DISTRICT:
        safe = f"%{ord(safe[0]):02X}{safe[1:]}"
    return safe


@cache
def source_fingerprint() -> str:
    """Digest of this package's source, so that a page is made again when the program changes."""
    home = Path(mtss_analysis.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(home.rglob("*.py")):
        digest.update(path.relative_to(home).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def versions() -> dict[str, str]:
    """Return the versions of Python, of this package and of the packages that make the numbers."""
    ours = {"python": platform.python_version(), "mtss-analysis": mtss_analysis.__version__}
    return ours | {name: version(name) for name in SHOWN}
