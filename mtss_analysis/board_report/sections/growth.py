"""Whether students whose progress is watched grow fast enough."""

import pandas as pd

from mtss_analysis.board_report.answers import Answer, Material, Number
from mtss_analysis.board_report.sections import wording
from mtss_analysis.board_report.settings import Sign
from mtss_analysis.reporting import rows
from mtss_analysis.vocabulary import TOTAL, Domain

PAGE = "03_growth"
QUESTION = "Are students with extra help growing fast enough?"
AREAS = (Domain.READING, Domain.MATH)
SLOPE = ("slope", "low", "high")
PACE = ("meeting", "", "")
MEANS = "On pace means: if growth goes on like this, the student reaches the goal that was set."
NOT_MEANS = "It does not say why. Before a plan is changed, ask if the help was given."


def growth(material: Material) -> Answer:
    """Answer from the latest school year: growth a week from the model, and the share on pace with a goal."""
    own = material.rows(PAGE, "groups", school_id=TOTAL, by=TOTAL)
    if own.empty:
        return Answer(
            QUESTION, wording.why_not(material, PAGE, "No student has enough scores to tell how fast growth is."),
            pages=(PAGE,),
        )  # fmt: skip
    year = str(own["school_year"].max())
    main = rows.main_measures(own[own["school_year"] == year], "n")
    chosen = {area: main[area] for area in AREAS if area in main}
    pace = {area: _pace(material, own, measure, year) for area, measure in chosen.items()}
    gain = {area: _gain(material, measure, year) for area, measure in chosen.items()}
    numbers = tuple(number for number in (*pace.values(), *gain.values()))
    if not any(number.known for number in numbers):
        return Answer(QUESTION, wording.WITHHELD, pages=(PAGE,))
    then = _then(material, own, chosen, year)
    earlier = _compared(material, gain, then)
    signs = frozenset(
        {Sign.BEHIND_PACE} if any(number.value < material.bars.on_pace for number in pace.values()) else ()
    )
    return Answer(
        QUESTION, _headline(pace, gain, year), _sure(pace), earlier, MEANS, NOT_MEANS, (PAGE,),
        (*numbers, *(number for number in then.values() if number.known)), signs,
    )  # fmt: skip


def _pace(material: Material, own: pd.DataFrame, measure: str, year: str) -> Number:
    picked = own[(own["measure"] == measure) & (own["school_year"] == year)]
    about = f"{material.labels.measure(measure)}, {year}: on pace for their goal, of students with enough scores"
    return material.number(PAGE, "groups", picked, about, PACE)


def _gain(material: Material, measure: str, year: str) -> Number:
    picked = material.rows(PAGE, "group_growth", school_id=TOTAL, by=TOTAL, measure=measure, school_year=year)
    unit = str(picked["unit"].iloc[0]) if len(picked) == 1 else "score per week"
    about = f"{material.labels.measure(measure)}, {year}: growth"
    return material.number(PAGE, "group_growth", picked, about, SLOPE, unit)


def _then(material: Material, own: pd.DataFrame, chosen: dict[Domain, str], year: str) -> dict[Domain, Number]:
    earlier = [each for each in sorted(own["school_year"].unique()) if each < year]
    if material.midyear or not earlier:
        return {}
    return {area: _gain(material, measure, str(earlier[-1])) for area, measure in chosen.items()}


def _compared(material: Material, gain: dict[Domain, Number], then: dict[Domain, Number]) -> str:
    if material.midyear:
        return wording.YEAR_OPEN
    pairs = [(wording.domain(area), gain[area], then[area]) for area in then]
    return (
        wording.compared(pairs, "Average growth last year:").replace("last year: it was", "last year:")
        or wording.NOT_BEFORE
    )


def _headline(pace: dict[Domain, Number], gain: dict[Domain, Number], year: str) -> str:
    on = [f"{number.said()} in {wording.domain(area)}" for area, number in pace.items() if number.known]
    first = f"In {year}, of students with a goal, {wording.listed(on)} were on pace for it." if on else ""
    grew = [f"{number.said()} {number.unit}" for number in gain.values() if number.known]
    return f"{first} Average growth: {'; '.join(grew)}.".strip() if grew else first


def _sure(pace: dict[Domain, Number]) -> str:
    known = [f"{number.n:,.0f} in {wording.domain(area)}" for area, number in pace.items() if number.n == number.n]
    counted = f"It rests on students with enough scores: {wording.listed(known)}. " if known else ""
    return f"{counted}The rate of one student is a rough guess; the average of many is much surer."
