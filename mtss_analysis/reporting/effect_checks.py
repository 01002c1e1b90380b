"""Tables beside effects, in words: losses, equal starts, the second look."""

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from mtss_analysis.effects import equal_starts
from mtss_analysis.reporting import rows
from mtss_analysis.reporting.labels import Labels

UNKNOWN = "not on file"
NOT_WEIGHTED = "not weighted"
NOTHING = "No intervention can be compared here."
KEYS = ["domain", "measure", "intervention"]


def ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """Sort by domain in the usual order, and by intervention within each."""
    return rows.in_domain_order(frame.sort_values(["intervention"], kind="stable"))


def fact(by: str, group: str, labels: Labels) -> str:
    """Name something that was known of students before support."""
    return {equal_starts.START: "Score at the start", equal_starts.GRADE: "Grade"}.get(by) or labels.group(by, group)


def losses(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List who was chosen for each arm, who of them is compared, and what the loss means."""
    frame = ordered(frame)
    shares = frame[["overall", "differential", "cautious", "optimistic"]].map("{:.1f}".format, na_action="ignore")
    shares = shares.fillna(UNKNOWN)
    frame = frame.assign(
        measure=frame["measure"].map(labels.measure), one=_kept(frame, "served"), other=_kept(frame, "comparison"),
        overall=shares["overall"], differential=shares["differential"],
        allowed=(shares["cautious"] + " or " + shares["optimistic"]).replace(f"{UNKNOWN} or {UNKNOWN}", UNKNOWN),
        joined=frame["joined"].map("{:.0f}".format, na_action="ignore"),
    )  # fmt: skip
    alone = (frame["level"] == "unknown").map({True: UNKNOWN, False: "does not apply"})
    frame["joined"] = frame["joined"].fillna(alone)
    columns = {"measure": "Measure", "intervention": "Intervention", "one": "Served: compared of chosen"}
    more = {"other": "Comparison: compared of chosen", "overall": "Lost (percent)"}
    rest = {"differential": "Difference (points)", "allowed": "Allowed: cautious or optimistic"}
    return rows.named(frame, columns | more | rest | {"joined": "Joined later", "said": "What it means"})


def _kept(frame: pd.DataFrame, arm: str) -> list[str]:
    pairs = frame[[f"kept_{arm}", f"assigned_{arm}"]].map("{:,.0f}".format, na_action="ignore").fillna(UNKNOWN)
    return [kept if kept == UNKNOWN else f"{kept} of {chosen}" for kept, chosen in pairs.to_numpy()]


def balance(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List, for each comparison, what differs most at the start, before and after weighting."""
    told = [
        dict(zip(KEYS, place, strict=True)) | _largest(part, labels)
        for place, part in ordered(frame).groupby(KEYS, sort=False)
    ]
    if not told:
        return frame
    found = pd.DataFrame(told)
    found = found.assign(measure=found["measure"].map(labels.measure))
    columns = {"measure": "Measure", "intervention": "Intervention", "start": "Score at the start (SD)"}
    more = {"before": "Largest difference before (SD)", "after": "Largest after weighting (SD)"}
    rest = {"far_before": "Beyond .25 before", "far_after": "Beyond .25 after"}
    return rows.named(found, columns | more | rest)


def _largest(part: pd.DataFrame, labels: Labels) -> dict[str, str]:
    """Say the differences of one comparison."""
    start = part[part["by"] == equal_starts.START]
    ends = {name: _number(start[name].iloc[0] if len(start) else float("nan")) for name in ("before", "after")}
    known, weighted = part["before"].notna().sum(), part["after"].notna().sum()
    return {
        "start": f"{ends['before']}; weighted {ends['after']}" if weighted else f"{ends['before']}; {NOT_WEIGHTED}",
        "before": _named(part, "before", labels), "after": _named(part, "after", labels),
        "far_before": f"{(part['before_says'] == 'too_far').sum():.0f} of {known:.0f}",
        "far_after": f"{(part['after_says'] == 'too_far').sum():.0f} of {weighted:.0f}" if weighted else NOT_WEIGHTED,
    }  # fmt: skip


def _number(value: float) -> str:
    return f"{value:z.2f}" if pd.notna(value) else "no data"


def _named(part: pd.DataFrame, column: str, labels: Labels) -> str:
    known = part.dropna(subset=[column])
    if known.empty:
        return NOT_WEIGHTED
    row = known.sort_values(column, key=abs).iloc[-1]
    return f"{row[column]:z.2f}, {fact(row['by'], row['group'], labels)}"


def looks(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """Put the weighted estimate beside the model's."""
    frame = ordered(frame)
    frame = frame.assign(
        measure=frame["measure"].map(labels.measure), model=span(frame, "g", "g_low", "g_high"),
        weighted=span(frame, "weighted", "low", "high"),
        like=[f"{n:.0f}, counting as {like:.0f}" if pd.notna(like) else f"{n:.0f}"
              for n, like in zip(frame["comparison"], frame["like_comparison"], strict=True)],
    )  # fmt: skip
    columns = {"measure": "Measure", "intervention": "Intervention", "served": "Served", "like": "Comparison"}
    more = {"model": "Model: effect, SD (95 % interval)", "weighted": "Weighted: effect, SD (95 % interval)"}
    return rows.named(frame, columns | more | {"said": "How it went"})


def span(frame: pd.DataFrame, value: str, low: str, high: str) -> list[str]:
    """Write values with their intervals."""
    ends = zip(frame[value], frame[low], frame[high], strict=True)
    return [f"{v:z.2f} ({a:z.2f} to {b:z.2f})" if pd.notna(v) else "not estimated" for v, a, b in ends]


CHECKS: Final[Mapping[str, tuple[str, Callable[..., pd.DataFrame], str, str]]] = {
    "losses": ("losses", losses, "Attrition: students chosen for each arm, and those left to compare", NOTHING),
    "balance": ("balance", balance,
                "Equal starts, before and after weighting; every fact is in the table balance (download it below)",
                NOTHING),
    "looks": ("looks", looks, "A second look, as a check of the model: students' own growth, weighted", NOTHING),
}  # fmt: skip
"""View → table, rows, caption, what is said if there are none."""
