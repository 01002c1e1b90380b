"""Ratings held against their instrument: known items, points of the scale, one sitting a day, one form a rater."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.checks.cases import Case, Examined, Treatment, alike, labels
from mtss_analysis.errors import did_you_mean

NAMED = ["instrument", "version"]
SITTING = [*NAMED, "administration_id"]
NO_FORM = "The answers count for no group until the role is corrected, or a form names it."


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
    for (name, version), rows in _described(examined):
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
    for (name, version), rows in _described(examined):
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


def two_on_one_day(examined: Examined) -> Iterator[Case]:
    """Two administrations of one instrument to one school on one day."""
    ratings = examined.table("ratings").dropna(subset=[*SITTING, "org_id", "administered_on"])
    one = [*NAMED, "org_id", "administered_on"]
    twice = ratings[ratings.groupby(one)["administration_id"].transform("nunique") > 1]
    for _, rows in twice.groupby(one, sort=False):
        first, second = rows["administration_id"].unique()[:2]
        yield Case(
            "two_administrations", "ratings", "administration_id", labels(rows.drop_duplicates("administration_id")),
            f"{rows['org_id'].iloc[0]} has two administrations of {rows['instrument'].iloc[0]} on "
            f"{rows['administered_on'].iloc[0]:%Y-%m-%d}, {first} and {second}", str(second), "one a day",
            "Correct the day, or give both the same administration_id.", Treatment.LEAVE_OUT,
            affected=labels(rows[rows["administration_id"] != first]),
        )  # fmt: skip


def two_roles(examined: Examined) -> Iterator[Case]:
    """One rater who stands in one administration under two roles."""
    named = examined.table("ratings").dropna(subset=[*SITTING, "rater_id", "respondent_role"])
    by = [*SITTING, "rater_id"]
    twice = named[named.groupby(by)["respondent_role"].transform("nunique") > 1]
    if len(twice):
        first = twice.iloc[0]
        mine = (twice[by] == first[by]).all(axis=1)
        roles = " and ".join(twice.loc[mine, "respondent_role"].unique()[:2])
        kept = twice["respondent_role"] == twice.groupby(by)["respondent_role"].transform("first")
        yield Case(
            "rater_two_roles", "ratings", "respondent_role", labels(twice.drop_duplicates([*by, "respondent_role"])),
            f"{first['rater_id']} rated in {first['administration_id']} as {roles}", roles, "one role a rater",
            "Correct the role, or the rater.", Treatment.LEAVE_OUT, affected=labels(twice[~kept]),
        )  # fmt: skip


def unknown_role(examined: Examined) -> Iterator[Case]:
    """Roles that no form of their instrument names."""
    for (name, version), rows in _described(examined):
        made = examined.instruments[name, version]
        groups = {role: made.group_of(role) for role in rows["respondent_role"].dropna().unique()}
        for role in (role for role, group in groups.items() if group is None):
            wrong = rows[rows["respondent_role"] == role]
            words = sorted({known for form in made.forms.values() for known in form.roles})
            yield Case(
                "unknown_role", "ratings", "respondent_role", labels(wrong),
                f'no form of {made.label} is for the role "{role}"{alike(len(wrong), "rating")}', str(role),
                f"one of {', '.join(words)}", f"{NO_FORM}{did_you_mean(str(role), words)}",
            )  # fmt: skip


def rater_unrated(examined: Examined) -> Iterator[Case]:
    """Raters of an administration without any score."""
    if examined.lacks("ratings", "score"):
        return
    ratings = examined.table("ratings")
    by = [*SITTING, "rater_id"]
    empty = ratings[ratings.groupby(by, dropna=False)["score"].transform("count") == 0]
    if len(empty):
        number, first = empty.groupby(by, dropna=False, sort=False).ngroup(), empty.iloc[0]
        who = first["rater_id"] if pd.notna(first["rater_id"]) else "a rater without a name"
        yield Case(
            "rater_unrated", "ratings", "score", labels(number.sort_values(kind="stable")),
            f"{who} gave no score to any item in {first['administration_id']}{alike(number.nunique(), 'rater')}", "",
            "a score of at least one item", "The rater counts as not having answered.",
        )  # fmt: skip


def of_shell(examined: Examined) -> Iterator[Case]:
    """Ratings of an instrument that a district has to complete first."""
    for (name, version), rows in _described(examined):
        made = examined.instruments[name, version]
        if made.shell:
            yield Case(
                "unfinished_instrument", "ratings", "instrument", labels(rows),
                f"{made.label} is a shell and cannot be scored{alike(len(rows), 'rating')}", str(name),
                "an instrument that is whole", made.shell,
            )  # fmt: skip


def _described(examined: Examined) -> Iterator[tuple[tuple[str, str], pd.DataFrame]]:
    """Give the ratings of each instrument that a file describes."""
    ratings = examined.table("ratings").dropna(subset=NAMED)
    for (name, version), rows in ratings.groupby(NAMED, sort=False):
        if (name, version) in examined.instruments:
            yield (str(name), str(version)), rows
