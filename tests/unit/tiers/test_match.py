"""Need beside service: the latest window of the year, the strongest suggestion, and nobody counted who is not known."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtss_analysis.tiers import match
from mtss_analysis.vocabulary import TOTAL

STUDENTS = [f"SYN-{number:02d}" for number in range(8)]
DAY = pd.Timestamp("2024-11-01").as_unit("us")


def scores(*rows):
    """Make the table of a screening from (student number, season, date, support, sem, near a cut)."""
    columns = ["student", "season", "date", "support", "sem", "near_cut"]
    frame = pd.DataFrame(rows, columns=columns)
    ids = [STUDENTS[student] for student in frame.pop("student")]
    frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[us]")
    return frame.assign(student_id=ids, domain="reading", school_year="2024-25")


def looked(*support, school="A", day=DAY):
    ids = STUDENTS[: len(support)]
    return pd.DataFrame(
        {"student_id": ids, "school_id": school, "school_year": "2024-25", "look": "fall", "day": day,
         "domain": "reading", "support": list(support)}
    )  # fmt: skip


FALL = ("fall", "2024-09-10")


def test_the_latest_window_counts_and_in_it_the_strongest_suggestion():
    screened = scores(
        (0, *FALL, "Tier 3", 2.0, False), (0, "winter", "2025-01-10", "Tier 1", 2.0, False),
        (1, *FALL, "Tier 1", 2.0, False), (1, "fall", "2024-09-12", "Tier 2", 2.0, True),
    )  # fmt: skip
    days = pd.concat([looked("Tier 1"), looked("Tier 1", day=pd.Timestamp("2025-03-01").as_unit("us"))])
    found = match.needs(screened, days).set_index(["student_id", "day"])["suggested"]
    winter = pd.Timestamp("2025-03-01")
    assert found.loc[[(STUDENTS[0], DAY), (STUDENTS[0], winter)]].tolist() == ["Tier 3", "Tier 1"]
    assert found[STUDENTS[1], DAY] == "Tier 2"


def test_a_score_after_the_day_and_a_score_of_another_year_say_nothing_of_it():
    late, earlier = scores((0, "fall", "2024-11-02", "Tier 2", 2.0, False)), scores((0, *FALL, "Tier 2", 2.0, False))
    assert match.needs(late, looked("Tier 1")).empty
    assert match.needs(earlier.assign(school_year="2023-24"), looked("Tier 1")).empty


def test_clearly_is_not_known_where_the_error_is_not():
    screened = scores(
        (0, *FALL, "Tier 2", 2.0, False), (1, *FALL, "Tier 2", 2.0, True), (2, *FALL, "Tier 2", np.nan, False)
    )
    sure = match.needs(screened, looked("Tier 1"))["sure"].tolist()
    assert sure[:2] == [1.0, 0.0]
    assert np.isnan(sure[2])


def test_no_data_is_in_no_count_and_a_school_without_scores_in_none():
    screened = scores((0, *FALL, "Tier 2", 2.0, False), (1, *FALL, "Tier 2", 2.0, False))
    other = looked("Tier 1", "Tier 2", "Tier 2", school="B").assign(student_id=["SYN-90", "SYN-91", "SYN-92"])
    rows = match.beside(pd.concat([looked("No data", "Tier 1", "Tier 2"), other]), screened)
    assert rows["student_id"].tolist() == STUDENTS[1:3]
    assert rows["suggested"].tolist() == ["Tier 2", match.NO_SCORE]


def questions(rows, school=TOTAL):
    found = match.answers(rows, 0.95)
    return found[found["school_id"] == school].set_index("question")[["n", "students"]].apply(tuple, axis=1).to_dict()


def test_each_question_is_asked_of_those_it_concerns():
    support = ["Tier 1", "Tier 1", "Tier 2", "Tier 2", "Tier 3", "Tier 1", "Tier 2"]
    suggested = ["Tier 2", "Tier 3", "Tier 3", "Tier 1", "Tier 3", "Tier 1"]
    near = [True, False, False, False, False, False]
    screened = scores(
        *[(at, *FALL, tier, 2.0, close) for at, (tier, close) in enumerate(zip(suggested, near, strict=True))]
    )
    assert questions(match.beside(looked(*support), screened)) == {
        match.UNSERVED: (2, 4), match.CLEARLY: (1, 3), match.LESS: (1, 3), match.BEYOND: (1, 3), match.UNSEEN: (1, 4),
    }  # fmt: skip


TIERS = st.sampled_from(["Tier 1", "Tier 2", "Tier 3"])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(TIERS, TIERS), min_size=1, max_size=8), st.randoms())
def test_names_and_order_of_students_change_nothing(pairs, order):
    screened = scores(*[(at, *FALL, suggested, 2.0, False) for at, (_, suggested) in enumerate(pairs)])
    looks = looked(*[support for support, _ in pairs])
    new = dict(zip(STUDENTS, order.sample(STUDENTS, len(STUDENTS)), strict=True))
    renamed = [frame.assign(student_id=frame["student_id"].map(new)).sample(frac=1, random_state=1)
               for frame in (looks, screened)]  # fmt: skip
    found = questions(match.beside(looks, screened))
    assert found == questions(match.beside(*renamed))
    below = sum(suggested != "Tier 1" for _, suggested in pairs)
    assert found.get(match.UNSERVED, (0, 0))[1] == below


def test_waits_are_days_by_school_and_open_ones_are_not_taken_for_ended():
    rows = [("A", 2.0, True), ("A", 4.0, True), ("A", 6.0, True), ("B", 30.0, False), ("B", 30.0, False)]
    entered = pd.DataFrame(rows, columns=["school_id", "weeks", "begun"]).assign(school_year="2024-25", domain="math")
    found = match.waits(entered, 0.95).set_index("school_id")
    assert found.loc["A", ["n", "begun", "median"]].tolist() == [3, 3, 28.0]
    assert found.loc["B", ["n", "begun"]].tolist() == [2, 0]
    assert np.isnan(found.loc["B", "median"])
    assert found.loc[TOTAL, "median"] == pytest.approx(42.0)
