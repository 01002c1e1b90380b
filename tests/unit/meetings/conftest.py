"""A small invented district, read once, and what a team can know there on a day."""

from collections.abc import Callable

import pytest

from mtss_analysis import intake, meetings, params, samples
from mtss_analysis.meetings.known import Known

REVIEW = "problem-solving team"


@pytest.fixture(scope="session")
def district(tmp_path_factory):
    folder = samples.write(tmp_path_factory.mktemp("meetings") / "small", samples.generate(3, 150, 1, 7))
    return intake.read(folder)


@pytest.fixture(scope="session")
def settings(district):
    return params.layers(district.path)


@pytest.fixture(scope="session")
def ask(district, settings) -> Callable[..., meetings.Request]:
    """Give a function that asks for a meeting of school S01."""
    described = settings.load(params.TeamsParams), settings.load(params.DistrictParams)

    def asked(team=REVIEW, day="2025-03-18", school="S01", kind=""):
        return meetings.request(district, *described, team=team, day=day, school=school, kind=kind)

    return asked


@pytest.fixture(scope="session")
def review(ask, district, settings) -> Known:
    """What the problem-solving team knows on a day on which reviews are due."""
    return Known.on(ask(), district, settings)
