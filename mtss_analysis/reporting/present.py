"""Pages: what a notebook shows of a result, to the team or to the public.

A notebook makes one page and asks it for its parts. The public page is made from a
:class:`~mtss_analysis.privacy.Released` result and from nothing else, so nothing exact can
reach it; parts that speak of single students say that the team alone sees them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mtss_analysis import privacy
from mtss_analysis.errors import DataError, ParamsError, did_you_mean
from mtss_analysis.intake import Dataset
from mtss_analysis.params import DistrictParams, Layers, MeasuresParams
from mtss_analysis.privacy import PrivacyParams, Released
from mtss_analysis.reporting import draw, export, narrate, tabulate
from mtss_analysis.reporting.labels import WHOLE_DISTRICT, Labels
from mtss_analysis.reporting.views import VIEWS
from mtss_analysis.results import Caution, Result, ResultTable
from mtss_analysis.vocabulary import TOTAL, Audience

TEAM_ONLY = (
    "This part speaks of single students, or of groups that were not checked for publication. The team sees it on its "
    "own machine; it is not published."
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One part of a page; Jupyter shows its HTML."""

    html: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return f"<part of a page, {len(self.html)} characters of HTML>"


def together(*parts: Shown) -> Shown:
    """Show several parts of a page below each other; what would be said twice is said once."""
    return Shown("".join(dict.fromkeys(part.html for part in parts)))


@dataclass(frozen=True, slots=True)
class Page:
    """One result for one audience and one place.

    Attributes
    ----------
    result
        The exact result on a team page; the released one on a public page.
    tables
        The tables the page may show: of a school, its rows and the district's totals beside them.
    left_out
        What was left out of the data before the analysis, as shares.
    labels
        The district's words.
    audience, school
        Who reads it; a school, or "All".
    """

    result: Result | Released
    tables: Mapping[str, ResultTable]
    labels: Labels
    audience: Audience
    school: str
    left_out: tuple[Caution, ...] = ()

    def headline(self) -> Shown:
        """Show the answer in one sentence and what it means."""
        summary = (
            self.result.summary() if self.school == TOTAL else _summary_of(self.result, _cut(self.tables, self.school))
        )
        return Shown(narrate.headline(summary, self.audience, self.labels.school(self.school), self.labels))

    def figure(self, name: str, **options: str) -> Shown:
        """Show one figure with its text and numbers, or one sentence why there is none."""
        try:
            drawing = draw.figure(self.result.analysis, name, self.tables, self.labels, self.school, **options)
        except draw.NothingToDraw as reason:
            return Shown(narrate.note(str(reason)))
        except KeyError:
            return Shown(narrate.team_only(TEAM_ONLY))
        return Shown(drawing.html())

    def table(self, name: str, **options: str) -> Shown:
        """Show one table, or one sentence why there is none."""
        view = VIEWS[self.result.analysis][name]
        if view.table not in self.tables:
            return Shown(narrate.team_only(TEAM_ONLY))
        frame, caption = view.pick(self.tables[view.table].frame, self.labels, self.school, **options)
        if frame.empty:
            return Shown(narrate.note(view.empty))
        if self.school != TOTAL and "school_id" not in self.tables[view.table].frame:
            caption = f"{caption}: {WHOLE_DISTRICT}"
        return Shown(tabulate.table(frame, caption, view.decimals))

    def cautions(self, *, rights: bool = False) -> Shown:
        """Show the limits of the result and, where the page advises, a family's right to ask for an evaluation."""
        notice = narrate.rights() if rights else ""
        data = (replace(caution, school=TOTAL) for caution in self.left_out)
        return Shown(
            notice + narrate.cautions(map(self._placed, (*filter(self._concerns, self.result.cautions), *data)))
        )

    def _concerns(self, caution: Caution) -> bool:
        """Tell whether the page shows a caution: a school's page what holds there; the public's never another's."""
        if self.school == TOTAL:
            return True
        return caution.school in {"", TOTAL if self.audience is Audience.PUBLIC else self.school}

    def _placed(self, caution: Caution) -> Caution:
        """Put labels for codes and the place first, unless it holds everywhere or the page is the district's own."""
        if caution.school in {"", TOTAL}:
            named = f"In {WHOLE_DISTRICT}" if caution.school and self.school != TOTAL else ""
        else:
            named = self.labels.school(caution.school)
        said = self.labels.said(caution.sentence)
        return replace(caution, sentence=f"{named}: {said}" if named else said)

    def save(self, folder: str) -> Shown:
        """Write the page's tables into `folder` (nothing if it is empty) and show where the numbers come from."""
        if folder:
            place = "district" if self.school == TOTAL else self.school
            tables = self.tables if self.school == TOTAL else _own(self.tables, self.school)
            export.write(tables, Path(folder), f"{place}__{self.result.analysis}")
        return Shown(narrate.provenance(self.result.provenance, self.labels.district.rules))


def page(result: Result, dataset: Dataset, settings: Layers, *, audience: str, school: str = "") -> Page:
    """Make the page of a result: released first if it is public, then cut to one school.

    Parameters
    ----------
    result
        Computed on the whole district, so that what a school page withholds is decided with
        all schools in view.
    dataset, settings
        Where the names of schools, groups and measures come from.
    audience
        "team" or "public".
    school
        A school_id, or empty for the whole district.

    Raises
    ------
    ParamsError
        The audience is neither team nor public.
    DataError
        The district has no such school.
    PrivacyError
        The result cannot be released.
    """
    labels, reader = labelled(dataset, settings, audience, school)
    shown: Any = privacy.release(result, settings.load(PrivacyParams)) if reader is Audience.PUBLIC else result
    place = school or TOTAL
    tables = _cut(shown.tables, place, TOTAL) if school else dict(shown.tables)
    return Page(shown, tables, labels, reader, place, dataset.cautions)


def labelled(dataset: Dataset, settings: Layers, audience: str, school: str = "") -> tuple[Labels, Audience]:
    """Return the district's words and who reads, or say what is wrong with `audience` or `school`.

    Raises
    ------
    ParamsError
        The audience is neither team nor public.
    DataError
        The district has no such school.
    """
    if audience not in set(Audience):
        raise ParamsError(f'audience is "{audience}"; it must be "team" or "public".{did_you_mean(audience, Audience)}')
    names = _school_names(dataset)
    if school and school not in names:
        raise DataError(f'The schools table has no school "{school}".{did_you_mean(school, names)}')
    labels = Labels(settings.load(DistrictParams), settings.load(MeasuresParams), names)
    return labels, Audience(audience)


def _school_names(dataset: Dataset) -> dict[str, str]:
    schools = dataset.table("schools")
    return dict(zip(schools["school_id"], schools["name"], strict=True))


def _cut(tables: Mapping[str, ResultTable], *schools: str) -> dict[str, ResultTable]:
    """Keep the rows of some schools, and all rows of tables that know no school."""
    return {
        name: table.with_frame(table.frame[table.frame["school_id"].isin(schools)])
        if "school_id" in table.frame
        else table
        for name, table in tables.items()
    }


def _own(tables: Mapping[str, ResultTable], school: str) -> dict[str, ResultTable]:
    """Keep what is a school's own: its rows of the tables that know schools; the others are the district's to save."""
    placed = {name: table for name, table in tables.items() if "school_id" in table.frame}
    return _cut(placed, school)


def _summary_of(result: Result | Released, tables: Mapping[str, ResultTable]) -> Any:  # noqa: ANN401
    """Say a school's rows in the words of the whole: its rows stand as the total."""
    kind = result.kind if isinstance(result, Released) else type(result)
    renamed = {
        name: table.with_frame(table.frame.assign(school_id=TOTAL)) if "school_id" in table.frame else table
        for name, table in tables.items()
    }
    return kind.summarize(renamed)
