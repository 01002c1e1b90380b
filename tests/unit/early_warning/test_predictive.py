"""What signs told: counted by hand, and no answer where too few students can tell."""

import pandas as pd
import pytest

from mtss_analysis.early_warning import EarlyWarningParams
from mtss_analysis.early_warning.predictive import values
from mtss_analysis.early_warning.referrals import catch
from mtss_analysis.params import layers

PARAMS = layers().load(EarlyWarningParams)


def crossed(hits, misses, alarms, clears):
    flags = ["yes"] * hits + ["no"] * misses + ["yes"] * alarms + ["no"] * clears
    ids = [f"s{n}" for n in range(len(flags))]
    read = pd.DataFrame({"student_id": ids, "school_year": "2024-25", "cutoff": "fall", "grade_band": "Grades 3 to 5"})
    read = read.assign(absence=flags, referrals="No data", courses="does not apply", any=flags)
    happened = [True] * (hits + misses) + [False] * (alarms + clears)
    return read, pd.DataFrame({"student_id": ids, "school_year": "2024-25", "outcome": "late", "happened": happened})


def told(read, later, **where):
    found = values(read, later, PARAMS).query("grade_band == 'All' and indicator == 'absence'")
    for name, value in where.items():
        found = found[found[name] == value]
    return found.set_index("statistic")


def test_statistics_are_those_of_the_table():
    found = told(*crossed(12, 8, 6, 74), when="the same year")
    assert found["percent"].round(4).to_dict() == {
        "base rate": 20.0, "sensitivity": 60.0, "specificity": 92.5, "positive predictive value": 66.6667,
        "negative predictive value": 90.2439,
    }  # fmt: skip
    assert (found["low"] < found["percent"]).all()
    assert set(found["verdict"]) == {"told"}


@pytest.mark.parametrize("table", [(5, 4, 30, 50), (30, 50, 5, 4)])
def test_too_few_of_either_kind_cannot_tell(table):
    found = told(*crossed(*table), when="the same year")
    assert set(found["verdict"]) == {"cannot tell"}
    assert found[["percent", "low", "high"]].isna().all(axis=None)


def test_no_data_is_in_no_number_and_the_next_year_is_its_own():
    read, later = crossed(12, 8, 6, 74)
    read.loc[:3, "absence"] = "No data"
    next_year = later.assign(school_year="2025-26")
    found = told(read, pd.concat([later, next_year]), statistic="sensitivity")
    assert sorted(found["when"]) == ["the next year", "the same year"]
    assert set(found["students"]) == {16}
    assert not len(values(read, later, PARAMS).query("indicator == 'referrals'"))


def test_october_catch_asks_both_ways():
    early = {"a": (3, 6), "b": (1, 7), "c": (2, 2), "d": (0, 1)}  # some early, in the year
    present = pd.DataFrame({"student_id": list(early), "school_year": "2024-25", "school_id": "A", "grade_band": "x"})
    rows = [(name, "2024-25", at < some) for name, (some, year) in early.items() for at in range(year)]
    found = catch(present, pd.DataFrame(rows, columns=["student_id", "school_year", "early"]), PARAMS)
    found = found[found["grade_band"] == "All"].set_index("question")
    assert found.loc["caught", ["n", "students"]].tolist() == [1, 2]
    assert found.loc["right", ["n", "students"]].tolist() == [1, 2]
