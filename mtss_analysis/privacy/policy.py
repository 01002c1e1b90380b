"""What a district allows to be published: the settings of every release."""

import re
from typing import Literal

from pydantic import field_validator

from mtss_analysis.params import Params, setting

_PTAC = "34 CFR 99.31(b); Privacy Technical Assistance Center, guidance on disclosure avoidance"
_PROJECT = "choice of this project"


class PrivacyParams(Params):
    """Smallest groups, zeros, whole groups and codes: what a public page may show."""

    file = "privacy"

    minimum_n: int = setting(
        "smallest count that is shown, and smallest interval a reader may work out for a withheld one",
        unit="students", source="NCES 2011-603: States use 5 to 30, most 10", ge=3, le=100,
    )  # fmt: skip
    zeros: Literal["withhold", "publish"] = setting(
        "whether counts of 0 are shown; withheld, fewer students never show more", source=_PROJECT
    )
    whole_groups: Literal["withhold", "publish"] = setting(
        "whether a count that is 100 % of its group is shown; it says something about each member", source=_PTAC
    )
    groups_within_schools: Literal["drop", "publish"] = setting(
        "whether rows of a group inside one school are published at all; the school and the group are, each by itself",
        source=_PROJECT,
    )
    statistics_minimum_n: int = setting(
        "fewest students behind a mean, standard error or interval", unit="students", source=_PROJECT, ge=3, le=100
    )
    percent_decimals: int = setting(
        "decimals of published percents", unit="decimals", source="NCES 2011-603", ge=0, le=2
    )
    withheld_word: str = setting(
        "stands for every number that is not shown; one word for small and other numbers alike",
        source=_PROJECT, min_length=1, max_length=40,
    )  # fmt: skip
    id_patterns: tuple[str, ...] = setting(
        "regular expressions of codes that no public page may hold", source="the district's student codes"
    )
    rounds: int = setting(
        "proposals made in the search for the fewest withheld cells, after which the last is mended",
        unit="rounds", source=_PROJECT, ge=0, le=1000,
    )  # fmt: skip
    nodes: int = setting("branch-and-bound nodes of each proposal", unit="nodes", source=_PROJECT, ge=1)

    @field_validator("id_patterns")
    @classmethod
    def _compiles(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is not a regular expression ({error})") from None
        return patterns
