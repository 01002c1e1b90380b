"""How one student's scores before and after a change of support are compared."""

from typing import Literal

from mtss_analysis.params import Params, setting


class SingleCaseParams(Params):
    """How one student's scores before and after a change of support are compared."""

    file = "single_case"

    fewest: int = setting(
        "fewest scores in each of the two phases from which they are compared", unit="points",
        source="fewest of the What Works Clearinghouse (2010), with reservations", ge=2,
    )  # fmt: skip
    longest_gap: float = setting(
        "longest time from the last score before the change to the first one after it", unit="weeks",
        source="planning value: a holiday may lie between, a summer may not", gt=0,
    )  # fmt: skip
    tau_u: Literal["parker", "tarlow", "complete"] = setting(
        "which of the three statistics called Tau-U", source="tarlow stays within −1 and 1 and says its test"
    )
    coding: Literal["H-M", "W", "B&L-B"] = setting(
        "what the change of level of the piecewise line stands for",
        source="Huitema and McKean (2000): the jump at the first score of the new phase",
    )
    errors: Literal["independent", "ar1"] = setting(
        "errors of neighbouring scores in the piecewise line",
        source="with fewer than twenty scores their correlation is badly known",
    )
    weighting: Literal["equal", "pairs", "inverse_variance"] = setting(
        "weights of the cases in the mean of a change of support",
        source="equal: errors of nonoverlap near its ends are estimated too small",
    )
