"""Answers to knowledge checks held against the questions that were asked."""

from collections.abc import Iterator, Mapping

import pandas as pd

from mtss_analysis.checks.cases import Case, Examined, Treatment, alike, labels
from mtss_analysis.errors import did_you_mean

ASKED = ["lesson", "version"]


def unknown_check(examined: Examined) -> Iterator[Case]:
    """Answers to a lesson or version of its check that no file holds."""
    known = examined.knowledge_checks
    for lesson, version, rows in _by_check(examined):
        if lesson not in known:
            move = f"Correct the name, or add the check.{did_you_mean(lesson, known)}"
            fact = f'no lesson "{lesson}" has a knowledge check'
            yield _unknown(rows, "lesson", fact, lesson, "a lesson of params/knowledge_checks", move)
        elif known[lesson].version != version:
            now = known[lesson].version
            move = "Answers to other questions cannot be judged by these. Correct the version, or take the file away."
            fact = f'the check of "{lesson}" has version "{now}", not "{version}"'
            yield _unknown(rows, "version", fact, version, now, move)


def unknown_answer(examined: Examined) -> Iterator[Case]:
    """Answers to a question, or with a choice, that the check does not have."""
    known = examined.knowledge_checks
    for lesson, version, rows in _by_check(examined):
        if lesson in known and known[lesson].version == version:
            choices = {str(number): len(item.choices) for number, item in enumerate(known[lesson].items, 1)}
            yield from _not_asked(lesson, rows.dropna(subset=["item", "choice"]), choices)


def _not_asked(lesson: str, rows: pd.DataFrame, choices: Mapping[str, int]) -> Iterator[Case]:
    asked = rows["item"].isin(choices)
    if len(strange := rows[~asked]):
        value = str(strange["item"].iloc[0])
        fact = f'the check of "{lesson}" has no question "{value}"'
        yield _unknown(strange, "item", fact, value, f"1 to {len(choices)}", "Correct the number.")
    offered = {(item, str(choice)) for item, most in choices.items() for choice in range(1, most + 1)}
    if len(wrong := rows[asked & ~pd.MultiIndex.from_frame(rows[["item", "choice"]]).isin(offered)]):
        item, value = str(wrong["item"].iloc[0]), str(wrong["choice"].iloc[0])
        fact = f'question {item} of "{lesson}" has no choice "{value}"'
        yield _unknown(wrong, "choice", fact, value, f"1 to {choices[item]}", "Correct the number.")


def _by_check(examined: Examined) -> Iterator[tuple[str, str, pd.DataFrame]]:
    for (lesson, version), rows in examined.table("learning").dropna(subset=ASKED).groupby(ASKED, sort=False):
        yield str(lesson), str(version), rows


def _unknown(rows: pd.DataFrame, column: str, fact: str, value: str, expected: str, move: str) -> Case:
    code = "unknown_check" if column in ASKED else "unknown_answer"
    said = f"{fact}{alike(len(rows), 'answer')}"
    return Case(code, "learning", column, labels(rows), said, value, expected, move, Treatment.LEAVE_OUT)
