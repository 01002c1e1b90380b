"""Figures of early warning: signs, what they told, what answered them, and referrals over the months."""

from collections.abc import Mapping

import pandas as pd

from mtss_analysis.reporting import rows
from mtss_analysis.reporting.draw import marks
from mtss_analysis.reporting.draw.drawing import Drawing, NothingToDraw, listed, withheld
from mtss_analysis.reporting.early_warning_rows import CANNOT_TELL, NO_REFERRALS, NO_SIGNS, SIGNS
from mtss_analysis.reporting.labels import WHOLE_DISTRICT, Labels
from mtss_analysis.reporting.palette import BLUE, GREEN, GREY, ORANGE, PURPLE, SKY
from mtss_analysis.reporting.tabulate import WITHHELD
from mtss_analysis.results import ResultTable
from mtss_analysis.tables.roster import GRADES
from mtss_analysis.vocabulary import TOTAL

Tables = Mapping[str, ResultTable]
FIRST = {
    "a plan started": (BLUE, ""),
    "a session was held": (SKY, "///"),
    "a team decided": (GREEN, "xxx"),
    "a letter was sent": (ORANGE, "..."),
    "support open before went on": (PURPLE, "\\\\\\"),
    "nothing on record": (GREY, ""),
}
"""Answer to a flag → color and hatch."""
SHORT = dict(zip(FIRST, ("plan", "session", "decision", "letter", "went on", "nothing"), strict=True))
"""Answer to a flag → its name in a figure."""
EARLY = {"absence": "absence", "referrals": "referrals", "courses": "failed course", "any": "any sign"}


def indicators(tables: Tables, labels: Labels, school: str) -> Drawing:
    """Draw the share of students with each sign in each school year, with its interval."""
    frame = rows.everyone(rows.place(tables, "indicators", school))
    frame = _told(frame)
    if frame.empty:
        raise NothingToDraw(NO_SIGNS)
    frame = frame.sort_values(["indicator", "school_year"], key=_in_order, kind="stable")
    words = [_sign(row.indicator, row.answer) for row in frame.itertuples()]
    names = [f"{word}, {year}" for word, year in zip(words, frame["school_year"], strict=True)]
    title = f"Early signs, of students for whom they are known: {labels.school(school)}"
    return _dots(frame, names, "Percent of students", title, "Sign")


def by_school(tables: Tables, labels: Labels, school: str, *, indicator: str = "absence") -> Drawing:
    """Draw the share of students with one sign at every school in the latest school year."""
    frame = rows.everyone(tables["indicators"].frame)
    frame = _told(frame[(frame["indicator"] == indicator) & (frame["school_year"] == frame["school_year"].max())])
    if frame.empty:
        raise NothingToDraw(NO_SIGNS)
    names = [labels.school(place) for place in frame["school_id"]]
    title = f"{_sign(indicator, frame['answer'].iloc[0])} by school, {frame['school_year'].iloc[0]}"
    return _dots(frame, names, "Percent of students", title, "School")


def predictive(tables: Tables, labels: Labels, school: str, *, statistic: str = "positive predictive value") -> Drawing:
    """Draw how often an outcome came later for students with each sign, beside how often it came at all."""
    frame = tables["predictive"].frame
    frame = frame[(frame["grade_band"] == TOTAL) & (frame["when"] == "the same year")]
    frame = frame[frame["school_year"] == frame["school_year"].max()]
    frame = frame[frame["cutoff"] == frame["cutoff"].iloc[0]] if len(frame) else frame
    wanted = frame[
        frame["statistic"].eq(statistic) | (frame["statistic"].eq("base rate") & frame["indicator"].eq("any"))
    ]
    if wanted.empty:
        raise NothingToDraw("No school year has both signs on a day of looking and outcomes that came later.")
    wanted = wanted.sort_values(["outcome", "statistic", "indicator"], kind="stable")
    names = [_outcome(row.outcome, row.statistic, row.indicator, labels) for row in wanted.itertuples()]
    title = f"How often trouble came, of students with a sign by the {wanted['cutoff'].iloc[0]} and of all"
    shown = wanted.assign(missing=CANNOT_TELL)
    return _dots(shown, names, "Percent of students", f"{title}: {WHOLE_DISTRICT}", "Later, and for whom")


def actions(tables: Tables, labels: Labels, school: str) -> Drawing:
    """Draw what was first on record after a flag, one bar a sign, in the latest school year."""
    frame = rows.place(tables, "actions", school)
    frame = frame[(frame["school_year"] == frame["school_year"].max()) & (frame["answer"] != TOTAL)]
    frame = frame[frame["followed"] > 0]
    if frame.empty:
        raise NothingToDraw("No flag is old enough to tell what followed it.")
    shares = frame.pivot_table(index="indicator", columns="answer", values="percent", sort=False).reindex(
        columns=list(FIRST)
    )
    shares = shares.loc[:, (shares.fillna(0) > 0).any()]
    shares.index = pd.Index([SIGNS[str(name)] for name in shares.index])
    year = frame["school_year"].iloc[0]
    title = f"First on record within the set days of a flag, {year}: {labels.school(school)}"
    said = listed(
        (f"{name}: " + ", ".join(f"{kind} {row[kind]:.0f} %" for kind in shares) for name, row in shares.iterrows()), 12
    )
    data = shares.add_suffix(" (percent)").rename_axis(None, axis=1).rename_axis("Flagged for").reset_index()
    styles = {SHORT[name]: style for name, style in FIRST.items() if name in shares}
    caption = f'{title}. "Went on" is support that was open before the flag; "nothing" is nothing on record.'
    return Drawing(marks.stacked(shares.rename(columns=SHORT), styles), f"{title}. {said}.", caption, data)


def months(tables: Tables, labels: Labels, school: str) -> Drawing:
    """Draw referrals per 100 students and school day, month by month, one line a school year."""
    frame = rows.place(tables, "months", school).sort_values("month", kind="stable")
    told = frame[frame["rate"].notna()]
    if told.empty:
        raise NothingToDraw(NO_REFERRALS if frame.empty else "Every month is withheld; the numbers are small.")
    names = pd.to_datetime(told["month"] + "-01").dt.strftime("%b")
    order = list(dict.fromkeys(names.iloc[told["month"].str[5:].astype(int).sub(8).mod(12).argsort(kind="stable")]))
    points = pd.DataFrame({"series": told["school_year"], "occasion": names, "value": told["rate"]})
    points = points.assign(low=told["low"], high=told["high"])
    title = f"Referrals per 100 students and school day: {labels.school(school)}"
    said = listed((f"{row.occasion} {row.series}: {row.value:.2f}" for row in points.itertuples()), 24)
    data = frame[["school_year", "month", "rate", "low", "high"]].assign(suppressed=withheld(frame).to_numpy())
    data.columns = pd.Index(["School year", "Month", "Rate", "Low", "High", "suppressed"])
    more = "" if len(told) == len(frame) else " A month that is withheld has no point."
    caption = f"{title}. Bars are 95 % intervals that allow for students with many.{more}"
    return Drawing(marks.lines(points, order, "Referrals per 100 students a day"), f"{title}. {said}.", caption, data)


def rates(tables: Tables, labels: Labels, school: str, *, by: str = "grade") -> Drawing:
    """Draw referrals per 100 students and school day by group, in the latest school year, the district's only."""
    frame = tables["rates"].frame
    frame = frame[(frame["school_id"] == TOTAL) & frame["by"].isin([TOTAL, by])]
    frame = frame[frame["school_year"] == frame["school_year"].max()]
    if frame.empty:
        raise NothingToDraw(NO_REFERRALS)
    order = {grade: place for place, grade in enumerate(GRADES)}
    frame = frame.sort_values("group", key=lambda column: column.map(order).fillna(-1), kind="stable")
    names = [labels.group(row.by, row.group) for row in frame.itertuples()]
    title = f"Referrals by {labels.by(by).lower()}, {frame['school_year'].iloc[0]}: {WHOLE_DISTRICT}"
    return _dots(frame, names, "Referrals per 100 students and school day", title, "Students", "rate", 2)


def _told(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the answer that is told of each sign: yes, or the highest band of referrals."""
    top = frame["answer"].eq("yes") | (frame["indicator"].eq("referrals") & frame["answer"].str.endswith(" or more"))
    return frame[top]


def _sign(indicator: object, answer: object) -> str:
    return f"{answer} referrals" if indicator == "referrals" else SIGNS[str(indicator)]


def _in_order(column: "pd.Series[str]") -> "pd.Series[int] | pd.Series[str]":
    order = {name: place for place, name in enumerate(SIGNS)}
    return column.map(order) if column.name == "indicator" else column


def _outcome(outcome: object, statistic: object, indicator: object, labels: Labels) -> str:
    who = "all students" if statistic == "base rate" else f"with {EARLY[str(indicator)]}"
    return f"{labels.said(str(outcome)).capitalize()}: {who}"


def _dots(
    frame: pd.DataFrame, names: list[str], unit: str, title: str, first: str, value: str = "percent", decimals: int = 0
) -> Drawing:
    points = frame[[value, "low", "high"]].set_axis(["value", "low", "high"], axis=1).set_axis(names, axis=0)
    text = points.apply(lambda column: column.map(f"{{:.{decimals}f}}".format, na_action="ignore").astype("str"))
    data = text.set_axis([unit, "Low", "High"], axis=1).rename_axis(first).reset_index()
    if "missing" in frame:
        points = points.assign(missing=frame["missing"].to_numpy())
        data = data.fillna(CANNOT_TELL)
    else:
        data = data.assign(suppressed=withheld(frame).to_numpy())
    said = listed(
        (f"{name}: {_said(row['value'], row.get('missing', WITHHELD), decimals)}" for name, row in points.iterrows()),
        16,
    )
    return Drawing(marks.intervals(points, unit), f"{title}. {said}.", f"{title}. Bars are 95 % intervals.", data)


def _said(value: float, missing: str, decimals: int) -> str:
    return missing if pd.isna(value) else f"{value:.{decimals}f}"
