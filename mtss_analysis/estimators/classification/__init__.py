"""How well a screening score tells who will need help: areas, cuts, calibration, planning, second stages.

The direction of a score is always said (`higher_is_risk`), never guessed. A student is flagged with a score strictly on
the risk side of a cut. What cannot be told is NaN, with a code of `REASONS` in `why`.
"""

from mtss_analysis.estimators.classification.area import Auc, PairedAuc, auc, compare
from mtss_analysis.estimators.classification.at_cut import (
    AtCut,
    PredictiveValues,
    classify,
    from_counts,
    predictive_values,
)
from mtss_analysis.estimators.classification.calibration import Calibration, Logistic, calibrate, logistic
from mtss_analysis.estimators.classification.curve import (
    RULES,
    ChosenCut,
    Curve,
    Rule,
    Seated,
    choose,
    curve,
    seat,
)
from mtss_analysis.estimators.classification.gated import Gated, gate
from mtss_analysis.estimators.classification.optimism import Corrected, corrected
from mtss_analysis.estimators.classification.planning import Planned, planned
from mtss_analysis.estimators.classification.scored import REASONS, Ranged

__all__ = [
    "REASONS",
    "RULES",
    "AtCut",
    "Auc",
    "Calibration",
    "ChosenCut",
    "Corrected",
    "Curve",
    "Gated",
    "Logistic",
    "PairedAuc",
    "Planned",
    "PredictiveValues",
    "Ranged",
    "Rule",
    "Seated",
    "auc",
    "calibrate",
    "choose",
    "classify",
    "compare",
    "corrected",
    "curve",
    "from_counts",
    "gate",
    "logistic",
    "planned",
    "predictive_values",
    "seat",
]
