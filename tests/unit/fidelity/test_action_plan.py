"""The plan starts from the lowest items and carries earlier steps on."""

import pandas as pd

from mtss_analysis import params
from mtss_analysis.fidelity.action_plan import EARLIER, LOWEST, action_plan
from mtss_analysis.fidelity.item_means import items
from tests.unit.fidelity.ratings import SETTINGS, dataset, full, known, rating, read

LESSONS = params.LessonsParams.model_validate({"lessons": {"l": {"title": "First lesson", "aims": ["Do it."]}}})


def step(item, status, due="2024-12-01", words="Do it", school="A"):
    return (school, "small", item, words, "coach", due, "notes", status)


def plan(scores, *steps, priorities=2, more=()):
    forms = [rating(scores, f"R{n}") for n in range(3)]
    how = SETTINGS.model_copy(update={"priorities": priorities})
    rated = items(read(*forms, *more).rows, known(), pd.Series(["A", "B"]), how)
    data = dataset(*forms, *more, steps=steps)
    found = action_plan(rated, data, known(), LESSONS, how, pd.Timestamp("2025-01-15"))
    return found[found["school_id"] == "A"]


def test_the_lowest_items_get_a_level_an_aim_and_a_lesson():
    found = plan(full(1, 3, 2, 3))
    assert found["item"].tolist() == ["1", "3"]
    first = found.iloc[0]
    assert first[["origin", "rank", "level", "now", "aim", "step"]].tolist() == [
        LOWEST, 1, 1, "a bit", "much", "Reach: much",
    ]  # fmt: skip
    assert first[["status", "standing"]].tolist() == ["suggested", "suggested"]
    assert first[["lesson_title", "page"]].tolist() == ["First lesson", "learn/l.html"]
    second = found.iloc[1]
    assert second[["text", "now", "aim", "lesson_title"]].tolist() == ["Item 3", "most (2)", "all (3)", "m"]


def test_an_open_step_stands_in_place_of_the_suggestion_and_may_be_overdue():
    found = plan(full(0, 3, 1, 3), step("1", "planned"), step("3", "under_way", due="2025-02-01"))
    assert found["standing"].tolist() == ["overdue", "open"]
    assert found[["step", "owner_role", "evidence"]].iloc[0].tolist() == ["Do it", "coach", "notes"]


def test_what_was_done_is_carried_with_how_the_item_stands_now():
    found = plan(full(0, 3, 1, 3), step("1", "done"), step("2", "done"), step("4", "dropped"), step("2", "planned"))
    carried = found[found["origin"] == EARLIER]
    told = carried.set_index(["item", "status"])["standing"].to_dict()
    assert told == {("1", "done"): "done, but still low", ("2", "done"): "done", ("4", "dropped"): "dropped",
                    ("2", "planned"): "overdue"}  # fmt: skip
    assert found[found["origin"] == LOWEST]["standing"].tolist() == ["suggested", "suggested"]


def test_steps_of_other_schools_and_instruments_are_not_taken():
    found = plan(full(0, 3, 1, 3), step("1", "planned", school="B"))
    assert found["standing"].tolist() == ["suggested", "suggested"]


def test_the_team_comes_first_and_the_latest_round():
    later = [rating(full(3, 0, 3, 3), f"R{n}", day="2025-04-01") for n in range(3)]
    staff = [rating({"1": 0, "3": 0}, f"T{n}", "teacher", day="2025-04-01") for n in range(3)]
    found = plan(full(0, 3, 1, 3), more=[*later, *staff], priorities=1)
    assert found[["item", "group", "round"]].to_numpy().tolist() == [["2", "team", "2024-25 spring"]]


def test_an_item_at_its_highest_level_still_has_an_aim():
    assert plan(full(3, 3, 3, 3), priorities=1)["aim"].tolist() == ["everything"]
