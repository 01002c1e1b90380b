"""How long the protection of a large release takes, and the audit of a large site.

``python -m benchmarks.privacy`` prints both as tables. The release has 120 schools, 7 groups and 14 categories in every
school; the site offers 20 such tables by school as files.
"""

import argparse
import json
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd

from mtss_analysis.intake.persons import Persons
from mtss_analysis.params import layers
from mtss_analysis.privacy import PrivacyParams
from mtss_analysis.privacy.suppression import decide, protected
from mtss_analysis.results import Cells, ColumnDoc, ResultTable
from mtss_analysis.workflow.audit import Known, audit, edition

CELLS = Cells("n", ("year",), ("school_id", ("by", "group")), "category", "students", percents=("percent",))
CATEGORIES, GROUPS = 14, 7


def table(schools: int, seed: int, *, inside: bool) -> ResultTable:
    """Make counts of a district: schools by groups by categories, with every total.

    Parameters
    ----------
    schools, seed
        Size and start of the random numbers.
    inside
        Whether groups are counted inside schools too.
    """
    random = np.random.default_rng(seed)
    sizes = random.lognormal(0, 1.2, GROUPS) / 4
    shares = random.dirichlet(np.full(CATEGORIES, 0.6))
    counts = random.poisson(450 * sizes[:, None] / sizes.sum() * shares, (schools, GROUPS, CATEGORIES))
    places = {("All", "All"): counts.sum((0, 1))}
    places |= {("All", f"G{g}"): counts[:, g].sum(0) for g in range(GROUPS)}
    places |= {(f"S{s:03}", "All"): counts[s].sum(0) for s in range(schools)}
    if inside:
        places |= {(f"S{s:03}", f"G{g}"): counts[s, g] for s in range(schools) for g in range(GROUPS)}
    rows = [
        ("2025-26", school, "All" if group == "All" else "group", group, kind, int(n), int(row.sum()))
        for (school, group), row in places.items()
        for kind, n in zip((*(f"kind {seed}-{c}" for c in range(CATEGORIES)), "All"), (*row, row.sum()), strict=True)
    ]
    names = ["year", "school_id", "by", "group", "category", "n", "students"]
    frame = pd.DataFrame(rows, columns=names)
    frame = frame.assign(percent=100 * frame["n"] / frame["students"].clip(lower=1))
    return ResultTable(
        "counts", "one row is a category", frame, tuple(ColumnDoc(c, "") for c in frame), "aggregate", CELLS
    )


def release(schools: int, policy: PrivacyParams, *, inside: bool) -> tuple[float, int, int, float]:
    """Protect one release; return seconds, cells, withheld cells and the stated gap."""
    exact = {"counts": table(schools, 1, inside=inside)}
    start = time.perf_counter()
    decision = decide(exact, policy)
    withheld = decision.withheld["counts"].count
    return time.perf_counter() - start, withheld.size, int(withheld.sum()), decision.gap


def site(folder: Path, schools: int, tables: int, policy: PrivacyParams) -> None:
    """Write a site that offers protected tables as files: the district's, and each school's own."""
    cells = {}
    for number in range(tables):
        exact = table(schools, number, inside=False)
        held = decide({"counts": exact}, policy).withheld["counts"]
        frame = protected(exact, held, policy).frame
        cells[f"{number:02}_made/counts"] = {**asdict(CELLS), "columns": list(frame)}
        for school, rows in (("district", frame), *frame.groupby("school_id")):
            place = folder / "_downloads" / f"{school}{number}"
            place.mkdir(parents=True)
            rows.to_csv(place / f"{school}__{number:02}_made__counts.csv", index=False)
            (folder / f"{school}_{number}.html").write_text(f"<p>{rows.to_html(index=False)}</p>", encoding="utf-8")
    (folder / "edition.json").write_text(
        json.dumps({"format": edition.FORMAT, "tables": cells, "repeated": {}}), encoding="utf-8"
    )


def main() -> None:
    """Measure and print."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--schools", type=int, default=120)
    words.add_argument("--tables", type=int, default=20)
    words.add_argument(
        "--inside", action="store_true", help="groups inside schools too (groups_within_schools: publish)"
    )
    given = words.parse_args()
    policy = layers().load(PrivacyParams)
    print("| release | cells | withheld | gap | seconds |\n| --- | ---: | ---: | ---: | ---: |")
    for inside in (False, True) if given.inside else (False,):
        seconds, cells, withheld, gap = release(given.schools, policy, inside=inside)
        name = "groups inside schools" if inside else "by school and by group"
        print(f"| {name} | {cells:,} | {withheld:,} | {gap:.1%} | {seconds:.1f} |")
    codes = frozenset(f"K-{number:07}" for number in range(60_000))
    known = Known("Made.", Persons(codes, frozenset()), policy, None)
    with tempfile.TemporaryDirectory() as folder:
        site(Path(folder), given.schools, given.tables, policy)
        start = time.perf_counter()
        report = audit(Path(folder), known)
        seconds = time.perf_counter() - start
    tried = report.tried
    print("\n| site | files | numbers | withheld | programs | found | seconds |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    print(
        f"| {given.schools} schools, {given.tables} tables | {tried['files read']:,} | {tried['numbers in them']:,} | "
        f"{tried['withheld numbers attacked']:,} | {tried['linear programs solved']:,} | {len(report.leaks)} | "
        f"{seconds:.1f} |"
    )


if __name__ == "__main__":
    main()
