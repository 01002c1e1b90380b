"""Cases about need: screening, its errors, core instruction, early warning, behavior, well-being."""

import pandas as pd

from mtss_analysis.estimators.proportions import wilson
from mtss_analysis.reporting.cases.case import Case, Tables, case, latest, least, most, span, whole, words
from mtss_analysis.vocabulary import NO_DATA

MEASURE, FALL = "oral_reading_fluency", "fall"
LINES = (10, 15, 20, 30, 40)
"""Shares flagged by the lines shown [percent]."""
PERCENT, SEATS = 100, 5
MORE = ("Tier 2", "Tier 3")
"""Support that a score below the cut suggests."""


def screening(tables: Tables) -> Case:
    """Tell coverage and the share below the cut, grade by grade."""
    rows = _window(tables)
    frame = _grades(rows)
    fewest = least(frame, "tested")
    unseen = int((rows["support"] == NO_DATA).sum())
    below = frame["below"] * frame["n"] / PERCENT
    seen = frame["tested"] * frame["enrolled"] / PERCENT
    shown = pd.DataFrame({
        "Grade": frame.index, "Enrolled": frame["enrolled"], "Tested": [f"{v:.0f} %" for v in frame["tested"]],
        "Below the cut, of those tested": [f"{v:.0f} %" for v in frame["below"]],
        "If no, or every, untested student were": [
            f"{span(PERCENT * b / e, PERCENT * (b + e - s) / e)} %"
            for b, s, e in zip(below, seen, frame["enrolled"], strict=True)
        ],
    })  # fmt: skip
    return case(
        "universal-screening", f"Fall screening with {words(MEASURE)}, by grade", shown,
        f"In all, {unseen:,} of {len(rows):,} students were not tested. They need a list, an owner and a date.",
        f"Coverage is lowest in grade {fewest.name}: {fewest['tested']:.0f} percent.",
        "The last column counts the untested twice: once as if none of them were below the cut, once as if all were. "
        "Where both ends lead to the same decision, the untested do not change it.",
    )  # fmt: skip


def core(tables: Tables) -> Case:
    """Tell in which grades many are below the cut score."""
    frame = _grades(_window(tables))
    low, high = frame["below"].idxmin(), frame["below"].idxmax()
    shown = pd.DataFrame({
        "Grade": frame.index, "Tested": frame["n"],
        "At or above the cut": [f"{PERCENT - v:.0f} % ({span(PERCENT - h, PERCENT - lo)})"
                                for v, lo, h in zip(frame["below"], frame["low"], frame["high"], strict=True)],
        "Below it": (frame["below"] * frame["n"] / PERCENT).round().astype(int),
    })  # fmt: skip
    many = int(frame["k"].to_numpy()[frame["below"].to_numpy().argmax()])
    return case(
        "core-instruction", "Students at or above the cut score in fall, by grade (95 % interval)", shown,
        f"The share at or above the cut is largest in grade {low} and smallest in grade {high}.",
        f"In grade {high}, {many} students are below. Answered with groups of {SEATS} alone, that would take "
        f"{-(-many // SEATS)} groups.",
        "Before calling it a question about the lesson, look whether it is the same in winter and was last year.",
    )  # fmt: skip


def _window(tables: Tables) -> pd.DataFrame:
    students = latest(tables("02_screening__students"))
    return students[(students["measure"] == MEASURE) & (students["season"] == FALL)]


def _grades(rows: pd.DataFrame) -> pd.DataFrame:
    tested = rows[rows["support"] != NO_DATA]
    below = tested["support"].isin(MORE).groupby(tested["grade"])
    frame = pd.DataFrame({"enrolled": rows.groupby("grade").size(), "n": below.size(), "k": below.sum()})
    fit = wilson(frame["k"], frame["n"])
    share = PERCENT * frame["k"] / frame["n"]
    frame = frame.assign(
        tested=PERCENT * frame["n"] / frame["enrolled"], below=share, low=PERCENT * fit.low, high=PERCENT * fit.high
    )
    return frame.sort_index(key=lambda grades: grades.astype(int))


def accuracy(tables: Tables) -> Case:
    """Tell found, missed and flagged for some lines."""
    rows = tables("14_screening_accuracy__curve")
    rows = rows[(rows["measure"] == MEASURE) & (rows["season"] == FALL)].sort_values("distance")
    frame = tables("14_screening_accuracy__accuracy")
    fit = most(whole(latest(frame[(frame["measure"] == MEASURE) & (frame["season"] == FALL)])), "n")
    n, needed = int(fit["n"]), int(fit["needed"])
    found, alarms = fit["sensitivity"] * needed / PERCENT, (PERCENT - fit["specificity"]) * (n - needed) / PERCENT
    near = [int((rows["flagged"] - share).abs().to_numpy().argmin()) for share in LINES]
    written = int(rows["distance"].abs().to_numpy().argmin())
    chosen = rows.iloc[sorted({*near, written}, key=lambda place: rows["flagged"].iloc[place])]
    line = rows.index[written]
    shown = pd.DataFrame({
        "Line": ["near the written cut" if at == line else "another" for at in chosen.index],
        "Flagged": [f"{v:.0f} %" for v in chosen["flagged"]],
        "Found, of those who needed it": [f"{v:.0f} %" for v in chosen["sensitivity"]],
        "Left alone, of those who did not": [f"{v:.0f} %" for v in chosen["specificity"]],
    })  # fmt: skip
    return case(
        "screening-accuracy", f"Lines for {words(MEASURE)} in fall, against the State test in spring", shown,
        f"At the written cut, {found:.0f} of {needed} students with later difficulty were found and "
        f"{needed - found:.0f} were missed.",
        f"{alarms:.0f} others were flagged without need. Of all flagged, {fit['ppv']:.0f} percent had difficulty.",
        "A higher line finds more and flags more without need; a lower one the other way round. No line has fewer of "
        "both.",
    )  # fmt: skip


def warning(tables: Tables) -> Case:
    """Tell both errors of early signs."""
    rows = tables("11_early_warning__predictive")
    rows = latest(rows[(rows["cutoff"] == "end of October") & (rows["grade_band"] == "All")])
    rows = rows[(rows["outcome"] == "chronic absence") & (rows["when"] == "the same year")]
    wide = rows.pivot_table(index="indicator", columns="statistic", values="percent", sort=False)
    wide = wide.reindex([name for name in ("absence", "referrals", "courses", "any") if name in wide.index])
    names = {"absence": "Absence", "referrals": "Referrals", "courses": "Courses", "any": "Any of these"}
    shown = pd.DataFrame({
        "Sign at the end of October": [names[name] for name in wide.index],
        "Found, of those absent too often by June": [f"{v:.0f} %" for v in wide["sensitivity"]],
        "Right, of those flagged": [f"{v:.0f} %" for v in wide["positive predictive value"]],
        "Left alone, of the others": [f"{v:.0f} %" for v in wide["specificity"]],
    })  # fmt: skip
    first = wide.loc["absence"]
    return case(
        "early-warning", "Signs in October, and who was chronically absent by June", shown,
        f"By June {first['base rate']:.0f} percent of the students were chronically absent.",
        f"Absence in October found {first['sensitivity']:.0f} percent of them; "
        f"{PERCENT - first['sensitivity']:.0f} percent were not on that list.",
        f"Of those it flagged, {PERCENT - first['positive predictive value']:.0f} percent would not have been "
        "chronically absent. For them a friendly call was not needed and did no harm.",
    )  # fmt: skip


def behavior(tables: Tables) -> Case:
    """Answer what, where and when in one table."""
    rows = latest(tables("10_equity__places")).sort_values("referrals", ascending=False, kind="stable").head(8)
    months = whole(latest(tables("11_early_warning__months")))
    month = most(months, "per_day")
    first = rows.iloc[0]
    shown = pd.DataFrame({
        "What": [words(v).capitalize() for v in rows["behavior"]], "Kind": rows["kind"].str.capitalize(),
        "Where": [words(v).capitalize() for v in rows["location"]], "When": rows["hour"],
        "Referrals": rows["referrals"].astype(int),
    })  # fmt: skip
    return case(
        "behavior-supports", "The most frequent referrals of a school year, by behavior, place and hour", shown,
        f"In one sentence: most often it is {words(first['behavior'])}, {words(first['location'])}, {first['hour']}.",
        f"Most referrals per school day: {month['per_day']:.1f} in {pd.Timestamp(month['month']):%B %Y}.",
        f"{(rows['kind'] == first['kind']).sum()} of these {len(rows)} lines are of the kind "
        f"“{first['kind']}”. Where adults judge, a written definition comes first.",
    )  # fmt: skip


def well_being(tables: Tables) -> Case:
    """Follow the social-emotional screening from seen to served."""
    screened = latest(tables("02_screening__students"))
    rows = screened[(screened["domain"] == "social_emotional") & (screened["season"] == FALL)]
    flagged = rows[rows["support"].isin(MORE)]
    served = tables("15_service_given_need__served")
    kept = whole(served[served["domain"] == "social_emotional"])
    counts = kept.groupby("session")["n"].sum()
    steps = [("Enrolled", len(rows)), ("Screened", int((rows["support"] != NO_DATA).sum())),
             ("Of concern in fall", len(flagged))]  # fmt: skip
    steps += [("Of concern in all windows of two years", int(counts["All"]))]
    steps += [("Of these, with a first session of support in time", int(counts["yes"]))]
    shown = pd.DataFrame(steps, columns=["Step", "Students"])
    unseen = steps[0][1] - steps[1][1]
    return case(
        "social-emotional-learning", "From the social-emotional screening to support", shown,
        f"{unseen:,} students were not screened in fall; nobody knows how they are.",
        f"{len(flagged):,} were of concern. A questionnaire asks for a second look; it is no diagnosis.",
        f"Of {steps[3][1]:,} of concern over two years, {steps[3][1] - steps[4][1]:,} had no first session in time. "
        "The tables do not say whether somebody talked with them; that is the first question for a counselor.",
    )  # fmt: skip
