"""How large the sample is, and which school carries which planted truth."""

from dataclasses import dataclass
from zlib import crc32

import numpy as np

from mtss_analysis.errors import ParamsError

SMALLEST = {"schools": 3, "students": 30, "years": 1}
"""Fewest schools, students and years a sample may have."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the sample is made from; equal settings make equal samples.

    Attributes
    ----------
    schools
        Number of schools; about a third are middle schools (grades 6–8), the others
        elementary (kindergarten–5).
    students
        Students enrolled in a school year.
    years
        School years.
    seed
        Start of every random stream.
    first_year
        Calendar year in which the first school year starts.

    Examples
    --------
    >>> Settings(schools=3, students=60).middle
    1
    >>> Settings(schools=2)
    Traceback (most recent call last):
    ...
    mtss_analysis.errors.ParamsError: schools is 2; a sample needs at least 3. Ask for 3 or more.
    """

    schools: int = 12
    students: int = 3000
    years: int = 2
    seed: int = 20240819
    first_year: int = 2024

    def __post_init__(self) -> None:
        for name, least in SMALLEST.items():
            if (value := getattr(self, name)) < least:
                raise ParamsError(f"{name} is {value}; a sample needs at least {least}. Ask for {least} or more.")

    def stream(self, station: str) -> np.random.Generator:
        """Return the random stream of one station; drawing more in one leaves the others as they were."""
        return np.random.default_rng([self.seed, crc32(station.encode())])

    @property
    def middle(self) -> int:
        """Number of middle schools; they come last."""
        return max(1, round(self.schools / 3))

    @property
    def elementary(self) -> int:
        """Number of elementary schools; they come first."""
        return self.schools - self.middle

    @property
    def school_years(self) -> list[str]:
        """The school years as text.

        Examples
        --------
        >>> Settings(years=2).school_years
        ['2024-25', '2025-26']
        """
        return [f"{year}-{(year + 1) % 100:02d}" for year in range(self.first_year, self.first_year + self.years)]

    @property
    def roles(self) -> dict[str, int]:
        """Planted truth → index of the school that carries it.

        Examples
        --------
        >>> Settings().roles["core_instruction_question"]
        7
        """
        last = self.elementary - 1
        return {
            "heaped_at_cut": 0,
            "core_instruction_question": last,
            "inflated_self_report": min(1, last),
            "operating_cut_above": min(2, last),
            "operating_cut_below": min(3, last),
            "sessions_rarely_logged": min(4, last),
            "unfinished_plans": min(5, last),
            "low_winter_coverage": self.elementary,
        }
