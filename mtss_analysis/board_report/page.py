"""The page of the report, for the team from exact results and for the public from released ones only."""

from collections.abc import Mapping
from dataclasses import dataclass

from mtss_analysis import privacy
from mtss_analysis.board_report import memo, schools
from mtss_analysis.board_report.answers import Material
from mtss_analysis.board_report.result import DistrictReport, tables
from mtss_analysis.board_report.sections import SECTIONS
from mtss_analysis.board_report.sections.wording import last_window
from mtss_analysis.board_report.settings import BoardReportParams
from mtss_analysis.intake import Dataset
from mtss_analysis.params import Layers
from mtss_analysis.privacy import PrivacyParams, Released
from mtss_analysis.reporting import present
from mtss_analysis.results import Caution, Provenance, Result
from mtss_analysis.screening import ScreeningParams
from mtss_analysis.vocabulary import TOTAL, Audience, Season

CAUTIONS = (
    Caution(
        "no_new_numbers",
        "all",
        "This report computes nothing. If a number here looks wrong, it is wrong on its own page; mend it there.",
    ),
    Caution(
        "ranges_part",
        "all",
        "A change is called clear only where the two ranges do not meet. Some true changes are too small to pass.",
    ),
    Caution(
        "averages",
        "all",
        "These numbers are of all students together. A good average can hide a grade, a group or a school that is not "
        "well served.",
    ),
)


@dataclass(frozen=True, slots=True)
class BoardPage(present.Page):
    """The parts of the report's page.

    Attributes
    ----------
    material
        What it is written from.
    """

    material: Material | None = None

    def memo(self) -> present.Shown:
        """Show the two sheets for the board: answers, questions to ask, what cannot be told."""
        assert isinstance(self.result, DistrictReport)
        assert self.material is not None
        return present.Shown(memo.written(self.result.answers, self.material, self.audience))

    def appendix(self) -> present.Shown:
        """Show every number of the sheets with the page it stands on, beginning a new sheet of paper."""
        return present.Shown(f'<div class="mtss-board-appendix">{self.table("numbers").html}</div>')

    def schools(self) -> present.Shown:
        """Show, to the team, what to ask in which school, by name and in no other order."""
        assert self.material is not None
        return schools.questions(self.material, self.audience)


def page(
    results: Mapping[str, Result], dataset: Dataset, settings: Layers, *, audience: str, school: str = ""
) -> BoardPage:  # fmt: skip
    """Write the report from the results of its pages.

    Parameters
    ----------
    results
        From :func:`mtss_analysis.board_report.gather`; pages that are missing are told as such.
    dataset, settings
        Where the names of schools, groups and measures come from.
    audience
        "team" or "public"; for the public every result is released before anything is read from it.
    school
        Empty: the report is the district's.

    Raises
    ------
    ParamsError
        The audience is neither team nor public.
    PrivacyError
        A result cannot be released.
    """
    labels, reader = present.labelled(dataset, settings, audience, school)
    found: Mapping[str, Result | Released] = results
    if reader is Audience.PUBLIC:
        policy = settings.load(PrivacyParams)
        found = {name: privacy.release(result, policy) for name, result in results.items()}
    bars = settings.load(BoardReportParams)
    window = _window(found)
    material = Material(found, labels, bars, settings.load(ScreeningParams), _midyear(bars, window[1]), window)
    answers = tuple(answer(material) for answer in SECTIONS)
    made = DistrictReport(
        params=bars, answers=answers, tables=tables(answers), cautions=CAUTIONS, provenance=_provenance(results, bars)
    )
    return BoardPage(made, made.tables, labels, reader, TOTAL, (), material)


def _window(found: Mapping[str, Result | Released]) -> tuple[str, str]:
    tiers = found["02_screening"].tables["tiers"].frame if "02_screening" in found else None
    return ("", "") if tiers is None else last_window(tiers[tiers["school_id"] == TOTAL])


def _midyear(bars: BoardReportParams, season: str) -> bool:
    """Tell whether it is the memo: by the settings, or because spring screening is not in."""
    return bars.kind == "midyear" or (bars.kind == "by_season" and season in {Season.FALL, Season.WINTER})


def _provenance(results: Mapping[str, Result], bars: BoardReportParams) -> Provenance:
    first = next(iter(results.values())).provenance
    return Provenance(first.data, bars.fingerprint(), first.version)
