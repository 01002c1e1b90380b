"""What is typed and not saved yet, kept in a file so that closing the notebook loses nothing."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from mtss_analysis.widgets.saving import slug, write_whole
from mtss_analysis.widgets.sitting import Answer, Sitting


def keep_draft(sitting: Sitting, folder: Path) -> None:
    """Write down what is typed so far, so that closing the notebook loses nothing.

    Raises
    ------
    DataError
        The folder cannot be written to.
    """
    answers = {
        number: {"score": answer.score, "applies": answer.applies, "evidence": answer.evidence}
        for number, answer in sitting.answers.items()
    }
    told = {
        "form": sitting.form, "org_id": sitting.org_id, "day": str(sitting.day or ""), "role": sitting.role,
        "rater_id": sitting.rater_id, "occasion": sitting.occasion, "answers": answers,
    }  # fmt: skip
    write_whole(_draft(sitting, folder), json.dumps(told, ensure_ascii=False))


def drafted(empty: Sitting, folder: Path) -> Sitting | None:
    """Return what was typed into the same instrument and not saved; None if nothing was, or it cannot be read."""
    try:
        told: dict[str, Any] = json.loads(_draft(empty, folder).read_text(encoding="utf-8"))
        answers = {str(number): Answer(**answer) for number, answer in told["answers"].items()}
        day = date.fromisoformat(told["day"]) if told["day"] else None
        fields = {name: str(told[name]) for name in ("form", "org_id", "role", "rater_id", "occasion")}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    if fields["form"] not in empty.instrument.forms:
        fields["form"] = empty.form
    return Sitting(empty.instrument, day=day, answers=answers, **fields)


def drop_draft(sitting: Sitting, folder: Path) -> None:
    """Take away what was kept of a sitting that is saved now."""
    _draft(sitting, folder).unlink(missing_ok=True)


def _draft(sitting: Sitting, folder: Path) -> Path:
    made = sitting.instrument
    return folder / f".draft_{slug(made.instrument)}_{slug(made.version)}.json"
