from mtss_analysis.params import Params, setting
from mtss_analysis.recall import KEPT, computed_once


class Example(Params):
    file = "example"

    points: int = setting("points", source="test")


def counted():
    asked = []

    @computed_once
    def estimate(dataset, params, *, unit="week"):
        asked.append((dataset, params.points, unit))
        return [dataset]

    return estimate, asked


def test_the_same_inputs_are_computed_once():
    estimate, asked = counted()
    dataset = ["rows"]
    first = estimate(dataset, Example(points=3))
    assert estimate(dataset, Example(points=3)) is first
    assert len(asked) == 1


def test_other_data_settings_or_options_are_computed():
    estimate, asked = counted()
    dataset = ["rows"]
    estimate(dataset, Example(points=3))
    estimate(["rows"], Example(points=3))
    estimate(dataset, Example(points=4))
    estimate(dataset, Example(points=3), unit="year")
    assert len(asked) == 4


def test_only_the_latest_results_are_kept():
    estimate, asked = counted()
    datasets = [[n] for n in range(KEPT + 1)]
    for dataset in [*datasets, datasets[-1], datasets[0]]:
        estimate(dataset, Example(points=3))
    assert len(asked) == KEPT + 2
