"""What was planted in answers and schools is found, and what was not is not."""

import numpy as np
import pandas as pd
import pytest

from mtss_analysis import growth, intake, learning, params
from mtss_analysis.estimators.item_statistics import item_statistics
from mtss_analysis.estimators.rank_association import rank_association
from mtss_analysis.learning.items import BLIND, CANNOT_TELL, EASY, MISLEADS, WORKS
from mtss_analysis.learning.links import CANNOT_TELL as NOT_TOLD
from mtss_analysis.learning.links import TOGETHER, links
from mtss_analysis.samples import generate
from mtss_analysis.samples import learning as planted

DRAWS = 1000


@pytest.fixture(scope="module")
def district():
    return generate()


@pytest.fixture(scope="module")
def found(district):
    settings, dataset = params.layers(), intake.from_frames(district.tables)
    measures, about = settings.load(params.MeasuresParams), settings.load(params.DistrictParams)
    grown = growth.estimate(dataset, settings.load(growth.GrowthParams), measures, about)
    asked, how = params.knowledge_checks(settings), settings.load(learning.LearningParams)
    return learning.evaluate(dataset, asked, how, measures, about, grown)


def test_planted_questions_are_found_and_no_other_is_accused(found):
    items = found.tables["items"].frame
    said = items.set_index(["lesson", "item"])["said"].to_dict()
    for (lesson, number), expected in (
        (planted.MISLEADING, MISLEADS),
        (planted.AMBIGUOUS, BLIND),
        (planted.EASY, EASY),
    ):
        assert said.pop((lesson, str(number))) == expected
    assert set(said.values()) <= {WORKS, CANNOT_TELL}
    assert list(said.values()).count(WORKS) > 20


def test_reach_and_schools_that_were_not_reached(district, found):
    truth, chain = district.truths["learning"], found.tables["chain"].frame.set_index("school_id")
    assert chain.index[chain["people"] == 0].tolist() == truth["schools_not_reached"]
    assert pd.isna(chain.loc[truth["too_few_to_show"], "right"])
    first = chain.iloc[0]
    assert first["reach"] == pytest.approx(100 * planted.REACH[0], abs=2)


def test_the_few_people_of_a_school_do_not_follow_by_subtraction(found):
    """The district's share is that of the schools shown: taking these from it leaves nothing of the two people."""
    lessons = found.tables["lessons"].frame
    for _, rows in lessons.groupby("lesson"):
        whole = rows[rows["school_id"] == "All"].iloc[0]
        shown = rows[(rows["school_id"] != "All") & rows["right"].notna()]
        assert whole["right"] == pytest.approx(np.average(shown["right"], weights=shown["people"]))
        assert whole["people"] > shown["people"].sum()


def test_no_link_is_claimed_where_none_was_planted(found):
    assert set(found.tables["links"].frame["said"]) == {NOT_TOLD}


def test_a_link_that_was_planted_is_found_and_others_stay_open():
    rng, how = np.random.default_rng(3), params.layers().load(learning.LearningParams)
    reach = np.linspace(10, 90, 14)
    right = rng.normal(60, 5, 14)
    schools = pd.DataFrame({
        "reach": reach, "right": right, "held_change": 0.3 * reach + rng.normal(0, 2, 14),
        "pace_change": rng.normal(0, 6, 14),
    })  # fmt: skip
    said = links(schools, how).set_index(["step", "next"])["said"]
    assert said["reach", "change in delivery"] == TOGETHER
    assert (said == TOGETHER).sum() == 1


def test_five_links_together_are_rarely_wrong():
    """The chance that any of the five links is claimed where nothing goes together stays near the 5 percent said."""
    rng, how = np.random.default_rng(11), params.layers().load(learning.LearningParams)
    names = ["reach", "right", "held_change", "pace_change"]
    wrong = sum(
        (links(pd.DataFrame(rng.normal(size=(9, 4)), columns=names), how)["said"] != NOT_TOLD).any() for _ in range(150)
    )
    assert wrong / 150 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 150)


def test_the_interval_of_an_item_covers_the_truth():
    """Truth: the correlation in a large draw of the same people; Fisher's interval is for pairs from a normal law."""
    rng = np.random.default_rng(5)

    def answers(people):
        ability = rng.normal(size=(people, 1))
        return (rng.random((people, 6)) < 1 / (1 + np.exp(-0.5 - 1.5 * ability))).astype(float)

    true = item_statistics(answers(200_000)).discrimination.mean()
    fits = [item_statistics(answers(80)) for _ in range(DRAWS // 2)]
    inside = np.mean([(fit.low <= true) & (true <= fit.high) for fit in fits])
    assert 0.92 <= inside <= 0.975


def test_the_interval_of_a_rank_correlation_covers_the_truth():
    rng = np.random.default_rng(6)
    rho = 0.5
    true = 6 / np.pi * np.arcsin(rho / 2)  # Spearman's correlation of a bivariate normal law
    inside = 0
    for _ in range(DRAWS // 2):
        one, noise = rng.normal(size=(2, 20))
        fit = rank_association(one, rho * one + np.sqrt(1 - rho**2) * noise, resamples=10)
        inside += fit.low <= true <= fit.high
    assert 0.92 <= inside / (DRAWS // 2) <= 0.98
