"""Everything the pages of a district's plans are made from, computed once for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mtss_analysis import checks, fidelity, growth, params
from mtss_analysis.fidelity.plan_parts import GROUP, STUDENT
from mtss_analysis.fidelity.plan_records import PlanRecords, plan_records
from mtss_analysis.fidelity.ranges import ranges
from mtss_analysis.intake import Dataset
from mtss_analysis.reporting import draw, narrate
from mtss_analysis.reporting.draw import plan_aim
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.plan_rows import whom
from mtss_analysis.reporting.plan_sheet import plan_list, plan_sheet
from mtss_analysis.reporting.plan_words import PlanPage
from mtss_analysis.results import ResultTable
from mtss_analysis.vocabulary import TOTAL


@dataclass(frozen=True, slots=True)
class PlanBook:
    """Plans with their audit, records of delivery, decisions and growth.

    Attributes
    ----------
    plans
        Columns of interventions and of the audit, indexed by plan_id.
    records, decisions, scores, series
        What is on record of them; `series` holds the tables of a growth result.
    """

    plans: pd.DataFrame
    records: PlanRecords
    decisions: pd.DataFrame
    scores: pd.DataFrame
    series: Mapping[str, ResultTable]
    interventions: params.InterventionsParams
    probe_weeks: int
    labels: Labels

    @property
    def as_of(self) -> pd.Timestamp:
        """Last day the records speak of."""
        return self.records.as_of

    @property
    def schools(self) -> dict[str, str]:
        """Every school_id with its name."""
        return dict(self.labels.schools)

    def ids(self) -> list[str]:
        """Every plan_id."""
        return [str(plan) for plan in self.plans.index]

    def open_in(self, school: str) -> list[str]:
        """Open plans of a school and of its students and groups, the least complete first."""
        rows = self.plans[self.plans["open"].astype(bool) & (self.plans["school_id"] == school)]
        return [str(plan) for plan in rows.sort_values("completeness", kind="stable").index]

    def page(self, plan: str) -> str:
        """Return the page of one plan as HTML."""
        row = {str(name): value for name, value in self.plans.loc[plan].items()} | {"plan_id": plan}
        made = PlanPage(
            row, self.interventions.find(str(row["intervention"])), self._delivered(row),
            self.decisions[self.decisions["plan_id"] == plan], self._graph(row), self.probe_weeks, self.as_of,
            self.labels,
        )  # fmt: skip
        return plan_sheet(made)

    def contents(self, school: str, files: Mapping[str, str]) -> str:
        """Return the list of a school's plans, in the order of `files`."""
        rows = self.plans.loc[list(files)]
        shown = pd.DataFrame({
            "Plan": rows.index, "For": whom(rows), "Domain": rows["domain"].map(self.labels.word, na_action="ignore"),
            "Strategy": rows["intervention"], "Complete (percent)": rows["completeness"].round(),
            "What is missing": rows["missing"].replace("", "nothing"),
        })  # fmt: skip
        return plan_list(f"Plans of {self.labels.school(school)}", shown.reset_index(drop=True), files)

    def _delivered(self, row: Mapping[str, Any]) -> Mapping[str, float] | None:
        """Sum the sessions of the plan; of a group's plan those of its students since the plan's first day."""
        log = self.records.sessions
        if row["kind"] == GROUP:
            same = self.records.plans["group_id"] == row["group_id"]
            own = log["plan_id"].isin(self.records.plans.loc[same, "plan_id"]) & ~(log["date"] < row["start"])
        else:
            own = log["plan_id"] == row["plan_id"]
        found = ranges(log[own].assign(every=TOTAL), ["every"])
        return None if found.empty else {str(name): float(value) for name, value in found.iloc[0].items()}

    def _graph(self, row: Mapping[str, Any]) -> str:
        if row["kind"] == STUDENT:
            try:
                return draw.figure(
                    "03_growth", "student", self.series, self.labels, TOTAL, student=str(row["student_id"]),
                    plan=str(row["plan_id"]),
                ).html()  # fmt: skip
            except draw.NothingToDraw:
                pass  # too few scores for a trend: the aimline alone
        try:
            return plan_aim.aim(row, self._probes(row), self.labels).html()
        except draw.NothingToDraw as reason:
            return narrate.note(str(reason))

    def _probes(self, row: Mapping[str, Any]) -> pd.DataFrame:
        scores = self.scores
        own = (scores["student_id"] == row["student_id"]) & (scores["measure"] == row["measure"])
        own &= (scores["purpose"] == "progress") & (scores["date"] >= row["start"])
        last = row["end"] if pd.notna(row["end"]) else self.as_of
        found: pd.DataFrame = scores[own & (scores["date"] <= last)]
        return found.dropna(subset=["score"]).sort_values("date")


def read(dataset: Dataset, settings: params.Layers) -> PlanBook:
    """Audit the plans of a dataset and look at their delivery and growth."""
    measures, district = settings.load(params.MeasuresParams), settings.load(params.DistrictParams)
    catalogue, how = settings.load(params.InterventionsParams), settings.load(fidelity.FidelityParams)
    rules = settings.load(fidelity.PlanAuditParams)
    audit = fidelity.audit_plans(dataset, catalogue, measures, rules, district).tables["audit"].frame
    written = dataset.table("interventions").dropna(subset=["plan_id"]).drop_duplicates("plan_id")
    more = ["plan_id", *(name for name in written if name not in audit)]
    usable = checks.usable(dataset, measures, settings.load(checks.ChecksParams))
    found = growth.estimate(usable, settings.load(growth.GrowthParams), measures, district)
    schools = dataset.table("schools")
    names = dict(zip(schools["school_id"], schools["name"].fillna(schools["school_id"]), strict=True))
    return PlanBook(
        audit.merge(written[more], on="plan_id").set_index("plan_id"), plan_records(usable, how, district),
        usable.table("decisions"), usable.table("scores"), found.tables, catalogue, how.probe_weeks,
        Labels(district, measures, names),
    )  # fmt: skip
