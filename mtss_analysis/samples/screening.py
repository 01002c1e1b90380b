"""Screening and outcome scores: a true score, an error of measurement, and who was not tested."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.samples.attendance import season_rates
from mtss_analysis.samples.measures import MEASURES, NAMES, SampleMeasure, recorded, score_at
from mtss_analysis.samples.roster import Roster
from mtss_analysis.samples.school_days import OUTCOME_WINDOW, WINDOWS
from mtss_analysis.vocabulary import Domain, Purpose

PURPOSES = tuple(Purpose)
REASONS = ("absent on test days", "family declined", "alternate assessment", "reason not recorded")
COVERAGE, LOW_COVERAGE = 0.965, 0.72
RETEST_REACH, RETESTED = 6.0, 0.75
"""Scores within this reach below the cut are tested again in one school, this often."""

Gains = Mapping[Domain, NDArray[np.float64]]


def screen(roster: Roster, season: int, gains: Gains, months: pd.DataFrame) -> pd.DataFrame:
    """Draw all screening scores of one season.

    Parameters
    ----------
    season
        Index of the season.
    gains
        Domain → what support has added so far, in standard deviations, one value a pupil.
    months
        Attendance, from which the attendance rate is read.

    Returns
    -------
    pd.DataFrame
        row (of the pupil), date, score (NaN if not tested) and codes of measure, purpose,
        season, school and reason (-1 if tested).
    """
    rng, frames = roster.settings.stream(f"screening {season}"), []
    for measure in MEASURES.values():
        if measure.domain == Domain.ATTENDANCE or measure.name.startswith("state_"):
            continue
        grades = [grade for grade, seasons in measure.screened.items() if season in seasons]
        if grades:
            frames.append(_tested(roster, measure, grades, season, gains, rng))
    rates = season_rates(roster, months, season).assign(measure=NAMES.index("attendance_rate"), reason=-1)
    frames.append(rates.assign(school=roster.school_on(rates["row"].to_numpy(), _days(rates))))
    return pd.concat(frames, ignore_index=True).assign(purpose=PURPOSES.index(Purpose.SCREENING), season=season)


def outcomes(roster: Roster, gains: Gains) -> pd.DataFrame:
    """Draw the yearly outcome scores; columns as :func:`screen` gives them."""
    rng = roster.settings.stream("outcomes")
    measures = [measure for measure in MEASURES.values() if measure.name.startswith("state_")]
    frames = [_tested(roster, measure, list(measure.screened), 2, gains, rng, OUTCOME_WINDOW) for measure in measures]
    return pd.concat(frames, ignore_index=True).assign(purpose=PURPOSES.index(Purpose.OUTCOME), season=2)


def abilities(roster: Roster, domain: Domain) -> NDArray[np.float64]:
    """Return the hidden place of each pupil in the norm group of a domain, shape (pupils,)."""
    return roster.pupils[f"z_{domain}"].to_numpy()


def _tested(
    roster: Roster, measure: SampleMeasure, grades: list[int], season: int, gains: Gains, rng: np.random.Generator,
    window: tuple[str, int, int] | None = None,
) -> pd.DataFrame:  # fmt: skip
    month, day, length = window or WINDOWS[season]
    rows = np.flatnonzero(roster.pupils["grade"].isin(grades))
    dates = roster.days.window(month, day, length)
    dates = dates[roster.pupils["year"].to_numpy()[rows], rng.integers(0, dates.shape[1], len(rows))]
    present = roster.here(rows, dates)
    rows, dates = rows[present], dates[present]
    school = roster.school_on(rows, dates)
    scores = _scores(roster, measure, rows, season, gains, rng)
    if measure.name == "oral_reading_fluency":
        scores = _retested(roster, measure, rows, season, school, scores, rng)
    code = NAMES.index(measure.name)
    frame = pd.DataFrame({"row": rows, "measure": code, "date": dates, "school": school, "score": scores})
    return _left_out(frame, season == 1, roster, rng)


def _scores(
    roster: Roster, measure: SampleMeasure, rows: NDArray[np.int64], season: int, gains: Gains, rng: np.random.Generator
) -> NDArray[np.float64]:
    sign = 1 if measure.higher_is_better else -1
    z = abilities(roster, measure.domain)[rows] + sign * gains[measure.domain][rows]
    true = score_at(measure, roster.pupils["grade"].to_numpy()[rows], np.full(len(rows), season), z)
    return recorded(measure, true + rng.normal(0, measure.sem or 0.0, len(rows)))


def _retested(
    roster: Roster, measure: SampleMeasure, rows: NDArray[np.int64], season: int, school: NDArray[np.int64],
    scores: NDArray[np.float64], rng: np.random.Generator,
) -> NDArray[np.float64]:  # fmt: skip
    """Lift scores just below the cut in the school that tests again until the cut is met."""
    cuts = measure.table[roster.pupils["grade"].to_numpy()[rows], season, measure.cut_levels[0]]
    again = (scores < cuts) & (scores >= cuts - RETEST_REACH) & (rng.random(len(rows)) < RETESTED)
    again &= school == roster.settings.roles["heaped_at_cut"]
    return np.where(again, cuts + rng.integers(0, 2, len(rows)), scores)


def _left_out(frame: pd.DataFrame, winter: bool, roster: Roster, rng: np.random.Generator) -> pd.DataFrame:
    """Take away the scores of those not tested; two thirds of them leave a row with the reason."""
    low = winter & (frame["school"] == roster.settings.roles["low_winter_coverage"])
    missed = rng.random(len(frame)) > np.where(low, LOW_COVERAGE, COVERAGE)
    reason = np.where(missed, rng.choice(4, len(frame), p=[0.6, 0.12, 0.13, 0.15]), -1)
    frame = frame.assign(reason=reason, score=frame["score"].where(~missed))
    return frame[~missed | (rng.random(len(frame)) < 0.67)]


def _days(frame: pd.DataFrame) -> NDArray[Any]:
    return frame["date"].to_numpy().astype("datetime64[D]")
