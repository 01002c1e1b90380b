"""What is known on the day of a meeting: the tables cut at that day, and the analyses made from them when asked for."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from mtss_analysis import checks, decisions, growth, intake, screening
from mtss_analysis.fidelity import SelfAssessmentParams, SelfAssessmentResult, dose, next_reviews, self_assess
from mtss_analysis.intake import Dataset
from mtss_analysis.meetings.request import Request
from mtss_analysis.params import DistrictParams, Layers, LessonsParams, MeasuresParams, TeamsParams, instruments
from mtss_analysis.reporting.labels import Labels

SERIES = ["plan_id", "roi_low", "roi_high"]
PLAN = ["plan_id", "provider_id", "intervention", "start", "next_review"]
DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Known:
    """What one team can know on one day.

    Attributes
    ----------
    asked
        The meeting.
    dataset
        The district's usable tables as of the day.
    settings
        Every setting.
    """

    asked: Request
    dataset: Dataset
    settings: Layers

    @classmethod
    def on(cls, asked: Request, dataset: Dataset, settings: Layers) -> "Known":
        """Cut the district's tables at the day, and leave out the rows that no analysis can use."""
        starts = settings.load(DistrictParams).school_year_starts
        then = intake.as_of(dataset, asked.day, starts)
        rules = settings.load(MeasuresParams), settings.load(checks.ChecksParams)
        return cls(asked, checks.usable(then, *rules, instruments(settings)), settings)

    @cached_property
    def teams(self) -> TeamsParams:
        """Settings of teams and meetings."""
        return self.settings.load(TeamsParams)

    @cached_property
    def district(self) -> DistrictParams:
        """Settings of the district."""
        return self.settings.load(DistrictParams)

    @cached_property
    def labels(self) -> Labels:
        """The district's words."""
        schools = self.dataset.table("schools")
        names = dict(zip(schools["school_id"], schools["name"].fillna(schools["school_id"]), strict=True))
        return Labels(self.district, self.settings.load(MeasuresParams), names)

    @cached_property
    def growth(self) -> growth.GrowthResult:
        """Growth of all students of the district, so that students alike are known."""
        return growth.estimate(
            self.dataset, self.settings.load(growth.GrowthParams), self.labels.measures, self.district
        )

    @cached_property
    def rule(self) -> decisions.DecisionParams:
        """Settings of the registered rule, looking at plans on the day."""
        return self.settings.load(decisions.DecisionParams).model_copy(update={"as_of": self.asked.day.date()})

    @cached_property
    def advice(self) -> decisions.DecisionResult:
        """What the registered rule advises on the day."""
        return decisions.recommend(self.growth, self.dataset, self.rule, self.labels.measures, self.district)

    @cached_property
    def assessed(self) -> SelfAssessmentResult:
        """Self-assessment of the system until the day."""
        rules = self.settings.load(SelfAssessmentParams), self.district, self.settings.load(LessonsParams)
        return self_assess(self.dataset, instruments(self.settings), *rules)

    @cached_property
    def screening_rule(self) -> screening.ScreeningParams:
        """Settings of screening."""
        return self.settings.load(screening.ScreeningParams)

    @cached_property
    def screened(self) -> screening.ScreeningResult:
        """Screening until the day."""
        return screening.evaluate(self.dataset, self.screening_rule, self.labels.measures, self.district)

    @cached_property
    def next_meeting(self) -> pd.Timestamp | None:
        """Next day planned for this team, if the tables say."""
        planned = self.of_team.loc[self.of_team["date"] > self.asked.day, "date"]
        return planned.min() if len(planned) else None

    @cached_property
    def last_meeting(self) -> pd.Timestamp:
        """Last day before this one on which the team was to meet; the day itself if none is recorded."""
        before = self.of_team.loc[self.of_team["date"] < self.asked.day, "date"]
        return before.max() if len(before) else self.asked.day

    @cached_property
    def of_team(self) -> pd.DataFrame:
        """Rows of the table meetings of this team."""
        meetings = self.dataset.table("meetings")
        mine = meetings[(meetings["team"] == self.asked.team) & (meetings["org_id"] == self.asked.org)]
        return mine.sort_values("date", kind="stable")

    @property
    def horizon(self) -> pd.Timestamp:
        """Last day on which a review may fall to be due at this meeting: the day before the next one."""
        return self.asked.day if self.next_meeting is None else self.next_meeting - DAY

    @cached_property
    def open_plans(self) -> pd.DataFrame:
        """Plans of students that are open on the day, with the school and grade on it, and the next review."""
        plans = self.dataset.table("interventions")
        day = self.asked.day
        plans = plans[(plans["start"] <= day) & ~(plans["end"] < day) & plans["student_id"].notna()]
        plans = plans.assign(day=day, next_review=next_reviews(plans, self.earlier_decisions))
        here = intake.attach(plans, self.dataset, self.district, on="day")
        return here[here["school_id"] == self.asked.school] if self.asked.school else here

    @cached_property
    def earlier_decisions(self) -> pd.DataFrame:
        """Decisions of days before the meeting: those of the day itself are still to be made."""
        decided = self.dataset.table("decisions")
        return decided[decided["date"] < self.asked.day]

    @cached_property
    def plans(self) -> pd.DataFrame:
        """Open plans with advice, delivery and rate; a plan that no rule can speak of has no action."""
        rows = self.open_plans
        own = rows[[*PLAN, "student_id", "grade", "school_id", "domain", "tier", "measure"]].reset_index(drop=True)
        advice = self.advice.tables["recommendations"].frame
        told = advice.drop(
            columns=["student_id", "grade", "school_id", "domain", "tier", "measure", "dose_low", "dose_high"]
        )
        series = self.growth.tables["series"].frame[SERIES].dropna(subset=["plan_id"]).drop_duplicates("plan_id")
        found = own.merge(told.drop_duplicates("plan_id"), on="plan_id", how="left").merge(
            series, on="plan_id", how="left"
        )
        return found.join(dose(self.dataset.table("sessions"), found["plan_id"], self.asked.day))

    @property
    def place(self) -> str:
        """Name of the school or district, with its identifier."""
        if self.asked.school:
            return f"{self.labels.school(self.asked.school)} ({self.asked.school})"
        return self.district.name or self.dataset.name

    @property
    def school_year(self) -> str:
        """School year of the day."""
        return str(intake.school_year(pd.Series([self.asked.day]), self.district.school_year_starts).iloc[0])
