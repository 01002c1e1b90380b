"""Scores held against their measures: known, in range, in the right domain, one a day, with a season."""

from collections.abc import Iterator

from mtss_analysis.checks.cases import Case, Examined, Treatment, alike, labels
from mtss_analysis.errors import did_you_mean
from mtss_analysis.intake.findings import quoted
from mtss_analysis.tables import TABLES
from mtss_analysis.vocabulary import Domain, Purpose, Season

KEY = list(TABLES["scores"].key)
MANY, FEW_STUDENTS = 6, 3
"""Scores of a student from which on they should vary; students from which on it is worth a finding."""


def unknown_measures(examined: Examined) -> Iterator[Case]:
    """Measures that measures.yml does not describe, in scores and plans."""
    known = examined.measures.measures
    for table in ("scores", "interventions"):
        named = examined.table(table)["measure"].dropna()
        strange = named[~named.isin(list(known))]
        for measure, rows in strange.groupby(strange, sort=True):
            yield Case(
                "unknown_measure", table, "measure", labels(rows), f"measure is {quoted([measure])}", str(measure),
                "a measure that params/measures.yml describes",
                "No cut score, range or direction is known, so these rows suggest nothing. Describe the measure, or "
                f"correct its name.{did_you_mean(str(measure), known)}",
            )  # fmt: skip


def out_of_range(examined: Examined) -> Iterator[Case]:
    """Scores that the measure cannot give."""
    scores = examined.table("scores")
    for measure, rows in scores.dropna(subset=["score"]).groupby("measure", sort=True):
        known = examined.measures.measures.get(str(measure))
        if known is None or not len(outside := rows[~rows["score"].between(known.low, known.high)]):
            continue
        values = quoted(f"{score:g}" for score in outside["score"])
        yield Case(
            "score_out_of_range", "scores", "score", labels(outside), f"score of {measure} is {values}", values,
            f"{known.low:g} to {known.high:g} {known.unit}",
            "Correct the score, or leave it empty and say why the student was not tested.", Treatment.LEAVE_OUT,
        )  # fmt: skip


def wrong_domain(examined: Examined) -> Iterator[Case]:
    """Scores and plans under another domain than their measure's."""
    domains = {name: str(measure.domain) for name, measure in examined.measures.measures.items()}
    for table in ("scores", "interventions"):
        rows = examined.table(table)[["measure", "domain"]].dropna()
        proper = rows["measure"].map(domains)
        wrong = rows[proper.notna() & rows["domain"].isin(list(Domain)) & (rows["domain"] != proper)]
        for (measure, domain), found in wrong.groupby(["measure", "domain"], sort=True):
            own = domains[str(measure)]
            yield Case(
                "wrong_domain", table, "domain", labels(found),
                f"domain of {measure} is {quoted([domain])}", str(domain),
                f'"{own}", as params/measures.yml says',
                "The rows are counted in the domain they name. Correct one of the two.",
            )  # fmt: skip


def two_on_one_day(examined: Examined) -> Iterator[Case]:
    """Two scores of a student on one measure, purpose, day and form."""
    scores = examined.table("scores").dropna(subset=["student_id", "measure", "purpose", "date", "score"])
    twice = scores[scores.duplicated(KEY, keep=False)]
    if not len(twice):
        return
    number = twice.groupby(KEY, dropna=False, sort=False).ngroup()
    group = twice[number == 0]
    first = group.iloc[0]
    values = " and ".join(f"{score:g}" for score in group["score"])
    yield Case(
        "two_scores_one_day", "scores", "score", labels(number.sort_values(kind="stable")),
        f"student {first['student_id']} has {len(group)} {first['measure']} scores on {first['date']:%Y-%m-%d} "
        f"({values}){alike(number.nunique(), 'day')}", values, "one score a day",
        "Growth reads the median of the day. Keep the right one.",
    )  # fmt: skip


def never_varying(examined: Examined) -> Iterator[Case]:
    """Measures on which most students have the same score every time: one score may have been copied."""
    scores = examined.table("scores").dropna(subset=["student_id", "measure", "score"])
    scores = scores[scores["purpose"] == str(Purpose.PROGRESS)]
    each = (
        scores.groupby(["measure", "student_id"])["score"].agg(["size", "nunique", "first"]).reset_index("student_id")
    )
    each = each[each["size"] >= MANY]
    for measure, found in each.groupby(level="measure", sort=True):
        same = found[found["nunique"] == 1]
        if len(same) * 2 < len(found) or len(same) < FEW_STUDENTS:
            continue
        first = same.iloc[0]
        rows = scores[(scores["measure"] == measure) & scores["student_id"].isin(same["student_id"])]
        yield Case(
            "scores_never_vary", "scores", "score", labels(rows),
            f"student {first['student_id']} has {first['first']:g} in all {first['size']} {measure} scores"
            f"{alike(len(same), 'student')}", f"{first['first']:g}", "scores that vary, as those of a person do",
            "The rows are kept, and their rate is zero. Ask whether the export repeats one score.",
        )  # fmt: skip


def without_season(examined: Examined) -> Iterator[Case]:
    """Screening scores that name no window."""
    if examined.absent("scores", "season"):
        return
    scores = examined.table("scores")
    rows = scores[(scores["purpose"] == str(Purpose.SCREENING)) & scores["season"].isna() & scores["score"].notna()]
    if len(rows):
        yield Case(
            "screening_without_season", "scores", "season", labels(rows), "a screening score names no season", "",
            f"one of {', '.join(Season)}",
            "Screening cannot tell which cut score applies, so the score suggests nothing. Fill in the season.",
        )  # fmt: skip
