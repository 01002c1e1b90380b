"""The tables of one student's page."""

from collections.abc import Mapping

import pandas as pd

from mtss_analysis.reporting import tabulate
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.reporting.narrate import note
from mtss_analysis.reporting.sheet import unbroken
from mtss_analysis.screening.support import TIERS
from mtss_analysis.vocabulary import NO_DATA, Domain
from mtss_analysis.whole_child.record import Record
from mtss_analysis.whole_child.sources import SOURCES, Says, Word

MONTHS = (8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7)
NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SEASONS = {"fall": 0, "winter": 1, "spring": 2}


def triangulation(found: Mapping[str, Mapping[str, Word]], said: Mapping[str, str], labels: Labels) -> str:
    """Show what every source says of a need in every domain, and under it what that rests on."""
    short = pd.DataFrame(
        [
            {"Domain": labels.word(domain)}
            | {source.capitalize(): str(of[source].says) for source in SOURCES}
            | {"Together": said[domain]}
            for domain, of in found.items()
        ]
    )
    rests = pd.DataFrame(
        [
            {"Domain": labels.word(domain), "Source": word.source, "Says": str(word.says), "Rests on": word.why}
            for domain, of in found.items()
            for word in of.values()
            if word.says not in (Says.APART, Says.SILENT)
        ],
        columns=["Domain", "Source", "Says", "Rests on"],
    )
    silent = "; ".join(
        f"{labels.word(domain).lower()}: "
        + ", ".join(f"{w.source} ({w.why})" for w in of.values() if w.says == Says.SILENT)
        for domain, of in found.items()
        if any(word.says == Says.SILENT for word in of.values())
    )
    table = tabulate.table(short, "What each source says of a need")
    below = tabulate.table(rests, "What that rests on") if len(rests) else ""
    return table + below + (note(f"Silent in {silent}.") if silent else "")


def screening(record: Record, labels: Labels) -> str:
    """Show every window's scores beside their cuts, domains side by side; with the language where it matters."""
    rows = record.screenings
    if rows.empty:
        return note("No screening score of this student is on record.")
    order = rows["school_year"] + rows["season"].map(SEASONS).fillna(9).astype(int).astype("str")
    rows = rows.assign(order=order, cell=[_score(row, record, labels) for row in rows.to_dict("records")])
    cells = rows.pivot_table(index="order", columns="domain", values="cell", aggfunc="; ".join)
    windows = rows.drop_duplicates("order").set_index("order")
    named = [_window(windows.loc[at], labels) for at in cells.index]
    domains = [str(domain) for domain in Domain if domain in cells]
    shown = cells[domains].fillna("no row").rename(columns=labels.word).reset_index(drop=True)
    shown.insert(0, "Window", named)
    said = "A cell says measure, score, cut, and the support the score suggests looking closer at."
    return note(said) + tabulate.table(shown.iloc[::-1], "Screening by window, the latest first")


def _window(row: "pd.Series[str]", labels: Labels) -> str:
    grade = labels.group("grade", row["grade"])
    season = "Other days" if row["season"] == NO_DATA else row["season"].capitalize()
    return f"{season} {row['school_year']}, {grade}"


def _score(row: dict, record: Record, labels: Labels) -> str:  # type: ignore[type-arg]
    measure = labels.measure(str(row["measure"]))
    if pd.isna(row["score"]):
        why = row["not_tested_reason"]
        return f"{measure}: not tested ({why if pd.notna(why) else 'no reason recorded'})"
    cut = f", cut {row['tier2']:g}, {row['support']}" if row["support"] in TIERS else ", no cut"
    near = ", close to a cut" if row["near_cut"] else ""
    form = f", form of grade {row['form_grade']}" if pd.notna(row["form_grade"]) else ""
    spoken = f", in {row['language'] if pd.notna(row['language']) else 'a language not recorded'}"
    matters = record.multilingual and row["domain"] != Domain.ATTENDANCE
    return f"{measure} {row['score']:g}{cut}{near}{form}{spoken if matters else ''}"


def plans(record: Record, labels: Labels) -> str:
    """Show every plan: strategy, days, sessions received as a range, where it stands or how it ended."""
    rows = record.plans
    if rows.empty:
        return note("No plan of support of this student is on record.")
    shown = pd.DataFrame(
        {
            "Support": rows["domain"].map(labels.word) + ", Tier " + rows["tier"].astype("str"),
            "Strategy": rows["intervention"],
            "From": rows["start"],
            "Until": rows["end"].dt.strftime("%Y-%m-%d").fillna("open"),
            "Sessions received": [_dose(*pair) for pair in zip(rows["dose_low"], rows["dose_high"], strict=True)],
            "Latest scores": [str(row.place).replace("_", " ") for row in rows["standing"]],
            "Then": [_then(row) for row in rows.to_dict("records")],
        }
    )
    said = (
        "Latest scores are told beside the aimline, better scores above; sessions not logged are neither received nor "
        "missed, so they make a range."
    )
    return note(said) + unbroken(tabulate.table(shown.iloc[::-1], "Plans of support, the latest first"))


def _dose(low: float, high: float) -> str:
    if low != low:  # NaN is not equal to itself
        return "none logged"
    ends = f"{100 * low:.0f}", f"{100 * high:.0f}"
    return f"{ends[0]} %" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]} %"


def _then(row: dict) -> str:  # type: ignore[type-arg]
    if row["open"]:
        return (
            f"look again by {row['next_review']:%Y-%m-%d}" if pd.notna(row["next_review"]) else "no day to look again"
        )
    return str(row["exit_status"]).replace("_", " ") if pd.notna(row["exit_status"]) else "how it ended is not recorded"


def months(record: Record) -> str:
    """Show the percent of enrolled days absent and the referrals of every month, one row a school year each."""
    absent, referred, made = record.attendance, record.referrals, []
    if absent.empty:
        made.append(note("No attendance of this student is on record."))
    else:
        share = _percent(absent["days_absent"], absent["days_enrolled"])
        year = absent.groupby("school_year")[["days_absent", "days_enrolled"]].sum()
        whole = _percent(year["days_absent"], year["days_enrolled"]).map("{:.0f} %".format)
        made.append(_calendar(absent.assign(shown=share), whole, "Percent of enrolled days absent", "no data", record))
    if not record.dataset.has("incidents"):
        made.append(note("The data have no table of referrals."))
    elif referred.empty:
        made.append(note("No referral of this student is on record."))
    else:
        whole = referred.groupby("school_year")["referrals"].sum().map("{:.0f}".format)
        made.append(_calendar(referred.assign(shown=referred["referrals"]), whole, "Referrals", "0", record))
    return "".join(made)


def _percent(part: "pd.Series[float]", whole: "pd.Series[float]") -> "pd.Series[float]":
    return 100 * part / whole.where(whole > 0)


def _calendar(rows: pd.DataFrame, whole: "pd.Series[str]", caption: str, empty: str, record: Record) -> str:
    """Lay months out by school year; a month that is still to come says so, and one without a row what `empty` says."""
    known = {(str(row["school_year"]), row["month"].month): f"{row['shown']:.0f}" for row in rows.to_dict("records")}
    months = [month for month in MONTHS if any(at == month for _, at in known)]
    made = [
        {"School year": year}
        | {NAMES[month - 1]: known.get((str(year), month), _without(year, month, empty, record)) for month in months}
        | {"Year": said}
        for year, said in whole.items()
    ]
    return tabulate.table(pd.DataFrame(made), caption)


def _without(year: object, month: int, empty: str, record: Record) -> str:
    starts = int(record.district.school_year_starts[:2])
    first = pd.Timestamp(int(str(year)[:4]) + (month < starts), month, 1)
    if first > record.day:
        return "to come"
    seen = record.attendance["month"]
    return empty if seen.empty or (seen == first).any() else "no data"


def marks(record: Record) -> str:
    """Show course marks, one column a term."""
    rows = record.dataset.table("marks").dropna(subset=["mark"])
    if rows.empty:
        return note("No course mark of this student is known on this day.")
    said = rows["mark"] + rows["passed"].map({False: " (not passed)"}).astype("object").fillna("")
    grid = rows.assign(said=said).pivot_table(index="course", columns="term", values="said", aggfunc="first")
    grid = grid.astype("object").where(grid.notna(), "no mark").reset_index().rename(columns={"course": "Course"})
    return tabulate.table(grid, "Course marks by term")


def observations(record: Record, labels: Labels) -> str:
    """List the notes with day, domain, role and setting, the latest first."""
    rows = record.observations
    if rows.empty:
        return note("No note about this student is on record.")
    shown = pd.DataFrame(
        {
            "Day": rows["date"],
            "Domain": rows["domain"].map(labels.word, na_action="ignore").fillna("not named"),
            "Note": rows["note"],
            "Written by (role)": rows["observer_role"],
            "Where": rows["setting"].fillna("not recorded"),
        }
    )
    return unbroken(tabulate.table(shown.reset_index(drop=True), "Notes, the latest first: to be read, not scored"))
