"""What a school can tell a family on a day: the tables cut at that day, and what they say of one plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
from pandas.api.typing import NaTType

from mtss_analysis import checks, intake
from mtss_analysis.decisions import DecisionParams
from mtss_analysis.decisions.standing import Standing, standing
from mtss_analysis.families.events import events
from mtss_analysis.fidelity import Dosage, dosage, next_reviews
from mtss_analysis.growth import GrowthParams
from mtss_analysis.intake import Dataset
from mtss_analysis.params import DistrictParams, Layers, LettersParams, MeasuresParams


@dataclass(frozen=True, slots=True)
class Facts:
    """All that one letter may speak of.

    Attributes
    ----------
    letter
        Kind of letter, one of :data:`mtss_analysis.params.LETTERS`.
    day, event_day
        Day the letter is written, and the day of what it tells.
    plan
        Row of the table interventions, with school_id and grade on the day.
    probes
        date and score of the plan's probes until the day.
    standing
        Where the latest of them lie.
    dose, counted
        Sessions until the day: shares, and numbers by what happened.
    review
        Day on which the team looks again; missing where nobody set one.
    sem
        Standard error of measurement of a score [score], or None.
    lower_is_better
        Direction of the measure.
    delivery_threshold
        Share of planned sessions below which support was not given as planned.
    """

    letter: str
    day: pd.Timestamp
    event_day: pd.Timestamp
    plan: Mapping[str, Any]
    probes: pd.DataFrame
    standing: Standing
    dose: Dosage
    counted: Mapping[str, int]
    review: pd.Timestamp | NaTType
    sem: float | None
    lower_is_better: bool
    delivery_threshold: float


@dataclass(frozen=True)
class Records:
    """The district's usable tables as of a day, and every setting."""

    dataset: Dataset
    day: pd.Timestamp
    settings: Layers

    @classmethod
    def on(cls, dataset: Dataset, day: pd.Timestamp, settings: Layers) -> "Records":
        """Cut the district's tables at the day, and leave out the rows that no analysis can use."""
        then = intake.as_of(dataset, day, settings.load(DistrictParams).school_year_starts)
        return cls(
            checks.usable(then, settings.load(MeasuresParams), settings.load(checks.ChecksParams)), day, settings
        )

    @cached_property
    def district(self) -> DistrictParams:
        """Settings of the district."""
        return self.settings.load(DistrictParams)

    @cached_property
    def measures(self) -> MeasuresParams:
        """Settings of the measures."""
        return self.settings.load(MeasuresParams)

    @cached_property
    def letters(self) -> LettersParams:
        """Settings of the letters."""
        return self.settings.load(LettersParams)

    @cached_property
    def rule(self) -> DecisionParams:
        """Settings of the decision rules."""
        return self.settings.load(DecisionParams)

    @cached_property
    def events(self) -> pd.DataFrame:
        """Everything families are to be told, until the day."""
        return events(self.dataset, self.district.school_year_starts)

    @cached_property
    def plans(self) -> pd.DataFrame:
        """Plans of students, indexed by plan_id, with school and grade on the day (of ended ones, on their last)."""
        plans = self.dataset.table("interventions").dropna(subset=["student_id"]).drop_duplicates("plan_id")
        plans = plans.assign(
            seen=plans["end"].fillna(self.day), review=next_reviews(plans, self.dataset.table("decisions"))
        )
        return intake.attach(plans, self.dataset, self.district, on="seen").set_index("plan_id", drop=False)

    @cached_property
    def _scores(self) -> pd.DataFrame:
        scores = self.dataset.table("scores")
        scores = scores[(scores["purpose"] == "progress") & scores["score"].notna()]
        return scores.sort_values("date", kind="stable").set_index("student_id", drop=False).sort_index(kind="stable")

    @cached_property
    def _sessions(self) -> dict[str, pd.DataFrame]:
        return {str(plan): rows for plan, rows in self.dataset.table("sessions").groupby("plan_id")}

    @cached_property
    def _skip(self) -> int:
        how = self.settings.load(GrowthParams)
        return how.baseline_points if how.plan_baseline == "first_points" else 0

    def facts(self, plan_id: str, letter: str, event_day: pd.Timestamp) -> Facts:
        """Collect what one letter about one plan may speak of."""
        plan: dict[str, Any] = {str(name): value for name, value in self.plans.loc[plan_id].items()}
        measure = self.measures.measures.get(str(plan["measure"]))
        lower = measure is not None and not measure.higher_is_better
        probes = self.probes(plan)
        log = self._sessions.get(plan_id, self.dataset.table("sessions").head(0))
        counted = {"planned": int(log["status"].notna().sum())} | {
            str(status): int(count) for status, count in log["status"].value_counts().items()
        }
        where = standing(plan, probes, self.rule, higher_is_better=not lower, skip=self._skip)
        return Facts(
            letter, self.day, event_day, plan, probes, where, dosage(log), counted, plan["review"],
            measure.sem if measure else None, lower, self.rule.delivery_threshold,
        )  # fmt: skip

    def probes(self, plan: Mapping[str, Any]) -> pd.DataFrame:
        """Return date and score of the probes of one plan, one a day."""
        student = plan["student_id"]
        rows = self._scores.loc[[student]] if student in self._scores.index else self._scores.head(0)
        rows = rows[(rows["measure"] == plan["measure"]) & (rows["date"] >= plan["start"])]
        rows = rows[~(rows["date"] > plan["end"])]
        found: pd.DataFrame = rows.groupby("date", as_index=False)["score"].median()
        return found
