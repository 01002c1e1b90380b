"""From a folder, a workbook or frames to a :class:`Dataset`."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from mtss_analysis.errors import DataError
from mtss_analysis.intake import folder, readers
from mtss_analysis.intake.assembly import assembled
from mtss_analysis.intake.codes import code as code_of
from mtss_analysis.intake.codes import coded, columns_of
from mtss_analysis.intake.dataset import Dataset
from mtss_analysis.intake.findings import Finding, listed
from mtss_analysis.intake.folder import Candidate
from mtss_analysis.intake.key import place_of, read_key
from mtss_analysis.intake.readers import Part
from mtss_analysis.params import IdentityParams, layers
from mtss_analysis.tables import TABLES

_REMEMBERED: dict[tuple[object, ...], Dataset] = {}
_MOST = 4


def read(path: str | Path, school: str = "") -> Dataset:
    """Read a district's tables.

    Parameters
    ----------
    path
        Folder with one CSV, XLSX or Parquet file per table, named for it (or a folder of files
        named for it), or one .xlsx with a sheet per table.
    school
        One school_id to limit the data to, or empty for the whole district.

    Returns
    -------
    Dataset
        The same object as long as no file changes; tables are never to be changed in place. Columns that identify a
        person directly are left out, and codes stand for identifiers if the district's ``identity.yml`` asks for it.

    Raises
    ------
    DataError
        The folder is missing or holds no table that can be read, a table came twice, or no school
        has the identifier. A damaged file beside others is among the problems, and stops a run.
    ParamsError
        The district's ``identity.yml`` is wrong, or the key of the codes cannot be had.
    """
    found = folder.candidates(Path(path))
    identity = layers(path).load(IdentityParams)
    key = (str(Path(path).resolve()), folder.stats(found), identity.fingerprint(), str(place_of(identity)))
    if key not in _REMEMBERED:
        dataset = coded(_read(Path(path), found, identity), identity, Path(path))
        while len(_REMEMBERED) >= _MOST:
            _REMEMBERED.pop(next(iter(_REMEMBERED)))
        _REMEMBERED[key] = dataset
    return _REMEMBERED[key].school(school) if school else _REMEMBERED[key]


def from_frames(frames: Mapping[str, pd.DataFrame], name: str = "frames") -> Dataset:
    """Make a dataset from frames in memory, read exactly as files are.

    Parameters
    ----------
    frames
        Name of the table → rows, as text or typed.

    Examples
    --------
    >>> data = from_frames({"schools": pd.DataFrame({"school_id": ["001"], "name": ["First"]})})
    >>> data.table("schools")["school_id"].tolist(), data.locate("schools", 0)
    (['001'], 'the table schools, row 1')
    """
    parts = {table: [_framed(f"the table {table}", frame)] for table, frame in frames.items()}
    return assembled(name, name, parts, [], "", layers().load(IdentityParams))


def code(path: str | Path, student: str) -> str:
    """Return the code that stands for a student in the district's tables; the identifier itself without codes.

    Raises
    ------
    ParamsError
        The district's ``identity.yml`` is wrong, or the key of the codes cannot be had.
    """
    identity = layers(path).load(IdentityParams)
    kind = columns_of(identity).get("student_id")
    return code_of(student, kind, read_key(identity, Path(path), make=False)) if kind else student


def _framed(label: str, frame: pd.DataFrame) -> Part:
    header = tuple(str(name) for name in frame.columns)
    return Part(label, header, frame.reset_index(drop=True).set_axis(range(len(header)), axis=1), first_row=1)


def _read(path: Path, found: list[Candidate], identity: IdentityParams) -> Dataset:
    parts: dict[str, list[Part]] = {}
    homes: dict[str, list[str]] = {}
    unknown: list[Finding] = []
    broken: list[DataError] = []
    for candidate in found:
        if not candidate.table and candidate.path.suffix.casefold() != ".xlsx":
            unknown.append(folder.unknown(candidate.label, candidate.path.stem, "file"))
            continue
        try:
            held = readers.parts(candidate.path, candidate.label, candidate.table)
        except DataError as error:
            broken.append(error)
            unknown.append(folder.unreadable(candidate, error.message))
            continue
        for table, part in held:
            if table not in TABLES:
                unknown.append(folder.unknown(part.label, table, "sheet"))
                continue
            parts.setdefault(table, []).append(part)
            homes.setdefault(table, []).append(candidate.label if "/" not in candidate.label else f"{table}/")
    if broken and not parts:
        raise broken[0]
    _refuse(path, parts, homes)
    name = path.stem if path.is_file() else path.resolve().name
    return assembled(name, str(path), parts, unknown, folder.fingerprint(found), identity)


def _refuse(path: Path, parts: Mapping[str, list[Part]], homes: Mapping[str, list[str]]) -> None:
    """Refuse a folder without a table, and one with a table twice."""
    if not parts:
        raise DataError(
            f'"{path}" holds no table of a district. Name files or sheets for the tables: {listed(list(TABLES))}.'
        )
    for table, places in homes.items():
        if len(set(places)) > 1:
            names = listed(list(dict.fromkeys(places)))
            raise DataError(
                f"The table {table} is there more than once: {names}. Keep one of them; several files of one table "
                f'belong in a folder "{table}/".'
            )
