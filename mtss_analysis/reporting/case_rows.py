"""Tables about single students' changes of support: what was seen, what was delivered, what may be said (team only)."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import pandas as pd

from mtss_analysis.effects.single_case_result import SEEN
from mtss_analysis.reporting import effect_rows, rows
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.vocabulary import Effectiveness

NOT_TOLD = "not told"
KINDS = {"tier": "Tier", "intervention": "Intervention"}
OF_CASE = {"student_id": "Student", "measure": "Measure"}


def cases(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the cases: both phases, what was seen, whether the new support was given, and what may be said."""
    frame = _sorted(frame, labels)
    frame = frame.assign(
        change=frame["phase_a"] + " to " + frame["phase_b"],
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
        design=frame["design"].str.capitalize() + ". " + frame["design_reason"],
    )  # fmt: skip
    coding = ", ".join(sorted(set(frame["coding"].dropna())))
    named = OF_CASE | {"level": f"Change of level, {coding} (95 % interval)"}
    return rows.named(frame, named | {"slope": "Change of slope a week (95 % interval)", "design": "Design standard"})


def reasons(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List why no more may be said, where the new support was not delivered or a number is missing."""
    frame = _sorted(frame, labels)
    notes = frame["notes"].fillna("")
    held_back = frame["verdict"] == str(Effectiveness.NOT_DELIVERED)
    why = (frame["reason"].where(held_back, "") + " " + notes).str.strip()
    frame = frame.assign(why=why)[why != ""]
    return rows.named(frame, OF_CASE | {"phase_b": "New support", "why": "Why"})


def aggregate(frame: pd.DataFrame, labels: Labels, school: str, kind: str = "tier") -> pd.DataFrame:
    """List the mean over cases of each change of support."""
    frame = rows.in_domain_order(frame[frame["kind"] == kind].sort_values("change", kind="stable"))
    frame = frame.assign(
        domain=frame["domain"].map(labels.word), nap=spans(frame, "nap"), lrr=spans(frame, "lrr"),
        alike=frame["alike"].str.capitalize(),
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
    frame = rows.in_domain_order(frame.sort_values(["measure", "student_id", "begun"], kind="stable"))
    return frame.assign(measure=frame["measure"].map(labels.measure))


NONE = "No student here has scores on one measure before and after a change of support."
SHOWN: Final[Mapping[str, tuple[str, Callable[..., pd.DataFrame], str, str]]] = {
    "cases": ("cases", cases, "Students whose support changed, and what was seen", NONE),
    "numbers": ("cases", numbers, "The same in numbers; more is better", NONE),
    "lines": ("cases", lines, "Change of level and slope, and the design standard", NONE),
    "reasons": ("cases", reasons, "Where nothing is judged, or a number is missing",
                "No new support here is known to be undelivered, and no number is missing."),
    "aggregate": ("aggregate", aggregate, "Mean over cases, change by change", "No support changed."),
}  # fmt: skip
"""View → table, rows, caption, what is said if there are none."""
