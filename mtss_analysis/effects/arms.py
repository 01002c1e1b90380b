"""Who is compared with whom: the students of both arms of every comparison, those without enough scores among them."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from mtss_analysis.effects.growth_contrast import KEYS, NOT_GIVEN


@dataclass(frozen=True, slots=True)
class Arms:
    """Both arms of one intervention on one measure.

    Attributes
    ----------
    place
        domain, measure and intervention.
    against
        With whom students are compared.
    rows
        A row of the table series for each student of an arm, chosen by a plan, with `served` and `analyzed` (enough
        scores). Who had plans of both arms is a student of both, as in the model.
    """

    place: dict[str, str]
    against: str
    rows: pd.DataFrame

    @property
    def sample(self) -> pd.DataFrame:
        """The students who are compared."""
        return self.rows[self.rows["analyzed"]]


def arms(
    judged: pd.DataFrame, series: pd.DataFrame, interventions: "pd.Series[str]", not_given: frozenset[str], fewest: int
) -> Iterator[Arms]:
    """Yield both arms of every row of `judged` that has a comparison.

    Parameters
    ----------
    judged
        Rows of :func:`~mtss_analysis.effects.growth_contrast.contrasts`.
    series
        Table of a growth result; a plan without scores has a row too.
    interventions
        Name of the intervention of each plan_id.
    not_given
        Interventions that were planned and not delivered.
    fewest
        Students with enough scores from which an intervention is compared on a measure.
    """
    planned = series[series["plan_id"].notna()]
    planned = planned.assign(intervention=planned["plan_id"].map(interventions)).dropna(subset=["intervention"])
    planned = planned.assign(analyzed=planned["enough"].astype(bool) & (planned["n"] > 0))
    usable = _usable(planned, fewest)
    for row in judged[judged["comparison"] > 0].to_dict("records"):
        there = planned[planned["measure"] == row["measure"]]
        others = usable[row["measure"]] - {row["intervention"]}
        others = others & not_given if row["against"] == NOT_GIVEN else others
        chosen = there[there["intervention"].isin([row["intervention"], *others])]
        chosen = chosen.assign(served=chosen["intervention"] == row["intervention"])
        first = chosen.sort_values(["served", "analyzed", "aim_start"], ascending=[False, False, True], kind="stable")
        place = {name: str(row[name]) for name in (*KEYS, "intervention")}
        yield Arms(place, str(row["against"]), first.drop_duplicates(["student_id", "served"]))


def _usable(planned: pd.DataFrame, fewest: int) -> dict[str, set[str]]:
    """Return the interventions with enough students on each measure."""
    counts = planned[planned["analyzed"]].groupby(["measure", "intervention"])["student_id"].nunique()
    found: dict[str, set[str]] = {str(measure): set() for measure in planned["measure"].unique()}
    for measure, name in counts.index[counts >= fewest]:
        found[measure].add(name)
    return found
