"""Cases about the system: teams, self-assessment, learning, groups of students, families, privacy."""

import pandas as pd

from mtss_analysis.equity.children import YES
from mtss_analysis.reporting.cases.case import Case, Tables, case, latest, least, most, span
from mtss_analysis.vocabulary import NO_DATA

OURS = "mtss_implementation_self_assessment"
PERCENT = 100


def teams(tables: Tables) -> Case:
    """Tell a year of teams: meetings held, decisions, and what became of them."""
    rows = latest(tables("06_fidelity__teaming"))
    rows = rows[rows["school_id"] == "All"]
    shown = pd.DataFrame({
        "Team": rows["team"].str.capitalize(), "Planned": rows["planned"].astype(int), "Held": rows["held"].astype(int),
        "Not recorded": rows["not_recorded"].astype(int), "Decisions": rows["decisions"].astype(int),
        "Carried out": [f"{span(low, high)} %" if pd.notna(low) else "no decisions"
                        for low, high in zip(rows["carried_low"], rows["carried_high"], strict=True)],
    })  # fmt: skip
    row = most(rows, "decisions")
    return case(
        "leading-mtss", "Teams in a school year: meetings, decisions, and what was carried out", shown,
        f"Of {row['tried']:,.0f} decisions of the {row['team']} at least {row['carried_low']:.0f} and at most "
        f"{row['carried_high']:.0f} percent were carried out.",
        f"Of {row['due']:,.0f} decisions whose day of review has come, {row['reviewed_percent']:.0f} percent were "
        "looked at again.",
        "Meetings that nobody recorded are neither held nor canceled. A range is honest; a single percent is not.",
    )  # fmt: skip


def improvement(tables: Tables) -> Case:
    """Tell what changed between two self-assessments, and how far raters differ."""
    rows = tables("12_self_assessment__profile")
    rows = rows[(rows["instrument"] == OURS) & (rows["group"] == "team") & (rows["form"] == "full")]
    one = rows[rows["change"].notna() & (rows["kind"] == "subscale") & (rows["school_id"] != "All")]
    school = one.groupby("school_id")["change"].apply(lambda change: change.abs().max()).idxmax()
    one = latest(one[one["school_id"] == school], "round")
    shown = pd.DataFrame({
        "Part": one["label"], "Before": [f"{v:.0f} %" for v in one["before"]],
        "Now": [f"{v:.0f} %" for v in one["percent"]], "Change": [f"{v:+.0f}" for v in one["change"]],
        "Raters alone would explain": [f"up to {v:.0f}" for v in one["limit"]],
    })  # fmt: skip
    beyond = int((one["change"].abs() > one["limit"]).sum())
    return case(
        "continuous-improvement", "One school's self-assessment, twice (points of percent)", shown,
        f"{beyond} of {len(one)} parts changed by more than raters differ among themselves.",
        "For the others the page says that no change can be told. It does not say that nothing changed.",
        "The same raters and evidence on the table would make next year's comparison sharper.",
    )  # fmt: skip


def action_plan(tables: Tables) -> Case:
    """Tell how the lowest items of a school become steps."""
    rows = tables("12_self_assessment__plan")
    rows = rows[(rows["instrument"] == OURS) & (rows["group"] == "team") & rows["step"].fillna("").ne("")]
    school = rows.groupby("school_id")["owner_role"].count().idxmax()
    rows = rows[rows["school_id"] == school].head(6)
    shown = pd.DataFrame({
        "Item": [f"{item}. {text}" for item, text in zip(rows["item"], rows["text"], strict=True)],
        "Step": rows["step"], "Owner": rows["owner_role"].fillna("nobody yet"),
        "Due": [f"{pd.Timestamp(v):%B %Y}" if pd.notna(v) else "no day yet" for v in rows["due"]],
        "Status": rows["standing"].str.capitalize(),
    })  # fmt: skip
    owned = int(rows["owner_role"].notna().sum())
    return case(
        "action-planning", "The lowest items of one school, as steps", shown,
        f"{owned} of {len(rows)} steps have an owner.",
        f"{int((rows['standing'] == 'overdue').sum())} are overdue. Ask what stands in the way before moving the date.",
        "Steps that the program suggests are a beginning. A step is one's own when it has an owner, a day and "
        "evidence.",
    )  # fmt: skip


def chain(tables: Tables) -> Case:
    """Follow support for adults from what is asked to what is done."""
    profile = tables("12_self_assessment__profile")
    profile = latest(profile[(profile["instrument"] == OURS) & (profile["school_id"] == "All")], "round")
    asked = profile["part"].isin(["fidelity"]) & profile["group"].isin(["team", "staff"])
    parts = profile[asked]
    delivered = latest(tables("06_fidelity__schools"))
    delivered = delivered[(delivered["school_id"] == "All") & (delivered["domain"] == "reading")]
    learned, schools = tables("21_learning__lessons"), tables("21_learning__chain")
    learned = learned[learned["school_id"] == "All"]
    rows = [("Reach", "Schools from which answers to a lesson came back",
             f"{int(schools['people'].gt(0).sum())} of {len(schools)}")]  # fmt: skip
    rows += [("Reach", "Staff who answered, lesson by lesson", f"{span(*_ends(learned['reach']))} %")]
    rows += [("Learning", "Questions answered rightly at once", f"{span(*_ends(learned['right']))} %")]
    rows += [("Practice, as rated", f"{row['label']} ({row['group']})", f"{row['percent']:.0f} % of points")
             for _, row in parts.iterrows()]  # fmt: skip
    rows += [("Practice, as logged", f"Sessions held: {row['intervention']}",
              f"{span(row['held_low'], row['held_high'])} %")
             for row in (least(delivered, "held_low"), most(delivered, "held_low"))]  # fmt: skip
    effects = tables("08_group_effect__effects")
    apart = tables("21_learning__links")
    rows += [("Between the links", f"Do {one} and {other} go together over schools?", said)
             for one, other, said in zip(apart["step"], apart["next"], apart["said"], strict=True)][:3]  # fmt: skip
    working = effects[(effects["domain"] == "reading") & (effects["verdict"] == "delivered_and_working")]
    rows += [("Results", "Interventions in reading found to work", str(working["intervention"].nunique()))]
    return case(
        "collaboration-and-coaching", "One district along the chain from training to results",
        pd.DataFrame(rows, columns=["Link", "What was looked at", "Found"]),
        f"Nothing came back from {int(schools['people'].eq(0).sum())} schools. Ask there first what stands in the way.",
        f"By guessing one is right on {learned['guess'].mean():.0f} percent of the questions; what is above that was "
        "learned, or known before.",
        "What people rate and what logs show are two different links. Where they differ, trust the log.",
        "A weak link late in the chain says little, as long as an earlier one is weak or unknown.",
    )  # fmt: skip


def _ends(values: "pd.Series[float]") -> tuple[float, float]:
    return float(values.min()), float(values.max())


def fair(tables: Tables) -> Case:
    """Tell need and service by group, with ratios among students of equal need."""
    served = whole_district(tables("15_service_given_need__served"))
    rows = tables("15_service_given_need__comparisons")
    rows = rows[(rows["question"] == "a first session came in time") & (rows["domain"] == "reading")]
    rows = rows[rows["by"].isin(["economically_disadvantaged", "english_learner"])]
    rows = rows[rows["group"] == "yes"]
    names = {"economically_disadvantaged": "Economically disadvantaged", "english_learner": "English learners"}
    flagged = served[served["session"] == "All"].groupby("by")["n"].sum()
    shown = pd.DataFrame({
        "Group": [names[v] for v in rows["by"]],
        "Below the cut": [int(flagged.get(v, 0)) for v in rows["by"]],
        "A first session in time": [f"{v:.0f} %" for v in rows["value"]],
        "Others with like scores": [f"{v:.0f} %" for v in rows["other_value"]],
        "Ratio (95 % interval)": [f"{r:.2f} ({lo:.2f} to {hi:.2f})" for r, lo, hi in
                                  zip(rows["ratio"], rows["ratio_low"], rows["ratio_high"], strict=True)],
    })  # fmt: skip
    low = least(rows, "ratio")
    return case(
        "equity", "Reading support among students with equal need", shown,
        f"{names[low['by']]} with like scores had a first session in time {low['ratio']:.2f} times as often as others.",
        f"The data agree with anything from {low['ratio_low']:.2f} to {low['ratio_high']:.2f}; 1 would be alike.",
        "Need was made equal before service was compared. Shares of all students would have said something else.",
    )  # fmt: skip


def whole_district(served: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows on reading of the groups that are named with yes."""
    kept: pd.DataFrame = served[(served["domain"] == "reading") & (served["group"] == "yes")]
    return kept


def languages(tables: Tables) -> Case:
    """Compare English learners with others, as they are and with equal need."""
    gaps = tables("10_equity__gaps")
    gaps = gaps[(gaps["by"] == "english_learner") & (gaps["group"] == "yes")]
    gap = latest(gaps[gaps["measure"] == "oral_reading_fluency"]).iloc[-1]
    rows = tables("15_service_given_need__comparisons")
    rows = rows[(rows["by"] == "english_learner") & (rows["group"] == "yes") & (rows["domain"] == "reading")]
    asked = ["a plan began in time", "a first session came in time", "sessions received of those planned, at least"]
    rows = rows[rows["question"].isin(asked)]
    told = f"{gap['gap']:.2f} ({gap['low']:.2f} to {gap['high']:.2f}) SD"
    frame = [("Scores in reading, as they are", told, "a gap")]
    frame += [(f"With like scores: {row['question']}",
               f"{row['value']:.0f} against {row['other_value']:.0f} {row['unit']}", row["said"])
              for _, row in rows.iterrows()]  # fmt: skip
    return case(
        "multilingual-learners", "English learners beside other students, before and after making need equal",
        pd.DataFrame(frame, columns=["What is compared", "English learners beside others", "What it says"]),
        "The first line tells where English learners stand. It says nothing about whether the school is fair to them.",
        "The other lines compare students with like scores. What differs there is the school's own doing.",
        "No line can tell whether a single student has a difficulty with reading or is learning English.",
    )  # fmt: skip


def letters(tables: Tables) -> Case:
    """Tell how late letters are, and how many are sent, by the language of the home."""
    rows = tables("15_service_given_need__comparisons")
    waits = (rows["question"] == "days to the first session, where it came") & (rows["domain"] == "reading")
    rows = rows[(rows["question"].str.contains("letter") | waits) & (rows["by"] == "home_language")]
    rows = rows[rows["value"].notna()].sort_values("question", kind="stable").head(9)
    shown = pd.DataFrame({
        "What is compared": rows["question"].str.capitalize(), "Home language": rows["group"].str.capitalize(),
        "These families": [f"{v:.0f}" for v in rows["value"]], "Others": [f"{v:.0f}" for v in rows["other_value"]],
        "Unit": rows["unit"], "What it says": rows["said"],
    })  # fmt: skip
    return case(
        "family-partnership", "Letters to families, by the language of the home", shown,
        f"{int(rows['said'].isin(['higher', 'lower']).sum())} of {len(rows)} lines show a clear difference.",
        "Where it says “cannot tell”, the range holds both alike and quite different.",
        "A family that hears late cannot add what it knows. How long a letter takes, a district can mend alone.",
    )  # fmt: skip


def waiting(tables: Tables) -> Case:
    """Tell what the page advises for students on a plan, and where the question of a disability belongs."""
    rows = tables("04_decisions__recommendations")
    rows = rows[rows["domain"] == "reading"]
    low = rows["p_reach"].lt(0.2)
    kinds = [
        ("Delivered, and little chance of the goal", low & rows["dose_low"].ge(0.7)),
        ("Little chance of the goal, delivery low or unknown", low & ~rows["dose_low"].ge(0.7)),
        ("On the way, or cannot tell yet", ~low),
    ]
    shown = pd.DataFrame(
        [(label, int(mask.sum()), f"{rows[mask]['weeks'].median():.0f}") for label, mask in kinds],
        columns=["Plans in reading", "Students", "Weeks on the plan, the middle one"],
    )
    return case(
        "right-to-evaluation", "Students who receive reading support, by what is known of their progress", shown,
        f"For {shown['Students'].iloc[0]} students support was delivered and the goal is far. Ask at the next review "
        "whether there is reason to suspect a disability.",
        f"For {shown['Students'].iloc[1]} the goal is far and the support was not there, or nobody knows. That says "
        "nothing about the student, and it is no reason to wait with an evaluation.",
        "No line decides anything: a family in any of them may ask for an evaluation today.",
    )  # fmt: skip


def small(tables: Tables) -> Case:
    """Show exact counts of the invented district beside the released ones."""
    rows = latest(tables("10_equity__disability"))
    rows = rows[(rows["by"].isin(["race_ethnicity", "All"])) & (rows["disability_said"] == YES)]
    rows = rows[rows["group"] != NO_DATA].sort_values("n", kind="stable")
    parts, total = rows[rows["by"] != "All"], rows[rows["by"] == "All"]["n"].iloc[0]
    minimum = 10
    primary = parts["n"].lt(minimum) & parts["n"].gt(0)
    second = primary | (parts.index == parts.index[parts["n"] >= minimum][0])
    shown = pd.DataFrame({
        "Group": parts["group"], "Exact (invented)": parts["n"].astype(int),
        "Small ones withheld": parts["n"].astype(int).astype(str).mask(primary, "withheld"),
        "And one more": parts["n"].astype(int).astype(str).mask(second, "withheld"),
    })  # fmt: skip
    last = dict(zip(shown, ("All", int(total), f"{total}", f"{total}"), strict=True))
    shown = pd.concat([shown, pd.DataFrame([last])])
    left = total - parts.loc[~primary, "n"].sum()
    both = total - parts.loc[~second, "n"].sum()
    return case(
        "privacy-and-small-numbers", "Students with a disability on record, by race and ethnicity", shown,
        f"With only the small ones withheld, a reader subtracts: {total} less the others leaves {left} for "
        f"{int(primary.sum())} withheld {'group' if primary.sum() == 1 else 'groups'}.",
        f"With one more withheld, {both} are left for {int(second.sum())} groups together, and nobody can "
        "tell how many belong to which.",
        "On public pages no line is chosen by hand: the program withholds as little as it can and then attacks it.",
    )  # fmt: skip
