"""Plans of support: who gets one after screening, at which tier, with which intervention and true slope."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.samples.catalogue import (
    DOMAINS,
    INTERVENTIONS,
    LEARNERS_SERVED,
    OPERATING_OFFSETS,
    PROGRESS,
    PROGRESS_MEASURES,
    SERVICE,
)
from mtss_analysis.samples.measures import MEASURES, NAMES, WEEKS_OF_YEAR, score_at
from mtss_analysis.samples.roster import Roster
from mtss_analysis.samples.school_days import Dates, monday
from mtss_analysis.vocabulary import Domain

STARTS = (("09", 25), ("02", 1))
"""Month and day from which plans start after fall and winter screening."""

INTENSIFIED = 0.4
"""Chance that Tier 2 support becomes Tier 3 support after a winter score below the Tier 3 cut."""


def operating_offset(roster: Roster, school: NDArray[np.int64], measure: str) -> NDArray[np.float64]:
    """Return how far the operating cut of each school lies from the declared one [score]."""
    offsets = np.zeros(roster.settings.schools)
    if measure == "oral_reading_fluency":
        for role, offset in OPERATING_OFFSETS.items():
            offsets[roster.settings.roles[role]] = offset
    return offsets[school]


def needs(roster: Roster, scores: pd.DataFrame, season: int, *, operating: bool = True) -> pd.DataFrame:
    """Return the tier each tested pupil's score suggests under the operating or the declared cut.

    Returns
    -------
    pd.DataFrame
        row, measure and domain (codes), suggested (1 to 3), close (above the cut, within one SEM).
    """
    frames = []
    for name in NAMES:
        part, measure = scores[scores["score"].notna() & (scores["measure"] == NAMES.index(name))], MEASURES[name]
        grades = roster.pupils["grade"].to_numpy()[part["row"]]
        cuts = np.array([measure.cut(grade, season) if grade in measure.screened else (0, 0) for grade in range(9)])
        sign = 1 if measure.higher_is_better else -1
        offset = operating_offset(roster, part["school"].to_numpy(), measure.name) * operating
        room = sign * (part["score"].to_numpy()[:, None] - cuts[grades] - offset[:, None])
        suggested = 1 + (room < 0).sum(axis=1)
        close = (room[:, 0] >= 0) & (room[:, 0] < (measure.sem or 0.0))
        found = pd.DataFrame({"row": part["row"], "suggested": suggested, "close": close})
        frames.append(found.assign(measure=NAMES.index(name), domain=DOMAINS.index(measure.domain)))
    return pd.concat(frames, ignore_index=True)


def assign(roster: Roster, scores: pd.DataFrame, season: int, earlier: pd.DataFrame | None = None) -> pd.DataFrame:
    """Draw the plans that start after one season's screening.

    Parameters
    ----------
    scores
        Screening scores of the season.
    earlier
        Plans that started before; who has one open gets none, unless it is intensified.

    Returns
    -------
    pd.DataFrame
        One row a plan: row, domain, tier, intervention (codes), start, last possible day, true
        level at the start, natural and true slope; `replaces` is the index of an earlier plan.
    """
    rng, found = roster.settings.stream(f"plans {season}"), needs(roster, scores, season)
    found = found.assign(chance=_chance(roster, found, season), replaces=-1)
    if earlier is not None:
        found = _beside(found, earlier)
    found = found[rng.random(len(found)) < found["chance"]]
    found = found.assign(tier=np.maximum(found["suggested"], 2)).sort_values(["row", "domain"], ignore_index=True)
    return _with_slopes(roster, _with_dates(roster, _with_intervention(found, rng), season, rng), rng)


def _chance(roster: Roster, found: pd.DataFrame, season: int) -> NDArray[np.float64]:
    domain, below = found["domain"].to_numpy(), found["suggested"].to_numpy() > 1
    service = [SERVICE[name] for name in DOMAINS]
    at_need = np.array([each.winter if season else each.below for each in service])[domain]
    near_cut = np.array([0.0 if season else each.above for each in service])[domain]
    learner = roster.pupils["english_learner"].to_numpy()[found["row"]] == 1
    chance = np.where(below, at_need, np.where(found["close"], near_cut, 0.0))
    return np.asarray(np.where(learner & (domain == DOMAINS.index(Domain.READING)), chance * LEARNERS_SERVED, chance))


def _beside(found: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """Keep students with a plan from a second one, but let Tier 2 support turn into Tier 3 support."""
    known = earlier[["row", "domain", "tier"]].rename(columns={"tier": "has"})
    found = found.merge(known.assign(before=earlier.index), on=["row", "domain"], how="left")
    has = found["has"].notna()
    more = has & (found["has"] == 2) & (found["suggested"] == 3)
    chance = np.where(more, INTENSIFIED, np.where(has, 0.0, found["chance"]))
    replaces = found["before"].where(more, -1).astype(int)
    return found.assign(chance=chance, replaces=replaces).drop(columns=["has", "before"])


def _with_intervention(found: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    chosen = np.zeros(len(found), dtype=np.int64)
    for code, domain in enumerate(DOMAINS):
        options = [index for index, each in enumerate(INTERVENTIONS) if each.domain == domain]
        here = (found["domain"] == code).to_numpy()
        chosen[here] = rng.choice(options, int(here.sum()), p=[INTERVENTIONS[index].share for index in options])
    return found.assign(intervention=chosen)


def _with_dates(roster: Roster, found: pd.DataFrame, season: int, rng: np.random.Generator) -> pd.DataFrame:
    """Most plans start within three weeks, a few winter plans in April; none after the student left."""
    years, settings = roster.pupils["year"].to_numpy()[found["row"]], roster.settings
    month, day = STARTS[season]
    mondays = np.array([monday(month, day, settings.first_year + y + season) for y in range(settings.years)])
    late = np.array([monday("04", 6, settings.first_year + y + 1) for y in range(settings.years)])
    week = rng.integers(0, 3, len(found)) * np.timedelta64(7, "D")
    start = np.where(rng.random(len(found)) < 0.08 * season, late[years], mondays[years] + week)
    found = found.assign(start=_school_day(roster, start), year_end=roster.days.last_days[years])
    leaves = roster.pupils["last_day"].to_numpy().astype("datetime64[D]")[found["row"]]
    found = found.assign(end=leaves, exit=np.where(leaves < found["year_end"], "left_district", "school_year_ended"))
    return found[found["start"].to_numpy().astype("datetime64[D]") + 7 < leaves].reset_index(drop=True)


def _school_day(roster: Roster, dates: Dates) -> Dates:
    return np.asarray(roster.days.days[np.searchsorted(roster.days.days, dates)])


def _with_slopes(roster: Roster, found: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Give each plan its measure, true level at the start and true slope [score/week]."""
    pupils = roster.pupils.iloc[found["row"]].reset_index(drop=True)
    grade = pupils["grade"].to_numpy()
    known = np.array([PROGRESS_MEASURES[domain] for domain in DOMAINS])
    found = found.assign(measure=known[found["domain"], grade], grade=grade, level=0.0, natural=0.0, slope=0.0, sd=1.0)
    for name, scale in PROGRESS.items():
        here = (found["measure"] == name).to_numpy()
        level, natural, sd = growth_at(name, pupils[here], found.loc[here, "start"])
        effect = np.array([each.effect for each in INTERVENTIONS])[found.loc[here, "intervention"]] * scale.effect
        slope = natural + effect + rng.normal(0, scale.slope_sd, int(here.sum()))
        found.loc[here, ["level", "natural", "slope", "sd"]] = np.column_stack([level, natural, slope, sd])
    return found


def growth_at(name: str, pupils: pd.DataFrame, start: "pd.Series[Any]") -> tuple[NDArray[np.float64], ...]:
    """Return true level at `start` [score], slope without support [score/week] and spread [score]."""
    if name == "attendance_rate":
        return (
            np.minimum(100 * (1 - pupils["absence"].to_numpy()), 86),
            np.zeros(len(pupils)),
            np.full(len(pupils), 5.0),
        )
    measure, grade, n = MEASURES[name], pupils["grade"].to_numpy(), len(pupils)
    domain = measure.domain
    z = pupils[f"z_{domain}"].to_numpy() * (-1 if domain == Domain.BEHAVIOR else 1)
    fall, spring = (score_at(measure, grade, np.full(n, season), z) for season in (0, 2))
    natural = (spring - fall) / WEEKS_OF_YEAR
    sd = (measure.table[grade, 2, 3] - measure.table[grade, 2, 1]) / 1.349
    weeks = (start.dt.month.to_numpy() - 9) % 12 * 30.4 / 7 + start.dt.day.to_numpy() / 7 - 2
    return np.maximum(fall, measure.low) + natural * weeks, natural, sd
