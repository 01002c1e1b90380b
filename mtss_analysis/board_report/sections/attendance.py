"""How many students are away often."""

from mtss_analysis.board_report.answers import Answer, Material, Number
from mtss_analysis.board_report.sections import wording
from mtss_analysis.board_report.settings import Sign
from mtss_analysis.early_warning.result import SAID
from mtss_analysis.vocabulary import TOTAL

PAGE = "11_early_warning"
QUESTION = "Are students in school?"
SURE = "Only students whose records are known count. No data does not mean that all is well."
MEANS = "A student who is away misses the lesson and the extra help. Absence is known early, and it can change."
NOT_MEANS = "It does not say why a student is away. Illness, a missing ride and worry need different answers."


def attendance(material: Material) -> Answer:
    """Answer from the latest school year: the share who missed a tenth of their days, and the other early signs."""
    frame = material.rows(PAGE, "indicators", school_id=TOTAL, by=TOTAL)
    if frame.empty:
        nothing = "No days of attendance are at hand."
        return Answer(QUESTION, wording.why_not(material, PAGE, nothing), pages=(PAGE,))
    year = str(frame["school_year"].max())
    now = {sign: _share(material, sign, year) for sign in SAID}
    if not any(number.known for number in now.values()):
        return Answer(QUESTION, wording.WITHHELD, pages=(PAGE,))
    earlier = [each for each in sorted(frame["school_year"].unique()) if each < year]
    then = {"absence": _share(material, "absence", earlier[-1])} if earlier and not material.midyear else {}
    many = now["absence"].low > material.bars.chronic_absence
    numbers = tuple(number for number in (*now.values(), *then.values()) if number.known or number.withheld)
    return Answer(
        QUESTION, _headline(now, year), SURE, _compared(material, now, then), MEANS, NOT_MEANS, (PAGE,), numbers,
        frozenset({Sign.CHRONIC_ABSENCE} if many else ()),
    )  # fmt: skip


def _share(material: Material, sign: str, year: str) -> Number:
    said, words, _ = SAID[sign]
    picked = material.rows(
        PAGE, "indicators", school_id=TOTAL, by=TOTAL, answer=said, indicator=sign, school_year=year
    )  # fmt: skip
    about = f"{year}: {words}, of students for whom it is known"
    return material.number(PAGE, "indicators", picked, about, count="known")


def _headline(now: dict[str, Number], year: str) -> str:
    absent = now["absence"]
    first = (
        f"In {year}, {absent.said()} of students missed a tenth or more of their school days."
        if absent.known
        else f"In {year}, the share of students who miss many days is {absent.said()}."
    )
    others = [f"{number.said()} {SAID[sign][1]}" for sign, number in now.items() if sign != "absence" and number.known]
    return f"{first} {wording.listed(others)}.".replace("  ", " ") if others else first


def _compared(material: Material, now: dict[str, Number], then: dict[str, Number]) -> str:
    if material.midyear:
        return wording.YEAR_OPEN
    if not then or not then["absence"].known:
        return wording.NOT_BEFORE
    return wording.compared([("absence", now["absence"], then["absence"])], "Last year").replace(" in absence", "")
