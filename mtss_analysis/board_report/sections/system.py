"""Whether the system is in place."""

import pandas as pd

from mtss_analysis.board_report.answers import Answer, Material, Number
from mtss_analysis.board_report.sections import wording
from mtss_analysis.board_report.settings import Sign
from mtss_analysis.fidelity.self_assessment_result import main as main_round
from mtss_analysis.vocabulary import TOTAL

PAGE = "12_self_assessment"
QUESTION = "Is the system of support in place?"
WHO = {"team": "school teams", "staff": "staff", "family": "families", "student": "students"}
SURE = "Those who answered were not drawn by lot. People tend to be kind to their own work. "
MEANS = "Where the groups differ, they see another side of the same school. Both are worth hearing."
NOT_MEANS = "It is what people say of their own system. It ranks no school and judges no person."
POINTS = "Points of the self-assessment, "
NOBODY = "Nobody has rated the system yet."


def system(material: Material) -> Answer:
    """Answer from the latest round of the instrument that most people filled in, over all schools."""
    totals = material.rows(PAGE, "results", school_id=TOTAL, kind="total")
    known = totals.dropna(subset=["percent"]) if len(totals) else totals
    if known.empty:
        nothing = wording.WITHHELD if len(totals) else NOBODY
        return Answer(QUESTION, wording.why_not(material, PAGE, nothing), pages=(PAGE,))
    latest = main_round(known)
    now = {str(latest["group"].iloc[place]): _points(material, latest.iloc[[place]]) for place in range(len(latest))}
    first = next(iter(now))
    season = str(latest["round"].iloc[0])
    then = _then(material, known, latest.iloc[[0]])
    low = now[first].high < material.bars.points
    return Answer(
        QUESTION, _headline(now, season) + _lowest(material, first), SURE, _compared(now[first], then),
        MEANS, NOT_MEANS, (PAGE,), (*now.values(), *([then] if then.known else [])),
        frozenset({Sign.SYSTEM_GAPS} if low else ()),
    )  # fmt: skip


def _points(material: Material, row: pd.DataFrame) -> Number:
    who = WHO.get(str(row["group"].iloc[0]), str(row["group"].iloc[0]))
    return material.number(PAGE, "results", row, f"{POINTS}{row['round'].iloc[0]}: {who}")


def _then(material: Material, known: pd.DataFrame, latest: pd.DataFrame) -> Number:
    """Read the same form a year earlier, or in a memo in fall of the same year."""
    same = known
    for column in ("instrument", "version", "group", "form"):
        same = same[same[column] == latest[column].iloc[0]]
    year, _, season = str(latest["round"].iloc[0]).partition(" ")
    years = {each.partition(" ")[0] for each in same["round"]}
    return _points_of(material, same, *wording.before(material, year, season, years))


def _points_of(material: Material, same: pd.DataFrame, year: str, season: str) -> Number:
    picked = same[same["round"] == f"{year} {season}"] if season else same.iloc[:0]
    if picked.empty:
        return material.number(PAGE, "results", picked, POINTS)
    return _points(material, picked)


def _headline(now: dict[str, Number], season: str) -> str:
    (first, points), *others = [(WHO.get(group, group), number.said()) for group, number in now.items()]
    year, _, when = season.partition(" ")
    rest = wording.listed(f"{who} {said}" for who, said in others)
    return f"In {when} of {year}, {first} gave {points} of all points" + (f"; {rest}." if rest else ".")


def _lowest(material: Material, group: str) -> str:
    """Quote the item that the first group rates lowest over all schools."""
    rated = material.rows(PAGE, "rated")
    rated = rated.dropna(subset=["mean"]) if len(rated) else rated
    found = main_round(rated) if len(rated) else rated
    found = found[found["group"] == group].sort_values("mean", kind="stable") if len(found) else found
    return f" Rated lowest: “{str(found['text'].iloc[0]).rstrip('.')}.”" if len(found) else ""


def _compared(now: Number, then: Number) -> str:
    if not then.known:
        return wording.NOT_BEFORE
    year, _, season = then.about.removeprefix(POINTS).partition(":")[0].partition(" ")
    who = then.about.rpartition(": ")[2]
    return wording.compared([(who, now, then)], f"In {season} of {year}")
