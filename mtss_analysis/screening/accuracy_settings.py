"""How a screener is held against the later outcome of the same students."""

from mtss_analysis.params import Params, setting
from mtss_analysis.vocabulary import Domain


class AccuracyParams(Params):
    """How a screener is held against the later outcome; cut scores of both belong to the measures."""

    file = "screening_accuracy"

    outcomes: dict[Domain, str] = setting(
        "measure of the outcome that screening in a domain is meant to foretell; at risk is on the risk side of its "
        "own Tier 2 cut in measures.yml",
        source="the district: what screening is for",
    )
    within_weeks: float = setting(
        "time after the screening within which the first outcome counts as what followed", unit="weeks",
        source="planning value: one school year", gt=0,
    )  # fmt: skip
    confidence: float = setting("confidence of all intervals", unit="share", source="convention", gt=0, lt=1)
    fewest: int = setting(
        "students with screening and outcome from which a group is looked at", unit="students",
        source="planning value", ge=4,
    )  # fmt: skip
    fewest_of_a_kind: int = setting(
        "students at risk later, and not at risk, from which anything is told of them", unit="students",
        source="planning value: a share of fewer is mostly luck", ge=2,
    )  # fmt: skip
    given_share: float = setting(
        "share of a grade's screened students with an outcome from which on the grade counts as given it",
        unit="share", source="planning value, as in cutoff.yml", gt=0, le=1,
    )  # fmt: skip
    sensitivity_floor: float = setting(
        "share of the students who will need help that the floor rule asks a cut to find", unit="share",
        source="usual goal in screening for reading difficulty (Jenkins, Hudson & Johnson 2007, School Psychology "
        "Review 36, 582–600)",
        gt=0, lt=1,
    )  # fmt: skip
    seats: dict[str, int] = setting(
        "students who can be served, measure by measure", unit="students", source="the district: staff and schedule"
    )
    seats_percent: float = setting(
        "seats as a share of those tested, where no number is given", unit="percent",
        source="planning heuristic 80/15/5: some students for Tier 2 and Tier 3 together", gt=0, le=100,
    )  # fmt: skip
    bins: int = setting("ranges in which expected and seen are compared", unit="ranges", source="convention", ge=2)
    draws: int = setting("resamples of the bootstrap", unit="resamples", source="Harrell and others (1996)", ge=20)
    seed: int = setting("seed of their generator", source="any number; the same one gives the same page", ge=0)
    norm_percents: tuple[float, ...] = setting("local percentiles that are told", unit="percent", source="convention")
    norm_fewest: int = setting(
        "students of a grade from which local percentiles are told", unit="students",
        source="planning value: below it a tenth of the students is a handful", ge=10,
    )  # fmt: skip
    planning_correlations: tuple[float, ...] = setting(
        "correlations of screener and outcome to plan with before an outcome is known", unit="correlation",
        source="a range from weak to the best published screeners",
    )  # fmt: skip
    planning_base_rate: float = setting(
        "students who will need help, where no outcome tells", unit="percent", gt=0, lt=100,
        source="planning heuristic 80/15/5",
    )  # fmt: skip
