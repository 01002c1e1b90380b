"""Tables beside effects, in words: losses, equal starts, the second look."""

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from mtss_analysis.effects import equal_starts
from mtss_analysis.effects.comparison_plan import NOT_PLANNED
from mtss_analysis.reporting import rows
from mtss_analysis.reporting.labels import Labels

UNKNOWN = "not on file"
NOT_WEIGHTED = "not weighted"
NO_EARLIER = "no earlier year"
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
    alone = (frame["level"] == "unknown").map({True: UNKNOWN, False: "does not apply"})
    joined = written(frame["joined"], "{:.0f}", UNKNOWN)
    frame = frame.assign(
        measure=frame["measure"].map(labels.measure), one=_kept(frame, "served"), other=_kept(frame, "comparison"),
        lost=_lost(frame), joined=joined.where(joined != UNKNOWN, alone),
    )  # fmt: skip
    columns = {"measure": "Measure", "intervention": "Intervention", "one": "Served: compared of chosen"}
    more = {"other": "Comparison: compared of chosen"}
    rest = {"lost": "Lost; difference between groups (allowed: cautious or optimistic)", "joined": "Joined later"}
    return rows.named(frame, columns | more | rest | {"said": "What it means"})


def _lost(frame: pd.DataFrame) -> list[str]:
    numbers = zip(frame["overall"], frame["differential"], frame["cautious"], frame["optimistic"], strict=True)
    return [
        f"{lost:.1f} %; {apart:.1f} points ({low:.1f} or {high:.1f})" if pd.notna(lost) else UNKNOWN
        for lost, apart, low, high in numbers
    ]


def _kept(frame: pd.DataFrame, arm: str) -> list[str]:
    pairs = (written(frame[f"{name}_{arm}"], "{:,.0f}", UNKNOWN) for name in ("kept", "assigned"))
    said = {UNKNOWN: f"; chosen: {UNKNOWN}"}
    return [
        kept if kept == UNKNOWN else kept + said.get(chosen, f" of {chosen}")
        for kept, chosen in zip(*pairs, strict=True)
    ]


def written(values: "pd.Series[float]", style: str, missing: str) -> "pd.Series[str]":
    """Write numbers, and a word where there is none.

    >>> written(pd.Series([1.25, None]), "{:.1f}", "no data").tolist()
    ['1.2', 'no data']
    """
    told = [style.format(value) if pd.notna(value) else missing for value in values]
    return pd.Series(told, values.index, dtype="str")


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
        "start": f"{ends['before']}; weighted {ends['after']}" if weighted else ends["before"],
        "before": _named(part, "before", labels), "after": _named(part, "after", labels),
        "far_before": f"{(part['before_says'] == 'too_far').sum():.0f} of {known:.0f}",
        "far_after": f"{(part['after_says'] == 'too_far').sum():.0f} of {weighted:.0f}" if weighted else NOT_WEIGHTED,
    }  # fmt: skip


def _number(value: float) -> str:
    return f"{value:z.2f}" if pd.notna(value) else "no pretest"


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


def doses(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List what goes with a tenth more of the sessions, with unlogged ones as missed and as received."""
    frame = ordered(frame)
    frame = frame.assign(
        domain=frame["domain"].map(labels.word),
        mean=[f"{a:.0f} to {b:.0f}" if pd.notna(a) else "no data"
              for a, b in zip(frame["mean_missed"], frame["mean_received"], strict=True)],
        missed=span(frame, "slope_missed", "low_missed", "high_missed"),
        received=span(frame, "slope_received", "low_received", "high_received"),
    )  # fmt: skip
    columns = {
        "domain": "Domain",
        "intervention": "Intervention",
        "n": "Students",
        "mean": "Sessions attended (percent)",
    }
    more = {"missed": "SD a tenth more, unlogged as missed", "received": "SD a tenth more, unlogged as attended"}
    return rows.named(frame, columns | more | {"said": "What it shows"})


def rollout(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the average change since schools began, and that of the year before."""
    frame = ordered(frame)
    before = frame[frame["event"] == -1].set_index("intervention")
    whole = frame[frame["event"].isna()]
    early = before.reindex(whole["intervention"])
    whole = whole.assign(
        domain=whole["domain"].map(labels.word), since=span(whole, "estimate", "low", "high"),
        before=[NO_EARLIER if value == "not estimated" else value for value in span(early, "estimate", "low", "high")],
        said=whole["said"].replace("", "Nothing stands out."),
    )  # fmt: skip
    columns = {"domain": "Domain", "intervention": "Intervention", "began": "Began in", "schools": "Schools"}
    more = {
        "never": "Schools without",
        "before": "Change the year before, SD",
        "since": "Change since, SD (95 % interval)",
    }
    return rows.named(whole, columns | more | {"said": "Mind"})


def departures(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List everything done otherwise than planned beforehand; then what no study plans, measures together."""
    frame = frame.assign(measure=frame["measure"].map(labels.measure))
    other = frame["what"] == NOT_PLANNED
    keys = [name for name in frame if name != "measure"]
    frame = pd.concat([frame[~other], frame[other].groupby(keys, sort=False)["measure"].agg("; ".join).reset_index()])
    frame = frame.assign(
        what=frame["what"].str.replace("_", " ").str.capitalize(),
        was_planned=frame["was_planned"].str.replace("_", " "), was_done=frame["was_done"].str.replace("_", " "),
    )  # fmt: skip
    columns = {"intervention": "Intervention", "measure": "Measure", "written_on": "Plan of", "what": "What"}
    return rows.named(frame, columns | {"was_planned": "As planned", "was_done": "As done"})


def span(frame: pd.DataFrame, value: str, low: str, high: str) -> list[str]:
    """Write values with their intervals."""
    ends = zip(frame[value], frame[low], frame[high], strict=True)
    return [f"{v:z.2f} ({a:z.2f} to {b:z.2f})" if pd.notna(v) else "not estimated" for v, a, b in ends]


CHECKS: Final[Mapping[str, tuple[str, Callable[..., pd.DataFrame], str, str]]] = {
    "losses": ("losses", losses, "Attrition: students chosen for each arm, and those left to compare", NOTHING),
    "balance": ("balance", balance,
                "Equal starts, before and after weighting; every fact is in the table balance (download it below)",
                NOTHING),
    "doses": ("doses", doses, "Growth and the share of planned sessions that a student attended",
              "No session is logged for students whose growth is known."),
    "rollout": ("rollout", rollout, "Schools that began an intervention later, against schools that never did",
                "No roll-out over schools can be followed; if plans are on file, the limits below say why."),
    "departures": ("departures", departures, "The plan written down beforehand, and what was done otherwise",
                   "No plan was written down beforehand (analysis_plan.yml beside the data)."),
    "looks": ("looks", looks, "A second look, as a check of the model: students' own growth, weighted", NOTHING),
}  # fmt: skip
"""View → table, rows, caption, what is said if there are none."""
