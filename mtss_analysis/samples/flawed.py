"""The flawed district as files: faults of rows, headers and whole files, and the list of them."""

import json
from pathlib import Path

import pandas as pd

from mtss_analysis.samples.flaws import Frames, as_text, clean_district, plant, told
from mtss_analysis.samples.writing import into_new, write_settings

UNTESTED = {"measure": "math_computation", "season": "spring"}
NO_OUTCOME = {"measure": "state_reading", "grade": "6"}


def write_flawed(folder: str | Path) -> Path:
    """Write the flawed district and ``faults.json`` into a new or empty folder.

    Raises
    ------
    DataError
        The folder holds files already.
    """
    with into_new(Path(folder)) as whole:
        district = clean_district()
        frames: Frames = {name: as_text(table) for name, table in district.tables.items()}
        faults = [_coverage(frames), _outcome(frames), *plant(frames), *_ambiguous(frames)]
        faults += [*_headers(frames), *_files(whole, frames)]
        for name, frame in frames.items():
            frame.to_csv(whole / f"{name}.csv", index=False, lineterminator="\n", encoding=_encoding(name))
        faults += _ragged(whole / "meetings.csv")
        write_settings(whole, district.params)
        lines = ",\n".join(json.dumps(fault) for fault in faults)
        (whole / "faults.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8", newline="\n")
    return Path(folder)


def _coverage(frames: Frames) -> dict[str, object]:
    """Take away most math scores of one window, and the reason with them."""
    scores = frames["scores"]
    window = (scores["measure"] == UNTESTED["measure"]) & (scores["season"] == UNTESTED["season"])
    gone = scores.index[window][::2]
    frames["scores"] = scores.drop(gone).reset_index(drop=True)
    return told("half of the students were not tested in math in spring", "scores", "low_coverage")


def _outcome(frames: Frames) -> dict[str, object]:
    """Take away the reading outcomes of one grade."""
    scores, students = frames["scores"], frames["students"]
    grade = students.loc[students["grade"] == NO_OUTCOME["grade"], "student_id"]
    gone = (scores["measure"] == NO_OUTCOME["measure"]) & scores["student_id"].isin(grade)
    frames["scores"] = scores[~gone].reset_index(drop=True)
    return told("no reading outcome came in for a whole grade", "scores", "outcome_missing")


def _ambiguous(frames: Frames) -> list[dict[str, object]]:
    """Write a second date day first, so that the planted one can be read in two ways."""
    frames["observations"].loc[2, "date"] = "25/11/2024"
    frames["observations"].loc[1, "note"] = "Asked for the cafe\u0301 story again.".replace("e\u0301", "\u00e9")
    return [told("a letter that is not in UTF-8", "observations", "not_utf8", row=3)]


def _headers(frames: Frames) -> list[dict[str, object]]:
    frames["schools"].insert(2, "name", frames["schools"]["name"], allow_duplicates=True)
    frames["letters"] = frames["letters"].drop(columns="due")
    frames["meetings"]["room"] = "library"
    frames["action_items"][""] = ["see notes", *[""] * (len(frames["action_items"]) - 1)]
    return [
        told("two columns of one name, alike", "schools", "duplicate_column"),
        told("a required column is missing", "letters", "missing_column", blocking=True),
        told("a column the table does not have", "meetings", "unknown_column"),
        told("a column without a name", "action_items", "unnamed_column"),
    ]


def _files(folder: Path, frames: Frames) -> list[dict[str, object]]:
    ratings = frames.pop("ratings")
    rater = ratings["rater_id"].str.extract(r"(\d+)$", expand=False).astype("Int64")
    ratings.assign(rater_id=rater, score=pd.to_numeric(ratings["score"])).to_parquet(folder / "ratings.parquet")
    frames.pop("marks")
    (folder / "marks.csv").write_text("", encoding="utf-8")
    (folder / "notes.csv").write_text("day,note\n2024-09-03,Bring the keys\n", encoding="utf-8", newline="\n")
    return [
        told("identifiers stored as numbers", "ratings", "identifier_stored_as_number"),
        told("a file without anything in it", "marks", "empty_file"),
        told("a file that is no table", "", "unknown_file"),
    ]


def _ragged(path: Path) -> list[dict[str, object]]:
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[4] += ",and the staff room"
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")
    return [told("a row with a cell too many", "meetings", "ragged_row", row=5)]


def _encoding(name: str) -> str:
    return "cp1252" if name == "observations" else "utf-8"
