"""All students of a place at a meeting: who was tested, what share met the cut, who has no plan yet."""

from typing import Any

import pandas as pd

from mtss_analysis.estimators.proportions import wilson
from mtss_analysis.meetings.forms import listing
from mtss_analysis.meetings.known import Known
from mtss_analysis.reporting import rows, student_rows
from mtss_analysis.reporting.narrate import note
from mtss_analysis.screening.support import TIERS
from mtss_analysis.tables.roster import GRADES
from mtss_analysis.vocabulary import NO_DATA, TOTAL

BY = ["domain", "measure", "grade"]
CORE = "core_instruction_first"
MOST_OF_A_MEASURE = 20
NO_SCREENING = "No screening score is known on this day."


def coverage(known: Known) -> str:
    """Show, measure by grade, who of the enrolled was tested in the latest window, and why others were not."""
    listed = _latest(known)
    if listed.empty:
        return note(NO_SCREENING)
    tested = listed["score"].notna()
    counts = tested.groupby([listed[name] for name in BY]).agg(["sum", "size"])
    cells = {key: f"all {n}" if k == n else f"{k} of {n}" for key, k, n in counts.itertuples(name=None)}
    why = listed.loc[~tested, "not_tested_reason"].replace(NO_DATA, "not recorded").value_counts()
    said = f"Latest window: {_windows(listed, known)}. Each cell: tested of enrolled."
    if len(why):
        said += f" Why not: {', '.join(f'{reason} {count}' for reason, count in why.items())}."
    return note(said) + _matrix("Students tested", cells, listed, known)


def screening(known: Known) -> str:
    """Show what share of each grade met the cut, and where core instruction is the first question."""
    listed = _latest(known)
    judged = listed[listed["support"].isin(TIERS)]
    if judged.empty:
        return note(NO_SCREENING)
    counts = pd.crosstab([judged[name] for name in BY], judged["support"]).reindex(columns=list(TIERS), fill_value=0)
    total, rule = counts.sum(axis=1), known.screening_rule
    share = wilson(counts[TIERS[0]], total, rule.confidence)
    asked = (100 - 100 * share.share >= rule.core_question_share) & (total >= rule.core_question_students)
    met = zip(counts.index, 100 * share.share, 100 * share.low, 100 * share.high, asked, strict=True)
    cells = {
        key: f"{at:.0f} % ({low:.0f} to {high:.0f})" + ("; ask about the core" if ask else "")
        for key, at, low, high, ask in met
    }
    closer = {key: f"{two} and {three}" for key, _, two, three in counts.itertuples(name=None)}
    return (
        _core_question(known, int(asked.sum()))
        + _matrix("Share of the tested students who met the cut, with its interval", cells, listed, known)
        + _matrix(
            "Students whose score calls for a closer look: for Tier 2 and for Tier 3 support", closer, listed, known
        )
    )


def no_plan_yet(known: Known) -> str:
    """List students whose latest score suggests a closer look and who have no open plan in that domain."""
    listed = _latest(known)
    planned = known.open_plans[["student_id", "domain"]].drop_duplicates().assign(planned=True)
    without = listed.merge(planned, on=["student_id", "domain"], how="left")
    without = without[without["planned"].isna()].drop(columns="planned")
    every = student_rows.need(without, known.labels, TOTAL)
    shown = every[every.groupby("Measure", sort=False).cumcount() < MOST_OF_A_MEASURE]
    said = "A score opens the question; it does not place a student. Add a second source before a plan is made."
    if len(shown) < len(every):
        said += (
            f" Shown are the first {MOST_OF_A_MEASURE} of each measure, {len(shown)} of {len(every)}; all are on the "
        )
        said += "team's screening page."
    caption = "Students whose latest score suggests a closer look and who have no open plan in that domain"
    empty = "Every student whose score suggests a closer look has an open plan in that domain."
    return note(said) + listing(shown, caption, empty)


def _latest(known: Known) -> pd.DataFrame:
    """Return the students of the place in each measure's latest window, by grade and domain in the usual order."""
    listed = known.screened.tables["students"].frame
    listed = listed[(listed["school_id"] == known.asked.school) & (listed["school_year"] == known.school_year)]
    if listed.empty:
        return listed
    order = {grade: place for place, grade in enumerate((*GRADES, NO_DATA))}
    latest = rows.latest(listed)
    return rows.in_domain_order(
        latest.assign(_g=latest["grade"].map(order)).sort_values(["measure", "_g"], kind="stable")
    )


def _matrix(caption: str, cells: dict[Any, str], listed: pd.DataFrame, known: Known) -> str:
    """Lay cells, keyed by domain, measure and grade, out as measures by grades."""
    given = set(listed[BY].itertuples(index=False, name=None))
    grades = [grade for grade in (*GRADES, NO_DATA) if grade in set(listed["grade"])]
    rows = []
    for domain, measure in listed[["domain", "measure"]].drop_duplicates().itertuples(index=False, name=None):
        row = {"Measure": known.labels.measure(measure)}
        for grade in grades:
            key = (domain, measure, grade)
            row[known.labels.group("grade", grade)] = cells.get(key, "no cut score" if key in given else "not given")
        rows.append(row)
    return listing(pd.DataFrame(rows), caption, NO_SCREENING)


def _windows(listed: pd.DataFrame, known: Known) -> str:
    pairs = listed[["school_year", "season"]].drop_duplicates().to_numpy().tolist()
    return ", ".join(known.labels.window(*pair) for pair in pairs)


def _core_question(known: Known, asked: int) -> str:
    rule = known.screening_rule
    place = {known.asked.school, ""}
    cautions = [c.sentence for c in known.screened.cautions if c.school in place and c.code == "low_coverage"]
    share = f"{rule.core_question_share:g} % or more"
    said = f"In no grade did {share} score on the risk side of the cut."
    if asked:
        said = (
            f"In {asked} cells below, {share} of at least {rule.core_question_students} tested students scored on the "
            "risk side of the cut. Ask there what changes for all students before anyone is placed."
        )
    return "".join(map(note, [said, *map(known.labels.said, dict.fromkeys(cautions))]))
