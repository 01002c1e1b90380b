"""Who rated: one sitting a day and group, one role a rater, roles that a form names, raters that can be told apart."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.checks.cases import Case, Examined, Treatment, alike, labels
from mtss_analysis.checks.ratings import NAMED, described
from mtss_analysis.errors import did_you_mean

SITTING = [*NAMED, "administration_id"]
NO_FORM = "The answers count for no group until the role is corrected, or a form names it."


def two_on_one_day(examined: Examined) -> Iterator[Case]:
    """Two administrations of one instrument to one group of a school on one day.

    Staff may answer on the day of the team, under an administration of their own.
    """
    ratings = examined.table("ratings").dropna(subset=[*SITTING, "org_id", "administered_on"])
    ratings = ratings.assign(group=_groups(examined, ratings))
    one = [*NAMED, "org_id", "administered_on", "group"]
    twice = ratings[ratings.groupby(one)["administration_id"].transform("nunique") > 1]
    for _, rows in twice.groupby(one, sort=False):
        first, second = rows["administration_id"].unique()[:2]
        yield Case(
            "two_administrations", "ratings", "administration_id", labels(rows.drop_duplicates("administration_id")),
            f"{rows['org_id'].iloc[0]} has two administrations of {rows['instrument'].iloc[0]} on "
            f"{rows['administered_on'].iloc[0]:%Y-%m-%d}, {first} and {second}", str(second),
            "one a day for each group of people", "Correct the day, or give both the same administration_id.",
            Treatment.LEAVE_OUT, affected=labels(rows[rows["administration_id"] != first]),
        )  # fmt: skip


def _groups(examined: Examined, ratings: pd.DataFrame) -> pd.Series:
    """Return who answers together with each respondent: team, staff, family, student, or nobody known."""
    known = {
        (*key, role): made.group_of(role) or "" for key, made in examined.instruments.items()
        for role in ratings["respondent_role"].dropna().unique()
    }  # fmt: skip
    keys = zip(ratings["instrument"], ratings["version"], ratings["respondent_role"], strict=True)
    return pd.Series([known.get(key, "") for key in keys], ratings.index, dtype="str")


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


def raters_not_told_apart(examined: Examined) -> Iterator[Case]:
    """Several answers of one role to one item, and no identifier that tells whose they are.

    One form without a rater is the form its role agreed on; of several, nobody can say how many people answered.
    """
    nameless = examined.table("ratings").dropna(subset=[*SITTING, "item"])
    nameless = nameless[nameless["rater_id"].isna()]
    by = [*SITTING, "respondent_role"]
    again = nameless[nameless.duplicated([*by, "item"], keep=False)]
    for _, rows in again.groupby(by, dropna=False, sort=False):
        first = rows.iloc[0]
        role = "a role that is not recorded" if pd.isna(first["respondent_role"]) else f'"{first["respondent_role"]}"'
        yield Case(
            "raters_not_told_apart", "ratings", "rater_id", labels(rows),
            f"{role} gave several answers to item {first['item']} in {first['administration_id']} without a rater"
            f"{alike(rows['item'].nunique(), 'item')}", "", "an identifier that tells raters apart",
            "Number the sheets in rater_id; no name is needed.", Treatment.LEAVE_OUT,
        )  # fmt: skip


def unknown_role(examined: Examined) -> Iterator[Case]:
    """Roles that no form of their instrument names."""
    for (name, version), rows in described(examined):
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
