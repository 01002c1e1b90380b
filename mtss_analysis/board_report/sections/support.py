"""Who gets extra help, and who still waits for it."""

import pandas as pd

from mtss_analysis.board_report.answers import Answer, Material, Number
from mtss_analysis.board_report.sections import wording
from mtss_analysis.board_report.settings import Sign
from mtss_analysis.vocabulary import TOTAL, Domain

PAGE, NEED = "05_tier_movement", "06_fidelity"
QUESTION = "Who gets extra help, and who may still wait for it?"
AREAS = (Domain.READING, Domain.MATH)
SERVED = ("Tier 2", "Tier 3")
COUNT = ("n", "", "")
OPEN_PLAN = "score suggests support: is a plan open?"
MEANS = "Each student without a plan is a question for a school team: did someone look, and what was decided?"
NOT_MEANS = "A tier is how much help is given in one subject. It does not describe a child."
SURE = "It counts what is on record. Help that nobody wrote down is missing here."


def support(material: Material) -> Answer:
    """Answer from the latest look of the latest school year, and from the latest screening beside open plans."""
    moved = _known(material, material.rows(PAGE, "movement", school_id=TOTAL))
    planned = {area: _planned(material, area) for area in AREAS}
    served = _served(material, _latest(moved)) if len(moved) else {}
    numbers = (*planned.values(), *served.values())
    if not any(number.known for number in numbers):
        held = any(number.withheld for number in numbers)
        nothing = wording.WITHHELD if held else "The records do not tell who received which support."
        return Answer(QUESTION, wording.why_not(material, PAGE, nothing), pages=(PAGE, NEED))
    then = _then(material, moved) if len(moved) else {}
    counts = _counts(material, moved) if material.midyear and len(moved) else []
    pairs = [(f"{tier} support in {wording.domain(area)}", served[area, tier], number)
             for (area, tier), number in then.items() if (area, tier) in served]  # fmt: skip
    earlier = _since_fall(counts) if material.midyear else _compared(pairs)
    few = any(100 - number.value > material.bars.without_plan for number in planned.values() if number.known)
    return Answer(
        QUESTION, _headline(planned, served), SURE, earlier, MEANS, NOT_MEANS, (PAGE, NEED),
        (*numbers, *(number for number in then.values() if number.known), *(n for pair in counts for n in pair)),
        frozenset({Sign.WITHOUT_PLAN} if few else ()),
    )  # fmt: skip


def _known(material: Material, moved: pd.DataFrame) -> pd.DataFrame:
    """Keep nothing if the year of the report has no two looks yet: an earlier year would be taken for this one."""
    year = material.window[0]
    current = moved.empty or str(moved["school_year"].max()) >= year
    kept: pd.DataFrame = moved if current else moved.head(0)
    return kept


def _planned(material: Material, area: Domain) -> Number:
    picked = material.rows(NEED, "service", school_id=TOTAL, domain=str(area), question=OPEN_PLAN, answer="yes")
    about = f"{wording.domain(area).capitalize()}: an open plan, of students whose latest score suggests support"
    return material.number(NEED, "service", picked, about, count="students")


def _latest(moved: pd.DataFrame) -> pd.DataFrame:
    """Rows of the latest look: everybody, by what they receive then."""
    last: pd.DataFrame = moved[(moved["day"] == moved["day"].max()) & (moved["support"] == TOTAL)]
    return last.rename(columns={"to": "got"})


def _then(material: Material, moved: pd.DataFrame) -> dict[tuple[Domain, str], Number]:
    """Read the latest look of the year before; in a memo nothing, since fall is told in counts."""
    days = sorted(set(moved["day"]))
    if material.midyear or len(days) < 2:
        return {}
    rows = moved[(moved["day"] == days[-2]) & (moved["support"] == TOTAL)].rename(columns={"to": "got"})
    return _served(material, rows)


def _counts(material: Material, moved: pd.DataFrame) -> list[tuple[Number, Number]]:
    """Read how many received each support at the first look of the year, and how many at the last."""
    last = moved[moved["day"] == moved["day"].max()]
    found = []
    for area, tier in ((area, tier) for area in AREAS for tier in SERVED):
        of_area = last[last["domain"] == str(area)]
        first = of_area[(of_area["support"] == tier) & (of_area["to"] == TOTAL)]
        now = of_area[(of_area["support"] == TOTAL) & (of_area["to"] == tier)]
        words = f"{wording.domain(area).capitalize()}: students who receive {tier} support"
        looks = ((f"{words}, first look of the year", first), (f"{words}, latest look", now))
        found.append(tuple(material.number(PAGE, "movement", rows, about, COUNT, "students") for about, rows in looks))
    return [(then, now) for then, now in found]


def _served(material: Material, looked: pd.DataFrame) -> dict[tuple[Domain, str], Number]:
    year = str(looked["school_year"].iloc[0])
    found = {}
    for area in AREAS:
        for tier in SERVED:
            picked = looked[(looked["domain"] == str(area)) & (looked["got"] == tier)]
            about = f"{wording.domain(area).capitalize()}, {year}: receive {tier} support, of all students"
            found[area, tier] = material.number(PAGE, "movement", picked, about, count="students")
    return found


def _headline(planned: dict[Domain, Number], served: dict[tuple[Domain, str], Number]) -> str:
    plans = [f"{number.said()} in {wording.domain(area)}" for area, number in planned.items() if number.known]
    first = f"Of the students whose latest score suggests support, {wording.listed(plans)} have an open plan."
    known = {place: number for place, number in served.items() if number.known}
    by_area = {area: [(tier, known[area, tier]) for tier in SERVED if (area, tier) in known] for area in AREAS}
    got = [
        f"in {wording.domain(area)} " + " and ".join(f"{number.said()} get {tier} support" for tier, number in pairs)
        for area, pairs in by_area.items()
        if pairs
    ]
    second = f"Of all students, {'; '.join(got)}." if got else ""
    return f"{first if plans else ''} {second}".strip()


def _compared(pairs: list[tuple[str, Number, Number]]) -> str:
    known = [pair for pair in pairs if pair[1].known and pair[2].known]
    if not known:
        return wording.NOT_BEFORE
    changed = [f"{name} was {then.said()}" for name, now, then in known if now.against(then) in {"higher", "lower"}]
    if not changed:
        return "Last year the shares of students who get such support were much the same: no clear change."
    return f"Last year, {'; '.join(changed)}. That is a clear change; the others show none."


def _since_fall(counts: list[tuple[Number, Number]]) -> str:
    """Say each count of the first look and of the last, in the order of :func:`_counts`."""
    names = [f"{tier} support in {wording.domain(area)}" for area in AREAS for tier in SERVED]
    said = [f"{name} went from {then.value:,.0f} to {now.value:,.0f} students"
            for name, (then, now) in zip(names, counts, strict=False) if then.known and now.known]  # fmt: skip
    return f"Since the first look of the year, {wording.listed(said)}." if said else wording.NOT_BEFORE
