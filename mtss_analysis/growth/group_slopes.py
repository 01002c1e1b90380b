"""How fast groups of students grow, by the multilevel model, and how that differs from all others."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from mtss_analysis.estimators.group_lines import Estimates
from mtss_analysis.estimators.series import Floats
from mtss_analysis.estimators.shrinkage import drawn_together
from mtss_analysis.growth.fans import FAN, fan, pooled_lines
from mtss_analysis.growth.groups import STRATA
from mtss_analysis.growth.partition import SCHOOLS, Partition, partition, sums
from mtss_analysis.growth.pooled import FEWEST_SCHOOLS, Modelled
from mtss_analysis.growth.settings import GrowthParams
from mtss_analysis.intake.partitions import PLACE
from mtss_analysis.params import MeasuresParams
from mtss_analysis.vocabulary import TOTAL

SLOPES = ["slope", "se", "df", "low", "high", "difference", "difference_se", "difference_low", "difference_high"]
KEYS = [*STRATA, *PLACE]
Counts = Mapping[str, Mapping[str, int]]
"""What forms groups → group → students with enough points."""


def group_growth(
    models: Sequence[Modelled],
    counted: pd.DataFrame,
    series: pd.DataFrame,
    params: GrowthParams,
    measures: MeasuresParams,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the growth of every group from the fitted models; nothing is fitted again.

    A group's slope is the generalized least squares mean of its students' lines at the model's variances
    (:mod:`mtss_analysis.estimators.group_lines`). Schools, where enough of them have enough students, are drawn towards
    their common mean (:mod:`mtss_analysis.estimators.shrinkage`), and their difference is from that mean. Groups with
    fewer students than set are too few to say: their slope is missing, their scores still count among "all others".

    Parameters
    ----------
    models
        Of every measure and year that has one.
    counted
        Rows of the table ``groups``: whose growth is told, and how many students they are.
    series
        All series, with their pooled lines.

    Returns
    -------
    (pandas.DataFrame, pandas.DataFrame)
        Tables ``group_growth`` and ``fan``, both with the rows of `counted`.
    """
    counts, rows = _counts(counted), _Rows()
    for model in models:
        key = tuple(model.rows[STRATA].iloc[0])
        lines = pooled_lines(series.loc[model.rows.index], params)
        for by, part in _partitions(model, counts[key], params):
            rows.add(key, by, part, _slopes(part, by, params) | fan(part, lines, params))
    keys, known = counted[[*KEYS, "n"]], measures.measures
    names = keys["measure"].unique()
    units = {name: f"{known[name].unit if name in known else 'score'} per {params.time_unit}" for name in names}
    found = keys.merge(rows.frame(), on=KEYS, how="left").set_axis(keys.index)
    told = found[[*KEYS, "n", *SLOPES]].assign(unit=keys["measure"].map(units).astype("str"))
    return told, found[[*KEYS, "n", *FAN]]


def _counts(counted: pd.DataFrame) -> dict[tuple[str, ...], dict[str, dict[str, int]]]:
    found: dict[tuple[str, ...], dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    columns = zip(*(counted[name].tolist() for name in (*STRATA, *PLACE, "n")), strict=True)
    for *strata, school, by, group, n in columns:
        name, kind = (group, by) if school == TOTAL else (school, SCHOOLS)
        found[tuple(strata)][kind][name] = n
    return found


def _partitions(model: Modelled, counts: Counts, params: GrowthParams) -> Iterator[tuple[str, Partition]]:
    mixed, alone = sums(model, schools=True), sums(model, schools=False)
    for by, n in counts.items():
        if part := partition(model, alone if by == SCHOOLS else mixed, by, n, params.group_fewest):
            yield by, part


def _slopes(part: Partition, by: str, params: GrowthParams) -> dict[str, Floats]:
    own = part.lines.slopes(np.eye(len(part.n))[: len(part.names)])
    away = part.lines.slopes(part.against_others())
    if len(part.n) == 1:
        away = Estimates(*(np.full(1, np.nan) for _ in range(3)))
    if by == SCHOOLS and len(part.names) >= FEWEST_SCHOOLS:
        drawn = drawn_together(own.value, own.se)
        away = Estimates(drawn.difference, drawn.difference_se, own.df)
        own = Estimates(drawn.value, drawn.se, own.df)
    ends = *_ends(own, params.confidence), *_ends(away, params.confidence)
    values = own.value, own.se, own.df, *ends[:2], away.value, away.se, *ends[2:]
    return dict(zip(SLOPES, values, strict=True))


def _ends(found: Estimates, confidence: float) -> tuple[Floats, Floats]:
    half = special.stdtrit(found.df, (1 + confidence) / 2) * found.se
    return found.value - half, found.value + half


class _Rows:
    """Rows of both tables, collected group by group."""

    def __init__(self) -> None:
        self.keys: list[tuple[str, ...]] = []
        self.values: list[Floats] = []

    def add(self, strata: tuple[Any, ...], by: str, part: Partition, found: Mapping[str, Floats]) -> None:
        """Add one row a group of the partition."""
        schools = by == SCHOOLS
        self.keys += [(*strata, name, TOTAL, TOTAL) if schools else (*strata, TOTAL, by, name) for name in part.names]
        self.values.append(np.column_stack([found[name] for name in (*SLOPES, *FAN)]))

    def frame(self) -> pd.DataFrame:
        """Return all rows."""
        names = [*SLOPES, *FAN]
        values = np.concatenate(self.values) if self.values else np.zeros((0, len(names)))
        keys = pd.DataFrame(self.keys, columns=KEYS, dtype="str")
        return pd.concat([keys, pd.DataFrame(values, columns=names)], axis=1)
