"""Tables about single students' changes of support: what was seen, what was delivered, what may be said (team only)."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import pandas as pd

from mtss_analysis.effects.case_numbers import (
    ABOVE_TREND,
    AS_TREND,
    BELOW,
    BELOW_TREND,
    NO_CLEAR,
    NO_DIRECTION,
    TOO_FEW,
    TURNED,
)
from mtss_analysis.effects.single_case_result import SEEN
from mtss_analysis.reporting import effect_rows, rows
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.vocabulary import Delivery

NOT_TOLD = "not told"
KINDS = {"tier": "Tier", "intervention": "Intervention"}
MOST = 5
"""Cases of each measure in a table of the whole district; a school's page lists all of its own."""
URGENT = (BELOW, BELOW_TREND, NO_CLEAR, TURNED, TOO_FEW, NO_DIRECTION, AS_TREND, ABOVE_TREND)
"""What was seen, in the order in which a team looks at it."""
OF_CASE = {"student_id": "Student", "measure": "Measure"}


def cases(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the cases: both phases, what was seen, whether the new support was given, and what may be said."""
    frame = _sorted(frame, labels)
    frame = frame.assign(
        change=[f"{a} to {b}" for a, b in zip(frame["phase_a"], frame["phase_b"], strict=True)],
        scores=[f"{a} and {b}" for a, b in zip(frame["n_a"], frame["n_b"], strict=True)],
        seen=frame["seen"].map(SEEN), held=effect_rows.between(frame, "held_low", "held_high"),
        verdict=frame["verdict"].map(effect_rows.VERDICTS),
    )  # fmt: skip
    named = OF_CASE | {"change": "Support changed from", "scores": "Scores before and after", "seen": "What was seen"}
    return rows.named(frame, named | {"held": "New support held (percent)", "verdict": "Did it work?"})


def numbers(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List nonoverlap, the difference from the trend before, and the ratio of means of each case."""
    frame = _sorted(frame, labels)
    frame = frame.assign(
        nap=spans(frame, "nap"), gain=spans(frame, "gain"), lrr=spans(frame, "lrr"),
        tau_u=_told(frame, "tau_u"), tau_bc=spans(frame, "tau_bc"),
    )  # fmt: skip
    variants = ", ".join(sorted(set(frame["tau_u_variant"].dropna())))
    named = OF_CASE | {"nap": "NAP (95 % interval)", "gain": "Above the trend before (95 % interval)"}
    more = {"lrr": "Log response ratio (95 % interval)", "tau_u": f"Tau-U ({variants})"}
    return rows.named(frame, named | more | {"tau_bc": "Baseline-corrected Tau (95 % interval)"})


def lines(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List changes of level and slope of each case, and whether its design meets the standard."""
    frame = _sorted(frame, labels)
    frame = frame.assign(
        level=spans(frame, "level_change", "level"), slope=spans(frame, "slope_change", "slope"),
        design=[f"{a.capitalize()}. {b}" for a, b in zip(frame["design"], frame["design_reason"], strict=True)],
    )  # fmt: skip
    coding = ", ".join(sorted(set(frame["coding"].dropna())))
    named = OF_CASE | {"level": f"Change of level, {coding} (95 % interval)"}
    return rows.named(frame, named | {"slope": "Change of slope a week (95 % interval)", "design": "Design standard"})


def reasons(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List why no more may be said, where the new support was not delivered or a number is missing."""
    frame = _sorted(frame, labels)
    told = zip(frame["delivery"], frame["reason"], frame["notes"], strict=True)
    held = (Delivery.DELIVERED, Delivery.HELD)
    why = [f"{'' if given in held else reason} {notes}".strip() for given, reason, notes in told]
    frame = frame.assign(why=why)
    frame = frame[frame["why"] != ""]
    return rows.named(frame, OF_CASE | {"phase_b": "New support", "why": "Why"})


def aggregate(frame: pd.DataFrame, labels: Labels, school: str, kind: str = "tier") -> pd.DataFrame:
    """List the mean over cases of each change of support."""
    frame = rows.in_domain_order(frame[frame["kind"] == kind].sort_values("change", kind="stable"))
    frame = frame.assign(
        domain=frame["domain"].map(labels.word), nap=spans(frame, "nap"), lrr=spans(frame, "lrr"),
        alike=[alike.capitalize() for alike in frame["alike"]],
    )  # fmt: skip
    named = {"domain": "Domain", "change": f"{KINDS[kind]} changed from", "cases": "Cases", "compared": "Compared"}
    more = {"delivered": "Delivered", "nap": "Mean NAP (95 % interval)", "lrr": "Mean log ratio (95 % interval)"}
    return rows.named(frame, named | more | {"alike": "Cases alike"})


def spans(frame: pd.DataFrame, value: str, ends: str = "") -> list[str]:
    """Write values with their intervals; a missing one is not told, and the notes say why."""
    columns = frame[value], frame[f"{ends or value}_low"], frame[f"{ends or value}_high"]
    return [_span(*numbers) for numbers in zip(*columns, strict=True)]


def _span(value: float, low: float, high: float) -> str:
    missing = np.isnan([value, low])
    whole = f"{value:z.2f} ({low:z.2f} to {high:z.2f})"
    return NOT_TOLD if missing[0] else f"{value:z.2f}" if missing[1] else whole


def _told(frame: pd.DataFrame, value: str) -> list[str]:
    return [NOT_TOLD if pd.isna(number) else f"{number:z.2f}" for number in frame[value]]


def _sorted(frame: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """Sort by domain and measure; within, support that was not delivered and scores that fell short come first."""
    first = [*map(str, (frame["delivery"] != Delivery.NOT_DELIVERED).astype(int))]
    urgency = [f"{given}{URGENT.index(seen)}" for given, seen in zip(first, frame["seen"], strict=True)]
    ordered = frame.assign(urgency=urgency).sort_values(["measure", "urgency", "student_id", "begun"], kind="stable")
    frame = rows.in_domain_order(ordered)
    return frame.assign(measure=frame["measure"].map(labels.measure))


NONE = "No student here has scores on one measure before and after a change of support."
Shown = tuple[str, Callable[..., pd.DataFrame], str, str, Mapping[str, int], str, int]
SHOWN: Final[Mapping[str, Shown]] = {
    "cases": ("cases", cases, "Students whose support changed, and what was seen", NONE, {}, "Measure", MOST),
    "numbers": ("cases", numbers, "The same in numbers; more is better", NONE, {}, "Measure", MOST),
    "lines": ("cases", lines, "Change of level and slope, and the design standard", NONE, {}, "Measure", MOST),
    "reasons": ("cases", reasons, "Where delivery is not established, or a number is missing or badly known",
                "No case here lacks a number, or a log that shows its new support delivered.", {}, "Measure", MOST),
    "aggregate": ("aggregate", aggregate, "Mean over cases, change by change", "No support changed.", {}, "", MOST),
}  # fmt: skip
"""View → table, rows, caption, what is said if there are none, decimals, column and most rows per value of it."""
