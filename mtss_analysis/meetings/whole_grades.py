"""All students of a place at a meeting: who was tested, what share met the cut, who has no plan yet."""

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
MOST_STUDENTS = 60
NO_SCREENING = "No screening score is known on this day."


def coverage(known: Known) -> str:
    """Show, grade by grade, who of the enrolled was tested in each measure's latest window, and why others were not."""
    listed = _latest(known)
    if listed.empty:
        return note(NO_SCREENING)
    tested = listed["score"].notna()
    counted = listed.assign(tested=tested, why=listed["not_tested_reason"].where(~tested))
    found = counted.groupby(BY, sort=False).agg(
        students=("tested", "size"), tested=("tested", "sum"), why=("why", _reasons)
    )
    shown = _named(found.reset_index(), known).assign(
        **{"Tested of": [f"{t} of {n}" for t, n in zip(found["tested"], found["students"], strict=True)]},
        **{"Not tested": (found["students"] - found["tested"]).to_numpy(), "Why not": found["why"].to_numpy()},
    )
    missing = shown[shown["Not tested"] > 0].drop(columns="Not tested")
    full = len(shown) - len(missing)
    said = (
        f"Latest window: {_windows(listed, known)}. In {full} of {len(shown)} measures and grades everyone was tested."
    )
    return note(said) + listing(missing, "Where someone was not tested", "Everyone was tested in every grade.")


def screening(known: Known) -> str:
    """Show what share of each grade met the cut, and where core instruction is the first question."""
    judged = _latest(known)
    judged = judged[judged["support"].isin(TIERS)]
    if judged.empty:
        return note(NO_SCREENING)
    where = [judged[name] for name in BY]
    counts = pd.crosstab(where, judged["support"]).reindex(columns=list(TIERS), fill_value=0)
    counts = counts.reindex(pd.MultiIndex.from_frame(judged[BY].drop_duplicates()))
    total = counts.sum(axis=1)
    rule = known.screening_rule
    share = wilson(counts[TIERS[0]], total, rule.confidence)
    percents = counts.mul(100).div(total, axis=0)
    below = 100 - percents[TIERS[0]]
    asked = (below >= rule.core_question_share) & (total >= rule.core_question_students)
    met = zip(100 * share.share, 100 * share.low, 100 * share.high, strict=True)
    columns: dict[str, list[str] | list[int]] = {
        "Tested": total.tolist(),
        "Met the cut (interval)": [f"{at:.0f} % ({low:.0f} to {high:.0f})" for at, low, high in met],
        "Closer look for Tier 2 support": [f"{percent:.0f} %" for percent in percents[TIERS[1]]],
        "For Tier 3 support": [f"{percent:.0f} %" for percent in percents[TIERS[2]]],
        "First question": ["core instruction" if each else "" for each in asked],
    }
    shown = pd.concat([_named(counts.reset_index(), known), pd.DataFrame(columns)], axis=1)
    return _core_question(known, int(asked.sum())) + listing(shown, "Scores at the cut, grade by grade", NO_SCREENING)


def no_plan_yet(known: Known) -> str:
    """List students whose latest score suggests a closer look and who have no open plan in that domain."""
    listed = _latest(known)
    planned = known.open_plans[["student_id", "domain"]].drop_duplicates().assign(planned=True)
    without = listed.merge(planned, on=["student_id", "domain"], how="left")
    without = without[without["planned"].isna()].drop(columns="planned")
    shown = student_rows.need(without, known.labels, TOTAL)
    said = "A score opens the question; it does not place a student. Add a second source before a plan is made."
    where = "All are on the team's screening page."
    caption = "Students whose latest score suggests a closer look and who have no open plan in that domain"
    empty = "Every student whose score suggests a closer look has an open plan in that domain."
    return note(said) + listing(shown, caption, empty, most=MOST_STUDENTS, rest=where)


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


def _named(frame: pd.DataFrame, known: Known) -> pd.DataFrame:
    words = known.labels
    measure, grade = frame["measure"].map(words.measure), frame["grade"].map(lambda grade: words.group("grade", grade))
    return pd.DataFrame({"Measure": measure, "Grade": grade})


def _reasons(why: "pd.Series[str]") -> str:
    """Count the reasons, such as "absent 3, no data 1"."""
    known = why.dropna().replace(NO_DATA, "not recorded")
    return ", ".join(f"{reason} {count}" for reason, count in known.value_counts().items())


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
            f"In {asked} rows below, {share} of at least {rule.core_question_students} tested students scored on the "
            "risk side of the cut. Ask there what changes for all students before anyone is placed."
        )
    return "".join(map(note, [said, *map(known.labels.said, dict.fromkeys(cautions))]))
