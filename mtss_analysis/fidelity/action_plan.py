"""The action plan: the lowest items of a school's latest round, the next level of each, and steps carried on."""

from collections.abc import Hashable, Iterator

import numpy as np
import pandas as pd

from mtss_analysis.fidelity.answers import Instruments
from mtss_analysis.fidelity.item_means import described
from mtss_analysis.fidelity.self_assessment_settings import SelfAssessmentParams
from mtss_analysis.intake import Dataset
from mtss_analysis.params import Instrument, LessonsParams
from mtss_analysis.vocabulary import TOTAL

LOWEST, EARLIER = "lowest now", "earlier plan"
SUGGESTED = "suggested"
DONE, STILL_LOW, OVERDUE, OPEN, DROPPED = "done", "done, but still low", "overdue", "open", "dropped"
OPEN_STATUS = ("planned", "under_way")
STEP = ["step", "owner_role", "due", "evidence", "status"]
PLAN = [
    "instrument", "version", "school_id", "round", "group", "origin", "rank", "item", "subscale", "text", "mean",
    "place", "level", "now", "aim", *STEP, "standing", "lesson", "lesson_title", "page",
]  # fmt: skip


def action_plan(
    items: pd.DataFrame, dataset: Dataset, instruments: Instruments, lessons: LessonsParams | None,
    params: SelfAssessmentParams, as_of: pd.Timestamp,
) -> pd.DataFrame:  # fmt: skip
    """Plan from the lowest items, and carry on the steps of earlier plans.

    Parameters
    ----------
    items
        As from ``item_means.items``.
    as_of
        A step that was due earlier and is not done is overdue.

    Returns
    -------
    pandas.DataFrame
        PLAN. `level` is the level nearest to the mean, below the highest [points]; `now` what one sees there, `aim`
        what one sees at the next. `standing` is suggested, open, overdue, done, "done, but still low" or dropped.
    """
    latest = _latest(items[items["school_id"] != TOTAL])
    steps = _steps(dataset)
    rows = [row for _, part in latest.groupby(["instrument", "school_id"])
            for row in (*_lowest(part, steps, params), *_carried(part, steps, instruments, params))]  # fmt: skip
    found = pd.DataFrame(rows).reindex(columns=[*PLAN, "form", "weak"])
    found = _with_levels(found, instruments, lessons)
    return found.assign(standing=_standing(found, as_of))[PLAN]


def _latest(items: pd.DataFrame) -> pd.DataFrame:
    """Keep, of each school and instrument, the latest round of its team, else of who rated, by the longest form."""
    order = {"team": 0, "staff": 1, "family": 2, "student": 3}
    sizes = items.groupby(["instrument", "version", "school_id", "round", "group", "form"]).size().reset_index(name="m")
    sizes = sizes.assign(order=sizes["group"].map(order)).sort_values(
        ["order", "round", "version", "m"], ascending=[True, False, False, False], kind="stable"
    )
    chosen = sizes.drop_duplicates(["instrument", "school_id"])
    return items.merge(chosen.drop(columns=["m", "order"]))


def _steps(dataset: Dataset) -> pd.DataFrame:
    known = dataset.table("action_items").dropna(subset=["org_id", "instrument", "item", "step"])
    return known.rename(columns={"org_id": "school_id"}).reindex(columns=["school_id", "instrument", "item", *STEP])


def _own(part: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    return steps.merge(part[["instrument", "school_id"]].drop_duplicates())


def _lowest(part: pd.DataFrame, steps: pd.DataFrame, params: SelfAssessmentParams) -> Iterator[dict[Hashable, object]]:
    """Yield the lowest items, each with its open steps, or with none."""
    first = part.dropna(subset=["mean"]).sort_values("mean", kind="stable").head(params.priorities)
    open_ = _own(part, steps)
    open_ = open_[open_["status"].isin(OPEN_STATUS)]
    for rank, (_, item) in enumerate(first.iterrows(), 1):
        found = open_[open_["item"] == item["item"]]
        row = {**item.to_dict(), "origin": LOWEST, "rank": rank}
        yield from ({**row, **step.to_dict()} for _, step in found[STEP].iterrows())
        if found.empty:
            yield {**row, "status": SUGGESTED}


def _carried(
    part: pd.DataFrame, steps: pd.DataFrame, instruments: Instruments, params: SelfAssessmentParams
) -> Iterator[dict[Hashable, object]]:
    """Yield the other steps on record, with how their items stand now."""
    lowest = set(part.dropna(subset=["mean"]).sort_values("mean", kind="stable").head(params.priorities)["item"])
    first = part.iloc[0]
    instrument = instruments[str(first["instrument"]), str(first["version"])]
    place = first[["instrument", "version", "school_id", "round", "group", "form"]].to_dict()
    now = part.set_index("item")[["mean", "place", "weak"]].to_dict("index")
    for _, step in _own(part, steps).iterrows():
        low = step["item"] in lowest
        if low and step["status"] in OPEN_STATUS:
            continue
        subscale, text, lesson = described(instrument, str(first["form"]), str(step["item"]))
        known = {"subscale": subscale, "text": text, "lesson": lesson, **now.get(step["item"], {})}
        known |= {"weak": bool(known.get("weak")) or low}
        yield {**place, **known, "origin": EARLIER, "item": step["item"], **step[STEP].to_dict()}


def _with_levels(found: pd.DataFrame, instruments: Instruments, lessons: LessonsParams | None) -> pd.DataFrame:
    said = [_levels(instruments[name, version], item, mean) for name, version, item, mean in
            zip(found["instrument"], found["version"], found["item"], found["mean"], strict=True)]  # fmt: skip
    found = found.assign(**pd.DataFrame(said, found.index, columns=["level", "now", "aim"]))
    titles = {name: each.title for name, each in (lessons.lessons if lessons else {}).items()}
    pages = found["lesson"].map(lambda name: f"learn/{name}.html" if isinstance(name, str) and name else None)
    step = found["step"].where(found["step"].notna(), "Reach: " + found["aim"])
    title = found["lesson"].map(lambda name: titles.get(name, name))
    return found.assign(step=step, lesson_title=title, page=pages)


def _levels(instrument: Instrument, number: str, mean: float) -> tuple[float, str | None, str | None]:
    """Return the nearest level below the highest, what one sees there, and what one sees at the next."""
    item = instrument.item(number)
    if item is None or np.isnan(mean):
        return np.nan, None, None
    points = sorted(instrument.scale)
    level = max(each for each in points[:-1] if each < mean + 0.5 or each == points[0])
    following = points[points.index(level) + 1]
    now, aim = (item.anchors.get(each) or f"{instrument.scale[each]} ({each})" for each in (level, following))
    return float(level), now, aim


def _standing(found: pd.DataFrame, as_of: pd.Timestamp) -> np.ndarray:
    late = pd.to_datetime(found["due"]) < as_of
    status, low = found["status"], found["weak"].eq(True)
    open_ = status.isin(OPEN_STATUS)
    cases = [status == SUGGESTED, open_ & late, open_, (status == "done") & low, status == "done"]
    return np.select(cases, [SUGGESTED, OVERDUE, OPEN, STILL_LOW, DONE], DROPPED)
