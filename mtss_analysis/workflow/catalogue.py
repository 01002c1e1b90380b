"""The analyses of a run: one line each, from which the plan, the command line and the tests of completeness follow."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mtss_analysis.errors import ParamsError, did_you_mean
from mtss_analysis.vocabulary import Audience

if TYPE_CHECKING:
    from mtss_analysis.params import Params

Scope = Literal["district", "school"]
NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


@dataclass(frozen=True, slots=True)
class Analysis:
    """One analysis: a module, its settings and a notebook that shows it.

    Attributes
    ----------
    id
        Name of the notebook without its ending, such as ``"02_screening"``; it names the pages and tables.
    title
        The question the notebook answers, as in its heading.
    module
        Where the analysis is computed; imported once before the kernels start.
    settings
        Class of its settings, as ``"package.module:Class"``; empty if it has none.
    notebook
        The notebook's file.
    scopes
        Whether it is run for the whole district, for each school, or both.
    audiences
        Who gets a page.
    """

    id: str
    title: str
    module: str
    settings: str
    notebook: Path
    scopes: tuple[Scope, ...] = ("district", "school")
    audiences: tuple[Audience, ...] = (Audience.TEAM, Audience.PUBLIC)

    def settings_class(self) -> type[Params] | None:
        """Import and return the class of its settings."""
        module, _, name = self.settings.partition(":")
        found: type[Params] | None = getattr(importlib.import_module(module), name) if module else None
        return found


def _analysis(
    id: str,  # noqa: A002 (as the attribute)
    title: str,
    module: str,
    settings: str,
    scopes: tuple[Scope, ...] = ("district", "school"),
    audiences: tuple[Audience, ...] = (Audience.TEAM, Audience.PUBLIC),
) -> Analysis:
    module = f"mtss_analysis.{module}"
    return Analysis(id, title, module, f"{module}:{settings}", NOTEBOOKS / f"{id}.ipynb", scopes, audiences)


CATALOGUE: tuple[Analysis, ...] = (
    _analysis("01_check_data", "Can we trust the data we are about to use?", "checks", "ChecksParams"),
    _analysis(
        "02_screening",
        "Who may need more support, and did everyone get the chance to be seen?",
        "screening",
        "ScreeningParams",
    ),
    _analysis("03_growth", "Are students growing, how fast, and how sure are we?", "growth", "GrowthParams"),
    _analysis(
        "04_decisions",
        "What do the data advise for each plan, and how far can we trust the advice?",
        "decisions",
        "DecisionParams",
    ),
    _analysis("05_tier_movement", "Does support start, change and end when it should?", "tiers", "TiersParams"),
    _analysis(
        "06_fidelity",
        "Was support delivered as planned, and who is still without it?",
        "fidelity",
        "FidelityParams",
    ),
    _analysis(
        "07_single_case",
        "What changed for this student when support changed?",
        "effects.single_case",
        "SingleCaseParams",
        audiences=(Audience.TEAM,),
    ),
    _analysis(
        "08_group_effect",
        "Does an intervention work, or was it never delivered?",
        "effects.comparison",
        "ComparisonParams",
        scopes=("district",),
    ),
    _analysis(
        "09_cutoff_effect",
        "Did support help the students near the cut score?",
        "effects.regression_discontinuity",
        "CutoffParams",
        scopes=("district",),
    ),
    _analysis(
        "10_equity",
        "Who is identified, placed apart, removed and referred, and how far apart are the scores?",
        "equity",
        "EquityParams",
        scopes=("district",),
    ),
    _analysis(
        "11_early_warning",
        "Who may be slipping away, and what did we do about it?",
        "early_warning",
        "EarlyWarningParams",
    ),
    _analysis(
        "12_self_assessment",
        "Is the system in place, and what do we work on next?",
        "fidelity",
        "SelfAssessmentParams",
    ),
    _analysis(
        "13_transitions",
        "Does help follow the child to the next school and the next year?",
        "transitions",
        "TransitionsParams",
    ),
    _analysis(
        "14_screening_accuracy",
        "How well does our screening see who will need help?",
        "screening.accuracy",
        "AccuracyParams",
        scopes=("district",),
    ),
    _analysis(
        "15_service_given_need",
        "Given the same need, does every group get the same help?",
        "equity.service_given_need",
        "ServiceEquityParams",
        scopes=("district",),
    ),
    _analysis(
        "20_district_report",
        "What should the board know this year?",
        "board_report",
        "BoardReportParams",
        scopes=("district",),
    ),
    _analysis(
        "21_learning",
        "Did professional development reach practice?",
        "learning",
        "LearningParams",
        scopes=("district",),
        audiences=(Audience.TEAM,),
    ),
)


def choose(names: Iterable[str], catalogue: Sequence[Analysis] = CATALOGUE) -> tuple[Analysis, ...]:
    """Return the analyses called `names`, in the catalogue's order; all of them if no name is given.

    An analysis answers to its id (``02_screening``), to its number (``02``) and to its name (``screening``).

    Raises
    ------
    ParamsError
        There is no analysis of that name; the message names the nearest one.

    Examples
    --------
    >>> [analysis.id for analysis in choose(["growth", "02"])]
    ['02_screening', '03_growth']
    """
    known = {name: analysis for analysis in catalogue for name in (*analysis.id.split("_", 1), analysis.id)}
    wanted = list(names)
    for name in wanted:
        if name not in known:
            raise ParamsError(
                f'There is no analysis "{name}".{did_you_mean(name, known)} '
                f"`mtss list` shows them all: {', '.join(analysis.id for analysis in catalogue)}."
            )
    chosen = {known[name].id for name in wanted}
    return tuple(analysis for analysis in catalogue if not wanted or analysis.id in chosen)
