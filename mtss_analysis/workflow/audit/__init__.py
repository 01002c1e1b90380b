"""An attacker on a whole built site: what a patient reader with a calculator could find out about a child."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtss_analysis.intake.persons import Persons, persons
from mtss_analysis.params import layers
from mtss_analysis.privacy import PrivacyParams
from mtss_analysis.privacy.attack import Leak, attack
from mtss_analysis.workflow import effective
from mtss_analysis.workflow.audit import edition, editions, identifiers, pages
from mtss_analysis.workflow.audit.report import Report, write
from mtss_analysis.workflow.audit.surfaces import surfaces

__all__ = ["Known", "Report", "audit", "known_from", "known_of_run", "write"]

CLOSED = "a file nobody can look into"


@dataclass(frozen=True, slots=True)
class Known:
    """What the auditor knows and a reader does not.

    Attributes
    ----------
    about
        Where it comes from, in one sentence.
    persons
        Codes and names of persons.
    policy
        What the district allows.
    run
        Folder of the run that made the site, with its exact tables; None if it is not at hand.
    """

    about: str
    persons: Persons
    policy: PrivacyParams
    run: Path | None


def known_from(data: Path | None, run: Path | None = None) -> Known:
    """Collect what is known: from the district's data if they are given, otherwise only what codes look like.

    Raises
    ------
    DataError, ParamsError
        The data or their settings cannot be read.
    """
    if data is None:
        policy = effective.read(run).load(PrivacyParams) if run else layers().load(PrivacyParams)
        shapes = ", ".join(f"`{pattern}`" for pattern in policy.id_patterns)
        return Known(
            "Without the district's data: codes of persons were looked for by their shape alone "
            f"({shapes}), and names not at all. Give --data for both.",
            Persons(frozenset(), frozenset()), policy, run,
        )  # fmt: skip
    found = persons(data)
    short = sum(not identifiers.telling(code) for code in found.codes)
    about = (
        f'With the data of "{data.name}": {len(found.codes) - short:,} codes and {len(found.names):,} names of persons '
        "were looked for, each as a whole word."
    )
    if short:
        about += f" {short:,} codes are too short to tell from ordinary numbers and were looked for by shape alone."
    return Known(about, found, layers(data).load(PrivacyParams), run)


def known_of_run(out: Path) -> Known:
    """Collect what the run in `out` knows: codes in its team tables, and its settings."""
    codes = _codes(out)
    about = f"With the tables of the run: {len(codes):,} codes of persons were looked for, each as a whole word."
    return Known(about, Persons(codes, frozenset()), effective.read(out).load(PrivacyParams), out)


def audit(site: Path, known: Known, previous: Path | None = None) -> Report:
    """Attack a built public site.

    Parameters
    ----------
    site
        Folder of the site.
    known
        What the auditor knows.
    previous
        Folder of an earlier edition, or None.

    Returns
    -------
    Report
        What was tried and found.

    Raises
    ------
    DataError
        A folder is missing.
    PrivacyError
        The site or the edition before is none of ours.
    """
    facts = edition.read(site)
    earlier = edition.read(previous) if previous else None
    seen, closed = surfaces(site)
    tables, strange = edition.tables(site, facts)
    exact = edition.exact(known.run / "tables" / "team", facts) if known.run else []
    before = edition.tables(previous, earlier)[0] if previous and earlier else []
    same = bool(earlier) and earlier is not None and earlier.get("data") == facts.get("data")
    found = attack([*tables, *editions.unchanged(tables, before, same_data=same)], known.policy, exact)
    leaks = [
        *(Leak(CLOSED, where, "its kind is not one this program writes; take it away") for where in closed),
        *identifiers.find(seen, known.persons, known.policy.id_patterns),
        *pages.small_numbers(seen, known.policy.minimum_n),
        *found.leaks,
        *([] if same else editions.differences(tables, before, known.policy)),
    ]
    tried = {
        "files read": len(seen), "tables pieced together": found.tables, "numbers in them": found.numbers,
        "withheld numbers attacked": found.withheld, "linear programs solved": found.programs,
        "codes and names looked for": len(known.persons.codes) + len(known.persons.names),
        "tables of the edition before": len(before),
    }  # fmt: skip
    notes = _notes(strange, found.unfit, found.mistaken, bool(exact), earlier)
    return Report(known.about, tried, tuple(dict.fromkeys(leaks)), notes, _facts(facts))


def _notes(
    strange: Sequence[str], unfit: int, mistaken: int, true: bool, earlier: dict[str, Any] | None
) -> tuple[str, ...]:
    notes = [f"{where}: a table this edition says nothing about; only its text was searched." for where in strange]
    if unfit:
        notes.append(f"{unfit:,} withheld numbers stand in sums that do not fit together; nothing follows from them.")
    if not true:
        notes.append(
            "The exact tables of the run are not at hand: what could be worked out was not compared with them."
        )
    elif mistaken:
        notes.append(f"{mistaken:,} withheld numbers could be worked out wrongly: a reader would be mistaken.")
    if earlier is None:
        notes.append("No earlier edition was given (--previous), so differences between editions were not looked at.")
    notes.append("Dots of pictures are not looked at; their files and descriptions are searched for codes.")
    return tuple(notes)


def _facts(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name != "tables"}


def _codes(out: Path) -> frozenset[str]:
    """Collect the codes that the team tables of a run hold."""
    import pyarrow.parquet as pq

    from mtss_analysis.intake.persons import CODES

    found: set[str] = set()
    for path in (out / "tables" / "team").glob("*.parquet"):
        for name in set(CODES) & set(pq.read_schema(path).names):
            column = pq.read_table(path, columns=[name]).column(0)
            found.update(str(code) for code in column.unique().to_pylist() if code is not None)
    return frozenset(found)
