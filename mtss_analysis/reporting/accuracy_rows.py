"""Tables about the accuracy of screening: which rows a page shows, in which order, under which names."""

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from mtss_analysis.reporting import rows
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.screening.classified import REASONS
from mtss_analysis.vocabulary import TOTAL

RULES: Final = {
    "written": "Written cut",
    "youden": "Most found and cleared together (Youden)",
    "floor": "Finds the share set as floor",
    "seats": "As many as there are seats",
}
"""Rule → its name on a page."""
CANNOT_TELL = "cannot tell"
NOBODY = "No student has a screening score and a later outcome."


def screening(frame: pd.DataFrame, labels: Labels) -> "pd.Series[str]":
    """Name each row's screening, such as "Oral reading fluency, fall"."""
    pairs = zip(frame["measure"], frame["season"], strict=True)
    return pd.Series([f"{labels.measure(measure)}, {season}" for measure, season in pairs], frame.index, dtype="str")


def main_window(frame: pd.DataFrame, domain: str) -> tuple[str, str]:
    """Return measure and season of the domain's screening that most students had, the earliest window first."""
    found = rows.in_season_order(frame[frame["domain"] == domain].assign(school_year=""))
    if found.empty:
        return "", ""
    first = found[found["season"] == found["season"].iloc[0]]
    sizes = first.groupby("measure", sort=False)["n"].sum()
    return str(sizes.idxmax()), str(first["season"].iloc[0])


def accuracy(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List every screening with what it finds and what its flags mean, all school years together."""
    frame = _sorted(frame[(frame["by"] == TOTAL) & (frame["school_year"] == TOTAL) & (frame["n"] > 0)])
    frame = frame.assign(
        screening=screening(frame, labels), found=_spans(frame, "sensitivity"), right=_spans(frame, "ppv"),
        safe=_spans(frame, "npv"), clear=_spans(frame, "specificity"), rate=_spans(frame, "base_rate"),
        auc=_area(frame),
    )  # fmt: skip
    named = {"screening": "Screening", "n": "Students followed", "rate": "Later at risk (percent)"}
    return rows.named(
        frame,
        named | {"found": "Found of those (percent)", "right": "Flags that were right (percent)"}
        | {"clear": "Not flagged of those not at risk (percent)", "safe": "Not flagged and rightly so (percent)"}
        | {"auc": "Area (AUC)"},
    )  # fmt: skip


def groups(frame: pd.DataFrame, labels: Labels, school: str, by: str = "grade", domain: str = "") -> pd.DataFrame:
    """List a grouping of the students of each measure's first window: whom the written cut finds in each group."""
    frame = frame[(frame["by"] == by) & (frame["school_year"] == TOTAL)]
    frame = _first_window(frame[frame["domain"] == domain] if domain else frame)
    names = [labels.school(group) if by == "school_id" else labels.group(by, group) for group in frame["group"]]
    frame = frame.assign(
        screening=screening(frame, labels), group=pd.Series(names, frame.index, dtype="str"),
        found=_spans(frame, "sensitivity"), right=_spans(frame, "ppv"), rate=_spans(frame, "base_rate"),
        auc=_area(frame),
    )  # fmt: skip
    named = {"screening": "Screening", "group": "Students", "n": "Followed", "needed": "Later at risk"}
    return rows.named(
        frame,
        named | {"found": "Found of those (percent)", "right": "Flags that were right (percent)"} | {"auc": "Area"},
    )


def choices(frame: pd.DataFrame, labels: Labels, school: str, domain: str = "reading") -> pd.DataFrame:
    """List the cuts of every rule, grade by grade, in the first window of each measure."""
    frame = _first_window(frame[frame["domain"] == domain]).sort_values("grade", kind="stable")
    frame = frame.sort_values("measure", kind="stable")
    ranged = [
        CANNOT_TELL if pd.isna(cut) or why else f"{cut:.1f}" + (f" ({low:.1f} to {high:.1f})" if low == low else "")
        for cut, low, high, why in zip(frame["cut"], frame["cut_low"], frame["cut_high"], frame["why"], strict=True)
    ]
    frame = frame.assign(
        screening=screening(frame, labels), grade=[labels.group("grade", grade) for grade in frame["grade"]],
        rule=frame["rule"].map(RULES), cut=pd.Series(ranged, frame.index, dtype="str"),
        found=_both(frame, "sensitivity"), clear=_both(frame, "specificity"), flagged=_whole(frame["flagged"]),
    )  # fmt: skip
    named = {"screening": "Screening", "grade": "Grade", "rule": "Rule", "cut": "Cut (range by luck)"}
    more = {"flagged": "Flagged (percent)", "found": "Found: here, expected elsewhere (percent)"}
    return rows.named(frame, named | more | {"clear": "Not flagged of those not at risk: here, elsewhere (percent)"})


def seats(frame: pd.DataFrame, labels: Labels, school: str, by: str = TOTAL, domain: str = "") -> pd.DataFrame:
    """List who has a seat and who is left out in the latest year's first window of each measure, by group."""
    frame = frame[(frame["by"] == by) & (frame["domain"].isin([domain]) if domain else True)]
    frame = _first_window(frame.assign(n=frame["served"] + frame["left out"] + frame["not flagged"]))
    names = [labels.school(group) if by == "school_id" else labels.group(by, group) for group in frame["group"]]
    frame = frame.assign(screening=screening(frame, labels), group=pd.Series(names, frame.index, dtype="str"))
    frame = frame.sort_values(["measure", "group"], kind="stable")
    named = {"screening": "Screening", "school_year": "School year", "group": "Students", "seats": "Seats in all"}
    return rows.named(
        frame, named | {"served": "With a seat", "left out": "Flagged, no seat", "not flagged": "Neither"}
    )


def compared(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List pairs of screenings of the same students: which foretells better."""
    frame = _pairs(frame, labels)
    signed = zip(frame["difference"], frame["low"], frame["high"], strict=True)
    frame = frame.assign(
        areas=[f"{one:.2f}, {two:.2f}" for one, two in zip(frame["first_auc"], frame["second_auc"], strict=True)],
        gain=[f"{value:+.3f} ({low:+.3f} to {high:+.3f})" for value, low, high in signed],
        p=[("below .001" if p < 0.001 else f"{p:.3f}") for p in frame["p"]],
    )  # fmt: skip
    named = {"one": "First", "two": "Second", "n": "Students who had both", "areas": "Areas"}
    return rows.named(frame, named | {"gain": "Second less first (95 % interval)", "p": "p-value"})


def stages(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List what a second screening only for those flagged by the first would have saved and lost."""
    frame = _pairs(frame, labels)
    frame = frame.assign(saving=_spans(frame, "saved"), losing=_spans(frame, "added"))
    named = {"one": "First, for everybody", "two": "Second, for the flagged", "tested_again": "Tested again"}
    more = {"alarms_saved": "False alarms saved", "saving": "of all false alarms (percent)"}
    return rows.named(
        frame, named | more | {"misses_added": "Students lost", "losing": "of all found (percent)"}
    )  # fmt: skip


def drift(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List whether the scores of the latest year meant what the same scores had meant before."""
    frame = _sorted(frame[frame["expected"].notna()])
    areas = zip(frame["earlier_auc"], frame["auc"], strict=True)
    frame = frame.assign(
        screening=screening(frame, labels), expected=_whole(frame["expected"]), observed=_whole(frame["observed"]),
        surplus=_spans(frame, "surplus", "{:+.1f}"), slope=_spans(frame, "slope", "{:.2f}"),
        areas=[f"{before:.2f}, {now:.2f}" for before, now in areas],
    )  # fmt: skip
    named = {"screening": "Screening", "school_year": "School year", "n": "Students"}
    return rows.named(
        frame,
        named | {"expected": "Expected at risk (percent)", "observed": "At risk (percent)"}
        | {"surplus": "More than expected (percent points)", "slope": "Slope (1 is right)"}
        | {"areas": "Area before, now"},
    )  # fmt: skip


def planning(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List what a screener can be expected to do at each correlation with the outcome."""
    frame = rows.in_domain_order(frame).assign(
        measure=frame["measure"].map(labels.measure), correlation=[f"{r:g}" for r in frame["correlation"]]
    )
    named = {"measure": "Measure", "flagged": "Flagged (percent)", "base_rate": "Need help (percent)"}
    more = {"source": "Base rate from", "correlation": "Correlation", "sensitivity": "Found (percent)"}
    return rows.named(frame, named | more | {"ppv": "Flags that are right (percent)"})


def norms(frame: pd.DataFrame, labels: Labels, school: str, domain: str = "reading") -> pd.DataFrame:
    """List local percentiles with their bands in the latest window of each measure of a domain, grade by grade."""
    frame = rows.latest(frame[frame["domain"] == domain])
    frame = frame[frame["grade"].isin(_told(frame))]
    said = [
        None if pd.isna(score) else f"{score:.0f} ({low:.0f} to {high:.0f})"
        for score, low, high in zip(frame["score"], frame["low"], frame["high"], strict=True)
    ]
    frame = frame.assign(
        grade=[labels.group("grade", grade) for grade in frame["grade"]], measure=frame["measure"].map(labels.measure),
        window=[labels.window(*pair) for pair in zip(frame["school_year"], frame["season"], strict=True)],
        said=pd.Series(said, frame.index, dtype="str"), percentile=frame["percentile"] + "th",
    )  # fmt: skip
    if frame.empty:
        return frame
    keys = ["measure", "window", "grade", "n"]
    wide = frame.pivot_table(index=keys, columns="percentile", values="said", aggfunc="first", sort=False)
    named = {"measure": "Measure", "window": "Window", "grade": "Grade", "n": "Students"}
    return wide.reset_index().rename_axis(None, axis=1).rename(columns=named)


def _told(frame: pd.DataFrame) -> set[str]:
    return set(frame.loc[frame["score"].notna(), "grade"])


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    ordered = rows.in_season_order(frame.sort_values("measure", kind="stable"))
    return rows.in_domain_order(ordered.sort_values("measure", kind="stable"))


def _first_window(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep, for each measure, the earliest window of the school year in which anybody was followed."""
    frame = frame[frame["n"] > 0]
    order = {str(season): place for place, season in enumerate(rows.SEASONS)}
    first = frame["season"].map(order).groupby(frame["measure"]).transform("min")
    return rows.in_domain_order(frame[frame["season"].map(order) == first])


def _pairs(frame: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    frame = rows.in_domain_order(frame)
    named = {
        word: [f"{labels.measure(measure)}, {season}"
               for measure, season in zip(frame[name], frame[f"{name}_season"], strict=True)]
        for word, name in (("one", "first"), ("two", "second"))
    }  # fmt: skip
    return frame.assign(**{word: pd.Series(said, frame.index, dtype="str") for word, said in named.items()})


def _spans(frame: pd.DataFrame, name: str, form: str = "{:.0f}") -> "pd.Series[str]":
    """Write a number with its interval, or why there is none."""
    why = frame["why"].map(REASONS).fillna("") if "why" in frame else pd.Series("", frame.index)
    said = [
        f"{CANNOT_TELL}{': ' + reason if reason else ''}" if pd.isna(value)
        else f"{form.format(value)} ({form.format(low)} to {form.format(high)})"
        for value, low, high, reason in zip(frame[name], frame[f"{name}_low"], frame[f"{name}_high"], why, strict=True)
    ]  # fmt: skip
    return pd.Series(said, frame.index, dtype="str")


def _area(frame: pd.DataFrame) -> "pd.Series[str]":
    said = [
        CANNOT_TELL if pd.isna(value) else f"{value:.2f} ({low:.2f} to {high:.2f})"
        for value, low, high in zip(frame["auc"], frame["low"], frame["high"], strict=True)
    ]
    return pd.Series(said, frame.index, dtype="str")


def _both(frame: pd.DataFrame, name: str) -> "pd.Series[str]":
    pairs = zip(frame[name], frame[f"expected_{name}"], strict=True)
    said = [CANNOT_TELL if pd.isna(here) else f"{here:.0f}, {there:.0f}" for here, there in pairs]
    return pd.Series(said, frame.index, dtype="str")


def _whole(values: "pd.Series[float]") -> "pd.Series[str]":
    return values.map("{:.0f}".format, na_action="ignore").astype("str").fillna(CANNOT_TELL)


SHOWN: Final[Mapping[str, tuple[str, Callable[..., pd.DataFrame], str, str]]] = {
    "accuracy": ("accuracy", accuracy, "What each screening found, with 95 % intervals, all school years", NOBODY),
    "groups": ("accuracy", groups, "Whom the first screening of the year found, group by group", NOBODY),
    "choices": ("choices", choices, "What other cuts would do, grade by grade", NOBODY),
    "seats": (
        "seats", seats, "Who would have a seat, and who is left out, at the first screening of the latest year",
        "No screening in a domain with an outcome is at hand.",
    ),
    "compared": ("pairs", compared, "Which of two screenings of the same students foretells better",
                 "No two screenings of a domain were given to enough of the same students."),
    "stages": ("pairs", stages, "What a second screening only for those flagged would have done",
               "No two screenings of a domain were given to enough of the same students."),
    "drift": ("drift", drift, "Did the latest year's scores mean what the same scores meant before?",
              "There is no earlier year with outcomes to compare with."),
    "planning": ("planning", planning, "What to expect of a screener before an outcome is known",
                 "No screening score has a cut, so nothing can be planned with."),
    "norms": ("norms", norms, "Local percentiles in the latest window, with 95 % bands",
              "No grade has enough students tested for local percentiles."),
}  # fmt: skip
"""Name → table of the result, its rows, caption, and the sentence where there are none."""
