"""Which plans come up: those due, most urgent first, as many with reasons as there is time for."""

import pandas as pd

from mtss_analysis.meetings import chosen, reviews
from mtss_analysis.vocabulary import Action


def test_due_plans_are_confirmed_or_talked_about_and_none_is_lost(review):
    due = review.plans[review.plans["next_review"] <= review.horizon]
    talked = chosen.to_talk_about(review)
    talked_due = talked[talked["next_review"] <= review.horizon]
    assert set(due["plan_id"]) == set(talked_due["plan_id"]) | set(chosen.to_confirm(review)["plan_id"])
    assert not set(talked["plan_id"]) & set(chosen.to_confirm(review)["plan_id"])


def test_delivery_comes_before_change_and_change_before_the_rest(review):
    due = chosen.to_talk_about(review)
    due = due[due["next_review"] <= review.horizon]
    assert due["urgency"].is_monotonic_increasing
    actions = list(dict.fromkeys(due["action"]))
    assert actions.index(Action.CHECK_FIDELITY_FIRST) == 0


def test_a_plan_that_goes_on_but_will_hardly_reach_its_goal_is_talked_about(review):
    confirmed = chosen.to_confirm(review)
    going_on = confirmed[confirmed["action"] == Action.CONTINUE]
    assert (going_on["p_reach"] >= review.rule.low_chance).all()


def test_the_minutes_of_the_agenda_say_how_many_plans_fit(review):
    assert chosen.capacity(review) == 40 // review.teams.minutes_per_student


def test_reviews_are_due_until_the_day_before_the_next_meeting(review):
    assert review.horizon == review.next_meeting - pd.Timedelta(days=1)
    assert review.next_meeting > review.asked.day


def test_plans_are_those_of_the_school_on_the_day(review):
    assert set(review.plans["school_id"]) == {review.asked.school}
    assert (review.plans["start"] <= review.asked.day).all()
    assert review.plans["plan_id"].is_unique


def test_earlier_decisions_are_of_days_before_and_what_was_not_carried_out_comes_first(review):
    assert (review.earlier_decisions["date"] < review.asked.day).all()
    shown = reviews.last_time(review)
    first_yes, last_no = shown.find("<td>yes</td>"), shown.rfind("<td>no</td>")
    assert last_no < first_yes or -1 in (first_yes, last_no)


def test_graphs_are_no_more_than_set_and_carry_words(review):
    drawn = reviews.graphs(review)
    assert 0 < drawn.count("<figure") <= review.teams.graphs
    assert "SYN-" in drawn
    assert drawn.count('alt="') == drawn.count("<figure")
