"""What a reader must know before using what people say of their own system."""

from collections.abc import Iterator, Mapping

import pandas as pd

from mtss_analysis.fidelity.answers import SHELL, SHOWN, TOO_FEW, Answers, Instruments
from mtss_analysis.fidelity.consistency import LOW
from mtss_analysis.fidelity.gaps import ITEM, TEAM_HIGHER, TEAM_LOWER
from mtss_analysis.fidelity.profiles import WHOLE
from mtss_analysis.fidelity.self_assessment_result import DOES_NOT_APPLY, NOTHING, TO_TELL
from mtss_analysis.results import Caution
from mtss_analysis.vocabulary import TOTAL

OPINION = Caution(
    "ratings_are_reports", "all",
    "Ratings are reports about one's own work. They are honest and still tend to be kinder than what an observer sees; "
    "put the evidence beside each item before acting on it.",
)  # fmt: skip
CHOSEN = Caution(
    "who_answered", "all",
    "Who answered was not drawn by lot, and who did not answer may think otherwise. An interval says how far raters "
    "like these differ, not what everyone thinks.",
)  # fmt: skip
MANY = Caution(
    "many_changes", "profile",
    "Many changes are shown. Of twenty that are nothing but rater noise, about one looks like more.",
)  # fmt: skip


def cautions(known: Answers, frames: Mapping[str, pd.DataFrame], instruments: Instruments) -> tuple[Caution, ...]:
    """Collect the cautions that this result calls for."""
    shells = tuple(_shells(known.sittings, instruments))
    if known.rows.empty:
        return (Caution(DOES_NOT_APPLY, "all", f"{NOTHING} {TO_TELL}"), *_unread(known), *shells, *_few(known.sittings))
    return (
        OPINION, CHOSEN, MANY, *_unread(known), *shells, *_unverified(known, instruments),
        *_versions(known, instruments), *_few(known.sittings), *_loose(frames["consistency"]), *_gaps(frames["gaps"]),
    )  # fmt: skip


def _unread(known: Answers) -> Iterator[Caution]:
    for sentence in known.unread:
        yield Caution("ratings_left_out", "all", sentence)


def _shells(sittings: pd.DataFrame, instruments: Instruments) -> Iterator[Caution]:
    shells = sittings.loc[sittings["said"] == SHELL, ["instrument", "version"]].drop_duplicates()
    for name, version in shells.itertuples(index=False, name=None):
        made = instruments[name, version]
        yield Caution("shell", "all", f"{made.label} is not complete, so its ratings are not scored. {made.shell}")


def _unverified(known: Answers, instruments: Instruments) -> Iterator[Caution]:
    used = known.rows[["instrument", "version"]].drop_duplicates()
    for name, version in sorted(used.itertuples(index=False, name=None)):
        made = instruments[name, version]
        if made.unverified:
            yield Caution("unverified", "all", f"{made.label}: {' '.join(made.unverified)}")


def _versions(known: Answers, instruments: Instruments) -> Iterator[Caution]:
    """Say, of an instrument rated in two versions, whether they stand in one trend."""
    for name, part in known.rows.groupby("instrument"):
        versions = sorted(part["version"].unique(), key=_in_numbers)
        for version in versions:
            for made in (each for key, each in instruments.items() if key == (name, version)):
                published = {each.from_version: each for each in made.conversions}
                for old in versions[: versions.index(version)]:
                    yield _two_versions(made.label, old, version, published[old].source if old in published else "")


def _in_numbers(version: str) -> list[tuple[int, str]]:
    """Sort version 10 after version 9."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in str(version).split(".")]


def _two_versions(label: str, old: str, new: str, source: str) -> Caution:
    if not source:
        return Caution("versions_apart", "profile", f"{label}: versions {old} and {new} have different scales and no "
                       "published conversion, so they stand apart and no change is told between them.")  # fmt: skip
    return Caution("versions_converted", "profile", f"{label}: percents of version {old} were put on the scale of "
                   f"version {new} before they were compared, section by section ({source}).")  # fmt: skip


def _few(sittings: pd.DataFrame) -> Iterator[Caution]:
    last = sittings[sittings["round"] == sittings["round"].max()]
    few, shown = (_places(last[last["said"] == said]) for said in (TOO_FEW, SHOWN))
    for school, group, when in sorted(few - shown):
        yield Caution("few_raters", "profile", f"Too few people answered the {group} form in {when} for its results to "
                      "be shown; they are not in the district's means, either.", school=str(school))  # fmt: skip


def _places(sittings: pd.DataFrame) -> set[tuple[str, str, str]]:
    return set(sittings[["school_id", "group", "round"]].itertuples(index=False, name=None))


def _loose(found: pd.DataFrame) -> Iterator[Caution]:
    for group, alpha in found.loc[found["said"] == LOW, ["group", "alpha"]].itertuples(index=False, name=None):
        yield Caution("items_apart", "consistency", f"The items of the {group} form hang together little (alpha "
                      f"{alpha:.2f}), so read its items one by one and do not rely on its total.")  # fmt: skip


def _gaps(found: pd.DataFrame) -> Iterator[Caution]:
    last = found[(found["round"] == found["round"].max()) & (found["school_id"] != TOTAL) & (found["kind"] != ITEM)]
    apart = last[last["said"].isin([TEAM_HIGHER, TEAM_LOWER]) & (last["part"] == WHOLE)]
    for school, gap in apart[["school_id", "gap"]].itertuples(index=False, name=None):
        more = "higher" if gap > 0 else "lower"
        yield Caution("team_and_staff_apart", "gaps", f"The team rates the system {abs(gap):.0f} percent of the points "
                      f"{more} than its staff do, beyond chance. Ask staff what they see before planning from the "
                      "team's ratings.", school=str(school))  # fmt: skip
