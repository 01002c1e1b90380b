"""The rows that analyses may use: what a finding says is left out is left out, and nothing else."""

from collections import defaultdict
from collections.abc import Mapping
from weakref import WeakKeyDictionary

import pandas as pd

from mtss_analysis.checks import answers, attendance, columns, days, delivery, keys, plans, raters, ratings, scores
from mtss_analysis.checks.cases import Case, Check, Examined, Treatment
from mtss_analysis.checks.settings import ChecksParams
from mtss_analysis.intake import Dataset
from mtss_analysis.params import DistrictParams, Instrument, MeasuresParams, layers
from mtss_analysis.results import Caution
from mtss_analysis.tables import TABLES

TREATING: tuple[Check, ...] = (
    columns.empty_cells, columns.not_allowed, columns.out_of_bounds,
    keys.repeated_keys, keys.unknown_references,
    days.impossible_dates, days.last_before_first,
    attendance.absent_more_than_enrolled, attendance.periods_overlap, scores.out_of_range,
    plans.for_nobody, plans.goal_in_wrong_direction, plans.goal_out_of_range, plans.baseline_out_of_range,
    plans.goal_before_start,
    delivery.session_outside_plan, delivery.minutes_above_plan, delivery.minutes_without_session,
    delivery.check_outside_plan, delivery.rater_twice,
    ratings.unknown_instrument, ratings.unknown_item, ratings.score_off_scale,
    answers.unknown_check, answers.unknown_answer,
    raters.two_on_one_day, raters.two_roles, raters.raters_not_told_apart,
)  # fmt: skip
"""Checks whose rows are left out or have cells read as empty."""

Known = dict[str, tuple[Dataset, Mapping[tuple[str, str], Instrument] | None]]
_KNOWN: WeakKeyDictionary[Dataset, Known] = WeakKeyDictionary()


def usable(
    dataset: Dataset,
    measures: MeasuresParams,
    params: ChecksParams | None = None,
    instruments: Mapping[tuple[str, str], Instrument] | None = None,
) -> Dataset:
    """Return the dataset without the rows that no analysis can use.

    Left out are rows without an identifier, a day or a part of their key, with a value or number
    their column cannot hold, with an identifier no other table knows, with an impossible day, with
    a score its measure cannot give, and repeated rows but for the first; and with them the rows
    that belong to them. A goal and minutes that cannot be right are read as empty. Everything is named by
    :func:`mtss_analysis.checks.run`; rows that are only odd are kept.

    Parameters
    ----------
    dataset
        As read.
    measures
        Range and direction of each measure.
    params
        How strictly to look; by default what the project and the district's folder say.
    instruments
        What ratings are held against; by default the project's and those of the district's folder.

    Returns
    -------
    Dataset
        The same index labels as before; `cautions` says about how much of which table is missing.
        The same object for the same arguments.
    """
    settings = layers(dataset.path)
    params = params or settings.load(ChecksParams)
    key = params.fingerprint() + measures.fingerprint() + ("" if instruments is None else str(id(instruments)))
    known = _KNOWN.setdefault(dataset, {})
    if key not in known:
        examined = Examined(dataset, params, measures, settings.load(DistrictParams), instruments)
        made = without(dataset, [case for check in TREATING for case in check(examined)])
        known[key] = (made, instruments)  # instruments are held, so that their identity stays theirs
    return known[key][0]


def without(dataset: Dataset, cases: list[Case]) -> Dataset:
    """Leave out and empty what the cases say, then the rows that belonged to what was left out."""
    gone: dict[str, set[int]] = defaultdict(set)
    tables = dict(dataset.tables)
    for case in cases:
        if case.treatment is Treatment.LEAVE_OUT:
            gone[case.table] |= set(case.treated)
        elif case.treatment is Treatment.EMPTY:
            tables[case.table] = _emptied(tables[case.table], case)
    for name in tables:
        gone[name] |= _unread(dataset, name)
        if gone[name]:
            tables[name] = tables[name].drop(list(gone[name]), errors="ignore")
        tables[name] = _belonging(name, tables, dataset)
    return dataset.with_tables(tables, cautions=_cautions(dataset, tables))


def _emptied(frame: pd.DataFrame, case: Case) -> pd.DataFrame:
    frame = frame.copy(deep=False)
    for column in case.empties:
        frame[column] = frame[column].mask(frame.index.isin(case.treated))
    return frame


def _unread(dataset: Dataset, name: str) -> set[int]:
    """Rows whose identifier, day or key the reader could not read."""
    essential = {column.name for column in TABLES[name].columns if columns.essential(TABLES[name], column)}
    named = [f for f in dataset.problems if f.table == name and f.column in essential and f.code in columns.UNREAD]
    return {row for finding in named for row in finding.rows}


def _belonging(name: str, tables: dict[str, pd.DataFrame], dataset: Dataset) -> pd.DataFrame:
    """Leave out rows that refer to a row just left out."""
    frame = tables[name]
    for column, home in TABLES[name].references:
        if home in tables and len(tables[home]) < len(dataset.table(home)):
            before, after = set(dataset.table(home)[column]), set(tables[home][column])
            if lost := before - after:
                frame = frame[~frame[column].isin(lost) | frame[column].isna()]
    return frame


def _cautions(dataset: Dataset, tables: dict[str, pd.DataFrame]) -> tuple[Caution, ...]:
    found = []
    for name, frame in tables.items():
        before = len(dataset.table(name))
        if len(frame) < before:
            share = 100 * (before - len(frame)) / before
            about = "fewer than one in a hundred" if share < 1 else f"about {share:.0f} in a hundred"
            sentence = (
                f"Rows of {name.replace('_', ' ')} that cannot be used are left out: {about}. The data page lists them."
            )
            found.append(Caution("rows_left_out", name, sentence))
    return tuple(found)
