"""Who was tested, and how many scored at or above the cut."""

import pandas as pd

from mtss_analysis.board_report.answers import Answer, Material, Number
from mtss_analysis.board_report.sections import wording
from mtss_analysis.board_report.settings import Sign
from mtss_analysis.reporting import rows
from mtss_analysis.screening import ScreeningParams
from mtss_analysis.vocabulary import TOTAL, Domain

PAGE = "02_screening"
QUESTION = "Was every student seen, and how many may need more help?"
AREAS = (Domain.READING, Domain.MATH)
CORE_FIRST = "Fewer students reach the cut than planned for. First ask about the teaching that all students get."
AS_PLANNED = (
    "As many students reach the cut as planned for ({:.0f} %), or it is too close to tell. The plan is a rule of thumb."
)
UNTOLD = "How many of all enrolled students were tested is withheld or not known."
NOT_A_VERDICT = "A score below the cut is a reason to look closer. It is no proof that a student needs help."


def screening(material: Material) -> Answer:
    """Answer from the district's rows of the latest window: at or above the cut, and tested of those enrolled."""
    everyone = material.rows(PAGE, "tiers", school_id=TOTAL, by=TOTAL)
    main = rows.main_measures(everyone, "tested") if len(everyone) else {}
    chosen = {area: main[area] for area in AREAS if area in main}
    year, season = wording.last_window(everyone[everyone["measure"].isin(chosen.values())] if chosen else everyone)
    now = {area: _at_cut(material, everyone, main[area], year, season) for area in chosen}
    if not any(number.known for number in now.values()):
        nothing = wording.WITHHELD if now else "No screening scores are at hand."
        return Answer(QUESTION, wording.why_not(material, PAGE, nothing), pages=(PAGE,))
    seen = {area: _tested(material, main[area], year, season) for area in chosen}
    then_year, then_season = wording.before(material, year, season, everyone["school_year"].unique())
    then = {area: _at_cut(material, everyone, main[area], then_year, then_season) for area in chosen}
    pairs = [(wording.domain(area), now[area], then[area]) for area in chosen]
    when = f"In {then_season} of {then_year}"
    signs = _signs(material, now, seen, then)
    means = CORE_FIRST if Sign.MANY_BELOW in signs else AS_PLANNED.format(material.screening.planned[0])
    numbers = (*now.values(), *seen.values(), *(number for number in then.values() if number.known))
    return Answer(
        QUESTION, _headline(now, year, season), _sure(seen, material.screening),
        wording.compared(pairs, when) or wording.NOT_BEFORE, means, NOT_A_VERDICT, (PAGE,), numbers, signs,
    )  # fmt: skip


def _at_cut(
    material: Material, everyone: pd.DataFrame, measure: str, year: str, season: str
) -> Number:  # fmt: skip
    window = (everyone["school_year"] == year) & (everyone["season"] == season)
    picked = everyone[window & (everyone["measure"] == measure) & (everyone["support"] == "Tier 1")]
    about = f"{material.labels.measure(measure)}, {season} {year}: scored at or above the cut, of those tested"
    return material.number(PAGE, "tiers", picked, about, count="tested")


def _tested(material: Material, measure: str, year: str, season: str) -> Number:
    picked = material.rows(
        PAGE, "coverage_district", measure=measure, school_year=year, season=season, status="tested"
    )  # fmt: skip
    about = f"{material.labels.measure(measure)}, {season} {year}: tested, of those enrolled"
    return material.number(PAGE, "coverage_district", picked, about, count="enrolled")


def _headline(now: dict[Domain, Number], year: str, season: str) -> str:
    said = [f"{number.said()} in {wording.domain(area)}" for area, number in now.items() if number.known]
    return f"In {season} of {year}, of the students tested, {wording.listed(said)} scored at or above the cut."


def _sure(seen: dict[Domain, Number], bars: ScreeningParams) -> str:
    said = [f"{number.said()} in {wording.domain(area)}" for area, number in seen.items() if number.known]
    first = f"Of all enrolled students, {wording.listed(said)} were tested." if said else UNTOLD
    few = any(number.value < bars.coverage_threshold for number in seen.values() if number.known)
    rest = " Those not tested may need help most." if few else ""
    return f"{first}{rest}".strip()


def _signs(
    material: Material, now: dict[Domain, Number], seen: dict[Domain, Number], then: dict[Domain, Number]
) -> frozenset[Sign]:  # fmt: skip
    bars = material.screening
    found = {
        Sign.MANY_BELOW: any(number.high < bars.planned[0] for number in now.values()),
        Sign.FEW_TESTED: any(number.value < bars.coverage_threshold for number in seen.values()),
        Sign.FEWER_AT_CUT: any(now[area].against(then[area]) == "lower" for area in now),
    }
    return frozenset(sign for sign, there in found.items() if there)
