"""Profiles: percent of points of each subscale, section and of the whole, by school and district, round by round.

A rater is scored first; a school's percent is the mean of its raters with a t interval, the district's the mean of its
schools with a t interval over schools, because raters of one school are alike.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from mtss_analysis.estimators.means import mean_interval
from mtss_analysis.fidelity.answers import ROUND, SERIES, Instruments
from mtss_analysis.fidelity.scoring import UNKNOWN, converted, passes, score, stage
from mtss_analysis.params import Instrument
from mtss_analysis.vocabulary import TOTAL

SUBSCALE, SECTION, WHOLE = "subscale", "section", "total"
PART = ["kind", "part"]
NUMBERS = ["n", "schools", "percent", "sd", "low", "high"]
REACHED, MISSED, UNSETTLED = "reached", "not reached", ", but raters differ too much to settle it"


def percents(rows: pd.DataFrame, instruments: Instruments, most_missing: float) -> pd.DataFrame:
    """Score every rater on every part: ROUND, rater, PART, percent [percent], left_out [items].

    Parameters
    ----------
    rows
        Answers: ROUND, rater, item, score.
    most_missing
        Largest share of a part's items that a rater may leave out.
    """
    found = []
    for key, part in rows.groupby(SERIES, sort=True):
        instrument = instruments[str(key[0]), str(key[1])]
        table = part.pivot(index=[*ROUND, "rater"], columns="item", values="score")  # noqa: PD010
        found += list(_parts(table, instrument, str(key[3]), most_missing))
    columns = [*ROUND, "rater", *PART, "percent", "left_out"]
    return pd.concat(found, ignore_index=True)[columns] if found else _none(columns)


def _none(columns: list[str]) -> pd.DataFrame:
    empty = pd.DataFrame({name: pd.Series(dtype="str") for name in columns})
    return empty.assign(percent=pd.Series(dtype="float64"), left_out=pd.Series(dtype="int64"))


def _parts(table: pd.DataFrame, instrument: Instrument, form: str, most_missing: float) -> Iterator[pd.DataFrame]:
    for kind, name, numbers in parts_of(instrument, form):
        wanted = [number for number in numbers if number in table]
        if wanted:
            scored = score(table.reindex(columns=numbers).to_numpy(np.float64), instrument.most, most_missing)
            who = table.index.to_frame(index=False)
            yield who.assign(kind=kind, part=name, percent=scored.percent, left_out=scored.left_out)


def parts_of(instrument: Instrument, form: str) -> Iterator[tuple[str, str, list[str]]]:
    """List subscales, sections and the whole of a form: kind, name, numbers of items."""
    items = instrument.items_of(form)
    for name in instrument.subscales:
        yield SUBSCALE, name, [item.number for item in items if item.subscale == name]
    for name in instrument.sections:
        of = {subscale for subscale, each in instrument.subscales.items() if each.section == name}
        yield SECTION, name, [item.number for item in items if item.subscale in of]
    yield WHOLE, WHOLE, [item.number for item in items]


def averaged(each: pd.DataFrame, by: list[str], value: str, confidence: float) -> pd.DataFrame:
    """Average values over the rows of each group: by, n, mean, sd, low, high; no interval for a single one."""
    known = each.dropna(subset=[value])
    found = known.groupby(by)[value].agg(n="count", mean="mean", sd="std").reset_index()
    ends = mean_interval(found["n"], found["mean"], found["sd"], confidence)
    return found.assign(low=ends.low, high=ends.high)


def profile(
    scored: pd.DataFrame, instruments: Instruments, schools: "pd.Series[str]", confidence: float
) -> pd.DataFrame:
    """Average raters in schools, and schools in the district.

    Parameters
    ----------
    scored
        As from :func:`percents`.
    schools
        Identifiers of schools; what else rated, such as the district's own team, is not averaged into the district.

    Returns
    -------
    pandas.DataFrame
        ROUND, PART, NUMBERS (n [raters], percents), converted_from (version; empty if as rated), label, criterion, met
        and stage. All in school_id is the district.
    """
    own = averaged(scored, [*ROUND, *PART], "percent", confidence).assign(schools=1)
    own = own.rename(columns={"mean": "percent"})
    both = pd.concat([over_schools(own, schools, confidence), own], ignore_index=True).assign(converted_from="")
    for name in ("low", "high"):
        both[name] = both[name].clip(0, 100)
    both = pd.concat([both, *_converted(both, instruments)], ignore_index=True)
    return _judged(both, instruments)


def over_schools(own: pd.DataFrame, schools: "pd.Series[str]", confidence: float) -> pd.DataFrame:
    """Average schools' percents, with the raters behind them."""
    own = own[own["school_id"].isin(schools)]
    by = [name for name in [*ROUND, *PART] if name != "school_id"]
    found = averaged(own, by, "percent", confidence).rename(columns={"n": "schools", "mean": "percent"})
    raters = own.groupby(by)["n"].sum().reset_index()
    return found.merge(raters, on=by).assign(school_id=TOTAL)


def _converted(profiles: pd.DataFrame, instruments: Instruments) -> Iterator[pd.DataFrame]:
    """Put schools' sections of older versions on the scale of the version that knows how, where it was not rated."""
    rated = set(profiles[ROUND].itertuples(index=False, name=None))
    for (name, version), instrument in instruments.items():
        for known in instrument.conversions:
            old = profiles[(profiles["instrument"] == name) & (profiles["version"] == known.from_version)]
            old = old[(old["kind"] == SECTION) & old["part"].isin(list(known.sections)) & (old["school_id"] != TOTAL)]
            old = old.assign(version=version, converted_from=known.from_version, sd=np.nan)
            new = [key not in rated for key in old[ROUND].itertuples(index=False, name=None)]
            old = old[np.array(new, bool)]
            for column in ("percent", "low", "high"):
                pairs = zip(old["part"], old[column], strict=True)
                turned = [converted(instrument, known.from_version, part, value) for part, value in pairs]
                old = old.assign(**{column: np.array(turned, np.float64)})
            if len(old):
                yield old


def _judged(profiles: pd.DataFrame, instruments: Instruments) -> pd.DataFrame:
    """Add label, criterion, whether it is reached, and the stage of a whole."""
    columns = [profiles[name] for name in ["instrument", "version", "form", *PART, "percent", "low", "high"]]
    said = [_words(instruments[name, version], *row) for name, version, *row in zip(*columns, strict=True)]
    named = pd.DataFrame(said, profiles.index, columns=["label", "criterion", "met"])
    found = pd.concat([profiles, named], axis=1)
    return found.assign(stage=_stages(found, instruments))


def _words(
    instrument: Instrument, form: str, kind: str, part: str, percent: float, low: float, high: float
) -> tuple[str, float, str]:
    bar = instrument.sections[part].criterion if kind == SECTION and complete(instrument, form) else None
    return label_of(instrument, kind, part), np.nan if bar is None else bar, _met(percent, low, high, bar)


def complete(instrument: Instrument, form: str) -> bool:
    """Tell whether a form holds all items; only then criterion and stages apply."""
    return len(instrument.items_of(form)) == len(instrument.items)


def label_of(instrument: Instrument, kind: str, part: str) -> str:
    """Name a part in words."""
    if kind == SUBSCALE:
        return instrument.subscales[part].label
    return instrument.sections[part].label if kind == SECTION else "All items"


def _met(percent: float, low: float, high: float, bar: float | None) -> str:
    reached = passes(percent, bar)
    if reached is None:
        return "" if bar is None else UNKNOWN
    unsettled = UNSETTLED if bar is not None and low < bar < high else ""
    return (REACHED if reached else MISSED) + unsettled


def _stages(profiles: pd.DataFrame, instruments: Instruments) -> "pd.Series[str]":
    """Find the stage on the row of each whole, from its sections."""
    found = pd.Series("", profiles.index, dtype="str")
    for key, rows in profiles[profiles["converted_from"] == ""].groupby(ROUND):
        whole = rows[rows["kind"] == WHOLE]
        sections = dict(rows.loc[rows["kind"] == SECTION, ["part", "percent"]].itertuples(index=False, name=None))
        instrument = instruments[str(key[0]), str(key[1])]
        if len(whole) and complete(instrument, str(key[3])):
            found[whole.index] = stage(instrument, float(whole["percent"].iloc[0]), sections)
    return found
