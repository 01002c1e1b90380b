"""The evidence memo of the cut score: what an estimate at a cut may claim."""

from collections.abc import Hashable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from mtss_analysis.effects import cutoff_looks, evidence
from mtss_analysis.effects.cutoff_settings import CutoffParams
from mtss_analysis.effects.study import Design, Study
from mtss_analysis.fidelity import Given


def memo(
    row: dict[str, Any], sides: tuple[int, int], given: Given, checks: pd.DataFrame, complete: bool,
    params: CutoffParams,
) -> Iterator[dict[str, object]]:  # fmt: skip
    """Yield a row for each check of one measure; none where nothing was estimated.

    Parameters
    ----------
    row
        The measure's row of the table effects.
    sides
        Students near the cut on its two sides.
    given
        Sessions of those who were served.
    checks
        The measure's rows of the table checks.
    complete
        Every student has an outcome.
    """
    if np.isnan(row["effect"]):
        return
    found = evidence.memo(_study(row, sides, given, checks, complete, params))
    overall = {"rating": str(found.rating), "essa": found.essa, "essa_reason": found.essa_reason}
    for check in found.checks:
        if check.status is not evidence.Status.NOT_APPLICABLE:
            yield overall | {"check": check.name, "status": str(check.status), "why": check.reason}


def _study(
    row: dict[str, Any], sides: tuple[int, int], given: Given, checks: pd.DataFrame, complete: bool,
    params: CutoffParams,
) -> Study:  # fmt: skip
    claimed = row["found"] != "no_claim"
    return Study(
        intervention="", outcome=str(row["outcome"]), domain="", design=Design.DISCONTINUITY, served=sides[0],
        comparison=sides[1], units=sides, sites=int(row["schools"] - row["moved"]), estimate=row["g"],
        low=row["low"] if claimed else np.nan, high=row["high"] if claimed else np.nan, scale="SD",
        delivery=given.delivery, adjusted=True, checks=_of_design(row, checks, complete, params),
    )  # fmt: skip


def _of_design(
    row: dict[str, Any], checks: pd.DataFrame, complete: bool, params: CutoffParams
) -> dict[str, bool | None]:
    """Return what the handbook asks of a regression discontinuity, and whether it holds."""
    moved = row["found"] == "no_claim"
    tested = np.isfinite([row["density_p"], row["heap_p"]]).any()
    kinds = {str(kind): part for kind, part in checks.groupby("check")} if len(checks) else {}
    continuity = kinds.get(cutoff_looks.CONTINUITY)
    outcome = None if continuity is None else continuity[continuity["label"] == cutoff_looks.HAS_OUTCOME]
    return {
        "Scores were not moved": False if moved else True if tested else None,
        "Having a later score does not jump": complete or _kept(outcome, "p", params.false_cut_alpha),
        "Nothing else jumps at the cut": _kept(continuity, "joint_p", params.false_cut_alpha),
        "No jump at false cuts": _kept(kinds.get(cutoff_looks.FALSE_CUT), "joint_p", params.false_cut_alpha),
        "The cut decides who is served": bool(row["jump"] >= 100 * params.weakest_jump),
    }


def _kept(part: pd.DataFrame | None, column: Hashable, alpha: float) -> bool | None:
    """Whether no p-value is below alpha; None where nothing could be looked at."""
    return None if part is None or part.empty else bool((part[column] >= alpha).all())
