"""Ratings held against their instrument: known items and points of the scale."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.checks.cases import Case, Examined, Treatment, alike, labels
from mtss_analysis.errors import did_you_mean

NAMED = ["instrument", "version"]


def unknown_instrument(examined: Examined) -> Iterator[Case]:
    """Ratings of an instrument or version that no file describes."""
    ratings, known = examined.table("ratings").dropna(subset=NAMED), examined.instruments
    pairs = pd.Series(list(zip(ratings["instrument"], ratings["version"], strict=True)), ratings.index, dtype=object)
    wrong = ratings[~pairs.isin(list(known))]
    for (name, version), rows in wrong.groupby(NAMED, sort=False):
        versions = [other for instrument, other in known if instrument == name]
        near = "" if versions else did_you_mean(str(name), sorted({instrument for instrument, _ in known}))
        expected = f"version {' or '.join(versions)}" if versions else "an instrument of params/instruments"
        yield Case(
            "unknown_instrument", "ratings", "version" if versions else "instrument", labels(rows),
            f'no file describes the instrument "{name}" in version "{version}"{alike(len(rows), "rating")}',
            str(version if versions else name), expected, f"Correct the name, or add a file.{near}",
            Treatment.LEAVE_OUT,
        )  # fmt: skip


def unknown_item(examined: Examined) -> Iterator[Case]:
    """Ratings of an item that their instrument does not have."""
    for (name, version), rows in described(examined):
        made = examined.instruments[name, version]
        wrong = rows[~rows["item"].isin([item.number for item in made.items])]
        if len(wrong) and not made.shell:
            yield Case(
                "unknown_item", "ratings", "item", labels(wrong),
                f'{made.label} has no item "{wrong["item"].iloc[0]}"{alike(len(wrong), "rating")}',
                str(wrong["item"].iloc[0]), f"{made.items[0].number} to {made.items[-1].number}",
                "Correct the number, or the version.", Treatment.LEAVE_OUT,
            )  # fmt: skip


def score_off_scale(examined: Examined) -> Iterator[Case]:
    """Scores that are no point of their instrument's scale."""
    for (name, version), rows in described(examined):
        made = examined.instruments[name, version]
        wrong = rows[rows["score"].notna() & ~rows["score"].isin(list(made.scale))]
        if len(wrong):
            first = wrong.iloc[0]
            yield Case(
                "score_off_scale", "ratings", "score", labels(wrong),
                f"item {first['item']} of {made.label} has the score {first['score']:g}{alike(len(wrong), 'rating')}",
                f"{first['score']:g}", f"one of {', '.join(map(str, sorted(made.scale)))}",
                "Correct the score, or leave it empty if the item does not apply.", Treatment.LEAVE_OUT,
            )  # fmt: skip


def of_shell(examined: Examined) -> Iterator[Case]:
    """Ratings of an instrument that a district has to complete first."""
    for (name, version), rows in described(examined):
        made = examined.instruments[name, version]
        if made.shell:
            yield Case(
                "unfinished_instrument", "ratings", "instrument", labels(rows),
                f"{made.label} is a shell and cannot be scored{alike(len(rows), 'rating')}", str(name),
                "an instrument that is whole", made.shell,
            )  # fmt: skip


def described(examined: Examined) -> Iterator[tuple[tuple[str, str], pd.DataFrame]]:
    """Give the ratings of each instrument that a file describes."""
    ratings = examined.table("ratings").dropna(subset=NAMED)
    for (name, version), rows in ratings.groupby(NAMED, sort=False):
        if (name, version) in examined.instruments:
            yield (str(name), str(version)), rows
