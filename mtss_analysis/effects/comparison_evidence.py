"""The evidence memo of a group comparison: how alike students were at the start, and what may be claimed."""

from collections.abc import Callable, Hashable, Iterator
from typing import Any

import pandas as pd

from mtss_analysis.effects import evidence
from mtss_analysis.effects.growth_contrast import KEYS
from mtss_analysis.effects.study import Design, Study
from mtss_analysis.vocabulary import Delivery

PRETEST = "score at the start of support"


def memos(
    judged: pd.DataFrame, delivery: "pd.Series[str]", planned: Callable[[str, str], tuple[bool, str]]
) -> pd.DataFrame:
    """Judge every effect; one row for each check.

    `delivery` is that of each intervention, indexed by domain and name; `planned` says of intervention and measure
    whether it was done as planned beforehand, and why.
    """
    rows = judged[judged["effect"].notna()]
    given = [Delivery(delivery[pair]) for pair in zip(rows["domain"], rows["intervention"], strict=True)]
    told = [
        row
        for each, how in zip(rows.to_dict("records"), given, strict=True)
        for row in _checks(each, how, planned(str(each["intervention"]), str(each["measure"])))
    ]
    return pd.DataFrame(told)


def _checks(row: dict[Hashable, Any], delivery: Delivery, planned: tuple[bool, str]) -> Iterator[dict[str, object]]:
    place = {name: row[name] for name in (*KEYS, "intervention")}
    found = evidence.memo(_study(row, delivery, planned))
    overall = {"rating": str(found.rating), "essa": found.essa, "essa_reason": found.essa_reason}
    for check in found.checks:
        if check.status is not evidence.Status.NOT_APPLICABLE:
            yield place | overall | {"check": check.name, "status": str(check.status), "why": check.reason}


def _study(row: dict[Hashable, Any], delivery: Delivery, planned: tuple[bool, str]) -> Study:
    served, comparison = int(row["served"]), int(row["comparison"])
    return Study(
        intervention=row["intervention"], outcome=row["measure"], domain=row["domain"], design=Design.COMPARISON,
        served=served, comparison=comparison, units=(served, comparison), sites=int(row["schools"]),
        estimate=float(row["g"]), low=float(row["g_low"]), high=float(row["g_high"]), scale="SD", delivery=delivery,
        baseline={PRETEST: float(row["start"])} if pd.notna(row["start"]) else {}, adjusted=True,
        as_planned=planned[0], plan_said=planned[1],
    )  # fmt: skip
