"""How well each decision rule tells students who will fall short of their goal from those who will reach it.

    python -m benchmarks.decisions [--students 40000] [--write]

Simulated districts: a student's true score is a line; weekly probes carry an error of 5 to 15 words a minute, the range
of real reading probes; 15 % of probes are missed; the baseline is the median of the probes of weeks -2, -1 and 0, and
the goal is that baseline plus what students grow on average until week 20. The truth is whether the *true* score in
week 20 falls short of the goal. Each rule sees the probes of the first 6 to 14 weeks. What the posterior rule knows of
students alike is a multilevel model of 1,000 other students of the same district (in one of the unfavourable series: of
another one).
"""

import argparse
import platform
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from mtss_analysis.decisions.monitored import Monitored, monitored
from mtss_analysis.decisions.posterior_rule import standing
from mtss_analysis.decisions.rules import RULES
from mtss_analysis.decisions.settings import DecisionParams
from mtss_analysis.estimators import multilevel
from mtss_analysis.estimators.aimline import aimline
from mtss_analysis.estimators.posterior import Lines, lines
from mtss_analysis.params import layers

Floats = NDArray[np.float64]
LENGTHS, ERRORS, GOAL_WEEK, MISSED, SEED = (6, 8, 10, 14), (5.0, 8.0, 11.0, 15.0), 20, 0.15, 20
PUBLISHED = ("four_point", "median_of_three", "trend_line", "ci_rule")


class District(NamedTuple):
    """How students of a district differ: level, growth, and how one probe errs."""

    sem: float
    slope: float = 1.2
    slope_sd: float = 0.5
    level: float = 60.0
    level_sd: float = 18.0
    correlation: float = 0.0
    heavy: bool = False
    uneven: bool = False
    curve: float = 0.0


class Sample(NamedTuple):
    """Students with their probes: true score in week 20, goal, baseline, and flat probes (time, score, student)."""

    truth: Floats
    goal: Floats
    baseline: Floats
    time: Floats
    score: Floats
    student: NDArray[np.intp]


def sample(district: District, students: int, rng: np.random.Generator) -> Sample:
    weeks = np.arange(-2.0, LENGTHS[-1] + 1)
    level, slope = (
        rng.normal(district.level, district.level_sd, students),
        rng.normal(district.slope, district.slope_sd, students),
    )
    true = level[:, None] + slope[:, None] * weeks - district.curve * slope[:, None] * weeks**2 / GOAL_WEEK
    scores = true + errors(district, true, rng)
    baseline = np.median(scores[:, :3], axis=1)
    goal = baseline + district.slope * (1 - district.curve) * GOAL_WEEK
    kept = (weeks <= 0) | (rng.random(scores.shape) >= MISSED)
    student, place = np.nonzero(kept)
    truth = level + slope * GOAL_WEEK * (1 - district.curve)
    return Sample(truth, goal, baseline, weeks[place], scores[student, place], student)


def errors(district: District, true: Floats, rng: np.random.Generator) -> Floats:
    size = true.shape
    noise = rng.standard_t(3, size) / np.sqrt(3) if district.heavy else rng.normal(size=size)
    for week in range(1, size[1]):
        noise[:, week] = (
            district.correlation * noise[:, week - 1] + np.sqrt(1 - district.correlation**2) * noise[:, week]
        )
    spread = np.clip(true / district.level, 0.3, 2.0) if district.uneven else 1.0
    return np.asarray(district.sem * spread * noise)


def alike(district: District, rng: np.random.Generator, *, ar1: bool = False) -> Lines:
    """Fit students alike: 1,000 others, all their probes until the last week."""
    seen = sample(district, 1_000, rng)
    found = multilevel.fit(seen.score, None, seen.time, seen.student, ar1=ar1, small_sample=False)
    (own, both), (_, steep) = found.student_cov
    correlation = max(float(np.nan_to_num(found.autocorrelation)), 0.0)
    return lines(*found.fixed, own, both, steep, found.residual_var, correlation)


def plans(seen: Sample, weeks: int, known: Lines) -> Monitored:
    size, keep = len(seen.truth), seen.time <= weeks
    line = aimline(np.zeros(size), seen.baseline, np.full(size, float(GOAL_WEEK)), seen.goal)
    prior = known.take(np.zeros(size, np.int64))
    counted = seen.time[keep] > 0
    return monitored(seen.time[keep], seen.score[keep], seen.student[keep], line, counted=counted, prior=prior)


def index(rule: str, seen: Monitored) -> Floats:
    """What the rule looks at, the larger the more it speaks for a change."""
    if rule == "posterior":
        return standing(seen).short
    if rule == "trend_line":
        return seen.aim.slope - seen.fit.slope
    if rule == "ci_rule":
        return (seen.aim.slope - seen.fit.slope) / seen.fit.slope_se
    last, _ = seen.last(4 if rule == "four_point" else 3)
    away = seen.aim.expected(seen.time[last].T).T - seen.score[last]
    return away.min(axis=1) if rule == "four_point" else np.median(away, axis=1)


def auc(marker: Floats, short: NDArray[np.bool_]) -> float:
    fine = np.isfinite(marker)
    ranks, short = stats.rankdata(marker[fine]), short[fine]
    ones = int(short.sum())
    return float((ranks[short].sum() - ones * (ones + 1) / 2) / (ones * (len(short) - ones)))


def misses(rule: str, seen: Monitored, short: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Return false alarms and misses of a published rule, and misses of the posterior rule at as many [percent]."""
    settings = getattr(layers(None, None).load(DecisionParams), rule)
    least = settings.model_copy(update={"minimum_points": 4, "minimum_weeks": 0, "raise_goal": False})
    said = RULES[rule](seen, least).verdict == "change"
    alarms = said[~short].mean()
    chance = standing(seen).short
    cut = np.quantile(chance[~short], 1 - alarms)
    return 100 * alarms, 100 * (~said[short]).mean(), 100 * (chance[short] <= cut).mean()


def calibration(seen: Monitored, short: NDArray[np.bool_]) -> float:
    """Largest distance between said and seen share of falling short, over tenths of students [percentage points]."""
    chance = standing(seen).short
    tenths = np.array_split(np.argsort(chance), 10)
    return 100 * max(abs(float(chance[part].mean() - short[part].mean())) for part in tenths)


def rows(name: str, district: District, known: Callable[[np.random.Generator], Lines], students: int) -> list[str]:
    rng = np.random.default_rng(SEED)
    prior, seen = known(rng), sample(district, students, rng)
    short, made = seen.truth < seen.goal, []
    rules = ("posterior", *PUBLISHED)
    for weeks in LENGTHS:
        at = plans(seen, weeks, prior)
        areas = {rule: auc(index(rule, at), short) for rule in rules}
        pairs = {rule: misses(rule, at, short) for rule in PUBLISHED}
        lost = [rule for rule in PUBLISHED if areas[rule] >= areas["posterior"] or pairs[rule][2] >= pairs[rule][1]]
        said = [f"{area:.3f}" for area in areas.values()]
        said += ["{:.0f}: {:.0f} / **{:.0f}**".format(*pair) for pair in pairs.values()]
        told = ", ".join(rule.replace("_", " ") for rule in lost) or "none"
        made.append(f"| {name} | {weeks} | {' | '.join(said)} | {calibration(at, short):.1f} | {told} |")
    return made


def table(students: int) -> str:
    head = ["Series", "Weeks", "AUC posterior", *(f"AUC {rule.replace('_', ' ')}" for rule in PUBLISHED)]
    head += [f"{rule.replace('_', ' ')}: missed, posterior" for rule in PUBLISHED] + ["Calibration", "Not beaten"]
    lines_ = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for sem in ERRORS:
        one = District(sem)
        lines_ += rows(f"As assumed, SEM {sem:g}", one, lambda rng, one=one: alike(one, rng), students)
    usual = District(8.0)
    others = {
        "Errors alike (.4), not known": District(8.0, correlation=0.4),
        "Heavy-tailed errors": District(8.0, heavy=True),
        "Errors that grow with the score": District(8.0, uneven=True),
        "Growth that slows by a third": District(8.0, curve=0.33),
    }
    for name, other in others.items():
        lines_ += rows(name, other, lambda rng, other=other: alike(other, rng), students)
    related = others["Errors alike (.4), not known"]
    lines_ += rows("Errors alike (.4), modelled", related, lambda rng: alike(related, rng, ar1=True), students)
    far = District(8.0, slope=0.7, slope_sd=0.3, level=45.0, level_sd=12.0)
    lines_ += rows("Students alike from another district", usual, lambda rng: alike(far, rng), students)
    return "\n".join(lines_)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=40_000)
    parser.add_argument("--write", action="store_true", help="write benchmarks/decisions.md")
    asked = parser.parse_args()
    text = TEXT.format(students=asked.students, table=table(asked.students), python=platform.python_version())
    print(text)
    if asked.write:
        Path(__file__).with_suffix(".md").write_text(text + "\n", encoding="utf-8")


TEXT = """# Decision rules: who is told apart, and at which price

    python -m benchmarks.decisions --students {students} --write

{students:,} simulated students in every line; Python {python}. *AUC*: how often the rule's own index is worse for a
student who will fall short than for one who will reach the goal. *Missed*: "a: b / **c**" reads: at the rule's own
false-alarm rate of a % of those who reach the goal, the published rule misses b % of those who fall short, and the
posterior rule, with its threshold set to the same false-alarm rate, misses c %. *Calibration*: the largest difference
between the chance said and the share seen, over tenths of the students [percentage points]. *Not beaten*: rules whose
AUC is as large as that of the posterior rule, or which miss no more at their own false-alarm rate.

{table}"""

if __name__ == "__main__":
    main()
