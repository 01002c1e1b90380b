"""Outcomes that whole grades lack, and cut scores that tell nobody apart."""

from collections.abc import Iterator

import pandas as pd

from mtss_analysis.checks.cases import Case, Examined
from mtss_analysis.intake import roster, school_year
from mtss_analysis.intake.findings import listed
from mtss_analysis.tables.roster import GRADES
from mtss_analysis.vocabulary import Purpose, Season

NEEDED = {
    "students": ("student_id", "school_year", "grade"),
    "scores": ("student_id", "measure", "purpose", "date", "score"),
}
YEAR = ["measure", "school_year"]


def missing_in_grades(examined: Examined) -> Iterator[Case]:
    """Grades without any score of an outcome that grades around them, or the same grade in other years, have."""
    if any(examined.lacks(name, *columns) for name, columns in NEEDED.items()):
        return
    people = roster(examined.dataset, examined.district)[["student_id", "school_year", "grade"]]
    scored = _scores(examined, Purpose.OUTCOME)[["student_id", *YEAR]].merge(people, on=["student_id", "school_year"])
    given = {key: set(rows["grade"]) for key, rows in scored.groupby(YEAR)}
    sizes = people.groupby(["school_year", "grade"]).size()
    large = sizes[sizes >= examined.params.coverage_students].index
    for (measure, year), grades in given.items():
        ever = set().union(*(each for (name, _), each in given.items() if name == measure))
        lacking = sorted((_expected(grades) | ever) - grades, key=GRADES.index)
        lacking = [grade for grade in lacking if (year, grade) in large]
        if lacking:
            yield _missing(str(measure), str(year), lacking, examined)


def cut_out_of_reach(examined: Examined) -> Iterator[Case]:
    """Cut scores below every score, or above every score, of those screened."""
    scores = _scores(examined, Purpose.SCREENING)
    people = roster(examined.dataset, examined.district)[["student_id", "school_year", "grade"]]
    scores = scores.merge(people, on=["student_id", "school_year"])
    for (measure, grade, season), rows in scores.groupby(["measure", "grade", "season"], sort=True):
        described = examined.measures.measures.get(str(measure))
        known = season in set(Season) and described is not None
        cuts = examined.measures.cut_scores(str(measure), str(grade), str(season)) if known else None
        if cuts is None or described is None or len(rows) < examined.params.cut_students:
            continue
        at_risk = rows["score"] < cuts.tier2 if described.higher_is_better else rows["score"] > cuts.tier2
        if at_risk.all() or not at_risk.any():
            yield _out_of_reach(f"{described.label}, grade {grade}, {season}", cuts.tier2, rows["score"], at_risk)


def _scores(examined: Examined, purpose: Purpose) -> pd.DataFrame:
    scores = examined.table("scores")
    scores = scores[scores["purpose"] == str(purpose)].dropna(subset=["student_id", "measure", "date", "score"])
    return scores.assign(school_year=school_year(scores["date"], examined.district.school_year_starts))


def _expected(grades: set[str]) -> set[str]:
    """Every grade from the lowest to the highest that has a score."""
    places = [GRADES.index(grade) for grade in grades if grade in GRADES]
    return set(GRADES[min(places) : max(places) + 1]) if places else set()


def _missing(measure: str, year: str, lacking: list[str], examined: Examined) -> Case:
    described = examined.measures.measures.get(measure)
    label = described.label if described else measure
    said = listed([f"grade {grade}" for grade in lacking])
    return Case(
        "outcome_missing", "scores", "measure", (), f"{label}, {year}: nobody in {said} has a score", said,
        "a score in every grade that takes it",
        "Without outcomes nobody can say how well screening saw these grades. Send the scores of the grades.",
    )  # fmt: skip


def _out_of_reach(place: str, cut: float, scores: pd.Series, at_risk: pd.Series) -> Case:
    who = "everybody" if at_risk.all() else "nobody"
    return Case(
        "cut_out_of_reach", "scores", "score", (),
        f"{place}: the cut score {cut:g} flags {who}; the {len(scores):,} scores lie from {scores.min():g} to "
        f"{scores.max():g}", f"{cut:g}", "a cut score between the scores",
        "Such a cut tells nobody apart. Ask whether the scores are of another scale or form than the cut in "
        "measures.yml, and correct the one that is wrong.",
    )  # fmt: skip
