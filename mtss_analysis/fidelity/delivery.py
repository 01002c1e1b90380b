"""Was support delivered, how did it go, and who lacks it? From the session log to the list of what is missing."""

import pandas as pd

import mtss_analysis
from mtss_analysis.fidelity import probes, service
from mtss_analysis.fidelity.delivery_cautions import cautions
from mtss_analysis.fidelity.documents import TABLES
from mtss_analysis.fidelity.places import by_school, by_staff, by_unit, dimensions
from mtss_analysis.fidelity.plan_audit import PlanAudit
from mtss_analysis.fidelity.plan_cautions import incomplete
from mtss_analysis.fidelity.plan_records import PlanRecords, plan_records
from mtss_analysis.fidelity.ranges import RANGES, ranges, reasons
from mtss_analysis.fidelity.resources import tables_of
from mtss_analysis.fidelity.response import placed, quadrant
from mtss_analysis.fidelity.result import FidelityResult, table
from mtss_analysis.fidelity.self_report import agreements
from mtss_analysis.fidelity.settings import DeliveryBars, FidelityParams
from mtss_analysis.intake import Dataset
from mtss_analysis.params import DistrictParams, Params
from mtss_analysis.recall import computed_once
from mtss_analysis.results import Provenance, ResultTable
from mtss_analysis.vocabulary import TOTAL


@computed_once
def assess(
    dataset: Dataset,
    params: FidelityParams,
    bars: DeliveryBars,
    district: DistrictParams,
    screened: ResultTable,
    series: ResultTable,
    entries: ResultTable,
    audit: PlanAudit | None = None,
    teams: ResultTable | None = None,
) -> FidelityResult:
    """Look at the delivery of every plan of a student, and at who lacks service.

    Parameters
    ----------
    bars
        From when on support counts as delivered.
    screened
        The table ``students`` of a screening result.
    series
        The table ``series`` of a growth result, for the chance to reach the goal.
    entries
        The table ``entries`` of support over time, for the days from a flag to the first session.
    audit
        What the audit of plans found; with it the result says what is missing in plans, and what support takes.
    teams
        The table of :func:`mtss_analysis.fidelity.teaming_table`, to stand beside what was delivered.

    Returns
    -------
    FidelityResult
        Empty tables and a caution ``does_not_apply`` where no plan names a student.
    """
    records = plan_records(dataset, params, district)
    frames = _frames(dataset, records, params, bars, screened.frame, series.frame, entries.frame)
    met = {} if teams is None else {teams.name: teams}
    return FidelityResult(
        params=params,
        tables={name: table(name, frames[name]) for name in TABLES} | _of_plans(records, dataset, audit) | met,
        cautions=(*cautions(records, frames, params, bars), *(incomplete(audit) if audit else ())),
        provenance=Provenance(
            dataset.fingerprint, "-".join(each.fingerprint() for each in (params, bars, district, *_settings(audit))),
            mtss_analysis.__version__,
        ),
    )  # fmt: skip


def _settings(audit: PlanAudit | None) -> tuple[Params, ...]:
    return (audit.params, audit.interventions) if audit else ()


def _of_plans(records: PlanRecords, dataset: Dataset, audit: PlanAudit | None) -> dict[str, ResultTable]:
    if audit is None:
        return {}
    return dict(audit.tables) | tables_of(records, dataset, audit.interventions)


def _frames(
    dataset: Dataset, records: PlanRecords, params: FidelityParams, bars: DeliveryBars, screened: pd.DataFrame,
    series: pd.DataFrame, entries: pd.DataFrame,
) -> dict[str, pd.DataFrame]:  # fmt: skip
    if records.plans.empty:
        return {name: pd.DataFrame({doc.name: pd.Series(dtype="str") for doc in TABLES[name][2]}) for name in TABLES}
    due = probes.counted(probes.probes_of(dataset, records), records, params.probe_weeks)
    plans = records.plans.join(ranges(records.sessions, ["plan_id"])[RANGES], on="plan_id").join(due, on="plan_id")
    plans = placed(plans, series[["plan_id", "goal_chance"]], bars, params)
    flags = service.flagged(screened, dataset, records)
    seen = service.monitored(plans, records, params)
    schools = by_school(records, bars)
    return {
        "plans": plans, "work": service.waiting(flags, seen, records, params), "schools": schools,
        "delivery": schools[schools["school_id"] == TOTAL], "staff": by_staff(records),
        "dimensions": dimensions(records, bars), "rated": by_unit(records, bars),
        "reports": agreements(records.checks, params, bars.confidence),
        "reasons": _with_percent(reasons(records.sessions)), "probes": _probes(plans),
        "waits": service.waits(entries, bars.confidence), "service": _shares(service.answers(flags, seen)),
        "quadrant": _shares(quadrant(plans)),
    }  # fmt: skip


def _shares(counted: pd.DataFrame) -> pd.DataFrame:
    return counted.assign(percent=100 * counted["n"] / counted["students"].where(counted["students"] > 0))


def _with_percent(found: pd.DataFrame) -> pd.DataFrame:
    """Add the district to reasons, and the share of each reason."""
    whole = found.groupby(["school_year", "reason"], as_index=False)["sessions"].sum().assign(school_id=TOTAL)
    both = pd.concat([whole, found], ignore_index=True)
    every = both.groupby(["school_year", "school_id"])["sessions"].transform("sum")
    rated: pd.DataFrame = both.assign(percent=100 * both["sessions"] / every)
    return rated


def _probes(plans: pd.DataFrame) -> pd.DataFrame:
    """Sum probes by school year, domain and school."""
    known = plans.dropna(subset=["due"])
    both = pd.concat([known.assign(school_id=TOTAL), known]).groupby(["school_year", "domain", "school_id"])
    found: pd.DataFrame = both[probes.COUNTS].sum().assign(n=both["student_id"].nunique())
    return found.reset_index()
