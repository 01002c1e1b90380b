"""Team beside staff: the same items, rated by both, and which differences are beyond chance.

Parts are scored on the items that stand on both forms. Within a school and round, Holm's correction runs over all items
compared, and over all parts compared, so that among many differences chance alone names one in few schools only.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from mtss_analysis.estimators.means import mean_interval
from mtss_analysis.estimators.two_means import holm, welch
from mtss_analysis.fidelity.answers import AGREED, Instruments
from mtss_analysis.fidelity.item_means import described
from mtss_analysis.fidelity.profiles import PART, SUBSCALE, WHOLE, label_of, parts_of, percents
from mtss_analysis.fidelity.self_assessment_settings import SelfAssessmentParams
from mtss_analysis.params import Instrument
from mtss_analysis.params.instruments import Form
from mtss_analysis.vocabulary import TOTAL

KEY = ["instrument", "version", "school_id", "round"]
ITEM = "item"
GAP = [*KEY, *PART, "label", "team_n", "team", "staff_n", "staff", "gap", "low", "high", "p", "adjusted", "said"]
TEAM_HIGHER, TEAM_LOWER = "team rates higher", "team rates lower"
NOT_TOLD, UNKNOWN = "not told apart", "cannot tell yet"


def gaps(
    rows: pd.DataFrame, instruments: Instruments, schools: "pd.Series[str]", params: SelfAssessmentParams
) -> pd.DataFrame:
    """Compare team and staff of one round, who rated within the days that the settings name.

    Returns
    -------
    pandas.DataFrame
        GAP; of items in points, of parts in percent. All in school_id averages the schools' gaps.
    """
    both = _together(rows, params.together_days)
    if both.empty:
        return _none()
    alike = both.assign(common=_common(both)).dropna(subset=["common"])
    found = [table for (name, version, common), part in alike.groupby(["instrument", "version", "common"])
             for table in _compare(part, _only(instruments[str(name), str(version)], str(common)), params)]  # fmt: skip
    own = pd.concat(found, ignore_index=True) if found else _none()
    return pd.concat([_district(own, schools, params.confidence), own], ignore_index=True)[GAP]


def _none() -> pd.DataFrame:
    words = {*KEY, *PART, "label", "said"}
    return pd.DataFrame({name: pd.Series(dtype="str" if name in words else "float64") for name in GAP})


def _together(rows: pd.DataFrame, days: int) -> pd.DataFrame:
    """Keep rounds of schools in which team and staff rated, near enough to one another."""
    asked = rows[rows["group"].isin(["team", "staff"])].drop_duplicates([*KEY, "group", "rater", "item"])
    day = asked.groupby([*KEY, "group"])["date"].max().unstack("group")  # noqa: PD010
    if not {"team", "staff"} <= set(day):
        return asked.iloc[:0]
    day = day.dropna()
    near = day[(day["team"] - day["staff"]).abs() <= pd.Timedelta(days=days)]
    return asked.merge(near.index.to_frame(index=False), on=KEY)


def _common(both: pd.DataFrame) -> "pd.Series[str]":
    """Numbers of the items that both groups rated in a school and round, on each of its rows; missing if none."""
    known = both.groupby([*KEY, "group"])["item"].agg(frozenset).unstack("group")  # noqa: PD010
    found = {key: " ".join(sorted(team & staff)) or None for key, (team, staff) in
             zip(known.index, known[["team", "staff"]].to_numpy(), strict=True)}  # fmt: skip
    keys = both[KEY].itertuples(index=False, name=None)
    return pd.Series([found[key] for key in keys], both.index, dtype="str")


def _only(instrument: Instrument, numbers: str) -> Instrument:
    """Return the instrument with these items and one form."""
    chosen = set(numbers.split())
    items = tuple(item for item in instrument.items if item.number in chosen)
    name = next(iter(instrument.forms))
    return instrument.model_copy(update={"items": items, "forms": {name: Form(label="", group="team")}})


def _compare(pairs: pd.DataFrame, instrument: Instrument, params: SelfAssessmentParams) -> Iterator[pd.DataFrame]:
    """Compare items, then parts, of schools in which team and staff rated the same items."""
    pairs = pairs[pairs["item"].isin([item.number for item in instrument.items])]
    items = pairs.assign(kind=ITEM, part=pairs["item"], value=pairs["score"], step=1.0)
    yield _compared(items, instrument, params.confidence)
    form = next(iter(instrument.forms))
    key = {(instrument.instrument, instrument.version): instrument}
    scored = percents(pairs.assign(form=form), key, params.most_missing).rename(columns={"percent": "value"})
    scored = scored[scored["kind"].isin([SUBSCALE, WHOLE])]
    sizes = {name: len(numbers) for _, name, numbers in parts_of(instrument, form)}
    steps = 100 / (instrument.most * scored["part"].map(sizes).astype("float64"))
    yield _compared(scored.assign(step=steps), instrument, params.confidence)


def _compared(each: pd.DataFrame, instrument: Instrument, confidence: float) -> pd.DataFrame:
    """Summarize both groups part by part, and correct the tests of one school and round together."""
    known = each.dropna(subset=["value"])
    each_group = known.groupby([*KEY, *PART, "group"])["value"].agg(["count", "mean", "std"])
    summary = each_group.unstack("group")  # noqa: PD010
    n, mean, sd = (tuple(summary[name, group] for group in ("team", "staff")) for name in ("count", "mean", "std"))
    steps = known.groupby([*KEY, *PART])["step"].first().reindex(summary.index)
    found = welch(_speaking(known, n), mean, sd, steps, confidence)  # type: ignore[arg-type]
    table = summary.index.to_frame(index=False).assign(
        team_n=n[0].to_numpy(), team=mean[0].to_numpy(), staff_n=n[1].to_numpy(), staff=mean[1].to_numpy(),
        gap=found.difference, low=found.low, high=found.high, p=found.p,
    )  # fmt: skip
    table = table.assign(adjusted=table.groupby(KEY)["p"].transform(lambda p: holm(p)))
    labels = [_label(instrument, kind, part) for kind, part in zip(table["kind"], table["part"], strict=True)]
    return table.assign(label=labels, said=told(table, 1 - confidence))


def _speaking(known: pd.DataFrame, n: tuple["pd.Series[float]", ...]) -> tuple["pd.Series[float]", ...]:
    """Count the raters of both groups; one person, whose own noise nobody can know, speaks for no group: missing.

    A form that a group agreed on is what the group says, and stands.
    """
    agreed = known["rater"].str.startswith(AGREED).groupby([known[name] for name in [*KEY, *PART]]).any()
    return tuple(each.mask((each == 1) & ~agreed.reindex(each.index)) for each in n)


def _label(instrument: Instrument, kind: str, part: str) -> str:
    return described(instrument, "", part)[1] if kind == ITEM else label_of(instrument, kind, part)


def told(table: pd.DataFrame, level: float) -> np.ndarray:
    """Say which differences are beyond chance, after Holm's correction."""
    beyond = table["adjusted"] <= level
    cases = [table["adjusted"].isna(), beyond & (table["gap"] > 0), beyond]
    return np.select(cases, [UNKNOWN, TEAM_HIGHER, TEAM_LOWER], NOT_TOLD)


def _district(own: pd.DataFrame, schools: "pd.Series[str]", confidence: float) -> pd.DataFrame:
    """Average the gaps of schools, with a t interval over schools."""
    by = ["instrument", "version", "round", *PART]
    own = own[own["school_id"].isin(schools)].dropna(subset=["gap"])
    found = own.groupby(by).agg(
        label=("label", "first"), team_n=("team_n", "sum"), team=("team", "mean"), staff_n=("staff_n", "sum"),
        staff=("staff", "mean"), gap=("gap", "mean"), schools=("gap", "size"), sd=("gap", "std"),
    ).reset_index()  # fmt: skip
    ends = mean_interval(found["schools"], found["gap"], found["sd"], confidence)
    several = welch((found["schools"], np.ones(len(found))), (found["gap"], 0 * found["gap"]), (found["sd"], 0.0))
    found = found.assign(low=ends.low, high=ends.high, p=np.where(found["schools"] > 1, several.p, np.nan))
    families = found.groupby(["instrument", "version", "round", found["kind"] == ITEM])["p"]
    found = found.assign(adjusted=families.transform(lambda p: holm(p)), school_id=TOTAL)
    return found.assign(said=told(found, 1 - confidence))
