"""An attacker on a whole built site: what a patient reader with a calculator could find out about a child."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtss_analysis import intake
from mtss_analysis.intake.persons import Persons, persons
from mtss_analysis.params import layers
from mtss_analysis.privacy import PrivacyParams
from mtss_analysis.privacy.attack import Attacked, Leak, attack
from mtss_analysis.privacy.puzzle import Seen
from mtss_analysis.workflow import effective
from mtss_analysis.workflow.audit import edition, editions, identifiers, page_tables, pages
from mtss_analysis.workflow.audit.report import Report, write
from mtss_analysis.workflow.audit.surfaces import links, surfaces

__all__ = ["Known", "Report", "audit", "known_from", "known_of_run", "write"]

CLOSED, STRANGE = "a file nobody can look into", "a table that no release made"
LINKED = "a link to another place"


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
    data
        Fingerprint of the data the codes come from; empty if it is not known.
    """

    about: str
    persons: Persons
    policy: PrivacyParams
    run: Path | None
    data: str = ""

    @property
    def silent(self) -> int:
        """Number of codes that are too short to be looked for everywhere."""
        return sum(not identifiers.telling(code) for code in self.persons.codes)


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
    told = sum(identifiers.telling(code) for code in found.codes)
    about = (
        f'With the data of "{data.name}": {told:,} codes and {len(found.names):,} names of persons were looked for, '
        "each as a whole word."
    )
    if told < len(found.codes):
        about += f" {len(found.codes) - told:,} shorter codes were not looked for everywhere; see the notes."
    policy = effective.read(run).load(PrivacyParams) if run else layers(data).load(PrivacyParams)
    return Known(about, found, policy, run, intake.read(data).fingerprint)


def known_of_run(out: Path) -> Known:
    """Collect what the run in `out` knows: codes in its team tables, and its settings."""
    codes = _codes(out)
    about = f"With the tables of the run: {len(codes):,} codes of persons were looked for, each as a whole word."
    return Known(about, Persons(codes, frozenset()), effective.read(out).load(PrivacyParams), out)


def audit(site: Path, known: Known, previous: Path | None = None, standing: Path | None = None) -> Report:
    """Attack a built public site.

    Parameters
    ----------
    site
        Folder of the site.
    known
        What the auditor knows.
    previous
        Folder of an earlier edition, or None.
    standing
        The edition this one is about to take the place of, or None; what the difference tells is noted, and not held
        against the site: numbers of a year that goes on change.

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
    policy = _strictest(known.policy, facts)
    earlier = edition.read(previous) if previous else None
    seen, closed = surfaces(site)
    offered = edition.tables(site, facts)
    tables = offered.tables
    exact = edition.exact(known.run / "tables" / "team", facts) if known.run else []
    before = edition.tables(previous, earlier).tables if previous and earlier else []
    same = bool(earlier) and earlier is not None and earlier.get("data") == facts.get("data")
    found = attack([*tables, *editions.unchanged(tables, before, same_data=same)], policy, exact)
    leaks = [
        *(Leak(CLOSED, where, "its kind is not one this program writes; take it away") for where in closed),
        *(
            Leak(STRANGE, where, "nothing says how its numbers were protected; take it away")
            for where in offered.strange
        ),
        *(Leak(LINKED, where, "what is behind it can change; put a copy in its place") for where in links(site)),
        *identifiers.find(seen, known.persons, policy.id_patterns),
        *pages.small_numbers(seen, policy.minimum_n, page_tables.labels(tables)),
        *pages.small_counts(offered.repeated, policy.minimum_n),
        *found.leaks,
        *([] if same else editions.differences(tables, before, policy)),
    ]
    tried = {
        "files read": len(seen), "tables pieced together": found.tables, "numbers in them": found.numbers,
        "withheld numbers attacked": found.withheld, "linear programs solved": found.programs,
        "codes and names looked for": len(known.persons.codes) + len(known.persons.names),
        "tables of the edition before": len(before),
    }  # fmt: skip
    notes = (*_notes(known, facts, found, bool(exact), earlier), *_standing(standing, tables, policy))
    return Report(known.about, tried, tuple(dict.fromkeys(leaks)), notes, _facts(facts))


def _notes(
    known: Known, facts: dict[str, Any], found: Attacked, true: bool, earlier: dict[str, Any] | None
) -> tuple[str, ...]:
    notes = []
    if known.data and facts.get("data") and known.data != facts["data"]:
        notes.append("The data given are not those this site was made from: some of its codes may not be among them.")
    if known.silent:
        notes.append(
            f"{known.silent:,} codes are too short to tell from ordinary numbers. Those of five to seven digits were "
            "looked for in names, titles, descriptions and data, and not in running text and cells of tables; shorter "
            "ones nowhere, unless id_patterns in privacy.yml names their shape."
        )
    if found.unfit:
        notes.append(
            f"{found.unfit:,} withheld numbers stand in sums that do not fit together; nothing follows from them."
        )
    if not true:
        notes.append(
            "The exact tables of the run are not at hand: what could be worked out was not compared with them."
        )
    elif found.mistaken:
        notes.append(f"{found.mistaken:,} withheld numbers could be worked out wrongly: a reader would be mistaken.")
    if earlier is None:
        notes.append("No earlier edition was given (--previous), so differences between editions were not looked at.")
    notes.append(
        "A table of a page is attacked where its headings count people, where its lines are called as in a released "
        "table, and where its parts add up to a total; other numbers of pages are taken for measures."
    )
    notes.append("Dots of pictures are not looked at; their files and descriptions are searched for codes.")
    return tuple(notes)


def _standing(standing: Path | None, tables: list[Seen], policy: PrivacyParams) -> tuple[str, ...]:
    """Say what the difference to the edition that stands in this place tells."""
    if standing is None or not (standing / edition.FILE).is_file():
        return ()
    before = edition.tables(standing, edition.read(standing)).tables
    told = sum(1 for _ in editions.differences(tables, before, policy))
    if not told:
        return ("Beside the edition that stood here before, no total changed by a few students.",)
    return (
        f"Beside the edition that stood here before, {told:,} numbers changed with a total that changed by fewer than "
        f"{policy.minimum_n} students: who kept that edition can tell what these students are. `mtss audit --previous` "
        "names the numbers. If few students came, left or were forgotten, wait with the new edition until more have.",
    )


def _strictest(policy: PrivacyParams, facts: dict[str, Any]) -> PrivacyParams:
    """Hold a site to the larger minimum: its own, or that of the settings at hand."""
    own = facts.get("minimum_n")
    return policy.model_copy(update={"minimum_n": max(policy.minimum_n, own if isinstance(own, int) else 0)})


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
