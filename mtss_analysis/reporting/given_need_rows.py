"""Tables about help given the same need: which rows a page shows, in which order, under which names."""

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from mtss_analysis.equity.given_need_contrasts import ALIKE, CANNOT_TELL, HIGHER, LOWER, TOO_FEW
from mtss_analysis.equity.given_need_questions import (
    ADHERENCE,
    DAYS,
    DOSE_HIGH,
    DOSE_LOW,
    GROWTH,
    IDENTIFICATION,
    IDENTIFIED,
    IDENTIFIED_ABOVE,
    LETTERS,
    MINUTES,
    PLAN,
    QUESTIONS,
    SESSION,
    SUCCESS,
    TIER3,
)
from mtss_analysis.equity.given_need_released import gaps
from mtss_analysis.reporting import rows
from mtss_analysis.reporting.given_need_words import begun, days, named_group, percent, span, worded
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.tabulate import WITHHELD
from mtss_analysis.vocabulary import TOTAL

WORDS = (LOWER, HIGHER, ALIKE, CANNOT_TELL, TOO_FEW)
SHORT: Final = {
    PLAN: "A plan in time (points)", DAYS: "Days to the first session", TIER3: "Begun at Tier 3 (points)",
    MINUTES: "Minutes a week", DOSE_LOW: "Sessions received, at least (points)",
    DOSE_HIGH: "Sessions received, at most (points)", ADHERENCE: "Steps observed (points)",
    SUCCESS: "Goal reached or faded (points)", GROWTH: "Growth percentile",
}  # fmt: skip
"""Question → heading of its column."""
LEVELS: Final = {
    IDENTIFIED: "With a disability, low all year",
    IDENTIFIED_ABOVE: "With a disability, never below a cut",
}


def findings(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List every comparison that shows a sure gap, question by question."""
    frame = worded(_in_order(frame[frame["said"].isin([LOWER, HIGHER])]), labels)
    of_families = frame["code"].isin(LETTERS)
    frame = frame.assign(group=frame["group"].mask(of_families, "Families with " + frame["group"]))
    frame = frame.assign(model=frame["model"].where(frame["code"].isin([SESSION, PLAN]), "not asked"))
    columns = {"question": "What", "domain": "Domain", "group": "Students", "value": "Group", "other_value": "Others"}
    return rows.named(
        frame,
        columns
        | {"gap": "Difference (95 % interval)", "model": "Ratio, other groups held equal", "compared": "Compared"},
    )


def tally(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """Count the answers to each question, a group in a domain each."""
    wide = pd.crosstab(frame["question"], frame["said"]).reindex(columns=list(WORDS), fill_value=0)
    wide = wide.reindex([name for name in QUESTIONS if name in wide.index])
    named = {word: word.capitalize() for word in WORDS}
    asked = wide.sum(axis=1).rename("Asked")
    found = wide.rename(columns=named).rename_axis(None, axis=1).join(asked)
    return found.rename_axis("Question").reset_index().assign(
        Question=lambda part: part["Question"].map(begun)
    )  # fmt: skip


def served(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List for every group and domain how often a first session came in time, beside others with the same need."""
    frame = worded(_in_order(frame[frame["question"] == SESSION]), labels)
    columns = {"domain": "Domain", "group": "Students", "said": "In a word", "value": "Group", "other_value": "Others"}
    more = {"ratio_said": "Ratio (95 % interval)", "within": "Ratio in the same school"}
    return rows.named(frame, columns | more | {"model": "Ratio, other groups held equal", "compared": "Compared"})


def received(
    frame: pd.DataFrame, labels: Labels, school: str, by: str = "english_learner", domain: str = ""
) -> pd.DataFrame:
    """List what support the groups of one column received, beside others with the same need; in one domain, or all."""
    frame = frame[frame["question"].isin(SHORT) & (frame["by"] == by)]
    frame = frame[frame["domain"] == domain] if domain else frame
    told = frame.groupby(["domain", "group"])["value"].transform("count") > 0
    frame = worded(_in_order(frame[told]), labels)
    sure = frame["said"].isin([LOWER.capitalize(), HIGHER.capitalize()])
    return _wide(frame.assign(gap=frame["gap"].mask(sure, frame["gap"] + ", sure")), "gap", SHORT)


def waits(frame: pd.DataFrame, labels: Labels, school: str, by: str = "english_learner") -> pd.DataFrame:
    """List the median days to the first session of each group of one column, and of all others."""
    frame = rows.in_domain_order(frame[frame["by"].isin([TOTAL, by])])
    frame = frame.assign(
        domain=frame["domain"].map(labels.word), group=[named_group(labels, *pair) for pair in
                                                        zip(frame["by"], frame["group"], strict=True)],
        days=days(frame),
    )  # fmt: skip
    columns = {"domain": "Domain", "group": "Students", "n": "Followed", "begun": "Had a first session"}
    return rows.named(frame, columns | {"days": "Days until half had one (95 % interval)"})


def identification(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the share with a disability among students low all year, and among students never below a cut."""
    frame = frame[frame["question"].isin(IDENTIFICATION) & frame["domain"].isin(["reading", "math"])]
    told = frame.groupby(["domain", "by", "group"])["value"].transform("count") > 0
    frame = worded(_in_order(frame[told]), labels)
    both = frame["value"] + " against " + frame["other_value"] + ", ratio " + frame["ratio_said"]
    sure = frame["said"].isin([LOWER.capitalize(), HIGHER.capitalize()])
    both = both.mask(sure, both + ", sure").mask(frame["value"] == TOO_FEW, TOO_FEW)
    return _wide(frame.assign(both=both), "both", LEVELS)


def letters(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List when letters were sent to families with another language, beside letters of the same kind."""
    frame = worded(_in_order(frame[frame["question"].isin(LETTERS)]), labels)
    columns = {"question": "What", "group": "Families with", "n": "Letters", "value": "They", "other_value": "Others"}
    return rows.named(frame, columns | {"gap": "Difference (95 % interval)", "said": "In a word"})


def public(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List what the published counts say by themselves, group by group; small ones are withheld."""
    found = rows.in_domain_order(gaps(frame))
    held = found["said"] == WITHHELD
    found = found.assign(
        domain=found["domain"].map(labels.word), group=[labels.group(by, group) for by, group in
                                                        zip(found["by"], found["group"], strict=True)],
        share=percent(found["value"]).mask(held), other=percent(found["other_value"]).mask(held),
        ratio_said=span(found, "ratio").mask(held), needs=found["needs"].replace("", WITHHELD),
        compared=found["compared"].astype("float64").mask(held), said=found["said"].str.capitalize(), suppressed=held,
    )  # fmt: skip
    columns = {"domain": "Domain", "group": "Students", "said": "In a word", "share": "Group", "other": "All others"}
    more = {"ratio_said": "Ratio (95 % interval)", "needs": "Support suggested", "compared": "Number"}
    return rows.named(found, columns | more)


def counts(frame: pd.DataFrame, labels: Labels, school: str, by: str = TOTAL) -> pd.DataFrame:
    """List how many with a flag had a first session in time, by suggested support and group of one column."""
    frame = rows.in_domain_order(frame[(frame["by"] == by) & (frame["session"] == "yes")])
    ends = zip(frame["low"], frame["high"], strict=True)
    spans = [None if pd.isna(low) else f"{low:.0f} to {high:.0f}" for low, high in ends]
    frame = frame.assign(
        domain=frame["domain"].map(labels.word), group=[labels.group(by, group) for group in frame["group"]],
        interval=pd.Series(spans, frame.index, dtype="str"),
    )  # fmt: skip
    columns = {"domain": "Domain", "suggested": "Support suggested", "group": "Students", "flagged": "Number"}
    return rows.named(
        frame, columns | {"n": "First session in time", "percent": "Percent", "interval": "95 % interval"}
    )


def _wide(frame: pd.DataFrame, column: str, names: Mapping[str, str]) -> pd.DataFrame:
    """Put questions side by side, one row a domain and group."""
    keys = ["domain", "group"]
    wide = frame.assign(asked=frame["code"].map(names)).pivot_table(
        index=keys, columns="asked", values=column, aggfunc="first", sort=False
    )  # fmt: skip
    wide = wide.reindex(columns=[name for name in names.values() if name in wide]).fillna(TOO_FEW)
    return wide.rename_axis(None, axis=1).reset_index().rename(columns={"domain": "Domain", "group": "Students"})


def _in_order(frame: pd.DataFrame) -> pd.DataFrame:
    order = {name: place for place, name in enumerate(QUESTIONS)}
    ordered = rows.in_domain_order(frame)
    return ordered.sort_values("question", key=lambda column: column.map(order), kind="stable")


NOBODY = "The records cannot tell whether students with the same need get the same help; the first part says why."
SHOWN: Final[Mapping[str, tuple[str, Callable[..., pd.DataFrame], str, str]]] = {
    "findings": ("comparisons", findings, "Every gap that is sure, given the same need",
                 "Of what could be compared, nothing shows a sure gap. How large one could be, the other tables say."),
    "tally": ("comparisons", tally, "How often each question was asked of a group in a domain, and what came out",
              NOBODY),
    "served": ("comparisons", served, "A first session in time, each group beside others with the same need", NOBODY),
    "received": ("comparisons", received, "What support was, less that of others with the same need (95 % intervals)",
                 "Too few students of these groups received support to say what it was."),
    "waits": ("waits", waits, "Days from the flag to the first session; who never had one is counted", NOBODY),
    "identification": (
        "comparisons", identification, "Students with a disability, given the same scores over the latest school year",
        "Too few students, or no column that says who has a disability, to compare shares given scores.",
    ),
    "letters": ("comparisons", letters, "Letters to families with another language, beside letters of the same kind",
                "No letters, or no column with the language at home, are on record: nobody can tell who hears late."),
    "public": ("served", public, "A first session in time, beside all others with the same suggested support", NOBODY),
    "counts": ("served", counts, "A first session in time, of students whose score suggests support", NOBODY),
}  # fmt: skip
"""Name → table of the result, its rows, caption, and the sentence where there are none."""
