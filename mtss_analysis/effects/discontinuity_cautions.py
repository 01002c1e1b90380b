"""What limits what the cut scores tell, in plain sentences; a measure's code stands in backticks."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from mtss_analysis.effects import cutoff_looks
from mtss_analysis.effects.cutoff_pool import PooledEffect
from mtss_analysis.effects.cutoff_records import Records
from mtss_analysis.results import Caution

IN_THE_WAY = frozenset({
    "no_students", "all_served", "none_served", "one_side", "no_untreated_near_cut", "no_served_near_cut",
    "too_few_near_cut", "few_near_cut", "weak_first_stage", "manipulation", "heaping", "density_not_tested",
    "most_left_out",
})  # fmt: skip
"""Codes of what stands in the way of any claim."""
NO_PLANS = "no plan of support in this domain is on record, so nobody can tell who was served."
ALWAYS = (
    Caution(
        "near_the_cut", "effects",
        "An effect at a cut is that of students near it, whom the cut moves into support. Of students far below it the "
        "cut tells nothing.",
    ),
    Caution(
        "nothing_else_at_the_cut", "effects",
        "If the same cut also opens something else, such as another class or a summer program, its effect is in here, "
        "too.",
    ),
    Caution(
        "normal_scores", "movement",
        "What would have happened without support takes true scores as normal within a grade and year, errors of the "
        "stated size, and growth that does not depend on the level.",
    ),
    Caution(
        "lost", "effects",
        "If more students lack a later score on one side of the cut than on the other, the two sides cannot be "
        "compared. Whether having a later score jumps at the cut is among the checks.",
    ),
    Caution(
        "several_measures", "effects",
        "Each measure is judged by itself. Of twenty measures without any effect, one shows an effect by chance.",
    ),
)  # fmt: skip


def told(measure: str, found: Records, pooled: PooledEffect) -> Iterable[Caution]:
    """Say what limits the estimate of a measure."""
    if found.already:
        yield Caution("already_served", "effects", f"`{measure}`: {found.already:,} students already had support on "
                      "the day of the screening and are left out; the score did not decide about them.")  # fmt: skip
    if found.not_given:
        yield Caution("not_given_later", "effects", f"`{measure}`: {found.not_given:,} students are left out because "
                      "their grade was not given the outcome.")  # fmt: skip
    if pooled.without_cut:
        yield Caution("no_cut", "schools", f"`{measure}`: in {len(pooled.without_cut)} schools no cut decides who is "
                      "served; their students are left out.")  # fmt: skip
    lost = int(found.frame["outcome"].isna().sum())
    if lost:
        yield Caution("no_outcome", "effects", f"`{measure}`: {lost:,} of {len(found.frame):,} students have no score "
                      "in the later window and are left out.")  # fmt: skip
    for each in pooled.pooled.cautions:
        if each.code in TOLD_ELSEWHERE and not each.school:
            continue
        yield replace(each, affects="schools" if each.school else "effects", sentence=f"`{measure}`: {each.sentence}")


TOLD_ELSEWHERE = frozenset({"missing_values", "underpowered", *IN_THE_WAY})
"""Codes of cautions of which a table of the result speaks."""


def failed(measure: str, rows: pd.DataFrame) -> Iterable[Caution]:
    """Say which kind of check fails."""
    if rows.empty:
        return
    for kind, part in rows[rows["jumps"] == "yes"].groupby("check"):
        worst = part.sort_values("p")["label"].iloc[0]
        yield Caution(str(kind), "checks", f"`{measure}`: {FAILED[str(kind)]} ({worst}).")


FAILED = {
    cutoff_looks.CONTINUITY: "something settled before support began differs between the two sides of the cut",
    cutoff_looks.FALSE_CUT: "the outcome also jumps at a score where nobody decides anything",
}
