"""Which meeting a packet is for: team, place, day and kind, checked against the settings and the data."""

from dataclasses import dataclass

import pandas as pd

from mtss_analysis.errors import DataError, ParamsError, did_you_mean
from mtss_analysis.intake import Dataset, asked_day
from mtss_analysis.params import DistrictParams, MeetingKind, Team, TeamsParams


@dataclass(frozen=True, slots=True)
class Request:
    """One meeting, known to exist in settings and data.

    Attributes
    ----------
    team, kind
        Keys of ``teams.yml``.
    school
        The school, or "" for a team of the district.
    org
        The school or the district, as the tables meetings and action_items name it.
    day
        Midnight of the day of the meeting.
    usual
        Whether the kind is what was planned, or what the team usually holds.
    """

    team: str
    kind: str
    school: str
    org: str
    day: pd.Timestamp
    usual: bool

    def of_team(self, teams: TeamsParams) -> Team:
        """Return what the settings say of the team."""
        return teams.teams[self.team]

    def of_kind(self, teams: TeamsParams) -> MeetingKind:
        """Return what the settings say of the kind of meeting."""
        return teams.kinds[self.kind]


def request(
    dataset: Dataset,
    teams: TeamsParams,
    district: DistrictParams,
    *,
    team: str,
    day: str,
    school: str = "",
    kind: str = "",
) -> Request:
    """Check what was asked for.

    Parameters
    ----------
    dataset
        The district's tables, whole.
    teams, district
        Teams and kinds of meeting, and the start of the school year.
    team, school, day, kind
        As given on the command line; without a kind, the one planned for that day, else the team's usual one.

    Raises
    ------
    ParamsError
        The day is not written as YYYY-MM-DD, or no such team or kind is described.
    DataError
        There is no such school, or the day lies outside the school years of the data.
    """
    on = asked_day(day, dataset, district)
    known = _team(team, teams)
    place = _school(school, known, teams.teams[known], dataset)
    org = place or _district_id(dataset)
    usual = _usual(dataset, known, org, on, teams)
    wanted = _kind(kind, known, teams) if kind else usual
    return Request(known, wanted, place, org, on, wanted == usual)


def _team(written: str, teams: TeamsParams) -> str:
    said = written.strip().casefold()
    found = next((name for name in teams.teams if name.casefold() == said), None)
    if found is None:
        listed = ", ".join(f'"{name}"' for name in teams.teams)
        nearest = did_you_mean(said, teams.teams)
        raise ParamsError(f'teams.yml describes no team "{written}".{nearest} It describes: {listed}.')
    return found


def _school(school: str, team: str, described: Team, dataset: Dataset) -> str:
    listed = ", ".join(f'"{name}"' for name in dataset.schools[:20]) or "none"
    if described.place == "district":
        if school and school != _district_id(dataset):
            raise DataError(f'The {team} belongs to the district, not to "{school}". Leave --school out.')
        return ""
    if not school:
        raise DataError(f"The {team} belongs to a school. Name it with --school; schools: {listed}.")
    if school not in dataset.schools:
        nearest = did_you_mean(school, dataset.schools)
        raise DataError(f'{dataset.name} has no school "{school}".{nearest} Schools: {listed}.')
    return school


def _district_id(dataset: Dataset) -> str:
    """Return the identifier of the district: the schools table's, else what meetings name that is no school."""
    named = dataset.table("schools")["district_id"].dropna()
    others = dataset.table("meetings")["org_id"].dropna()
    others = others[~others.isin(dataset.schools)]
    return str(next(iter([*named, *others]), ""))


def _usual(dataset: Dataset, team: str, org: str, day: pd.Timestamp, teams: TeamsParams) -> str:
    meetings = dataset.table("meetings")
    planned = meetings[(meetings["team"] == team) & (meetings["org_id"] == org) & (meetings["date"] == day)]
    words = [teams.kind_called(word) for word in planned["kind"].dropna()]
    held = teams.teams[team].kinds
    return next((word for word in words if word in held), held[0])


def _kind(written: str, team: str, teams: TeamsParams) -> str:
    found, held = teams.kind_called(written), teams.teams[team].kinds
    if found in held:
        return str(found)
    listed = ", ".join(held)
    if found:
        raise ParamsError(f'--kind is "{written}", which the {team} does not hold. It holds: {listed}.')
    raise ParamsError(
        f'teams.yml describes no kind of meeting "{written}".{did_you_mean(written, teams.kinds)} '
        f"The {team} holds: {listed}."
    )
