"""Tables about whether support works: delivery, effects, verdicts and evidence, in words."""

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from mtss_analysis.reporting import effect_checks, rows
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.tabulate import WITHHELD
from mtss_analysis.vocabulary import TOTAL, Delivery, Effectiveness

VERDICTS: Final = {
    str(Effectiveness.WORKING): "Delivered and working",
    str(Effectiveness.NOT_WORKING): "Delivered and not working",
    str(Effectiveness.NOT_DELIVERED): "Not delivered",
    str(Effectiveness.CANNOT_TELL): "Cannot tell",
}
DELIVERED: Final = {
    str(Delivery.DELIVERED): "Delivered as designed",
    str(Delivery.HELD): "Held; how, is not established",
    str(Delivery.NOT_AS_DESIGNED): "Held, not as designed",
    str(Delivery.NOT_DELIVERED): "Not delivered",
    str(Delivery.UNKNOWN): "Not established",
}
NOT_COMPARED = "not compared"


def delivery(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List what was held of each intervention, at least and at most."""
    frame = effect_checks.ordered(frame[frame["school_id"] == TOTAL])
    frame = frame.assign(
        domain=frame["domain"].map(labels.word), held=between(frame, "held_low", "held_high"),
        delivery=frame["delivery"].map(DELIVERED), seen=between(frame, "adherence_low", "adherence_high"),
    )  # fmt: skip
    columns = {"domain": "Domain", "intervention": "Intervention", "n": "Students", "planned": "Planned sessions"}
    more = {"held": "Held (percent)", "seen": "Adherence as observed (percent, interval)", "delivery": "Delivery"}
    return rows.named(frame, columns | more)


def unsettled(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List schools in which an intervention was not delivered, or nobody can tell."""
    known = frame["delivery"].isin([str(Delivery.DELIVERED), str(Delivery.HELD)])
    frame = effect_checks.ordered(frame[(frame["school_id"] != TOTAL) & ~known])
    frame = frame.assign(
        school_id=frame["school_id"].map(labels.school), held=between(frame, "held_low", "held_high"),
        delivery=frame["delivery"].map(DELIVERED),
    ).sort_values(["school_id", "intervention"], kind="stable")  # fmt: skip
    columns = {"school_id": "School", "intervention": "Intervention", "n": "Students", "planned": "Planned sessions"}
    return rows.named(frame, columns | {"held": "Held (percent)", "unlogged": "Not logged (percent)"})


def detectable(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List, before any effect, how small an effect these data could have shown."""
    frame = effect_checks.ordered(frame[frame["comparison"].fillna(0) > 0])
    frame = frame.assign(
        measure=frame["measure"].map(labels.measure), against=frame["against"].str.capitalize(),
        start=frame["start"].round(2) + 0.0,
    )  # fmt: skip
    columns = {"measure": "Measure", "intervention": "Intervention", "served": "Students", "against": "Compared with"}
    more = {"comparison": "Their number, once for each intervention", "start": "Head start (SD)"}
    return rows.named(frame, columns | more | {"detectable": "Smallest effect that would show (SD)"})


def effects(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List effects with their intervals, in spreads of students' scores, and what may be said."""
    frame = effect_checks.ordered(frame)
    frame = frame.assign(
        measure=frame["measure"].map(labels.measure),
        effect=spans(frame, "effect", "low", "high"), g=spans(frame, "g", "g_low", "g_high"),
        chance=[NOT_COMPARED if pd.isna(value) else f"{100 * value:.0f} %" for value in frame["chance"]],
        verdict=frame["verdict"].map(VERDICTS).fillna(WITHHELD),
    )  # fmt: skip
    columns = {"measure": "Measure", "intervention": "Intervention", "effect": "More growth a week (95 % interval)"}
    more = {"g": "Effect size, SD (95 % interval)", "chance": "Chance that it is worthwhile"}
    return rows.named(frame, columns | more | {"verdict": "What may be said"})


def reasons(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List why no more may be said, measures of the same answer together."""
    frame = effect_checks.ordered(frame)
    frame = frame.assign(
        measure=frame["measure"].map(labels.measure), verdict=frame["verdict"].map(VERDICTS).fillna(WITHHELD),
        reason=frame["reason"].fillna(WITHHELD),
    )  # fmt: skip
    keys = ["intervention", "verdict", "reason"]
    frame = frame.groupby(keys, sort=False)["measure"].agg("; ".join).reset_index()
    columns = {"intervention": "Intervention", "measure": "Measures", "verdict": "What may be said"}
    return rows.named(frame, columns | {"reason": "Why"})


def trials(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """List the difference of every comparison that the district names, told in each way."""
    frame = frame.assign(
        measure=frame["measure"].map(labels.measure), told_as=frame["told_as"].str.capitalize(),
        difference=spans(frame, "estimate", "low", "high"), unit=frame["unit"].replace("score", "points of the test"),
        se=effect_checks.written(frame["se"], "{:.3f}", WITHHELD),
        least=effect_checks.written(frame["detectable"], "{:.2f}", WITHHELD),
        improvement=effect_checks.written(frame["improvement"], "{:.1f}", "does not apply"),
        both=[WITHHELD if pd.isna(a) else f"{a:,.0f} and {b:,.0f}"
              for a, b in zip(frame["served"], frame["comparison"], strict=True)],
    )  # fmt: skip
    columns = {"trial": "Comparison", "measure": "Measure", "told_as": "Told as", "both": "Students in each group"}
    more = {"difference": "Difference (95 % interval)", "unit": "In", "se": "Standard error"}
    more |= {"least": "Smallest that would show"}
    return rows.named(frame, columns | more | {"improvement": "Improvement index"})


def evidence(frame: pd.DataFrame, labels: Labels, school: str) -> pd.DataFrame:
    """Show how each check of each effect came out, one row an effect, and what it may claim."""
    if frame.empty:
        return frame
    frame = effect_checks.ordered(frame)
    frame = frame.assign(
        Intervention=frame["intervention"], Measure=frame["measure"].map(labels.measure),
        said=frame["status"].str.capitalize(),
    )  # fmt: skip
    names = ["Intervention", "Measure"]
    wide = frame[frame["check"] != "Design"].pivot_table(
        index=names, columns="check", values="said", aggfunc="first", sort=False
    )
    claims = frame.drop_duplicates(names).set_index(names)
    levels = claims["essa"].map(lambda level: f"{level:.0f}" if level else "none")
    wide = wide.fillna("Does not apply").assign(
        **{"The design": claims["rating"].str.capitalize(), "ESSA level": levels}
    )
    return wide.reset_index().rename_axis(None, axis=1)


def spans(frame: pd.DataFrame, value: str, low: str, high: str) -> list[str]:
    """Write values with their intervals, or why there is none."""
    held = frame["served"].isna()
    ends = zip(frame[value], frame[low], frame[high], held, strict=True)
    missing = {True: WITHHELD, False: NOT_COMPARED}
    return [f"{v:z.2f} ({a:z.2f} to {b:z.2f})" if pd.notna(v) else missing[bool(h)] for v, a, b, h in ends]


def between(frame: pd.DataFrame, low: str, high: str) -> list[str]:
    """Write two bounds of a percent; one number where they agree, no data where nothing is planned."""
    ends = zip(frame[low].round(), frame[high].round(), strict=True)
    return ["no data" if pd.isna(a) else f"{a:.0f}" if a == b else f"{a:.0f} to {b:.0f}" for a, b in ends]


COMPARISON: Final[Mapping[str, tuple[str, Callable[..., pd.DataFrame], str, str]]] = {
    **effect_checks.CHECKS,
    "delivery": ("delivery", delivery, "What was held of the planned sessions", "No session is planned."),
    "unsettled": ("delivery", unsettled, "Schools in which delivery is not established",
                  "No school is left in which support was planned and delivery is not established."),
    "detectable": ("effects", detectable, "How small an effect these data could have shown",
                   "No interventions given by plans can be compared; what a trial could have shown stands with it."),
    "effects": ("effects", effects, "Effects, and what may be said", effect_checks.NOTHING),
    "reasons": ("effects", reasons, "Why no more may be said", effect_checks.NOTHING),
    "trials": ("trials", trials, "Comparisons that the district names itself",
               "The district names no comparison of its own in comparison.yml."),
    "evidence": ("evidence", evidence,
                 "What each effect may claim; the reasons are in the table evidence (download it below)",
                 effect_checks.NOTHING),
}  # fmt: skip
"""View → table, rows, caption, what is said if there are none."""
