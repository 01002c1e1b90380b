"""Small results with aggregate tables, and the default policy."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import params
from mtss_analysis.params import Params
from mtss_analysis.privacy import PrivacyParams
from mtss_analysis.results import Cells, ColumnDoc, Provenance, Result, ResultTable, Summary
from mtss_analysis.vocabulary import TOTAL

TIERS = ("Tier 1", "Tier 2", "Tier 3")


@dataclass(frozen=True, kw_only=True)
class Shares(Result):
    analysis: ClassVar[str] = "shares"

    @classmethod
    def summarize(cls, tables):
        first = next(iter(tables.values())).frame
        return Summary("Shares of students by tier.", first.head(3), "In plain words.")


class NoSettings(Params):
    file = "shares"


def table(frame, cells, name="tiers", level="aggregate"):
    return ResultTable(
        name, "a row", frame, tuple(ColumnDoc(str(column), "") for column in frame.columns), level, cells
    )


def result(*tables, cautions=()):
    return Shares(
        params=NoSettings(), tables={one.name: one for one in tables}, cautions=cautions,
        provenance=Provenance("d", "p", "0"),
    )  # fmt: skip


def counted(students, by=("school_id",), of="support", denominator="tested"):
    """Count students by school and by group (not both) and category, with every total."""
    rows = []
    places = [(TOTAL, TOTAL, TOTAL, students)]
    places += [(school, TOTAL, TOTAL, part) for school, part in students.groupby("school_id")]
    places += [
        (TOTAL, column, value, part)
        for column in by
        if column != "school_id"
        for value, part in students.groupby(column)
    ]
    for school, column, value, part in places:
        counts = {kind: int((part[of] == kind).sum()) for kind in sorted(students[of].unique())}
        rows += [(school, column, value, kind, n, len(part)) for kind, n in {**counts, TOTAL: len(part)}.items()]
    frame = pd.DataFrame(rows, columns=["school_id", "by", "group", of, "n", denominator])
    return frame.assign(percent=100 * frame["n"] / frame[denominator].clip(lower=1))


def cells(of="support", denominator="tested"):
    return Cells("n", (), ("school_id", ("by", "group")), of, denominator, percents=("percent",))


def district(seed, students=400, schools=4):
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "school_id": random.choice([f"S{number}" for number in range(schools)], size=students),
            "sex": random.choice(["F", "M", "X"], size=students, p=[0.5, 0.48, 0.02]),
            "lunch": random.choice(["yes", "no"], size=students),
            "support": random.choice(TIERS, size=students, p=[0.75, 0.18, 0.07]),
        }
    ).astype("str")


@pytest.fixture(scope="session")
def policy():
    return params.layers().load(PrivacyParams)
