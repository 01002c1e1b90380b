"""The command line: parse, call one function, say what came of it.

Nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from mtss_analysis import __version__
from mtss_analysis.errors import MtssError

INTERRUPTED = 130

Commands = "argparse._SubParsersAction[argparse.ArgumentParser]"


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, that of the kind of mistake, or 130 if interrupted.

    Parameters
    ----------
    words
        The command line without the program's name; by default that of this process.

    Examples
    --------
    >>> main(["list"])  # doctest: +ELLIPSIS
    01_check_data  ...
    0
    """
    arguments = parser().parse_args(words)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal may lack a letter
    try:
        command: Callable[[argparse.Namespace], int] = getattr(import_module(f"{__name__}.commands"), arguments.command)
        return command(arguments)
    except MtssError as error:
        print(error.message, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("\nStopped. Finished pages are kept: the same command goes on from there.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # `mtss list | head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    whole = argparse.ArgumentParser(
        prog="mtss",
        description="Evaluate a district's Multi-Tiered System of Supports: a folder of tables in, a site out.",
        epilog="Exit codes: 10 settings, 11 data, 12 privacy, 13 notebook, 14 site, 130 interrupted.",
    )
    whole.add_argument("--version", action="version", version=f"mtss {__version__}")
    verbs = whole.add_subparsers(metavar="COMMAND", required=True)
    _check(_verb(verbs, "check", "look for everything that is wrong with the data"))
    _run(_verb(verbs, "run", "run the analyses for the district and every school, and build the site"))
    _explore(_verb(verbs, "explore", "open a school's data before a meeting: who needs what next, and how sure we are"))
    _packet(_verb(verbs, "packet", "make the packet of one team meeting, as a page to print"))
    _plan(_verb(verbs, "plan", "make the page of a plan, or of all open plans of a school, to print"))
    _letters(_verb(verbs, "letters", "write the letters to families that are due, as pages to print"))
    _student(_verb(verbs, "student", "make the page of one student: all domains side by side over the years"))
    _handover(_verb(verbs, "handover", "make the hand-over file of a receiving school, to print"))
    _audit(_verb(verbs, "audit", "attack a built public site as a patient reader would, and say what can be found out"))
    _code(_verb(verbs, "code", "tell the code that stands for a student on the team's pages"))
    _forget(_verb(verbs, "forget", "take one student out of the data, and say what must be made again"))
    _verb(verbs, "list", "list the analyses", "list_analyses")
    _params(_verb(verbs, "params", "show the settings", ""))
    _sample(_verb(verbs, "sample", "write an invented district with known truths"))
    _site(_verb(verbs, "site", "build, check, serve or publish the site of a run", ""))
    return whole


def _verb(verbs: Commands, name: str, does: str, command: str | None = None) -> argparse.ArgumentParser:  # type: ignore[valid-type]
    made: argparse.ArgumentParser = verbs.add_parser(  # type: ignore[attr-defined]
        name, help=does, description=f"{does[0].upper()}{does[1:]}."
    )
    made.set_defaults(command=name if command is None else command)
    return made


def _check(verb: argparse.ArgumentParser) -> None:
    _data(verb)
    verb.add_argument("--out", metavar="DIR", help="write the findings there too, as a page and as tables")


def _run(verb: argparse.ArgumentParser) -> None:
    _data(verb)
    verb.add_argument("--out", metavar="DIR", help="output folder (default: outputs/<name of DATA>)")
    verb.add_argument("--only", metavar="ANALYSIS", action="append", default=[], help="this analysis only; repeatable")
    verb.add_argument("--school", metavar="SCHOOL", default="", help="the pages of this school_id only")
    verb.add_argument("--audience", metavar="WHO", default="both", help="team, public or both (default: both)")
    verb.add_argument("--jobs", metavar="N", type=_count, default=0, help="notebooks at a time (default: processors)")
    verb.add_argument(
        "--previous",
        metavar="DIR",
        help="earlier output folder or site for the change log (default: what OUT published)",
    )
    verb.add_argument("--no-site", action="store_true", help="make the pages, leave the site as it is")


def _explore(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("data", metavar="DATA", help="folder (or .xlsx) with the district's tables")
    verb.add_argument("--school", metavar="SCHOOL", default="", help="school_id to begin with (default: all schools)")
    verb.add_argument("--date", metavar="DAY", default="", help="day of looking, as YYYY-MM-DD (default: last record)")
    verb.add_argument("--port", metavar="N", type=int, default=0, help="port on this computer (default: a free one)")
    verb.add_argument("--no-browser", action="store_true", help="only print the address")


def _packet(verb: argparse.ArgumentParser) -> None:
    _data(verb)
    verb.add_argument("--team", metavar="TEAM", required=True, help="a team of teams.yml")
    verb.add_argument("--date", metavar="DAY", required=True, help="day of the meeting, as YYYY-MM-DD")
    verb.add_argument("--school", metavar="SCHOOL", default="", help="school_id; not for a team of the district")
    verb.add_argument("--kind", metavar="KIND", default="", help="kind of meeting (default: as planned for that day)")
    verb.add_argument("--out", metavar="DIR", help="output folder (default: outputs/<name of DATA>)")


def _plan(verb: argparse.ArgumentParser) -> None:
    _data(verb)
    verb.add_argument("plan", metavar="PLAN_ID", nargs="?", default="", help="identifier of the plan")
    verb.add_argument("--school", metavar="SCHOOL", default="", help="all open plans of this school_id, with a list")
    verb.add_argument("--out", metavar="DIR", help="output folder (default: outputs/<name of DATA>)")


def _letters(verb: argparse.ArgumentParser) -> None:
    _data(verb)
    verb.add_argument(
        "--date", metavar="DAY", default="", help="day of the letters, as YYYY-MM-DD (default: last record)"
    )
    verb.add_argument("--school", metavar="SCHOOL", default="", help="the letters of this school_id only")
    verb.add_argument("--student", metavar="ID", default="", help="the letters of this student, due or not")
    verb.add_argument("--kind", metavar="KIND", default="", help="entry, progress, change or exit (default: all)")
    verb.add_argument("--language", metavar="CODE", default="", help="such as en or es (default: the family's own)")
    verb.add_argument("--due", action="store_true", help="only list what is due and how late letters are; write none")
    verb.add_argument("--out", metavar="DIR", help="output folder (default: outputs/<name of DATA>)")


def _student(verb: argparse.ArgumentParser) -> None:
    _data(verb)
    verb.add_argument("student", metavar="STUDENT", help="student_id")
    verb.add_argument("--date", metavar="DAY", default="", help="what was known on this day (default: last record)")
    verb.add_argument("--out", metavar="DIR", help="output folder (default: outputs/<name of DATA>)")


def _handover(verb: argparse.ArgumentParser) -> None:
    _data(verb)
    verb.add_argument("--school", metavar="SCHOOL", default="", help="receiving school_id (default: every one)")
    verb.add_argument("--date", metavar="DAY", default="", help="what is known on this day (default: the last one)")
    verb.add_argument("--out", metavar="DIR", help="output folder (default: outputs/<name of DATA>)")


def _audit(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("site", metavar="SITE", help="folder of the public site, such as OUT/site")
    verb.add_argument("--data", metavar="DATA", help="the district's tables, whose codes and names are looked for")
    verb.add_argument("--previous", metavar="SITE", help="an earlier edition, for what the difference tells")


def _code(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("student", metavar="STUDENT", help="student_id as the data have it")
    verb.add_argument("data", metavar="DATA", help="folder (or .xlsx) with the district's tables")


def _forget(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("student", metavar="STUDENT", help="student_id, or the code that stands for it")
    verb.add_argument("data", metavar="DATA", help="folder (or .xlsx) with the district's tables")
    verb.add_argument("--yes", action="store_true", help="do it; without this, only say what would be taken out")
    verb.add_argument("--out", metavar="DIR", help="output folder (default: outputs/<name of DATA>)")


def _params(verb: argparse.ArgumentParser) -> None:
    show = _verb(verb.add_subparsers(metavar="WHAT", required=True), "show", "show every setting", "params_show")
    show.add_argument("name", metavar="NAME", nargs="?", default="", help="one file of settings, such as growth")
    show.add_argument("--data", metavar="DATA", help="as they hold for this district")
    _overrides(show)


def _sample(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--out", metavar="DIR", default="sample_district", help="new folder (default: sample_district)")
    verb.add_argument("--schools", metavar="N", type=int, default=12, help="schools (default: 12)")
    verb.add_argument("--students", metavar="N", type=int, default=3000, help="students in a year (default: 3000)")
    verb.add_argument("--years", metavar="N", type=int, default=2, help="school years (default: 2)")
    verb.add_argument("--seed", metavar="N", type=int, default=20240819, help="equal seeds make equal districts")


def _site(verb: argparse.ArgumentParser) -> None:
    verbs = verb.add_subparsers(metavar="WHAT", required=True)
    build = _verb(verbs, "build", "build the site from the pages of a run", "site_build")
    serve = _verb(verbs, "serve", "show the site in a browser of this machine", "site_serve")
    check = _verb(verbs, "check", "follow every link of the site", "site_check")
    publish = _verb(verbs, "publish", "put the site into a folder for any static host", "site_publish")
    for each in (build, serve, check, publish):
        each.add_argument("out", metavar="OUT", help="output folder of a run")
    publish.add_argument("folder", metavar="DIR", help="new folder, or one with an earlier edition, which goes")
    for each in (build, publish):
        each.add_argument("--data", metavar="DATA", help="the district's tables, whose codes and names are looked for")
    serve.add_argument("--port", metavar="N", type=int, default=8000, help="port (default: 8000; 0 takes a free one)")
    serve.add_argument("--team", action="store_true", help="the team's student-level pages instead of the public site")


def _data(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("data", metavar="DATA", help="folder (or .xlsx) with the district's tables")
    _overrides(verb)


def _overrides(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--params", metavar="DIR", help="folder of YAML files laid over the district's settings")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f'"{text}" is not a number of notebooks; give 1 or more')
    return int(text)
