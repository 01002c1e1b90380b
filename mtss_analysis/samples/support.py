"""A year of support: screening, plans, probes, and what support adds to later scores."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from mtss_analysis.samples.catalogue import CARRIES_OVER, DOMAINS
from mtss_analysis.samples.plans import assign
from mtss_analysis.samples.progress import Monitored, monitor, within_plan
from mtss_analysis.samples.roster import Roster
from mtss_analysis.samples.school_days import OUTCOME_WINDOW, WINDOWS, Dates
from mtss_analysis.samples.screening import Gains, outcomes, screen


@dataclass(frozen=True)
class Support:
    """Scores and plans of every year, as codes.

    Attributes
    ----------
    scores
        Screening and outcome scores, as :func:`mtss_analysis.samples.screening.screen` gives them.
    monitored
        Plans and their probes.
    """

    scores: pd.DataFrame
    monitored: Monitored


def draw_support(roster: Roster, months: pd.DataFrame) -> Support:
    """Draw fall, plans, winter, more plans, spring and outcomes; each builds on the plans before."""
    none = {domain: np.zeros(len(roster.pupils)) for domain in DOMAINS}
    fall = screen(roster, 0, none, months)
    first = monitor(roster, assign(roster, fall, 0), "fall")
    winter = screen(roster, 1, _gains(roster, first.plans, WINDOWS[1]), months)
    second = monitor(roster, assign(roster, winter, 1, _open(roster, first.plans)), "winter")
    monitored = within_plan(_together(first, second))
    spring = screen(roster, 2, _gains(roster, monitored.plans, WINDOWS[2]), months)
    tests = outcomes(roster, _gains(roster, monitored.plans, OUTCOME_WINDOW))
    return Support(pd.concat([fall, winter, spring, tests], ignore_index=True), monitored)


def _gains(roster: Roster, plans: pd.DataFrame, window: tuple[str, int, int]) -> Gains:
    """Return what support has added by a window, in standard deviations, one value a pupil and domain."""
    day = _first_day(roster, window)[roster.pupils["year"].to_numpy()[plans["row"]]]
    until = np.minimum(plans["end"].to_numpy().astype("datetime64[D]"), day)
    weeks = np.maximum((until - plans["start"].to_numpy().astype("datetime64[D]")).astype(int), 0) / 7
    added = ((plans["slope"] - plans["natural"]) * weeks / plans["sd"]).to_numpy()
    gains = {}
    for code, domain in enumerate(DOMAINS):
        here = (plans["domain"] == code).to_numpy()
        rows = plans["row"].to_numpy()[here]
        shown = CARRIES_OVER.get(domain, 1.0) * added[here]
        gains[domain] = np.bincount(rows, shown, minlength=len(roster.pupils)).astype(np.float64)
    return gains


def _first_day(roster: Roster, window: tuple[str, int, int]) -> Dates:
    return roster.days.window(*window)[:, 0]


def _open(roster: Roster, plans: pd.DataFrame) -> pd.DataFrame:
    """Return the plans that last beyond the winter window."""
    day = _first_day(roster, WINDOWS[1])[roster.pupils["year"].to_numpy()[plans["row"]]]
    lasts = plans["end"].to_numpy().astype("datetime64[D]") > day
    return plans[pd.Series(lasts, index=plans.index)]


def _together(first: Monitored, second: Monitored) -> Monitored:
    """Join both rounds; a plan that is intensified ends three days before its successor starts."""
    plans = pd.concat([first.plans, second.plans], ignore_index=True)
    later = plans[plans["replaces"] >= 0]
    old = later["replaces"].to_numpy()
    ends = plans["end"].to_numpy().copy()
    ends[old] = np.minimum(ends[old], later["start"].to_numpy() - np.timedelta64(3, "D"))
    exits = plans["exit"].to_numpy(dtype=object, copy=True)
    exits[old] = "intensified"
    probes = second.probes.assign(plan=second.probes["plan"] + len(first.plans))
    return _ordered(Monitored(plans.assign(end=ends, exit=exits), pd.concat([first.probes, probes])))


def _ordered(monitored: Monitored) -> Monitored:
    """Sort plans by start, so that their identifiers follow time."""
    order = monitored.plans.sort_values(["start", "row", "domain"]).index.to_numpy()
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    plans = monitored.plans.loc[order].reset_index(drop=True)
    probes = monitored.probes.assign(plan=place[monitored.probes["plan"]])
    return replace(monitored, plans=plans, probes=probes.sort_values(["plan", "date"], ignore_index=True))
