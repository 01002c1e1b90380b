"""What a coach has on the desk: a district's tables as known on a day, and the results made from them when asked for.

Everything is computed once. Explorers choose, sort and draw from what is here, so that a change of student or of a
slider is drawn at once.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from mtss_analysis import checks, decisions, fidelity, growth, intake, params, screening
from mtss_analysis.errors import DataError, did_you_mean
from mtss_analysis.intake import Dataset
from mtss_analysis.params import DistrictParams, Layers, MeasuresParams
from mtss_analysis.reporting.labels import Labels


@dataclass(frozen=True)
class Desk:
    """One school's tables, or a district's, on one day.

    Attributes
    ----------
    path
        Folder of the tables, where decisions are recorded.
    dataset
        The whole district's usable tables as of the day: students alike may be in other schools.
    settings
        Every setting.
    day
        Day of looking.
    school
        The school looked at; empty for all.
    """

    path: Path
    dataset: Dataset
    settings: Layers
    day: pd.Timestamp
    school: str = ""

    @cached_property
    def district(self) -> DistrictParams:
        """Settings of the district."""
        return self.settings.load(DistrictParams)

    @cached_property
    def measures(self) -> MeasuresParams:
        """What each measure is."""
        return self.settings.load(MeasuresParams)

    @cached_property
    def labels(self) -> Labels:
        """The district's words."""
        schools = self.dataset.table("schools")
        names = dict(zip(schools["school_id"], schools["name"].fillna(schools["school_id"]), strict=True))
        return Labels(self.district, self.measures, names)

    @cached_property
    def grown(self) -> growth.GrowthResult:
        """Growth of all students."""
        return growth.estimate(self.dataset, self.settings.load(growth.GrowthParams), self.measures, self.district)

    @cached_property
    def rules(self) -> decisions.DecisionParams:
        """Settings of the decision rules, looking on the day."""
        return self.settings.load(decisions.DecisionParams).model_copy(update={"as_of": self.day.date()})

    @cached_property
    def advised(self) -> decisions.DecisionResult:
        """What the registered rule advises for every open plan, with the verdicts of all rules."""
        return decisions.recommend(self.grown, self.dataset, self.rules, self.measures, self.district)

    @cached_property
    def screened(self) -> screening.ScreeningResult:
        """Every screening until the day."""
        return screening.evaluate(
            self.dataset, self.settings.load(screening.ScreeningParams), self.measures, self.district
        )

    @cached_property
    def plans(self) -> pd.DataFrame:
        """Plans of students that are open on the day, with school_id, grade and groups on it, and next_review."""
        plans = self.dataset.table("interventions").dropna(subset=["student_id", "start"]).drop_duplicates("plan_id")
        plans = plans[(plans["start"] <= self.day) & ~(plans["end"] < self.day)].assign(looked=self.day)
        plans = intake.attach(plans, self.dataset, self.district, on="looked").drop(columns="looked")
        plans = plans.assign(next_review=fidelity.next_reviews(plans, self.dataset.table("decisions")))
        return self.here(plans).reset_index(drop=True)

    def here(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Keep the rows of the school looked at; all where none is."""
        return rows[rows["school_id"] == self.school] if self.school else rows

    @property
    def place(self) -> str:
        """Name of the school looked at, or the district's."""
        return self.labels.school(self.school) if self.school else (self.district.name or "The whole district")


def lay_out(data: str | Path, school: str = "", day: str = "") -> Desk:
    """Read a district's tables and lay them out as known on a day.

    Parameters
    ----------
    data
        Folder or workbook with the district's tables.
    school
        A school_id; empty for the whole district.
    day
        Day of looking, YYYY-MM-DD; by default the last one the records speak of.

    Raises
    ------
    DataError
        The tables cannot be read, there is no such school, or the day is none.

    Examples
    --------
    >>> from mtss_analysis.params import HOME
    >>> desk = lay_out(HOME / "data_samples" / "district", "S03", "2025-12-01")
    >>> desk.place, f"{desk.day:%Y-%m-%d}", bool((desk.plans["school_id"] == "S03").all())
    ('Willow Elementary', '2025-12-01', True)
    """
    settings = params.layers(Path(data))
    read = intake.read(data)
    if school and school not in read.schools:
        there = ", ".join(read.schools[:20])
        raise DataError(f'{data} has no school "{school}".{did_you_mean(school, read.schools)} Schools: {there}.')
    looked = _day(day) if day else intake.last_recorded(read, None)
    known = intake.as_of(read, looked, settings.load(DistrictParams).school_year_starts)
    rules = settings.load(MeasuresParams), settings.load(checks.ChecksParams)
    return Desk(Path(data), checks.usable(known, *rules, params.instruments(settings)), settings, looked, school)


def _day(day: str) -> pd.Timestamp:
    try:
        return pd.Timestamp(pd.to_datetime(day, format="%Y-%m-%d"))
    except ValueError:
        raise DataError(f'The day is "{day}", expected YYYY-MM-DD, such as 2025-12-01. Type it anew.') from None
