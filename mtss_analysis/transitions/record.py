"""One record of a student's support over school years, which a change of school does not break."""

import pandas as pd

from mtss_analysis.intake import Dataset, school_year
from mtss_analysis.params import DistrictParams
from mtss_analysis.vocabulary import NO_DATA

KEYS = ["student_id", "school_year", "domain"]
COLUMNS = [
    *KEYS, "grade", "school_id", "schools", "tier", "plans", "planned", "received_low", "received_high", "measure",
    "rate", "rate_low", "rate_high", "exit_status", "said",
]  # fmt: skip


def record(
    dataset: Dataset, dose: pd.DataFrame, series: pd.DataFrame, district: DistrictParams, as_of: pd.Timestamp
) -> pd.DataFrame:
    """Tell what each year brought each supported student, domain by domain: COLUMNS, in order of student and year.

    Parameters
    ----------
    dose
        As :func:`mtss_analysis.transitions.doses.doses` gives it; schools are added together here.
    series
        Table ``series`` of a growth result, or an empty frame: the last rate of improvement of each plan.

    Returns
    -------
    pandas.DataFrame
        `said` repeats what is on record, such as "met its goal; 60 to 80 % of planned sessions received". It claims
        no cause: a goal can be met for other reasons than the support.
    """
    plans = _years(dataset, district, as_of)
    if plans.empty:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in COLUMNS})
    grouped = plans.groupby(KEYS, sort=True)
    found = grouped.agg(tier=("tier", "max"), plans=("plan_id", "nunique"), plan_id=("plan_id", "last"),
                        exit_status=("exit_status", "last"), measure=("measure", "last")).reset_index()  # fmt: skip
    found = found.merge(_doses(dose), on=KEYS, how="left").merge(_schools(dataset, district, as_of), how="left",
                                                                 on=["student_id", "school_year"])  # fmt: skip
    found = found.merge(_rates(series), on="plan_id", how="left").merge(_grades(dataset), on=KEYS[:2], how="left")
    found = found.assign(tier="Tier " + found["tier"].astype("Int64").astype("str"))
    found["said"] = [
        said(*row) for row in found[["exit_status", "received_low", "received_high"]].itertuples(index=False)
    ]
    return found.fillna({"grade": NO_DATA, "schools": NO_DATA, "school_id": NO_DATA})[COLUMNS]


def _years(dataset: Dataset, district: DistrictParams, as_of: pd.Timestamp) -> pd.DataFrame:
    """Give each plan a row for every school year it was open in; its ending belongs to the last of them."""
    plans = dataset.table("interventions").dropna(subset=["plan_id", "student_id", "domain", "tier", "start"])
    plans = plans[(plans["start"] <= as_of) & (plans["tier"] >= 2)].drop_duplicates("plan_id").sort_values("start")
    last = plans["end"].where(plans["end"] <= as_of, as_of).fillna(as_of)
    last = last.where(last >= plans["start"], plans["start"])
    first_year, last_year = (
        pd.to_numeric(school_year(days, district.school_year_starts).str[:4]) for days in (plans["start"], last)
    )
    spans = [list(range(a, b + 1)) for a, b in zip(first_year.astype("int64"), last_year.astype("int64"), strict=True)]
    rows = plans.assign(year=pd.Series(spans, plans.index), last_year=last_year).explode("year").reset_index(drop=True)
    year = rows["year"].astype("int64")
    done = rows["end"].notna() & (rows["end"] <= as_of) & (year == rows["last_year"])
    status = rows["exit_status"].fillna("ended, reason not recorded").where(done, "not ended")
    label = year.astype("str") + "-" + ((year + 1) % 100).astype("str").str.zfill(2)
    return rows.assign(school_year=label.astype("str"), exit_status=status)


def _no(texts: list[str], numbers: list[str]) -> pd.DataFrame:
    kinds = dict.fromkeys(texts, "str") | dict.fromkeys(numbers, "float64")
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def _doses(dose: pd.DataFrame) -> pd.DataFrame:
    if dose.empty:
        return pd.DataFrame(
            {
                **{name: pd.Series(dtype="str") for name in KEYS},
                **{name: pd.Series(dtype="float64") for name in ("planned", "received_low", "received_high")},
            }
        )
    sums = dose.groupby(KEYS)[["planned", "delivered", "not_logged"]].sum()
    low = 100 * sums["delivered"] / sums["planned"]
    high = 100 * (sums["delivered"] + sums["not_logged"]) / sums["planned"]
    return sums.assign(received_low=low, received_high=high)[["planned", "received_low", "received_high"]].reset_index()


def _schools(dataset: Dataset, district: DistrictParams, as_of: pd.Timestamp) -> pd.DataFrame:
    """Name the schools of each student and year in order, and the last of them."""
    stays = dataset.table("enrollments").dropna(subset=["student_id", "school_id", "enrolled_from"])
    years = dataset.table("students")[["student_id", "school_year"]].dropna().drop_duplicates()
    both = years.merge(stays.sort_values("enrolled_from"), on="student_id")
    begins = pd.to_datetime(both["school_year"].str[:4] + "-" + district.school_year_starts)
    ends = begins + pd.DateOffset(years=1) - pd.Timedelta(days=1)
    both = both[
        (both["enrolled_from"] <= ends.where(ends <= as_of, as_of)) & (both["enrolled_to"].fillna(as_of) >= begins)
    ]
    grouped = both.groupby(["student_id", "school_year"])["school_id"]
    return pd.concat(
        [grouped.agg(lambda ids: ", then ".join(dict.fromkeys(ids))).rename("schools"), grouped.last()], axis=1
    ).reset_index()


def _rates(series: pd.DataFrame) -> pd.DataFrame:
    names = {"roi": "rate", "roi_low": "rate_low", "roi_high": "rate_high"}
    if series.empty:
        return _no(["plan_id"], list(names.values()))
    known = series[series["plan_id"].notna() & series["roi"].notna()].drop_duplicates("plan_id", keep="last")
    return known[["plan_id", *names]].rename(columns=names)


def _grades(dataset: Dataset) -> pd.DataFrame:
    known = dataset.table("students")[["student_id", "school_year", "grade"]].dropna()
    return known.drop_duplicates(["student_id", "school_year"])


def said(exit_status: str, low: float, high: float) -> str:
    """Repeat in words what is on record of one student's support, without a claim about what caused what.

    Examples
    --------
    >>> said("goal_met", 60.0, 80.0), said("not ended", float("nan"), float("nan"))
    ('met its goal; 60 to 80 % of planned sessions received', 'not ended; no session on record')
    """
    ending = "met its goal" if exit_status in ("goal_met", "goal_reached") else exit_status.replace("_", " ")
    if low != low:
        return f"{ending}; no session on record"
    span = f"{low:.0f}" if round(low) == round(high) else f"{low:.0f} to {high:.0f}"
    return f"{ending}; {span} % of planned sessions received"
