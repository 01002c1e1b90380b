"""Each question of the report, answered from small tables whose answer is known."""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pytest

from mtss_analysis.board_report.answers import Material
from mtss_analysis.board_report.sections import SECTIONS
from mtss_analysis.board_report.sections.attendance import attendance
from mtss_analysis.board_report.sections.delivery import delivery
from mtss_analysis.board_report.sections.effects import effects
from mtss_analysis.board_report.sections.fairness import fairness
from mtss_analysis.board_report.sections.growth import growth
from mtss_analysis.board_report.sections.need import need
from mtss_analysis.board_report.sections.screening import screening
from mtss_analysis.board_report.sections.support import support
from mtss_analysis.board_report.sections.system import system
from mtss_analysis.board_report.settings import BoardReportParams, Sign
from mtss_analysis.params import DistrictParams, MeasuresParams, layers
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.results import Caution
from mtss_analysis.screening import ScreeningParams

ALL = {"school_id": "All", "by": "All", "group": "All"}
ORF = {"domain": "reading", "measure": "oral_reading_fluency"}


@dataclass
class Held:
    """A result that holds frames alone."""

    frames: dict[str, pd.DataFrame]
    cautions: tuple[Caution, ...] = ()
    tables: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.tables = {name: type("Table", (), {"frame": frame}) for name, frame in self.frames.items()}


def material(midyear: bool = False, window: tuple[str, str] = ("2025-26", "spring"), **pages: Held) -> Material:
    settings = layers()
    labels = Labels(settings.load(DistrictParams), settings.load(MeasuresParams))
    found: Any = {name.removeprefix("p"): held for name, held in pages.items()}
    return Material(
        found, labels, settings.load(BoardReportParams), settings.load(ScreeningParams), midyear, window
    )  # fmt: skip


def at_cut(year: str, season: str, percent: float | None, held: bool = False) -> dict[str, Any]:
    span = (None, None) if percent is None else (percent - 2, percent + 2)
    return {**ALL, **ORF, "school_year": year, "season": season, "support": "Tier 1", "n": 400, "tested": 500,
            "percent": percent, "low": span[0], "high": span[1], "suppressed": held, "shown": ""}  # fmt: skip


def covered(year: str, season: str, percent: float) -> dict[str, Any]:
    return {**ORF, "school_year": year, "season": season, "status": "tested", "n": 500, "enrolled": 510,
            "percent": percent}  # fmt: skip


def seen(*rows: dict[str, Any], coverage: float = 97.0) -> Held:
    windows = [covered(row["school_year"], row["season"], coverage) for row in rows]
    return Held({"tiers": pd.DataFrame(rows), "coverage_district": pd.DataFrame(windows)})


def test_screening_says_share_coverage_and_last_year() -> None:
    page = seen(at_cut("2024-25", "spring", 82.0), at_cut("2025-26", "spring", 75.0), coverage=93.0)
    answer = screening(material(p02_screening=page))
    assert "75 % (73 to 77) in reading" in answer.headline
    assert "Those not tested" in answer.sure
    assert "82 % (80 to 84) in reading: a clear fall" in answer.compared
    assert answer.signs == {Sign.MANY_BELOW, Sign.FEWER_AT_CUT, Sign.FEW_TESTED}
    assert [number.value for number in answer.numbers] == [75.0, 93.0, 82.0]


def test_a_memo_sets_winter_beside_fall() -> None:
    page = seen(at_cut("2025-26", "fall", 78.0), at_cut("2025-26", "winter", 83.0))
    answer = screening(material(midyear=True, p02_screening=page))
    assert "In fall of 2025-26 it was 78 %" in answer.compared
    assert "a clear rise" in answer.compared


def test_what_is_withheld_is_said_in_words_and_signals_nothing() -> None:
    answer = screening(material(p02_screening=seen(at_cut("2025-26", "spring", None, held=True))))
    assert "withheld" in answer.headline
    assert answer.signs == frozenset()
    assert answer.numbers == ()


def test_a_year_before_that_is_withheld_is_not_compared() -> None:
    page = seen(at_cut("2024-25", "spring", None, held=True), at_cut("2025-26", "spring", 75.0))
    answer = screening(material(p02_screening=page))
    assert answer.compared == "No number of an earlier year can be set beside it."


def growing(meeting: float) -> Held:
    own = {**ALL, **ORF, "n": 120, "meeting": meeting}
    model = {**ALL, **ORF, "n": 120, "slope": 1.1, "low": 1.0, "high": 1.2, "unit": "words per week"}
    years = ("2024-25", "2025-26")
    return Held({"groups": pd.DataFrame([own | {"school_year": year} for year in years]),
                 "group_growth": pd.DataFrame([model | {"school_year": year} for year in years])})  # fmt: skip


@pytest.mark.parametrize(("meeting", "signs"), [(43.0, {Sign.BEHIND_PACE}), (50.0, set())])
def test_growth_asks_where_few_are_on_pace(meeting: float, signs: set[Sign]) -> None:
    answer = growth(material(p03_growth=growing(meeting)))
    assert f"{meeting:.0f} % in reading" in answer.headline
    assert "1.10 (1.00 to 1.20) words per week" in answer.headline
    assert "no clear change" in answer.compared
    assert answer.signs == signs


def moved(year: str, support_: str, to: str, n: int, percent: float) -> dict[str, Any]:
    return {"day": f"{year[:4]}-05-01", "school_year": year, "domain": "reading", "school_id": "All",
            "support": support_, "to": to, "n": n, "students": 1000, "percent": percent, "low": percent - 1,
            "high": percent + 1}  # fmt: skip


def served(percent: float = 55.0, *rows: dict[str, Any]) -> dict[str, Held]:
    plan = {"school_id": "All", "domain": "reading", "question": "score suggests support: is a plan open?",
            "answer": "yes", "n": 55, "students": 100, "percent": percent}  # fmt: skip
    return {"p05_tier_movement": Held({"movement": pd.DataFrame(rows)} if rows else {}),
            "p06_fidelity": Held({"service": pd.DataFrame([plan])})}  # fmt: skip


def test_support_says_plans_and_shares() -> None:
    rows = [moved(year, "All", tier, 100, 10.0) for year in ("2024-25", "2025-26") for tier in ("Tier 2", "Tier 3")]
    answer = support(material(**served(55.0, *rows)))
    assert "55 % in reading have an open plan" in answer.headline
    assert "in reading 10 % (9 to 11) get Tier 2 support" in answer.headline
    assert (
        answer.compared == "Last year the shares of students who get such support were much the same: no clear change."
    )
    assert answer.signs == {Sign.WITHOUT_PLAN}


def test_support_of_an_earlier_year_is_not_taken_for_this_one() -> None:
    answer = support(material(**served(90.0, moved("2024-25", "All", "Tier 2", 100, 10.0))))
    assert "Tier 2" not in answer.headline
    assert answer.signs == frozenset()


def test_a_memo_says_counts_since_fall() -> None:
    rows = [moved("2025-26", "Tier 2", "All", 90, 100.0), moved("2025-26", "All", "Tier 2", 110, 11.0)]
    answer = support(material(midyear=True, **served(90.0, *rows)))
    assert (
        answer.compared == "Since the first look of the year, Tier 2 support in reading went from 90 to 110 students."
    )


def apart(year: str, group: str, gap: float | None, by: str = "english_learner") -> dict[str, Any]:
    span = (None, None) if gap is None else (gap - 0.1, gap + 0.1)
    return {**ORF, "school_year": year, "season": "spring", "by": by, "group": group, "n": 120, "gap": gap,
            "low": span[0], "high": span[1], "suppressed": gap is None}  # fmt: skip


def test_fairness_counts_groups_clearly_below_and_names_none_in_the_sentence() -> None:
    rows = [apart("2025-26", "yes", -0.4), apart("2025-26", "no", 0.4), apart("2025-26", "M", None, "sex"),
            apart("2025-26", "yes", -0.9, "disability"), apart("2024-25", "yes", -0.05)]  # fmt: skip
    answer = fairness(material(p10_equity=Held({"gaps": pd.DataFrame(rows)})))
    assert answer.headline == (
        "In reading, in spring of 2025-26, 1 of 2 groups clearly scored below all others. The widest gap is 0.40 "
        "(0.30 to 0.50) of the usual spread between students."
    )
    assert answer.compared == "In spring of 2024-25 it was 0 of 1."
    assert answer.signs == {Sign.GROUP_GAPS}
    assert len(answer.numbers) == 3


def test_fairness_withheld_is_said_in_words() -> None:
    answer = fairness(material(p10_equity=Held({"gaps": pd.DataFrame([apart("2025-26", "yes", None)])})))
    assert "withheld" in answer.headline
    assert answer.signs == frozenset()


def waited(share: float | None, group: str, n: int, suggested: str = "Tier 2") -> list[dict[str, Any]]:
    """Answers of one group: a first session in time, yes or no."""
    rules = {"confidence": "0.95", "false_findings": "0.05", "fewest_students": "10", "public_design": "1.5",
             "served_days": "70"}  # fmt: skip
    by = "All" if group == "All" else "english_learner"
    rows = []
    for session, percent in (("yes", share), ("no", None if share is None else 100 - share)):
        count = None if percent is None else round(n * percent / 100)
        span = (None, None) if percent is None else (percent - 4, percent + 4)
        rows.append({"period": "2024-25", "domain": "reading", "suggested": suggested, "by": by, "group": group,
                     "session": session, "n": count, "flagged": n, "percent": percent, "low": span[0],
                     "high": span[1], "suppressed": percent is None, **rules})  # fmt: skip
    return rows


def test_need_says_whose_help_comes_late() -> None:
    rows = [*waited(65, "All", 600), *waited(45, "yes", 200), *waited(75, "no", 400)]
    answer = need(material(p15_service_given_need=Held({"served": pd.DataFrame(rows)})))
    assert answer.headline == (
        "Of students whose score in reading suggests Tier 2 support, 65 % (61 to 69) had a first session in time; of "
        "those in the group “English learners” 45 % (41 to 49)."
    )
    assert answer.signs == {Sign.NEED_GAPS}
    assert [number.value for number in answer.numbers] == [45, 65]


def test_need_without_a_sure_gap_says_so() -> None:
    rows = [*waited(65, "All", 600), *waited(64, "yes", 200), *waited(65.5, "no", 400)]
    answer = need(material(p15_service_given_need=Held({"served": pd.DataFrame(rows)})))
    assert answer.headline.startswith("No group was clearly left waiting")
    assert answer.signs == frozenset()


def given_(*standings: str | None) -> Held:
    rows = [{"school_year": "2025-26", "domain": "math", "intervention": f"Help {place}", "n": 30, "held_low": 80.0,
             "held_high": 90.0, "unlogged": 10.0, "standing": standing}
            for place, standing in enumerate(standings)]  # fmt: skip
    return Held({"delivery": pd.DataFrame(rows)})


def test_delivery_counts_and_names_what_was_not_given() -> None:
    answer = delivery(material(p06_fidelity=given_("delivered", "not_delivered", "unknown", None)))
    assert (
        answer.headline
        == "In 2025-26, 1 of 3 kinds of help were given as planned. Not given: Help 1. 1 more is withheld."
    )
    assert answer.signs == {Sign.NOT_DELIVERED, Sign.NOT_LOGGED}
    assert "Help 2" in answer.cannot[0]


def judged(*verdicts: str) -> Held:
    rows = [{"domain": "math", "measure": "math_computation", "intervention": f"Help {place}", "served": 50,
             "effect": 0.1, "low": 0.05, "high": 0.2, "verdict": verdict}
            for place, verdict in enumerate(verdicts)]  # fmt: skip
    return Held({"effects": pd.DataFrame(rows)})


def test_effects_never_call_open_or_not_given_help_a_failure() -> None:
    page = judged("delivered_and_working", "not_delivered", "cannot_tell", "cannot_tell")
    answer = effects(material(p08_group_effect=page))
    assert "grew more than others: Help 0." in answer.headline
    assert "Not given, so not judged: Help 1." in answer.headline
    assert "For 2 other kinds of help the data cannot tell." in answer.headline
    assert answer.signs == {Sign.CANNOT_TELL}
    assert "Help 2 and Help 3" in answer.cannot[0]


def test_effects_that_cannot_be_compared_say_why() -> None:
    why = Caution("does_not_apply", "all", "Plans are missing.")
    empty = Held({"effects": judged("cannot_tell").frames["effects"].iloc[:0]}, (why,))
    assert effects(material(p08_group_effect=empty)).headline == "Plans are missing."


def away(year: str, percent: float) -> dict[str, Any]:
    return {**ALL, "school_year": year, "indicator": "absence", "answer": "yes", "n": 100, "known": 500,
            "percent": percent, "low": percent - 2, "high": percent + 2}  # fmt: skip


@pytest.mark.parametrize(("percent", "signs"), [(19.0, {Sign.CHRONIC_ABSENCE}), (16.0, set())])
def test_attendance_asks_only_where_the_whole_range_is_high(percent: float, signs: set[Sign]) -> None:
    page = Held({"indicators": pd.DataFrame([away("2024-25", 25.0), away("2025-26", percent)])})
    answer = attendance(material(p11_early_warning=page))
    assert answer.headline.startswith(f"In 2025-26, {percent:.0f} %")
    assert answer.compared == "Last year it was 25 % (23 to 27): a clear fall."
    assert answer.signs == signs


def rated(round_: str, percent: float, group: str = "team") -> dict[str, Any]:
    return {"instrument": "own", "version": "1.0", "group": group, "form": group, "school_id": "All", "round": round_,
            "kind": "total", "n": 40, "schools": 10, "percent": percent, "low": percent - 5,
            "high": percent + 5}  # fmt: skip


def test_system_says_points_of_each_group_and_last_year() -> None:
    totals = [rated("2024-25 spring", 50.0), rated("2025-26 spring", 62.0), rated("2025-26 spring", 58.0, "staff")]
    answer = system(material(p12_self_assessment=Held({"results": pd.DataFrame(totals)})))
    assert (
        answer.headline
        == "In spring of 2025-26, school teams gave 62 % (57 to 67) of all points; staff 58 % (53 to 63)."
    )
    assert answer.compared == "In spring of 2024-25 it was 50 % (45 to 55) in school teams: a clear rise."
    assert answer.signs == {Sign.SYSTEM_GAPS}


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
def test_a_page_that_is_not_there_is_answered_in_words(section: Any) -> None:
    answer = section(material())
    assert answer.headline.endswith(".")
    assert (answer.sure, answer.numbers, answer.signs) == ("", (), frozenset())
