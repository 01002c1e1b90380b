"""The page of one student: what sources say together, all domains side by side, and what each number rests on."""

from collections.abc import Iterator
from html import escape

import mtss_analysis
from mtss_analysis.reporting import narrate
from mtss_analysis.reporting.draw.drawing import NothingToDraw
from mtss_analysis.reporting.draw.whole_child import Dated, timeline
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.sheet import Part, facts, sheet
from mtss_analysis.results import Provenance
from mtss_analysis.vocabulary import NO_DATA, Domain
from mtss_analysis.whole_child import tables
from mtss_analysis.whole_child.missing import missing
from mtss_analysis.whole_child.record import Record
from mtss_analysis.whole_child.sources import words
from mtss_analysis.whole_child.triangulation import together

READ = (
    "For and against speak of a need, never of a placement: a team decides, with the family. Silent means that nothing "
    "is on record, which is neither. Notes are listed and never scored."
)


def page(record: Record) -> str:
    """Return the page of one student as HTML that stands alone; it ends with the right to an evaluation."""
    schools = record.dataset.table("schools")
    names = dict(zip(schools["school_id"], schools["name"].fillna(schools["school_id"]), strict=True))
    labels = Labels(record.district, record.measures, names)
    return sheet(f"Student {record.student}", _under(record, labels), _parts(record, labels), foot=_foot(record))


def _under(record: Record, labels: Labels) -> str:
    here = record.years[record.years["school_year"] == record.school_year]
    school = labels.school(here["school_id"].iloc[-1]) if len(here) else "no school recorded this year"
    where = [] if school == NO_DATA else [school]
    grade = [labels.group("grade", record.grade)] if record.grade != NO_DATA else []
    return ", ".join([*where, *grade, f"as known on {record.day:%Y-%m-%d}"])


def _parts(record: Record, labels: Labels) -> Iterator[Part]:
    found = {str(domain): words(record, str(domain)) for domain in Domain}
    said = {domain: together(labels.word(domain).lower(), of) for domain, of in found.items()}
    yield Part("Who", facts(_who(record, labels)))
    yield Part("Where sources agree and disagree", narrate.note(READ) + tables.triangulation(found, said, labels))
    yield Part("All domains over the years", _timeline(record, labels))
    yield Part("Screening against the cuts", tables.screening(record, labels))
    yield Part("Support received", tables.plans(record, labels))
    yield Part("Attendance and referrals by month", tables.months(record))
    yield Part("Course marks", tables.marks(record))
    yield Part("Notes", tables.observations(record, labels))
    yield Part("What is missing", _missing(record))


def _who(record: Record, labels: Labels) -> dict[str, str]:
    years = [
        f"{row.school_year}: {labels.group('grade', str(row.grade))}, {labels.school(str(row.school_id))}"
        for row in record.years.itertuples()
    ]
    told = {"School years": "; ".join(years) or "none on record"}
    if record.multilingual:
        told["Languages"] = f"home: {record.home_language or 'not recorded'}; tested in: {_tested(record)}"
    return told


def _tested(record: Record) -> str:
    counts = record.tested["language"].fillna("not recorded").value_counts()
    return ", ".join(f"{language} ({count} scores)" for language, count in counts.items()) or "no score"


def _timeline(record: Record, labels: Labels) -> str:
    notes = record.observations.dropna(subset=["domain"])
    dated = Dated(
        record.student, record.day, record.plans, record.screenings, notes, record.attendance, record.referrals
    )
    try:
        return timeline(dated, labels).html()
    except NothingToDraw as reason:
        return narrate.note(str(reason))


def _missing(record: Record) -> str:
    found = missing(record)
    return "<ul>" + "".join(f"<li>{escape(sentence)}</li>" for sentence in found) + "</ul>"


def _foot(record: Record) -> str:
    source = Provenance(record.dataset.fingerprint, record.settings.fingerprint, mtss_analysis.__version__)
    said = f"Shows what could be known on {record.day:%Y-%m-%d}; nothing later has entered."
    return narrate.note(said) + narrate.provenance(source, record.district.rules)
