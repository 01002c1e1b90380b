"""One invented district: tables, truths and settings, drawn station by station."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from mtss_analysis.samples import delivery, events, initiatives, learning, self_assessments, teamwork
from mtss_analysis.samples.attendance import attendance_table, draw_months
from mtss_analysis.samples.catalogue_settings import catalogue_settings
from mtss_analysis.samples.measures import measures_settings
from mtss_analysis.samples.roster import Roster, draw, roster_tables
from mtss_analysis.samples.scores import scores_table
from mtss_analysis.samples.settings import Settings
from mtss_analysis.samples.support import Support, draw_support
from mtss_analysis.samples.truths import truths_of
from mtss_analysis.tables import TABLES


@dataclass(frozen=True)
class SampleDistrict:
    """An invented district with known truths.

    Attributes
    ----------
    tables
        Name → canonical table, all seventeen.
    truths
        What was planted, ready for JSON; analyses never see it.
    params
        Name of a settings file → its values.
    """

    tables: Mapping[str, pd.DataFrame]
    truths: Mapping[str, Any]
    params: Mapping[str, Mapping[str, Any]]


def generate(
    schools: int = 12, students: int = 3000, years: int = 2, seed: int = 20240819, first_year: int = 2024
) -> SampleDistrict:
    """Draw an invented district; equal arguments give equal districts.

    Parameters
    ----------
    schools, students, years
        Number of schools, of students in a year, and of school years.
    seed
        Start of the random streams.
    first_year
        Calendar year in which the first school year starts.

    Raises
    ------
    ParamsError
        Fewer than 3 schools, 30 students or 1 year.

    Examples
    --------
    >>> small = generate(schools=3, students=60, years=1)
    >>> len(small.tables), small.tables["students"]["student_id"].str.startswith("SYN-").all()
    (17, np.True_)
    """
    settings = Settings(schools, students, years, seed, first_year)
    roster = draw(settings)
    months = draw_months(roster)
    support = draw_support(roster, months)
    plans = delivery.with_providers(roster, support.monitored.plans)
    tables = {
        **roster_tables(roster),
        "attendance": attendance_table(roster, months),
        "scores": scores_table(roster, support),
        **_support_tables(roster, plans),
        **_event_tables(roster, plans, support),
    }
    written, holes = initiatives.with_holes(roster, tables["interventions"], plans["school"])
    many = initiatives.of_many(roster, tables["interventions"], plans["school"])
    tables["interventions"] = pd.concat([written, many], ignore_index=True)
    truths = truths_of(roster, support, plans) | {
        "unfinished_plans": holes, "plans_of_many": many["plan_id"].tolist(),
    }  # fmt: skip
    return SampleDistrict({name: tables[name] for name in TABLES}, truths, _params(first_year))


def _support_tables(roster: Roster, plans: pd.DataFrame) -> dict[str, pd.DataFrame]:
    sessions = delivery.draw_sessions(roster, plans)
    return {
        "interventions": delivery.interventions_table(roster, plans),
        "sessions": delivery.sessions_table(plans, sessions),
        "fidelity_checks": delivery.fidelity_table(roster, plans, sessions),
    }


def _event_tables(roster: Roster, plans: pd.DataFrame, support: Support) -> dict[str, pd.DataFrame]:
    return {
        "incidents": events.incidents_table(roster),
        "marks": events.marks_table(roster),
        "observations": events.observations_table(roster, plans),
        "ratings": self_assessments.ratings_table(roster),
        "learning": learning.learning_table(roster),
        "meetings": teamwork.meetings_table(roster),
        "decisions": teamwork.decisions_table(roster, support.monitored),
        "action_items": self_assessments.action_items_table(roster),
        "letters": teamwork.letters_table(roster, plans),
    }


def _params(first_year: int) -> dict[str, dict[str, Any]]:
    return {
        "district": {
            "name": "Sample district (invented data)",
            "rules_owner": "MTSS coordinator",
            "rules_in_force": date(first_year, 8, 1),
        },
        "growth": {"plan_baseline": "first_points"},
        "interventions": catalogue_settings(),
        "measures": measures_settings(),
    }
