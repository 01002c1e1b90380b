"""Sittings as files of the table `ratings`: one file each, whole or not at all, and none in place of another."""

import re
from pathlib import Path

import pandas as pd

from mtss_analysis.errors import DataError
from mtss_analysis.widgets.sitting import Sitting, problem, rows

SAME_DAY = ("instrument", "version", "org_id", "administered_on", "rater_id")
SAME_ROUND = ("instrument", "version", "administration_id", "rater_id")


def save(sitting: Sitting, folder: Path) -> Path:
    """Write a sitting as one CSV file of the table `ratings`; intake reads it from ``DATA/ratings/``.

    Parameters
    ----------
    sitting
        What was answered.
    folder
        Where it goes; made if it does not exist.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    DataError
        Something is not filled in, the rater has a sitting that day or in that round already, or the folder cannot be
        written to. Nothing is written then.
    """
    if lacking := problem(sitting) or in_the_way(folder):
        raise DataError(lacking)
    frame = rows(sitting).astype({"score": "Int64"}).astype("object")
    frame["administered_on"] = str(sitting.day)
    _refuse_second(frame.iloc[0].astype("str"), folder)
    path = _free(folder, "_".join(slug(str(frame[name].iloc[0])) for name in SAME_DAY))
    text = frame.to_csv(index=False, lineterminator="\n")
    write_whole(path, text)
    return path


def in_the_way(folder: Path) -> str:
    """Say which file beside the folder already holds the table `ratings`; empty if none does.

    A district has a table once: as a file, or as a folder of files.
    """
    beside = sorted(path for path in folder.parent.glob("ratings.*") if path.is_file())
    if folder.name != "ratings" or not beside:
        return ""
    return (
        f'Not saved: the ratings of this district stand in "{beside[0].name}", and a table has one place only. '
        f'Move that file into the folder "{folder}", and save again; what you typed stays here.'
    )


def _refuse_second(first: "pd.Series[str]", folder: Path) -> None:
    for path in sorted(folder.glob("*")):
        known = _known(path)
        for names, said in ((SAME_DAY, f"on {first['administered_on']}"), (SAME_ROUND, "in this round")):
            if set(names) <= set(known) and (known[list(names)] == first[list(names)]).all(axis=1).any():
                raise DataError(
                    f"Not saved: {first['org_id']} has a sitting of this instrument by the rater "
                    f'"{first["rater_id"]}" {said} already, in "{path.name}". What you typed stays here. If this is '
                    "another day, round or rater, correct it at the top; if it is to take the place of the first, "
                    "take that file away and save again."
                )


def _known(path: Path) -> pd.DataFrame:
    """Read the keys of ratings in a file as text; nothing from a file that is none of ours or cannot be read."""
    try:
        if path.suffix == ".parquet":
            frame = pd.read_parquet(path).astype("str")
        elif path.suffix == ".csv":
            frame = pd.read_csv(path, dtype="str", keep_default_na=False)
        else:
            return pd.DataFrame()
    except (OSError, ValueError):
        return pd.DataFrame()
    return frame.assign(administered_on=frame["administered_on"].str[:10]) if "administered_on" in frame else frame


def write_whole(path: Path, text: str) -> None:
    """Write a text aside and put it in place when it is whole.

    Raises
    ------
    DataError
        The folder cannot be written to.
    """
    aside = path.with_name(f".{path.name.lstrip('.')}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(text, encoding="utf-8", newline="")
        aside.replace(path)
    except OSError as error:
        raise DataError(
            f'Not saved: "{path.parent}" cannot be written to ({error.strerror or error}). What you typed stays here. '
            "Mend its permissions or name another folder, and save again."
        ) from None


def _free(folder: Path, stem: str) -> Path:
    """Return a file that is not there yet: two codes may look alike once they are written as a name."""
    names = (f"{stem}{end}.csv" for end in ("", *(f"-{count}" for count in range(2, 1000))))
    return next(folder / name for name in names if not (folder / name).exists())


def slug(text: str) -> str:
    """Return a text as a part of a file's name.

    Examples
    --------
    >>> slug("team of S 01/b")
    'team-of-S-01-b'
    """
    return re.sub(r"[^A-Za-z0-9.-]+", "-", text).strip("-.") or "x"
