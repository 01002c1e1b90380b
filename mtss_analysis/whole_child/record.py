"""Everything on record of one student until a day, domain by domain."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from mtss_analysis import checks, intake
from mtss_analysis.decisions import DecisionParams
from mtss_analysis.decisions.standing import Standing, standing
from mtss_analysis.early_warning import EarlyWarningParams
from mtss_analysis.fidelity import dose, next_reviews
from mtss_analysis.growth import GrowthParams
from mtss_analysis.intake import Dataset
from mtss_analysis.params import DistrictParams, Layers, MeasuresParams
from mtss_analysis.screening import ScreeningParams
from mtss_analysis.screening.support import cuts, suggest
from mtss_analysis.tables.roster import GRADES
from mtss_analysis.vocabulary import NO_DATA, Domain, SessionStatus
from mtss_analysis.whole_child.settings import WholeChildParams

ENGLISH = frozenset({"english", "en", "eng"})


@dataclass(frozen=True)
class Record:
    """One student as known on one day.

    Attributes
    ----------
    student
        Identifier.
    dataset
        The usable tables as of the day, of this student alone where a table speaks of students.
    day
        Midnight of the last day that is known.
    settings
        Every setting.
    """

    student: str
    dataset: Dataset
    day: pd.Timestamp
    settings: Layers

    @classmethod
    def on(cls, dataset: Dataset, student: str, day: pd.Timestamp, settings: Layers) -> "Record":
        """Cut the district's tables at the day, keep the rows of the student, and leave out what cannot be used."""
        then = intake.as_of(dataset, day, settings.load(DistrictParams).school_year_starts)
        usable = checks.usable(then, settings.load(MeasuresParams), settings.load(checks.ChecksParams))
        tables = dict(usable.tables)
        for name, frame in tables.items():
            if "student_id" in frame:
                tables[name] = frame[frame["student_id"] == student]
        plans = set(tables["interventions"]["plan_id"].dropna()) if "interventions" in tables else set()
        if "sessions" in tables:
            tables["sessions"] = tables["sessions"][tables["sessions"]["plan_id"].isin(plans)]
        return cls(student, usable.with_tables(tables), day, settings)

    @cached_property
    def how(self) -> WholeChildParams:
        """Settings of this page."""
        return self.settings.load(WholeChildParams)

    @cached_property
    def signs(self) -> EarlyWarningParams:
        """From when on absence and referrals are a sign, as everywhere in the district."""
        return self.settings.load(EarlyWarningParams)

    @cached_property
    def district(self) -> DistrictParams:
        """Settings of the district."""
        return self.settings.load(DistrictParams)

    @cached_property
    def measures(self) -> MeasuresParams:
        """Settings of the measures."""
        return self.settings.load(MeasuresParams)

    @cached_property
    def rule(self) -> DecisionParams:
        """Settings of the decision rules."""
        return self.settings.load(DecisionParams)

    @property
    def school_year(self) -> str:
        """School year of the day."""
        return self.year_of(pd.Series([self.day])).iloc[0]

    def year_of(self, days: "pd.Series[pd.Timestamp]") -> "pd.Series[str]":
        """Return the school year of each day."""
        return intake.school_year(days, self.district.school_year_starts)

    @cached_property
    def years(self) -> pd.DataFrame:
        """One row a school year, in order: grade and the school most days were spent in."""
        return intake.roster(self.dataset, self.district).sort_values("school_year", ignore_index=True)

    @cached_property
    def screenings(self) -> pd.DataFrame:
        """Screening scores with their cuts and what they suggest, in order of days; not tested ones with the reason."""
        scores = self.dataset.table("scores")
        purposes = [str(purpose) for purpose in self.settings.load(ScreeningParams).purposes]
        rows = intake.attach(scores[scores["purpose"].isin(purposes)], self.dataset, self.district)
        rows = rows.assign(sem=rows["sem"].astype("float64"), season=rows["season"].fillna(NO_DATA))
        found = suggest(rows, self.measures, self.settings.load(ScreeningParams).near_cut_sems)
        found = found.merge(cuts(self.measures), on=["measure", "grade", "season"], how="left")
        return found.sort_values(["date", "measure"], kind="stable", ignore_index=True)

    @cached_property
    def plans(self) -> pd.DataFrame:
        """Plans in order of their start: dose as a range, whether open, when to be looked at again, standing."""
        plans = self.dataset.table("interventions").drop_duplicates("plan_id").sort_values("start", kind="stable")
        plans = plans.reset_index(drop=True)
        found = plans.join(dose(self.dataset.table("sessions"), plans["plan_id"], self.day))
        found = found.assign(
            open=(plans["start"] <= self.day) & ~(plans["end"] <= self.day),
            next_review=next_reviews(plans, self.dataset.table("decisions")),
        )
        places = [self._standing({str(name): value for name, value in row.items()}) for row in found.to_dict("records")]
        return found.assign(standing=pd.Series(places, found.index, dtype="object"))

    def _standing(self, plan: Mapping[str, Any]) -> Standing:
        how = self.settings.load(GrowthParams)
        scores = self.dataset.table("scores")
        own = (scores["purpose"] == "progress") & (scores["measure"] == plan["measure"])
        own &= (scores["date"] >= plan["start"]) & ~(scores["date"] > plan["end"])
        probes = scores[own].dropna(subset=["score"]).groupby("date", as_index=False)["score"].median()
        measure = self.measures.measures.get(str(plan["measure"]))
        higher = measure is None or measure.higher_is_better
        skip = how.baseline_points if how.plan_baseline == "first_points" else 0
        return standing(plan, probes, self.rule, higher_is_better=higher, skip=skip)

    @cached_property
    def attendance(self) -> pd.DataFrame:
        """One row a month: first day, school year, days enrolled and absent."""
        rows = self.dataset.table("attendance").dropna(subset=["days_enrolled", "days_absent"])
        rows = rows.assign(month=rows["period_start"].dt.to_period("M").dt.to_timestamp())
        return self._by_month(rows, ["days_enrolled", "days_absent"])

    @cached_property
    def referrals(self) -> pd.DataFrame:
        """One row a month with a referral: first day, school year, referrals."""
        rows = self.dataset.table("incidents")
        rows = rows.assign(month=rows["date"].dt.to_period("M").dt.to_timestamp(), referrals=1)
        return self._by_month(rows, ["referrals"])

    def _by_month(self, rows: pd.DataFrame, counts: list[str]) -> pd.DataFrame:
        found = rows.groupby("month", as_index=False)[counts].sum()
        return found.assign(school_year=self.year_of(found["month"]))

    @cached_property
    def observations(self) -> pd.DataFrame:
        """Notes, the latest first."""
        return self.dataset.table("observations").sort_values("date", ascending=False, kind="stable")

    @cached_property
    def multilingual(self) -> bool:
        """Whether the tables say that the student learns English, or hears another language at home."""
        students = self.dataset.table("students")
        learns = students.get("english_learner", pd.Series(dtype="str")).astype("str").str.casefold()
        return bool(learns.isin(["yes", "true", "1", "y"]).any()) or self.home_language.casefold() not in {*ENGLISH, ""}

    @cached_property
    def tested(self) -> pd.DataFrame:
        """Scores that were tested in some language: all but those of attendance, which nobody sits."""
        scores = self.dataset.table("scores").dropna(subset=["score"])
        return scores[scores["domain"] != Domain.ATTENDANCE]

    @cached_property
    def home_language(self) -> str:
        """Language at home as the latest year has it; "" if nobody recorded it."""
        students = self.dataset.table("students").sort_values("school_year")
        known = students["home_language"].dropna() if "home_language" in students else students["student_id"].head(0)
        return str(known.iloc[-1]) if len(known) else ""

    @property
    def unlogged(self) -> int:
        """Planned sessions of which nobody wrote down what happened."""
        return int((self.dataset.table("sessions")["status"] == SessionStatus.NOT_LOGGED).sum())

    @property
    def grade(self) -> str:
        """Grade in the school year of the day, or "No data"."""
        known = self.years[self.years["school_year"] == self.school_year]["grade"]
        return str(known.iloc[-1]) if len(known) and known.iloc[-1] in GRADES else NO_DATA
