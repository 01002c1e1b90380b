"""Letters to families, written beside the team's pages, with the coordinator's list of what is due."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mtss_analysis import params
from mtss_analysis.errors import DataError, ParamsError, did_you_mean
from mtss_analysis.workflow import private_pages
from mtss_analysis.workflow.destination import LETTERS, output_folder
from mtss_analysis.workflow.plan import folder_name

if TYPE_CHECKING:
    from mtss_analysis.families import Chosen, NotWritten, Records
    from mtss_analysis.families.listing import Link
    from mtss_analysis.reporting.labels import Labels


@dataclass(frozen=True, slots=True)
class Asked:
    """Which letters are asked for: of a school or student, of one kind, in one language; "" means any.

    `due` asks for the list alone.
    """

    day: str = ""
    school: str = ""
    student: str = ""
    kind: str = ""
    language: str = ""
    due: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """Files that were written, the list among them ("" of a single student), and the sentence that sums up."""

    letters: list[Path]
    listed: Path | None
    said: str


def write(data: Path, out: Path | None, extra: str | Path | None, asked: Asked) -> Made:
    """Write letters into ``OUT/team/letters``, each whole or not at all, and the list of what is due.

    Without a student, the letters are those that the table letters says are due by the day and not sent. Of a student,
    one letter is written for each plan, of its latest event by the day.

    Parameters
    ----------
    data, out
        The district's tables, and the output folder; by default ``outputs/<name of DATA>``.
    extra
        Folder of YAML files laid over the settings, or None.
    asked
        Which letters.

    Raises
    ------
    ParamsError
        A setting, the day, the kind or the language is wrong, or the folder cannot be written to.
    DataError
        The data cannot be read, findings block, there is no such school or student, or nothing to write about.
    """
    from mtss_analysis import families, intake

    target = output_folder(data, out)
    settings = params.layers(data, extra)
    languages = _checked(asked, settings)
    asked = replace(asked, language=_code(asked.language, languages) or "")
    dataset = private_pages.readable(data, settings)
    district = settings.load(params.DistrictParams)
    day = intake.asked_day(asked.day, dataset, district) if asked.day else intake.last_recorded(dataset).normalize()
    if asked.student:
        asked = replace(asked, student=private_pages.known_student(dataset, asked.student))
    if asked.school:
        private_pages.known_school(dataset, asked.school)
    records = families.Records.on(dataset, day, settings)
    chosen, left = _chosen(records, asked)
    pages, links = _pages(records, chosen, languages, asked.language)
    folder = target / LETTERS
    if asked.student:
        return Made(private_pages.put(folder, pages), None, f"{len(pages)} letters to the family of {asked.student}.")
    late = families.due(records, asked.school)
    listed = families.listing(
        late, day, _labels(records), _place(records, asked.school), written=None if asked.due else links, left=left
    )
    made = private_pages.put(folder, [(_name(asked, day.strftime("%Y-%m-%d")), listed), *pages])
    return Made(made[1:], made[0], families.headline(late))


def _code(language: str, languages: dict[str, params.Language]) -> str | None:
    """Return the code of a language, given as a code or as its file says that it is called; None if there is none."""
    return next((code for code, known in languages.items() if language.casefold() in known.called), None)


def _checked(asked: Asked, settings: params.Layers) -> dict[str, params.Language]:
    from mtss_analysis.families import KINDS

    settings.load(params.LettersParams)
    languages = params.languages(settings)
    if asked.kind and asked.kind not in KINDS:
        raise ParamsError(
            f'--kind is "{asked.kind}".{did_you_mean(asked.kind, KINDS)} The kinds of letter: {", ".join(KINDS)}.'
        )
    if asked.language and _code(asked.language, languages) is None:
        known = ", ".join(languages)
        raise ParamsError(
            f'--language is "{asked.language}", for which there is no file of sentences. There are: {known}. Add '
            f"params/letters/{asked.language}.yml beside the data; params/letters/en.yml shows what it needs."
        )
    if asked.due and asked.student:
        raise ParamsError("--due lists the letters of a school or district. Leave out --student.")
    return languages


def _chosen(records: Records, asked: Asked) -> tuple[list[Chosen], list[NotWritten]]:
    from mtss_analysis import families

    if asked.due:
        return [], []
    if not asked.student:
        return families.due_letters(records, kind=asked.kind, school=asked.school)
    chosen = families.of_student(records, asked.student, kind=asked.kind)
    if not chosen:
        kind = f"letter of this kind ({asked.kind})" if asked.kind else "letter"
        raise DataError(
            f'Nothing to write about on {records.day:%Y-%m-%d}: student "{asked.student}" has no plan of support that '
            f"a {kind} could tell of. Choose another day with --date, or another kind with --kind."
        )
    return chosen, []


def _pages(
    records: Records, chosen: list[Chosen], languages: dict[str, params.Language], forced: str
) -> tuple[list[tuple[str, str]], list[Link]]:
    from mtss_analysis import families

    pages, links, labels = {}, [], _labels(records)
    for each in chosen:
        language, missing = (languages[forced], "") if forced else families.spoken(each.wanted, languages)
        facts = records.facts(each.plan, each.letter, each.day)
        written = families.Written(language, missing, labels.school(str(facts.plan["school_id"])), records.letters)
        name = "__".join((each.student, each.plan, each.letter, f"{records.day:%Y-%m-%d}", language.code))
        file = f"{folder_name(name)}.html"
        pages[file] = families.letter(facts, written)
        what = f"{each.letter.replace('_', ' ')}: {labels.word(str(facts.plan['domain']))}"
        links.append((file, each.student, what, language.texts["language"], missing))
    return list(pages.items()), links


def _labels(records: Records) -> Labels:
    from mtss_analysis.reporting.labels import Labels

    schools = records.dataset.table("schools")
    names = dict(zip(schools["school_id"], schools["name"].fillna(schools["school_id"]), strict=True))
    return Labels(records.district, records.measures, names)


def _place(records: Records, school: str) -> str:
    return _labels(records).school(school) if school else records.district.name or records.dataset.name


def _name(asked: Asked, day: str) -> str:
    place = folder_name(asked.school) if asked.school else "district"
    return f"{'due' if asked.due else 'index'}__{place}__{day}.html"
