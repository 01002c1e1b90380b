"""What is known of every plan of a school, put side by side once: sessions, minutes, growth and what was seen of it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtss_analysis.effects import EffectsParams
from mtss_analysis.fidelity import DeliveryBars, FidelityParams
from mtss_analysis.fidelity.adherence import DELIVERY, deliveries
from mtss_analysis.fidelity.plan_records import PlanRecords, plan_records
from mtss_analysis.fidelity.ranges import COUNTS, MINUTES, ranges
from mtss_analysis.growth.trends import signs
from mtss_analysis.params import InterventionsParams, MeasuresParams
from mtss_analysis.widgets.desk import Desk

ON_PACE, NOT_ON_PACE, CANNOT_TELL = "on pace", "not on pace", "cannot tell yet"
PACES = (ON_PACE, NOT_ON_PACE, CANNOT_TELL)
OPEN = "open"
"""The choice of plans that are open on the day; any other is a school year."""
ANY = ""
"""Every domain."""
GROWTH = ["plan_id", "enough", "roi", "aim_roi"]


@dataclass(frozen=True)
class GroupFacts:
    """Plans of students with what is on record of each.

    Attributes
    ----------
    plans
        One row a plan: as in :class:`PlanRecords`, then planned, delivered, student_absent, not_held and not_logged
        [sessions], minutes_planned, minutes_low and minutes_high [minutes], roi and aim_roi [score/week], ahead (rate
        less the one its aimline asks for, positive when better [score/week]) and pace.
    seen
        Adherence by delivery: plan_id, date, source, score [share].
    records
        The plans and their sessions.
    bars, catalog
        From when on support counts as delivered, and what interventions cost.
    """

    plans: pd.DataFrame
    seen: pd.DataFrame
    records: PlanRecords
    bars: DeliveryBars
    catalog: InterventionsParams

    @property
    def domains(self) -> list[str]:
        """Domains of the plans, in alphabetical order."""
        return sorted(self.plans["domain"].unique())

    @property
    def years(self) -> list[str]:
        """School years of the plans, the latest first."""
        return sorted(self.plans["school_year"].dropna().unique(), reverse=True)

    def chosen(self, domain: str = ANY, which: str = OPEN) -> pd.DataFrame:
        """Keep the plans of a domain that are open, or that were last open in a school year."""
        keep = self.plans["open"].astype(bool) if which == OPEN else self.plans["school_year"] == which
        return self.plans[keep & (self.plans["domain"] == domain if domain else True)]


def group_facts(desk: Desk) -> GroupFacts:
    """Put together what is known of the plans of the desk's school until its day.

    Examples
    --------
    >>> from mtss_analysis.params import HOME
    >>> from mtss_analysis.widgets.desk import lay_out
    >>> facts = group_facts(lay_out(HOME / "data_samples" / "district", "S03", "2025-12-01"))
    >>> set(facts.plans["pace"]) <= set(PACES), "reading" in facts.domains
    (True, True)
    """
    params = desk.settings.load(FidelityParams).model_copy(update={"as_of": desk.day.date()})
    every = plan_records(desk.dataset, params, desk.district)
    plans = desk.here(every.plans)
    sessions, checks = (rows[rows["plan_id"].isin(plans["plan_id"])] for rows in (every.sessions, every.checks))
    records = PlanRecords(plans, sessions, checks, every.as_of)
    series = desk.grown.tables["series"].frame
    known = with_pace(plans.join(_summed(sessions), on="plan_id"), series, desk.measures)
    seen = deliveries(checks[checks["dimension"] == "adherence"], DELIVERY).drop(columns="dimension")
    bars, catalog = desk.settings.load(EffectsParams), desk.settings.load(InterventionsParams)
    return GroupFacts(known.fillna(dict.fromkeys(COUNTS, 0)), seen, records, bars, catalog)


def _summed(sessions: pd.DataFrame) -> pd.DataFrame:
    if sessions.empty:
        nobody = pd.Index([], dtype="str", name="plan_id")
        return pd.DataFrame(index=nobody, columns=[*COUNTS, *MINUTES], dtype="float64")
    return ranges(sessions, ["plan_id"])[[*COUNTS, *MINUTES]].astype("float64")


def with_pace(plans: pd.DataFrame, series: pd.DataFrame, measures: MeasuresParams) -> pd.DataFrame:
    """Add to each plan its growth, and whether it is on pace: its rate is at least the one the aimline asks for.

    Parameters
    ----------
    plans
        plan_id and measure.
    series
        plan_id, enough, roi and aim_roi [score/week]; a plan without enough scores or without a goal cannot be told.
    """
    known = series.dropna(subset=["plan_id"]).drop_duplicates("plan_id").set_index("plan_id")[GROWTH[1:]]
    both = plans.join(known, on="plan_id")
    rates = both[["roi", "aim_roi"]].astype("float64")
    told = both["enough"].eq(True) & rates.notna().all(axis=1)
    ahead = ((rates["roi"] - rates["aim_roi"]) * signs(both["measure"], measures)).where(told)
    pace = np.select([ahead >= 0, ahead < 0], [ON_PACE, NOT_ON_PACE], CANNOT_TELL)
    return both.assign(**rates, ahead=ahead, pace=pd.Series(pace, both.index, dtype="str")).drop(columns="enough")
