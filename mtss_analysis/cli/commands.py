"""One function per command: what it calls and what it prints. Each returns the exit code."""

from __future__ import annotations

import argparse
from pathlib import Path

from mtss_analysis import params
from mtss_analysis.cli.desk_commands import explore
from mtss_analysis.cli.site_commands import site_build, site_check, site_publish, site_serve
from mtss_analysis.errors import DataError

__all__ = ["explore", "site_build", "site_check", "site_publish", "site_serve"]


def check(given: argparse.Namespace) -> int:
    """Print every finding; the exit code says whether any stops a run."""
    from mtss_analysis.workflow import findings, gate

    settings = params.layers(given.data, given.params)
    dataset, report = gate.examine(Path(given.data), settings)
    print(findings.text(dataset, report))
    if given.out:
        print(f"\nWritten: {findings.write(dataset, report, settings, Path(given.out))}")
    return DataError.exit_code if report.blocking else 0


def run(given: argparse.Namespace) -> int:
    """Make the pages and the site, and say where they are."""
    from mtss_analysis.workflow.run import run

    done = run(
        given.data,
        given.out,
        only=[name for names in given.only for name in names.split(",")],
        school=given.school,
        audience=given.audience,
        jobs=given.jobs,
        params_dir=given.params,
        build_site=not given.no_site,
        previous=given.previous,
    )
    kept = f" and {done.kept} kept from an earlier run" if done.kept else ""
    print(f"{done.made} pages made{kept}, in {_duration(done.seconds)}.")
    print(f"Everything is in  {done.out}")
    if done.site:
        print(f"The site:         {done.site}\n                  mtss site serve {_quoted(done.out)}")
        print(f"The team's pages: {done.out / 'team' / 'index.html'}  (student level: not to be shared)")
        print(f"                  mtss site serve {_quoted(done.out)} --team")
        print(f"The audit:        {done.out / 'audit' / 'audit.md'}")
    if done.note:
        print(done.note)
    return 0


def packet(given: argparse.Namespace) -> int:
    """Make the packet of one meeting, and say where it is."""
    from mtss_analysis.workflow import packets

    out = Path(given.out) if given.out else None
    path = packets.write(
        Path(given.data), out, given.params, team=given.team, day=given.date, school=given.school, kind=given.kind
    )
    print(f"The packet: {path}  (student level: not to be shared)")
    print("Open it in a browser and print it from there.")
    return 0


def plan(given: argparse.Namespace) -> int:
    """Make pages of plans, and say where they are."""
    from mtss_analysis.workflow import plan_pages

    out = Path(given.out) if given.out else None
    made = plan_pages.write(Path(given.data), out, given.params, plan=given.plan, school=given.school)
    what = f"{len(made) - 1} pages, listed in" if given.school else "The page of the plan:"
    print(f"{what} {made[0]}  (student level: not to be shared)")
    print("Open it in a browser and print it from there.")
    return 0


def letters(given: argparse.Namespace) -> int:
    """Write letters to families, and say where they are and how late the others."""
    from mtss_analysis.workflow import letters as pages

    out = Path(given.out) if given.out else None
    asked = pages.Asked(given.date, given.school, given.student, given.kind, given.language, given.due)
    made = pages.write(Path(given.data), out, given.params, asked)
    print(made.said)
    if made.listed:
        print(f"{len(made.letters)} letters written. The list: {made.listed}  (student level: not to be shared)")
    for path in [] if made.listed else made.letters:
        print(f"The letter: {path}  (for this family alone)")
    print("Open it in a browser and print it from there.")
    return 0


def student(given: argparse.Namespace) -> int:
    """Make the page of one student, and say where it is."""
    from mtss_analysis.workflow import student_page

    out = Path(given.out) if given.out else None
    path = student_page.write(Path(given.data), out, given.params, student=given.student, day=given.date)
    print(f"The page of the student: {path}  (student level: not to be shared)")
    print("Open it in a browser and print it from there.")
    return 0


def handover(given: argparse.Namespace) -> int:
    """Make hand-over files, and say where they are."""
    from mtss_analysis.workflow import handovers

    out = Path(given.out) if given.out else None
    made = handovers.write(Path(given.data), out, given.params, school=given.school, day=given.date)
    for path in made:
        print(f"The hand-over file: {path}  (student level: not to be shared)")
    print("Open it in a browser and print it from there.")
    return 0


def audit(given: argparse.Namespace) -> int:
    """Attack a built public site, and say what came of it."""
    from mtss_analysis.workflow import audit as auditing

    site = Path(given.site)
    run = site.resolve().parent if (site.resolve().parent / "manifest.json").is_file() else None
    known = auditing.known_from(Path(given.data) if given.data else None, run)
    report = auditing.audit(site, known, Path(given.previous) if given.previous else None)
    print(known.about)
    print(report.verdict, *(f"  {what}: {number:,}" for what, number in report.tried.items()), sep="\n")
    folder = run / "audit" if run else site.resolve().with_name(f"{site.resolve().name}-audit")
    try:
        print(f"The report: {auditing.write(report, folder, 'audit_again' if run else 'audit')}")
    except OSError as reason:
        print(f'No report was written: "{folder}" cannot be written to ({reason.strerror}). All that was found:')
        print(report.text())
    report.refuse("it is not fit to publish")
    return 0


def code(given: argparse.Namespace) -> int:
    """Print the code that stands for a student of the data."""
    from mtss_analysis import intake
    from mtss_analysis.workflow import private_pages

    dataset = intake.read(given.data)
    code = private_pages.known_student(dataset, given.student)
    if code == given.student:
        print(f"{given.student} stands for itself: student_codes is not keyed in identity.yml of these data.")
    else:
        print(code)
    return 0


def forget(given: argparse.Namespace) -> int:
    """Take one student out of the data, or say what that would take out."""
    from mtss_analysis.workflow import forget as forgetting

    act = forgetting.forget if given.yes else forgetting.look
    found = act(Path(given.data), Path(given.out) if given.out else None, given.student)
    print("Taken out:" if given.yes else "This would be taken out:")
    for label, rows in found.trace.rows.items():
        print(f"  {label}: {rows:,} {'row' if rows == 1 else 'rows'}")
    if found.sheets:
        print("Deleted:" if given.yes else "These pages would be deleted:", *found.sheets, sep="\n  ")
    if not given.yes:
        print("Nothing was changed. To do it, give the same command with --yes. It cannot be undone.")
        return 0
    if found.stale:
        print(f"{len(found.stale):,} files in {found.out} still name the student, until they are made again:")
        print(f"  mtss run {_quoted(Path(given.data))} --out {_quoted(found.out)}")
    print("Copies of the data and of earlier pages that lie elsewhere are not touched: look for them.")
    print("Published totals change by one student, and the difference may tell who that was. Keep a copy of the")
    print("published site, and compare before you publish again:")
    print(f"  mtss audit {_quoted(found.out / 'site')} --data {_quoted(Path(given.data))} --previous COPY")
    return 0


def list_analyses(given: argparse.Namespace) -> int:  # noqa: ARG001 (every command gets the words)
    """Print the catalogue."""
    from mtss_analysis.workflow.catalogue import CATALOGUE

    width = max(len(analysis.id) for analysis in CATALOGUE)
    for analysis in CATALOGUE:
        print(f"{analysis.id:<{width}}  {analysis.title} [{' and '.join(analysis.scopes)}]")
    return 0


def params_show(given: argparse.Namespace) -> int:
    """Print each setting with value, unit, meaning, source and the file that set it."""
    from mtss_analysis.workflow import settings

    print(settings.text(given.name, params.layers(given.data, given.params)))
    return 0


def sample(given: argparse.Namespace) -> int:
    """Write an invented district."""
    from mtss_analysis import samples

    district = samples.generate(given.schools, given.students, given.years, given.seed)
    folder = samples.write(given.out, district)
    print(f"An invented district is in {folder}. Next: mtss run {_quoted(folder)}")
    return 0


def _quoted(path: Path) -> str:
    try:
        shown = str(path.relative_to(Path.cwd())) if path.is_absolute() else str(path)
    except ValueError:
        shown = str(path)
    return f'"{shown}"' if " " in shown else shown


def _duration(seconds: float) -> str:
    """Say a time in words.

    Examples
    --------
    >>> _duration(7.24), _duration(192.0)
    ('7.2 s', '3 min 12 s')
    """
    return f"{seconds:.1f} s" if seconds < 60 else f"{seconds // 60:.0f} min {seconds % 60:.0f} s"
