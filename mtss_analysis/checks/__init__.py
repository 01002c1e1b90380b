"""Can the data be believed? Every finding together, each with its place, its value and the next move."""

from collections.abc import Iterable, Mapping

import pandas as pd

import mtss_analysis
from mtss_analysis.checks import (
    attendance,
    columns,
    delivery,
    enrollment,
    grades,
    outcomes,
    plans,
    raters,
    ratings,
    scores,
)
from mtss_analysis.checks.cases import Check, Examined, Treatment, weighed
from mtss_analysis.checks.coverage import low_coverage
from mtss_analysis.checks.report import CheckReport, table
from mtss_analysis.checks.settings import ChecksParams
from mtss_analysis.checks.usable import TREATING, usable
from mtss_analysis.intake import Dataset, Finding, partitions, roster
from mtss_analysis.params import DistrictParams, Instrument, MeasuresParams
from mtss_analysis.recall import computed_once
from mtss_analysis.results import Caution, Provenance
from mtss_analysis.tables import TABLES
from mtss_analysis.vocabulary import NO_DATA

__all__ = ["CheckReport", "ChecksParams", "Finding", "Treatment", "run", "usable"]

TELLING: tuple[Check, ...] = (
    grades.out_of_order, grades.repeated_by_many, enrollment.overlaps, enrollment.without_enrollment,
    attendance.outside_enrollment,
    scores.unknown_measures, scores.wrong_domain, scores.two_on_one_day, scores.without_season, scores.never_varying,
    plans.start_score_zero, delivery.delivery_unrated, low_coverage,
    outcomes.missing_in_grades, outcomes.cut_out_of_reach,
    raters.unknown_role, raters.rater_unrated, ratings.of_shell,
)  # fmt: skip
"""Checks whose rows are only odd: they are named and kept."""
CHECKS: tuple[Check, ...] = (columns.absent_tables, columns.tables_without_rows, *TREATING, *TELLING)


@computed_once
def run(
    dataset: Dataset,
    params: ChecksParams,
    measures: MeasuresParams,
    district: DistrictParams,
    instruments: Mapping[tuple[str, str], Instrument] | None = None,
) -> CheckReport:
    """Check a dataset and report everything at once.

    Parameters
    ----------
    dataset
        As read, not what :func:`usable` returns.
    params
        How strictly to look.
    measures
        Range and direction of each measure.
    district
        Start of the school year and the group columns.
    instruments
        What ratings are held against; by default the project's and those of the district's folder.

    Returns
    -------
    CheckReport
        Tables ``findings``, ``counts``, ``tables`` and ``enrollment``. Findings that stop the run
        come first: a needed table or column is missing or unreadable, nearly all its rows would be
        left out, or a student or school stands there twice.
    """
    examined = Examined(dataset, params, measures, district, instruments)
    found = [weighed(case, examined) for check in CHECKS for case in check(examined)]
    findings = columns.unreadable(examined) + [case.finding(dataset, params.examples) for case in found]
    findings = _ordered(finding for finding in findings if not _told(finding, findings))
    frames = {
        "findings": _findings(findings), "counts": _counts(findings),
        "tables": _tables(dataset), "enrollment": _enrollment(examined),
    }  # fmt: skip
    return CheckReport(
        params=params,
        tables={name: table(name, frame) for name, frame in frames.items()},
        cautions=_cautions(dataset),
        provenance=Provenance(
            dataset.fingerprint,
            "-".join(part.fingerprint() for part in (params, measures, district)),
            mtss_analysis.__version__,
        ),
        findings=tuple(findings),
    )


def _told(finding: Finding, findings: Iterable[Finding]) -> bool:
    """Tell whether the reader already explained why a table is absent or empty."""
    reasons = {other.table for other in findings if other.code in {"empty_file", "no_header", "unreadable_file"}}
    return finding.code in {"missing_table", "empty_table"} and finding.table in reasons


def _ordered(findings: Iterable[Finding]) -> list[Finding]:
    order = {name: place for place, name in enumerate(TABLES)}
    return sorted(findings, key=lambda finding: (not finding.blocking, order.get(finding.table, -1)))


def _findings(findings: list[Finding]) -> pd.DataFrame:
    names = ("code", "table", "column", "value", "expected", "next_move", "blocking", "sentence")
    rows = [{name: getattr(finding, name) for name in names} | {"rows": finding.place} for finding in findings]
    return pd.DataFrame(rows, columns=[*names, "rows"]).astype({"blocking": "bool"})


def _counts(findings: list[Finding]) -> pd.DataFrame:
    rows = [(finding.code, finding.table, max(len(finding.rows), 1), finding.blocking) for finding in findings]
    frame = pd.DataFrame(rows, columns=["code", "table", "findings", "blocking"]).astype({"blocking": "bool"})
    return frame.groupby(["blocking", "table", "code"], sort=False)[["findings"]].sum().reset_index()


def _tables(dataset: Dataset) -> pd.DataFrame:
    rows = []
    for name in TABLES:
        first, last = _span(dataset.table(name))
        rows.append((name, len(dataset.table(name)), dataset.has(name), first, last))
    return pd.DataFrame(rows, columns=["table", "rows", "present", "from", "to"])


def _span(frame: pd.DataFrame) -> tuple[str, str]:
    """Return first and last day of a table, or its school years."""
    names = [name for name in frame if pd.api.types.is_datetime64_dtype(frame[name]) or name == "school_year"][:1]
    values = frame[names[0]].dropna() if names else pd.Series(dtype="str")
    return (str(values.min())[:10], str(values.max())[:10]) if len(values) else ("", "")


def _enrollment(examined: Examined) -> pd.DataFrame:
    students = roster(examined.dataset, examined.district)
    students = students[students["school_id"] == examined.dataset.scope] if examined.dataset.scope else students
    groups = [name for name in examined.district.group_columns if (students[name] != NO_DATA).any()]
    return partitions.aggregate(
        students, ["school_year"], lambda grouped: grouped.size().rename("n"), districtwide=["grade", *groups]
    )


def _cautions(dataset: Dataset) -> tuple[Caution, ...]:
    if dataset.has("enrollments"):
        return ()
    sentence = "The table enrollments did not come in, so no student can be placed in a school."
    return (Caution("no_enrollments", "enrollment", sentence),)
