"""Knowledge checks: every file of ours is whole, and a file that would teach wrongly is refused."""

import pytest
import yaml

from mtss_analysis.errors import ParamsError
from mtss_analysis.params import HOME, LessonsParams, knowledge_checks, layers

SETTINGS = layers()
CHECKS = knowledge_checks(SETTINGS)


def item(**more):
    choices = [
        {"says": "Ask again.", "why": "Asking again tells more.", "right": True},
        {"says": "Stop.", "why": "No."},
    ]
    return {"ask": "What next?", "choices": choices, **more}


def read(folder, made, name="fidelity"):
    (folder / "knowledge_checks").mkdir(exist_ok=True)
    (folder / "knowledge_checks" / f"{name}.yml").write_text(yaml.safe_dump(made), encoding="utf-8")
    return knowledge_checks(layers("", folder))


def made(**more):
    return {"lesson": "fidelity", "version": "2.0", "items": [item() for _ in range(5)], **more}


def test_a_districts_own_check_takes_the_place_of_ours(tmp_path):
    assert read(tmp_path, made())["fidelity"].version == "2.0"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"items": [item() for _ in range(4)]}, '"items" is'),
        ({"items": [item(choices=[{"says": "a", "why": "b"}] * 2)] + [item()] * 4}, "item 1 has 0 right choices"),
        (
            {"items": [item()] * 4 + [item(choices=[{"says": "a", "why": "b", "right": True}] * 2)]},
            "item 5 has 2 right",
        ),
        ({"lesson": "fidelty"}, 'name the file "fidelty.yml"'),
        ({"more": 1}, '"more" is 1'),
    ],
)
def test_a_check_that_would_teach_wrongly_is_refused(tmp_path, wrong, said):
    with pytest.raises(ParamsError, match=said):
        read(tmp_path, made(**wrong))


def test_a_check_of_no_lesson_is_refused_with_the_nearest_name(tmp_path):
    with pytest.raises(ParamsError, match=r"not in lessons\.yml.*fidelity"):
        read(tmp_path, made(lesson="fidelitys"), "fidelitys")


def test_every_explanation_of_ours_teaches_and_no_two_are_alike():
    for name, check in CHECKS.items():
        for number, each in enumerate(check.items, 1):
            whys = [choice.why for choice in each.choices]
            assert len(set(whys)) == len(whys), f"{name} {number}"
            assert all(len(why.split()) >= 6 for why in whys), f"{name} {number}"
            assert len(each.choices) >= 3, f"{name} {number}"


def test_the_right_choice_gives_itself_away_neither_by_its_place_nor_by_its_length():
    places, longest, number = set(), 0, 0
    for check in CHECKS.values():
        for each in check.items:
            sizes = [len(choice.says) for choice in each.choices]
            places.add(each.answer)
            longest += sizes[each.answer - 1] == max(sizes)
            number += 1
    if number:
        assert {1, 2, 3} <= places
        assert longest / number < 0.6


def test_every_lesson_has_a_check():
    assert set(CHECKS) == set(SETTINGS.load(LessonsParams).lessons)


def test_checks_are_kept_where_the_lessons_are():
    assert (HOME / "params" / "knowledge_checks").is_dir()
