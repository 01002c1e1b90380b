"""Tables about the cut score as a natural experiment: cuts, effects, what stands against them, and movement."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import pandas as pd

from mtss_analysis.effects.cutoff_looks import BANDWIDTH, CONTINUITY, DONUT, FALSE_CUT
from mtss_analysis.effects.discontinuity_result import WORDS
from mtss_analysis.reporting import effect_rows, rows
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.tabulate import WITHHELD

NO_CUT: Final = {
    "no_jump": "No cut: service has little to do with the score",
    "gradual": "No cut: the share served changes over a range of scores",
    "all_served": "No cut: everybody is served",
    "none_served": "No cut: nobody is served",
    "too_few": "Too few students to tell",
}
NOT_FITTED = "no estimate"


def cuts(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List schools that work by another cut than the written one, by none, or whose scores may have been moved."""
    moved = frame["found"] == "no_claim"
    frame = _sorted(frame[moved | frame["cut"].isna() | (frame["cut"] != 0)], labels)
    frame = frame.assign(
        school_id=frame["school_id"].map(labels.school), own=[_cut(*row) for row in _columns(frame, "status", "cut")],
        fits=[_range(*row) for row in _columns(frame, "cut_low", "cut_high")],
        served=[_range(*row) for row in _columns(frame, "served_side", "other_side", "cut")],
        suspected=(frame["found"] == "no_claim").map({True: "May have been moved", False: "Nothing found"}),
    )  # fmt: skip
    named = {"measure": "Measure", "school_id": "School", "students": "Students", "own": "Cut in force"}
    more = {"fits": "Fits about as well", "served": "Served below and above (percent)"}
    return rows.named(frame, named | more | {"suspected": "Scores beside the cut"})


def experiment(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List, before any effect, whom the cuts tell about and how small an effect would show."""
    frame = _sorted(frame, labels)
    frame = frame.assign(
        outcome=frame["outcome"].map(labels.measure),
        detectable=[_number(value) if told else _missing(n) for value, told, n in _columns(
            frame.assign(told=frame["detectable"].notna()), "detectable", "told", "n")],
        jump=[f"{value:.0f}" if pd.notna(value) else _missing(n) for value, n in _columns(frame, "jump", "n")],
    )  # fmt: skip
    named = {"measure": "Measure", "outcome": "Outcome", "schools": "Schools", "moved": "Left out"}
    more = {"n": "Students near the cut", "jump": "More served below it (percent points)"}
    return rows.named(frame, named | more | {"detectable": "Smallest effect that would show (SD)"})


def effects(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the effect of being served on students near the cut, and what may be said."""
    frame = _sorted(frame, labels)
    frame = frame.assign(
        points=_spans(frame, "effect", "effect_low", "effect_high"), g=_spans(frame, "g", "low", "high"),
        held=effect_rows.between(frame, "held_low", "held_high"), found=frame["found"].map(WORDS).fillna(WITHHELD),
        verdict=frame["verdict"].map(effect_rows.VERDICTS).fillna(WITHHELD),
    )  # fmt: skip
    named = {"measure": "Measure", "points": "Effect in points (95 % interval)", "g": "In SD (95 % interval)"}
    more = {"found": "What the cut shows", "held": "Sessions held (percent)"}
    return rows.named(frame, named | more | {"verdict": "Does the support work?"})


def reasons(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List why no more may be said."""
    frame = _sorted(frame, labels)
    frame = frame.assign(
        verdict=frame["verdict"].map(effect_rows.VERDICTS).fillna(WITHHELD), reason=frame["reason"].fillna(WITHHELD)
    )
    frame = frame.groupby(["verdict", "reason"], sort=False)["measure"].agg("; ".join).reset_index()
    return rows.named(frame, {"measure": "Measures", "verdict": "Does the support work?", "reason": "Why"})


def checks(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """Sum up the checks of each measure: what must not jump, and whether the estimate stays where it is."""
    if frame.empty:
        return frame
    told = [
        {"measure": measure, "domain": part["domain"].iloc[0]}
        | {heading: say(part[part["check"] == kind]) for kind, (heading, say) in KINDS.items()}
        for measure, part in frame.groupby("measure", sort=False)
    ]
    found = _sorted(pd.DataFrame(told), labels)
    return rows.named(found, {"measure": "Measure"} | {heading: heading for heading, _ in KINDS.values()})


def evidence(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """Show how each check of each measure came out, and what it may claim."""
    if frame.empty:
        return frame
    frame = _sorted(frame, labels).assign(said=lambda each: each["status"].str.capitalize())
    shown = frame[frame["check"] != "Design"]
    wide = shown.pivot_table(index="measure", columns="check", values="said", aggfunc="first", sort=False)
    claims = frame.drop_duplicates("measure").set_index("measure")
    levels = claims["essa"].map(lambda level: f"{level:.0f}" if level else "none")
    wide = wide.assign(**{"The design": claims["rating"].str.capitalize(), "ESSA level": levels})
    return wide.rename_axis(None, axis=1).rename_axis("Measure").reset_index()


def movement(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List how many left the risk band, and how many of them would have left it anyway."""
    frame = _sorted(frame[frame["moved"] == "left"], labels)
    frame = frame.assign(excess=_spans(frame, "excess", "low", "high", "z.0f"))
    named = {"measure": "Measure", "served": "Served students in the band", "percent": "Left it (percent)"}
    more = {"by_chance": "Expected by luck alone", "by_growth": "Expected by ordinary growth"}
    return rows.named(frame, named | more | {"excess": "More than expected (95 % interval)"})


def _must_not_jump(part: pd.DataFrame) -> str:
    if part.empty:
        return NOT_FITTED
    joint, worst = part["joint_p"].iloc[0], part.sort_values("p")["label"].iloc[0]
    p = f"{joint:.2f}" if joint >= 0.01 else "below 0.01"
    if part["jumps"].iloc[0] == "no":
        return f"Nothing found: {len(part)} looked at, corrected p {p}"
    return f"Something differs: {worst}, of {len(part)} looked at, corrected p {p}"


def _stays(part: pd.DataFrame) -> str:
    if part.empty:
        return NOT_FITTED
    return f"{part['estimate'].min():z.2f} to {part['estimate'].max():z.2f} points"


KINDS: Final[Mapping[str, tuple[str, Callable[[pd.DataFrame], str]]]] = {
    CONTINUITY: ("What was settled before", _must_not_jump),
    FALSE_CUT: ("False cuts", _must_not_jump),
    DONUT: ("Without those nearest", _stays),
    BANDWIDTH: ("Half to twice as far", _stays),
}
"""Kind of check → heading, and how it is put into words."""


def _cut(status: str, cut: float) -> str:
    if np.isnan(cut):
        return NO_CUT.get(status, NO_CUT["gradual"])
    return "As written" if cut == 0 else f"{abs(cut):g} points {'above' if cut > 0 else 'below'} the written one"


def _range(low: float, high: float, shown: float = 0.0) -> str:
    return "does not apply" if np.isnan([low, high, shown]).any() else f"{low:.0f} and {high:.0f}"


def _number(value: float) -> str:
    return f"{value:z.2f}"


def _missing(n: float) -> str:
    return WITHHELD if pd.isna(n) else NOT_FITTED


def _spans(frame: pd.DataFrame, value: str, low: str, high: str, form: str = "z.2f") -> list[str]:
    held = "served" if "served" in frame else "n"
    columns = _columns(frame, value, low, high, held)
    return [f"{v:{form}} ({a:{form}} to {b:{form}})" if pd.notna(v) else _missing(n) for v, a, b, n in columns]


def _columns(frame: pd.DataFrame, *names: str) -> zip:  # type: ignore[type-arg]
    return zip(*(frame[name] for name in names), strict=True)


def _sorted(frame: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    frame = rows.in_domain_order(frame.sort_values(["measure"], kind="stable"))
    return frame.assign(measure=frame["measure"].map(labels.measure))


NOTHING = "No measure can be looked at here."
SHOWN: Final[Mapping[str, tuple[str, Callable[..., pd.DataFrame], str, str]]] = {
    "cuts": ("schools", cuts, "Schools with another cut than the written one, or scores that may have been moved",
             "Every school serves by the written cut, and no sign of moved scores was found."),
    "experiment": ("effects", experiment, "Whom the cuts tell about, and how small an effect would show", NOTHING),
    "effects": ("effects", effects, "Effect of being served on students near the cut", NOTHING),
    "reasons": ("effects", reasons, "Why no more may be said", NOTHING),
    "checks": ("checks", checks, "What could undo it; every check stands in the table checks (download it below)",
               NOTHING),
    "evidence": ("evidence", evidence,
                 "What each estimate may claim; the reasons are in the table evidence (download it below)", NOTHING),
    "movement": ("movement", movement, "Who left the risk band, and who would have left it anyway",
                 "Nothing can be told of who left the risk band."),
}  # fmt: skip
"""View → table, rows, caption, what is said if there are none."""
