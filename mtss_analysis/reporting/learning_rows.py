"""Tables about professional development: which rows a page shows, in which order, under which names."""

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from mtss_analysis.learning.items import BLIND, CANNOT_TELL, EASY, MISLEADS, WORKS
from mtss_analysis.reporting import rows
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.vocabulary import NO_DATA

ORDER = (MISLEADS, BLIND, EASY, CANNOT_TELL, WORKS)
"""Questions that need work come first."""


def lesson(name: str) -> str:
    """Write the name of a lesson in words.

    Examples
    --------
    >>> lesson("data-based-decisions")
    'Data based decisions'
    """
    return name.replace("-", " ").capitalize()


def with_span(frame: pd.DataFrame, value: str, low: str, high: str, digits: int = 0) -> "pd.Series[str]":
    """Write a value with its interval; missing where the value is.

    Examples
    --------
    >>> with_span(pd.DataFrame({"a": [3.2, None], "b": [1.0, None], "c": [5.0, None]}), "a", "b", "c").tolist()
    ['3 (1 to 5)', nan]
    """
    triples = zip(frame[value], frame[low], frame[high], strict=True)
    said = [None if pd.isna(mid) else f"{mid:.{digits}f}" + ("" if pd.isna(left) else
            f" ({left:.{digits}f} to {right:.{digits}f})") for mid, left, right in triples]  # fmt: skip
    return pd.Series(said, frame.index, dtype="str")


def lessons(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List every lesson in the district."""
    frame = frame[frame["school_id"] == school]
    frame = frame.assign(lesson=frame["lesson"].map(lesson), right=with_span(frame, "right", "low", "high"),
                         said=frame["said"].str.capitalize())  # fmt: skip
    columns = {
        "lesson": "Lesson",
        "people": "People",
        "reach": "Of staff (percent)",
        "right": "Right at once (percent)",
    }
    more = {"after": "After the reasons (percent)", "guess": "By guessing (percent)", "said": "What is seen"}
    return rows.named(frame, columns | more)


def roles(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List who answered, by role."""
    role = frame["role"].replace(NO_DATA, "not given").str.capitalize()
    ordered = frame.assign(role=role).sort_values("people", ascending=False, kind="stable")
    columns = {"role": "Role", "people": "Sittings", "right": "Right at once (percent)"}
    return rows.named(ordered, columns)


def items(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the questions, those that need work first."""
    place = frame["said"].map({said: number for number, said in enumerate(ORDER)})
    frame = frame.assign(place=place).sort_values(["place", "right"], kind="stable")
    wrong = [f"{share:.0f} %: {says}" if says else "nobody was wrong"
             for share, says in zip(frame["wrong_percent"], frame["wrong_says"], strict=True)]  # fmt: skip
    frame = frame.assign(
        question=[f"{lesson(name)} {number}: {ask}" for name, number, ask in
                  zip(frame["lesson"], frame["item"], frame["ask"], strict=True)],
        right=with_span(frame, "right", "low", "high"), wrong=wrong, said=frame["said"].str.capitalize(),
        tells=with_span(frame, "discrimination", "discrimination_low", "discrimination_high", 2),
    )  # fmt: skip
    columns = {"question": "Question", "people": "People", "right": "Right at once (percent)"}
    more = {"tells": "Tie to the other answers", "wrong": "Wrong choice most took", "said": "What is seen"}
    return rows.named(frame, columns | more)


def chain(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List schools with every step of the chain side by side."""
    frame = frame.assign(school=frame["school_id"].map(labels.school), day=frame["day"].dt.strftime("%Y-%m-%d"))
    columns = {"school": "School", "people": "Sittings", "reach": "Reach (percent)", "right": "Right at once (percent)"}
    more = {
        "held_before": "Held before (percent)",
        "held_after": "Held after (percent)",
        "unlogged": "Unlogged (percent)",
    }
    last = {"pace_before": "On pace before (percent)", "pace_after": "On pace after (percent)"}
    return rows.named(frame, columns | more | last)


def links(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the links of the chain and how strong each is."""
    frame = frame.assign(
        link=[f"{step.capitalize()} and {after}" for step, after in zip(frame["step"], frame["next"], strict=True)],
        rho=with_span(frame, "rho", "low", "high", 2), said=frame["said"].str.capitalize(),
    )  # fmt: skip
    columns = {"link": "Link", "schools": "Schools", "rho": "Correlation (interval)", "adjusted": "p after Holm"}
    return rows.named(frame, columns | {"said": "What is seen"})


NO_ANSWERS = "No answer to a knowledge check is on record."
SHOWN: Final[Mapping[str, tuple[str, Callable[..., pd.DataFrame], str, str, dict[str, int], str]]] = {
    "lessons": ("lessons", lessons, "Each lesson: who was reached, and what was answered rightly", NO_ANSWERS,
                {"Of staff (percent)": 0, "After the reasons (percent)": 0, "By guessing (percent)": 0}, ""),
    "roles": ("roles", roles, "Who answered", NO_ANSWERS, {"Right at once (percent)": 0}, ""),
    "items": ("items", items, "Questions, those that need work first", NO_ANSWERS, {}, ""),
    "chain": ("chain", chain, "From reach to growth, school by school", NO_ANSWERS,
              {"Reach (percent)": 0, "Right at once (percent)": 0, "Held before (percent)": 0,
               "Held after (percent)": 0, "Unlogged (percent)": 0, "On pace before (percent)": 0,
               "On pace after (percent)": 0}, ""),
    "links": ("links", links, "Do schools that have more of one step have more of the next?", NO_ANSWERS,
              {"p after Holm": 2}, ""),
}  # fmt: skip
"""Name → table of the result, its rows, caption, the sentence where there are none, decimals, and what is cut by."""
