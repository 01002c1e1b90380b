"""A decision of a team as one row more of the table decisions, in the format that the district's folder has.

What is there is not touched: a CSV file gets its line at the end of a copy that takes its place when it is whole, a
Parquet file the same, a folder of files one file more. A lock keeps two people from writing at once.
"""

import csv
import io
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
from filelock import FileLock, Timeout

from mtss_analysis.errors import DataError
from mtss_analysis.tables import DTYPES, TABLES
from mtss_analysis.vocabulary import Action

NAME = "decisions"
TABLE = TABLES[NAME]
PATIENCE = 5.0
"""How long another writer is waited for [seconds]."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a team decided about a plan.

    Attributes
    ----------
    student_id, plan_id, domain
        Whom and what it is about.
    day, review_by
        Day decided, and day by which the team looks again.
    decided_by_role
        Role that decided, never a name.
    decided, reason
        What was decided, and why.
    recommended, rule_version, probability
        What stood on the screen.
    """

    student_id: str
    plan_id: str
    domain: str
    day: date
    decided_by_role: str
    decided: str
    reason: str
    review_by: date | None = None
    recommended: str = ""
    rule_version: str = ""
    probability: float | None = None

    def problem(self) -> str:
        """Say what is not filled in, or not possible; empty if nothing."""
        if self.decided not in set(map(str, Action)):
            return f'Not saved: "{self.decided}" is no decision the table knows. Choose one of the list.'
        if not self.reason.strip():
            return "Not saved: the reason is empty. Write in a few words why; nobody will remember it in eight weeks."
        if not self.decided_by_role.strip():
            return "Not saved: the role that decided is empty. Write a role, never a name."
        if self.review_by and self.review_by <= self.day:
            return f"Not saved: the review on {self.review_by} is not after the decision on {self.day}. Choose another."
        return ""

    def row(self) -> dict[str, object]:
        """Return the row of the table, an empty cell as None."""
        return {
            "student_id": self.student_id, "plan_id": self.plan_id, "domain": self.domain, "date": self.day,
            "decided_by_role": self.decided_by_role.strip(), "rule_version": self.rule_version or None,
            "probability": self.probability, "recommended": self.recommended or None, "decided": self.decided,
            "reason": self.reason.strip(), "review_by": self.review_by, "carried_out": None,
        }  # fmt: skip


def record(decision: Decision, data: Path) -> Path:
    """Write a decision and return the file it stands in.

    Parameters
    ----------
    decision
        What was decided.
    data
        Folder of the district's tables.

    Raises
    ------
    DataError
        Something is not filled in, a decision about the plan on that day stands there already, another program has the
        table open, the tables are a workbook, or the folder cannot be written to. Nothing is written then.
    """
    if lacking := decision.problem():
        raise DataError(lacking)
    if not data.is_dir():
        raise DataError(
            f'Not saved: "{data.name}" is a workbook, and a workbook that is open elsewhere would lose a row. Copy the '
            f"sheet {NAME} to a file {NAME}.csv beside the others in a folder, and open the explorers on the folder."
        )
    try:
        with FileLock(data / f".{NAME}.lock", timeout=PATIENCE):
            return _written(decision, data)
    except Timeout:
        raise DataError(f"Not saved: somebody else is writing to {NAME} now. Wait a moment, and save again.") from None
    except OSError as error:
        raise DataError(
            f'Not saved: "{data}" cannot be written to ({error.strerror or error}). What you typed stays here. Close '
            "the file elsewhere or mend its permissions, and save again."
        ) from None


def _written(decision: Decision, data: Path) -> Path:
    there = sorted(path for path in data.glob(f"{NAME}.*") if path.suffix in (".csv", ".parquet"))
    folder = data / NAME
    if len(there) > 1 or (there and folder.is_dir()):
        names = ", ".join(path.name for path in [*there, *([folder] if folder.is_dir() else [])])
        raise DataError(f"Not saved: the table stands twice, in {names}. Take one away, and save again.")
    if folder.is_dir():
        for path in sorted(folder.glob("*.csv")):
            _refuse_second(decision, pd.read_csv(path, dtype="str", keep_default_na=False), path)
        return _aside(folder / f"{decision.day}-{secrets.token_hex(4)}.csv", _new(decision))
    path = there[0] if there else data / f"{NAME}.csv"
    if path.suffix == ".parquet":
        return _parquet(decision, path)
    return _aside(path, _csv(decision, path) if path.is_file() else _new(decision))


def _new(decision: Decision) -> bytes:
    return (_line(TABLE.names, ",", "\n") + _line(_cells(decision, TABLE.names), ",", "\n")).encode()


def _csv(decision: Decision, path: Path) -> bytes:
    """Return the bytes of a CSV file with one line more; those that are there stay as they are."""
    before = path.read_bytes()
    encoding = "utf-8-sig" if before.startswith(b"\xef\xbb\xbf") else "utf-8"
    try:
        text = before.decode(encoding)
    except UnicodeDecodeError:
        raise DataError(f'Not saved: "{path.name}" is not in UTF-8. Save it as "CSV UTF-8", and save again.') from None
    end = "\r\n" if "\r\n" in text else "\n"
    separator = max(",;\t", key=text.partition("\n")[0].count)
    head = next(csv.reader(io.StringIO(text), delimiter=separator), [])
    names = [name.strip() for name in head]
    if missing := [name for name in ("student_id", "plan_id", "date", "decided") if name not in names]:
        raise DataError(
            f'Not saved: "{path.name}" has no column {", ".join(missing)}. Name the columns as the table does.'
        )
    _refuse_second(decision, pd.read_csv(io.StringIO(text), sep=separator, dtype="str", keep_default_na=False), path)
    closed = b"" if before.endswith(b"\n") else end.encode()
    return before + closed + _line(_cells(decision, names), separator, end).encode()


def _cells(decision: Decision, names: list[str]) -> list[str]:
    row = decision.row()
    return ["" if row.get(name) is None else str(row[name]) for name in names]


def _line(cells: list[str], separator: str, end: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator=end).writerow(cells)
    return buffer.getvalue()


def _parquet(decision: Decision, path: Path) -> Path:
    before = pd.read_parquet(path)
    _refuse_second(decision, before.astype("str").assign(date=before["date"].astype("str").str[:10]), path)
    kinds: dict[object, str] = {column.name: DTYPES[column.kind] for column in TABLE.columns}
    row = {name: pd.Series([value]) for name, value in decision.row().items() if name in before}
    added = pd.DataFrame(row).reindex(columns=before.columns)
    added = pd.DataFrame({name: _typed(added[name], before[name].dtype, kinds.get(name, "str")) for name in before})
    buffer = io.BytesIO()
    pd.concat([before, added], ignore_index=True).astype(before.dtypes.to_dict()).to_parquet(
        buffer, index=False, compression="zstd"
    )
    return _aside(path, buffer.getvalue())


def _typed(values: pd.Series, dtype: object, kind: str) -> pd.Series:
    plain = pd.to_datetime(values) if kind.startswith("datetime") else values
    return plain.astype(dtype)  # type: ignore[call-overload, no-any-return]


def _refuse_second(decision: Decision, rows: pd.DataFrame, path: Path) -> None:
    if not {"plan_id", "date"} <= set(rows):
        return
    same = (rows["plan_id"] == decision.plan_id) & (rows["date"].str[:10] == str(decision.day))
    if same.any():
        raise DataError(
            f'Not saved: a decision about plan {decision.plan_id} on {decision.day} stands in "{path.name}" already. '
            "Correct it there, or choose another day."
        )


def _aside(path: Path, content: bytes) -> Path:
    """Write a file aside and put it in place when it is whole."""
    aside = path.with_name(f".{path.name}.part")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return path
