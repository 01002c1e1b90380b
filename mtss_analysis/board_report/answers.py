"""What a question of the report is answered with: sentences, and the numbers that stand in them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtss_analysis.board_report.settings import BoardReportParams, Sign
from mtss_analysis.privacy import Released
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.results import Result
from mtss_analysis.screening import ScreeningParams


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the report, as it stands in a table of another page.

    Attributes
    ----------
    about
        What it is a number of.
    value, low, high
        The number and its range, as in the table; missing if withheld, or if it has no range.
    unit
        Of the number, such as ``"percent"``.
    n
        How many students it rests on, for a share all of whom it is a share; missing if withheld or not students.
    page, table
        Where it stands.
    withheld
        Whether the public may not see it.
    """

    about: str
    value: float
    low: float
    high: float
    unit: str
    n: float
    page: str
    table: str
    withheld: bool = False

    @property
    def known(self) -> bool:
        """Whether there is a number to show."""
        return bool(np.isfinite(self.value))

    def said(self) -> str:
        """Write the number with its range.

        Examples
        --------
        >>> Number("below the cut", 18.2, 16.9, 19.4, "percent", 900, "02_screening", "tiers").said()
        '18 % (17 to 19)'
        >>> Number("growth", 1.118, 1.05, 1.19, "words per week", 441, "03_growth", "group_growth").said()
        '1.12 (1.05 to 1.19)'
        """
        if not self.known:
            return "withheld" if self.withheld else "no data"
        places, sign = (0, " %") if self.unit == "percent" else (2, "")
        span = f" ({self.low:.{places}f} to {self.high:.{places}f})" if np.isfinite(self.low) else ""
        return f"{self.value:.{places}f}{sign}{span}"

    def against(self, before: "Number") -> str:
        """Compare with an earlier number by their ranges: ``"higher"``, ``"lower"``, ``"alike"``, or "" if unknown.

        A change is told only where the two ranges, as printed, do not meet. That is stricter than a test of the
        difference, and every reader can check it.
        """
        places = 0 if self.unit == "percent" else 2
        low, high, low_before, high_before = np.round([self.low, self.high, before.low, before.high], places)
        if not np.isfinite([low, high, low_before, high_before]).all():
            return ""
        if low > high_before:
            return "higher"
        return "lower" if high < low_before else "alike"


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of the report with its answer.

    Attributes
    ----------
    question
        As a board member would ask it.
    headline
        The answer in one or two sentences, with its numbers.
    sure
        How sure that is.
    compared
        Beside last year, or in a memo beside fall.
    means, not_means
        What to take from it, and what not.
    pages
        Where the details are.
    numbers
        The numbers of the sentences.
    signs
        What a board may ask about.
    cannot
        What these data cannot tell, in sentences.
    """

    question: str
    headline: str
    sure: str = ""
    compared: str = ""
    means: str = ""
    not_means: str = ""
    pages: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    signs: frozenset[Sign] = frozenset()
    cannot: tuple[str, ...] = ()


@dataclass(frozen=True)
class Material:
    """What the report is written from.

    Attributes
    ----------
    found
        Page → its result: exact for the team, released for the public.
    labels
        The district's words.
    bars, screening
        Settings of the report, and of screening, whose planning figures count here too.
    midyear
        Whether it is the memo: the year so far beside fall, and not beside last year.
    window
        School year and season of the latest screening; empty words if there is none.
    """

    found: Mapping[str, Result | Released]
    labels: Labels
    bars: BoardReportParams
    screening: ScreeningParams
    midyear: bool
    window: tuple[str, str] = ("", "")

    def rows(self, page: str, table: str, **equal: str) -> pd.DataFrame:
        """Return the rows of a table whose columns equal what is given; none if there is no such table."""
        tables = self.found[page].tables if page in self.found else {}
        if table not in tables:
            return pd.DataFrame()
        frame = tables[table].frame
        for column, value in equal.items():
            frame = frame[frame[column] == value]
        return frame

    def number(
        self, page: str, table: str, rows: pd.DataFrame, about: str,
        names: tuple[str, str, str] = ("percent", "low", "high"), unit: str = "percent", count: str = "n",
    ) -> Number:  # fmt: skip
        """Read one number from the only row of `rows`; where there is none, it is not known.

        Parameters
        ----------
        names
            Columns of the number and of both ends of its range; a table without the latter has no range.
        """
        if len(rows) != 1:
            return Number(about, np.nan, np.nan, np.nan, unit, np.nan, page, table)
        row = rows.iloc[0]
        value, low, high = (float(row[name]) if name in row and pd.notna(row[name]) else np.nan for name in names)
        held = bool(row.get("suppressed", False))
        people = float(row[count]) if pd.notna(row[count]) else np.nan
        return Number(about, value, low, high, unit, people, page, table, held)
