"""Whether the help works."""

import pandas as pd

from mtss_analysis.board_report.answers import Answer, Material, Number
from mtss_analysis.board_report.sections import wording
from mtss_analysis.board_report.settings import Sign
from mtss_analysis.vocabulary import Effectiveness

GROUPS, CUT = "08_group_effect", "09_cutoff_effect"
QUESTION = "Does the help work?"
EFFECT = ("effect", "effect_low", "effect_high")
SURE = (
    "People chose who got which help, so students differ in more than that. The cut score is a fairer test, but only "
    "of students near it."
)
MEANS = "Help is said to work only if it was given and the whole range of its effect is above zero."
NOT_MEANS = "Cannot tell does not mean that it does not work."
NEVER_BEFORE = "All years are used at once, so there is no last year to set beside it."


def effects(material: Material) -> Answer:
    """Answer from the verdicts of the comparisons of groups, and from the effects at the cut score."""
    frame = material.rows(GROUPS, "effects")
    verdicts = frame.dropna(subset=["verdict"]) if len(frame) else frame
    cut = material.rows(CUT, "effects")
    jumps = cut[cut["found"] == "effect"] if len(cut) else cut
    if verdicts.empty and jumps.empty:
        nothing = "Too few students can be compared to tell."
        return Answer(QUESTION, wording.why_not(material, GROUPS, nothing), pages=(GROUPS, CUT), cannot=(NOTHING_YET,))
    numbers = tuple(_jump(material, jumps.iloc[[place]]) for place in range(len(jumps)))
    said = {verdict: _named(verdicts, verdict) for verdict in Effectiveness}
    open_ = said[Effectiveness.CANNOT_TELL]
    signs = {Sign.NO_GAIN: said[Effectiveness.NOT_WORKING], Sign.CANNOT_TELL: open_}
    return Answer(
        QUESTION, f"{_headline(said)}{_at_cut(material, jumps, numbers)}".strip(), SURE, NEVER_BEFORE, MEANS, NOT_MEANS,
        (GROUPS, CUT), (*_compared_with(material, verdicts.dropna(subset=["effect"])), *numbers),
        frozenset(sign for sign, there in signs.items() if there),
        (f"Whether these help: {wording.listed(open_)}.",) if open_ else (),
    )  # fmt: skip


NOTHING_YET = "Whether the help works: too few students can be compared."


def _named(verdicts: pd.DataFrame, verdict: Effectiveness) -> list[str]:
    """Name the interventions with one verdict; one that works on one measure and is open on another is not open."""
    if verdicts.empty:
        return []
    found = set(verdicts.loc[verdicts["verdict"] == str(verdict), "intervention"])
    if verdict is Effectiveness.CANNOT_TELL:
        found -= set(verdicts.loc[verdicts["verdict"] != str(verdict), "intervention"])
    return sorted(found)


def _headline(said: dict[Effectiveness, list[str]]) -> str:
    lines = {
        Effectiveness.WORKING: "Students who got these grew more than others: {}.",
        Effectiveness.NOT_WORKING: "Without a gain worth having: {}.",
        Effectiveness.NOT_DELIVERED: "Not given, so not judged: {}.",
    }
    parts = [words.format(wording.listed(said[verdict])) for verdict, words in lines.items() if said[verdict]]
    open_ = len(said[Effectiveness.CANNOT_TELL])
    parts += [f"For {open_} other kind{'s' if open_ > 1 else ''} of help the data cannot tell."] if open_ else []
    return " ".join(parts)


def _jump(material: Material, row: pd.DataFrame) -> Number:
    measure = str(row["measure"].iloc[0])
    about = f"{material.labels.measure(measure)}: what support did for students near the cut"
    return material.number(CUT, "effects", row, about, EFFECT, material.labels.unit(str(row["outcome"].iloc[0])))


def _at_cut(material: Material, jumps: pd.DataFrame, numbers: tuple[Number, ...]) -> str:
    said = [
        f"{number.said()} {number.unit} in {material.labels.measure(str(measure)).lower()}"
        for number, measure in zip(numbers, jumps["measure"] if len(jumps) else [], strict=True)
    ]
    return f" For students near the cut score, support added {wording.listed(said)}." if said else ""


def _compared_with(material: Material, verdicts: pd.DataFrame) -> tuple[Number, ...]:
    found = []
    for place in range(len(verdicts)):
        row = verdicts.iloc[[place]]
        measure = material.labels.measure(str(row["measure"].iloc[0]))
        about = f"{row['intervention'].iloc[0]}: growth beside the comparison, {measure}"
        names = ("effect", "low", "high")
        found.append(material.number(GROUPS, "effects", row, about, names, "score per week", "served"))
    return tuple(found)
