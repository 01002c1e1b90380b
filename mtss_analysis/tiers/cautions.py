"""What a reader must know before using what is said of support over time."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.intake import Dataset
from mtss_analysis.results import Caution
from mtss_analysis.tiers.periods import UNRECORDED
from mtss_analysis.tiers.plans import WHO, Records
from mtss_analysis.tiers.result import DOES_NOT_APPLY, TO_FOLLOW
from mtss_analysis.tiers.service_documents import cautions as of_service
from mtss_analysis.tiers.settings import TiersParams
from mtss_analysis.vocabulary import TOTAL, Domain

NOT_ENROLLED = "No student is listed as enrolled on a day of looking."
HEURISTIC = Caution(
    "planning_heuristic", "tiers",
    "The planning figure is a rule of thumb for staffing, not a norm. A larger share of students receiving Tier 2 or "
    "Tier 3 support is first a question about core instruction, not about students.",
)  # fmt: skip
RECORDED_LATE = Caution(
    "recorded_late", "all",
    "A student counts with the support that was written down. A plan recorded late, or changed without an end date, "
    "makes movement look later or smaller than it was; a plan never recorded looks like Tier 1.",
)  # fmt: skip
CHANCE = Caution(
    "chance_near_cuts", "movement",
    "Support starts and ends by scores that wobble, and low scores tend to be followed by less low ones. Some movement "
    "would be seen without any effect of support.",
)  # fmt: skip
HIGHEST = Caution(
    "two_plans_at_once", "all", "Where a student has two plans at once in a domain, the more intensive one counts."
)
NOT_PLACED = Caution(
    "plans_not_placed", "all",
    "Some plans lack a tier or a first day, or were left out for their dates or values. A student who has only such a "
    "plan in a domain and year is no data there, not Tier 1, and is in no count of movement. The data page names the "
    "plans.",
)  # fmt: skip
CENSORED = Caution(
    "not_ended_yet", "times",
    "Support that is still open, that ended with the school year, or whose student left counts as lasting at least so "
    "long. Medians allow for that; they are missing where more than half still lasts.",
)  # fmt: skip


def cautions(
    dataset: Dataset, found: Records, frames: dict[str, pd.DataFrame], params: TiersParams, *, screened: bool
) -> tuple[Caution, ...]:
    """Collect the cautions that this result calls for; none names a student or a number of a small group."""
    if found.plans.empty or frames["looks"].empty:
        return (_does_not_apply(dataset, found),)
    general = [HEURISTIC, RECORDED_LATE, CHANCE, CENSORED]
    general += [HIGHEST] if _overlap(found) else []
    periods = (*_records(dataset, found, frames), *_moved_schools(frames["looks"]))
    entry = () if screened else (Caution("no_flags", "times", "No screening scores lie below a cut, so the time from "
                                         "a flag to the first session cannot be told."),)  # fmt: skip
    return (*general, *_no_data(found, frames), *periods, *entry, *of_service(frames), *_core(frames["tiers"], params))


def _does_not_apply(dataset: Dataset, found: Records) -> Caution:
    plans = dataset.table("interventions")
    if plans.empty:
        why = "The data hold no plans of support"
    elif plans["student_id"].isna().all():
        why = "The plans in these data are of schools or groups and name no student"
    else:
        why = NOT_ENROLLED[:-1] if len(found.plans) else "No plan falls into a time in which its student is enrolled"
    return Caution(DOES_NOT_APPLY, "all", f"{why}, so nobody can tell who received which support when. {TO_FOLLOW}")


def _overlap(found: Records) -> bool:
    plans = found.plans.sort_values([*WHO, "start"])
    before = plans.groupby(WHO)["last"].shift()
    return bool((plans["start"] <= before).any())


def _no_data(found: Records, frames: dict[str, pd.DataFrame]) -> Iterator[Caution]:
    """Name the domains and years without a plan, and say where a school has none: absent records are not Tier 1."""
    years = frames["looks"]["school_year"].drop_duplicates()
    known = set(zip(found.covered["domain"], found.covered["school_year"], strict=True))
    for year in sorted(years):
        missing = [str(domain).replace("_", " ") for domain in Domain if (str(domain), year) not in known]
        if missing:
            sentence = (
                f"The records hold no plan of a student in {', '.join(missing)} in {year}. That is no data, not Tier 1."
            )
            yield Caution("no_data", "all", sentence)
    yield from _silent_schools(frames["tiers"])


def _silent_schools(tiers: pd.DataFrame) -> Iterator[Caution]:
    placed = tiers[(tiers["school_id"] != TOTAL) & tiers["support"].isin(["Tier 2", "Tier 3"])]
    plans = placed.groupby(["school_id", "school_year", "domain"])["n"].sum().reset_index()
    silent = plans[plans["n"] == 0]
    if len(silent):
        yield Caution(
            "silent_schools", "tiers", "In some schools no plan is recorded in some domain and year. Their students "
            "count with Tier 1, which may only mean that nobody wrote plans down.", TOTAL,
        )  # fmt: skip
    for school, part in silent.groupby("school_id"):
        named = ", ".join(f"{row.domain} {row.school_year}".replace("_", " ") for row in part.itertuples())
        sentence = f"no plan is recorded in {named}. Students count with Tier 1 there; ask whether records are missing."
        yield Caution("silent_school", "tiers", sentence, str(school))


def _records(dataset: Dataset, found: Records, frames: dict[str, pd.DataFrame]) -> Iterator[Caution]:
    plans, periods = dataset.table("interventions"), frames["periods"]
    if (plans["student_id"].isna() & (plans["tier"] > 1)).any():
        yield Caution(
            "plans_without_student", "all", "Plans of groups or schools that name no student are not counted."
        )
    if len(found.unplaced):
        yield NOT_PLACED
    if (found.plans["gone"] & found.plans["open"]).any():
        yield Caution("never_closed", "endings", "Some plans were never closed although the student had left; they end "
                      "on the student's last day.")  # fmt: skip
    if (periods["ended"] == UNRECORDED).any():
        yield Caution("no_exit_status", "endings", "Some plans ended without a word why, or with a word that tiers.yml "
                      "does not list under exits; they count as ended, reason not recorded.")  # fmt: skip


def _moved_schools(looks: pd.DataFrame) -> Iterator[Caution]:
    stays = looks[["student_id", "school_year", "school_id"]].drop_duplicates()
    if stays.duplicated(["student_id", "school_year"]).any():
        yield Caution("moved_schools", "movement", "Students who changed school within the year count in the school of "
                      "the later look. A school's own page shows where its students came from.")  # fmt: skip


def _core(tiers: pd.DataFrame, params: TiersParams) -> Iterator[Caution]:
    """Schools with a large share in Tier 2 or Tier 3 support at the last look: a question about core instruction."""
    last = tiers[(tiers["day"] == tiers["day"].max()) & (tiers["support"] == "Tier 1") & (tiers["school_id"] != TOTAL)]
    many = 100 - last["percent"] >= params.core_question_share
    for school, part in last[many & (last["enrolled"] >= params.core_question_students)].groupby("school_id"):
        domains = ", ".join(part["domain"].str.replace("_", " "))
        sentence = (
            f"{params.core_question_share:g} % or more of the students receive Tier 2 or Tier 3 support in {domains}. "
            "Ask about core instruction before adding groups."
        )
        yield Caution("core_instruction_first", "tiers", sentence, str(school))
